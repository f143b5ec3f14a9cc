"""Reads for the pages of a course evening."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse

from accounts.models import Learner, User
from certificates.qr import QrImage, qr_path
from cms.models.evenings import Evening, EveningGuest, EveningQuerySet
from cms.services.evening_privacy import names_are_gone
from courses.models import Course
from courses.services.reading import edition_content

__all__ = ["EveningLine", "course_title", "evening_lines", "evening_of_day", "guests_of", "own_evenings", "qr_of"]


@dataclass(frozen=True)
class EveningLine:
    """One evening in the list of its host."""

    evening: Evening
    title: str
    people: int | None  # who joined; None once their names went, because then nobody can tell


def own_evenings(user: User) -> EveningQuerySet:
    """The evenings that he opened, newest first, with group, host and course."""
    rows = Evening.objects.for_user(user).select_related("group", "host", "course__current")
    return rows.defer("course__current__source")


def evening_lines(user: User, *, now: datetime, limit: int) -> list[EveningLine]:
    """The newest `limit` evenings that he opened, with how many joined. One query, besides those of a new edition."""
    # Said again: a query that counts takes no order from the model.
    rows: QuerySet[Any] = own_evenings(user).annotate(people=Count("guests")).order_by("-on", "-pk")[:limit]
    return [
        EveningLine(row, course_title(row.course), None if names_are_gone(row, now=now) else row.people) for row in rows
    ]


def evening_of_day(learner: Learner | None, *, day: date) -> Evening | None:
    """The evening of that day that he joined last, with group and course; None when its course is not there now.

    Also one that was closed: the course goes on.
    """
    if learner is None:
        return None
    rows = Evening.objects.filter(guests__learner=learner, on=day, course__in=Course.objects.open())
    rows = rows.select_related("group", "course__current").defer("course__current__source")
    return rows.order_by("-guests__joined_at", "-pk").first()


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
