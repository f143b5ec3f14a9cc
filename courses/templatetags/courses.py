"""Showing the parts of an edition."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.utils.safestring import SafeString
from wagtail.rich_text import RichText
from wagtail.templatetags.wagtailcore_tags import richtext

from courses import illustrations
from courses.assets import Asset
from courses.forms import QuestionForm
from courses.models import Question
from courses.quiz import Hotspot, parse_question
from courses.services.question_problems import preview_findings
from courses.services.rendering import asset_address, edition_svg, inline_svg, preview_screens, question_picture

register = template.Library()


@dataclass(frozen=True)
class PreviewForm(QuestionForm):
    """A question that no release has kept yet: its files, by name, come with it."""

    assets: Mapping[str, Asset] = field(default_factory=dict)


@register.simple_tag(takes_context=True)
def asset_url(context: Mapping[str, Any], name: str) -> str:
    """The address of a file of an edition, or in a preview of the file that a release would keep."""
    return asset_address(name, context.get("assets") or {})


@register.simple_tag(takes_context=True)
def edition_illustration(context: Mapping[str, Any], name: str, alt: str = "") -> SafeString:
    """An illustration of an edition, drawn in the page so that it follows light and dark."""
    return edition_svg(name, alt, context.get("assets") or {})


@register.simple_tag
def house_drawing(name: str, alt: str) -> SafeString:
    """A drawing of the house style as it is today, for an example."""
    return inline_svg(illustrations.svg(name), alt)


@register.filter
def edition_html(html: str) -> SafeString:
    """HTML that was cleaned when it was frozen (courses.services.freezing_blocks)."""
    return richtext(RichText(html))


@register.simple_tag
def question_preview(question: Question) -> dict[str, Any]:
    """A bank question as a learner sees it: `problems` in sentences, and `form` as far as it can be shown, or None."""
    problems, parsed = preview_findings(question)
    if parsed is None:
        return {"problems": problems, "form": None}
    child = question.body[0]
    assets = {asset.name: asset for asset in child.block.assets(child.value)}
    form = PreviewForm(parsed, parsed.arrange(random.Random(1)), None, assets=assets)  # noqa: S311
    return {"problems": problems, "form": form}


@register.simple_tag
def screens_of(page: Any) -> list[dict[str, Any]]:
    """The screens of a lesson page in the editor's preview, made the way a release makes them."""
    screens = preview_screens(page)
    for part in (part for screen in screens for part in screen["parts"] if part["practice"]):
        question = parse_question(part["question"])
        arrangement = question.arrange(random.Random(1))  # noqa: S311
        part["form"] = PreviewForm(question, arrangement, None, assets=part["assets"])
    return screens


@register.simple_tag
def hotspot_picture(form: QuestionForm) -> SafeString:
    """The picture of a hotspot."""
    assert isinstance(form.question, Hotspot)  # noqa: S101  (only its own templates ask)
    return question_picture(form.question.picture, form.assets if isinstance(form, PreviewForm) else {})


@register.simple_tag
def hotspot_grid(form: QuestionForm) -> dict[str, Any]:
    """Lines over the picture with their numbers, so that an editor can say where something is."""
    assert isinstance(form.question, Hotspot)  # noqa: S101  (only its own templates ask)
    picture = form.question.picture
    step = 50 if picture.width <= 800 else 100
    return {
        "width": picture.width,
        "height": picture.height,
        "size": picture.width // 40,
        "columns": range(step, picture.width, step),
        "rows": range(step, picture.height, step),
    }
