"""Showing the parts of an edition."""

import random
from typing import Any

from django import template
from django.core.files.storage import default_storage
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText
from wagtail.templatetags.wagtailcore_tags import richtext

from courses.forms import QuestionForm
from courses.models import Question
from courses.quiz import InvalidQuestion, parse_question
from courses.services.rendering import edition_svg, preview_screens

register = template.Library()


@register.filter
def asset_url(name: str) -> str:
    """The address of a file of an edition, wherever files are stored today."""
    return default_storage.url(name)


@register.simple_tag
def edition_illustration(name: str, alt: str = "") -> SafeString:
    """An illustration of an edition, drawn in the page so that it follows light and dark."""
    return edition_svg(name, alt)


@register.filter
def edition_html(html: str) -> SafeString:
    """HTML that was cleaned when it was frozen (courses.services.freezing_blocks)."""
    return richtext(RichText(html))


@register.simple_tag
def question_preview(question: Question) -> dict[str, Any]:
    """A bank question as a learner sees it: `form`, or `problem` when it cannot be asked yet."""
    try:
        parsed = parse_question(question.content())
    except (InvalidQuestion, IndexError):
        return {"problem": _("Deze vraag is nog niet af. Vul eerst alles in."), "form": None}
    return {"problem": "", "form": QuestionForm(parsed, parsed.arrange(random.Random(1)), None)}  # noqa: S311


@register.simple_tag
def screens_of(page: Any) -> list[dict[str, Any]]:
    """The screens of a lesson page in the editor's preview, made the way a release makes them."""
    screens = preview_screens(page)
    for part in (part for screen in screens for part in screen["parts"] if part["practice"]):
        question = parse_question(part["question"])
        part["form"] = QuestionForm(question, question.arrange(random.Random(1)), None)  # noqa: S311
    return screens
