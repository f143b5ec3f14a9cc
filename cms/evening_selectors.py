"""Reads for the pages of a course evening."""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from certificates.qr import QrImage, qr_path
from cms.models.evenings import Evening, EveningGuest, EveningQuerySet
from courses.models import Course
from courses.services.reading import edition_content

__all__ = ["course_title", "guests_of", "own_evenings", "qr_of"]


def own_evenings(user: User) -> EveningQuerySet:
    """The evenings that he opened, newest first, with group, host and course."""
    rows = Evening.objects.for_user(user).select_related("group", "host", "course__current")
    return rows.defer("course__current__source")


def guests_of(evening: Evening) -> QuerySet[EveningGuest]:
    """Who joined, in the order in which they came, with their registration."""
    return (
        EveningGuest.objects.filter(evening=evening)
        .select_related("registration", "learner")
        .order_by("joined_at", "pk")
    )


def course_title(course: Course) -> str:
    """The title of the edition of today; the slug of a course that was withdrawn whole."""
    return str(edition_content(course.current).course["title"]) if course.current else course.slug


def qr_of(evening: Evening) -> QrImage:
    """The code that leads a phone to the page on which people join."""
    return qr_path(url=f"{settings.ACADEMIE_URL}{reverse('evening', args=[evening.code])}")
