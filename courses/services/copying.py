"""Keys of copied lessons: new on copy (DESIGN §3)."""

from typing import Any
from uuid import uuid4

from django.db import transaction
from wagtail.models import Page

from courses.models import LessonPage

__all__ = ["renew_screen_keys"]


@transaction.atomic
def renew_screen_keys(page: Page) -> None:
    """Gives every screen and block of the lessons at or below the copy `page` a key of its own.

    Wagtail copies the ids in a StreamField as they are; two screens with one key would count as one.
    """
    for lesson in LessonPage.objects.descendant_of(page, inclusive=True):
        field = lesson._meta.get_field("screens")
        screens = field.stream_block.get_prep_value(lesson.screens)
        lesson.screens = field.stream_block.to_python([renewed(screen) for screen in screens])
        revision = lesson.save_revision()
        if lesson.live:
            revision.publish()


def renewed(screen: dict[str, Any]) -> dict[str, Any]:
    """A stored screen with new keys for itself and its blocks."""
    blocks = [block | {"id": str(uuid4())} for block in screen["value"]["content"]]
    return screen | {"id": str(uuid4()), "value": screen["value"] | {"content": blocks}}
