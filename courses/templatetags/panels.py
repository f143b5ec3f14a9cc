"""What the pages of a course show besides, when somebody tries an edition that is not out (courses.trial_mount)."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import AttemptItem, PanelComment, PanelMember, Purpose, Trial
from courses.services.panel_judging import MAX_TEXT
from courses.services.reading import LessonContent, edition_content

register = template.Library()


@register.simple_tag(takes_context=True)
def trial_bar(context: Mapping[str, Any]) -> dict[str, Any]:
    """Which course is tried, for whom, and the way back; empty on any other page."""
    trial = trial_in(context)
    if trial is None:
        return {}
    enrollment = trial.enrollment
    return {
        "course": edition_content(enrollment.edition).course["title"],
        "is_panel": enrollment.purpose == Purpose.PANEL,
        "home_url": get_script_prefix(),
    }


@register.simple_tag(takes_context=True)
def trial_note(context: Mapping[str, Any]) -> dict[str, Any]:
    """The comment box of a panel member for the lesson or question of this page; empty where there is nothing to say.

    `courses/panel/_comment.html` shows it.
    """
    trial = trial_in(context)
    if trial is None or trial.enrollment.purpose != Purpose.PANEL:
        return {}
    part, key, label = part_in(context)
    member = PanelMember.objects.filter(trial=trial).select_related("review").first() if key else None
    if member is None or not member.review.is_open(timezone.now()):
        return {}
    text = member.comments.filter(part=part, part_key=key).values_list("text", flat=True).first()
    return {
        "part": part,
        "part_key": key,
        "label": label,
        "text": text or "",
        "home_url": get_script_prefix(),
        "next_url": context["request"].path,
        "max_text": MAX_TEXT,
    }


def trial_in(context: Mapping[str, Any]) -> Trial | None:
    """The trial of this request."""
    trial: Trial | None = getattr(context.get("request"), "trial", None)
    return trial


def part_in(context: Mapping[str, Any]) -> tuple[str, str, str]:
    """What this page is about, its key, and what we ask of it; no key when it is about nothing."""
    lesson, attempt, position = context.get("lesson"), context.get("attempt"), context.get("position")
    if isinstance(lesson, LessonContent):
        words = _("Wat vind je van les %(number)d?") % {"number": lesson.number}
        return PanelComment.Part.LESSON.value, lesson.key, words
    if attempt is not None and position is not None:
        items = AttemptItem.objects.filter(attempt=attempt, position=position)
        key = items.values_list("version__question_key", flat=True).first()
        return PanelComment.Part.QUESTION.value, str(key or ""), _("Wat vind je van deze vraag?")
    return "", "", ""
