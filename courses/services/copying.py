"""Keys of pages that Wagtail copied: new on copy (DESIGN §3). *Verdubbelen* has a service of its own (duplicating)."""

from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from wagtail.models import Page

from courses.models import LessonPage

__all__ = ["renew_screen_keys"]


@transaction.atomic
def renew_screen_keys(page: Page) -> None:
    """Gives every screen and block of the lessons at or below the copy `page` a key of its own.

    Wagtail copies the ids in a StreamField as they are; two screens with one key would count as one. What was a draft
    on top of a published lesson is one in the copy too, with the same new keys.
    """
    for lesson in LessonPage.objects.descendant_of(page, inclusive=True):
        draft = lesson.get_latest_revision_as_object()
        renew(lesson)
        if lesson.live:
            lesson.save_revision(clean=False).publish()
        else:
            lesson.save(clean=False)
        if renew(draft) != stored_screens(lesson) or draft.title != lesson.title or draft.message != lesson.message:
            draft.save_revision(clean=False)


def renew(lesson: LessonPage) -> list[dict[str, Any]]:
    """Renews the ids of the screens; gives how they are stored now."""
    field = lesson._meta.get_field("screens")
    lesson.screens = field.stream_block.to_python([renewed(screen, lesson.key) for screen in stored_screens(lesson)])
    return stored_screens(lesson)


def stored_screens(lesson: LessonPage) -> list[dict[str, Any]]:
    stored: list[dict[str, Any]] = lesson._meta.get_field("screens").stream_block.get_prep_value(lesson.screens)
    return stored


def renewed(screen: dict[str, Any], key: UUID) -> dict[str, Any]:
    """A stored screen with new keys for itself and its blocks, that follow from the key of its lesson."""
    blocks = [block | {"id": str(uuid5(key, block["id"]))} for block in screen["value"]["content"]]
    return screen | {"id": str(uuid5(key, screen["id"])), "value": screen["value"] | {"content": blocks}}
