"""*Stuur een herinnering*: a beheerder asks who takes part to do a course, at most once a week (DESIGN §6)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import limits
from accounts.audit import record
from accounts.mail import send_once
from accounts.models import RateLimit, User
from certificates.dates import local_day
from certificates.errors import CertificateError
from certificates.group_page.people import Standings, managed_groups, standings_in, taking_part
from certificates.selectors import title_of
from courses.models import Course
from registrations.models import Group

__all__ = [
    "NobodyToRemind",
    "NotYourGroup",
    "RemindedAlready",
    "next_reminders",
    "recipients",
    "send_reminder",
    "to_remind",
]

PAUSE = timedelta(days=7)


class NotYourGroup(CertificateError):
    code = "not_your_group"
    message = gettext_lazy("Alleen een beheerder van een groep die nog bestaat, kan een herinnering sturen.")


class NobodyToRemind(CertificateError):
    code = "nobody_to_remind"
    message = gettext_lazy("Er is niemand om te herinneren. Er is niets verstuurd.")


class RemindedAlready(CertificateError):
    """Somebody of this group did it less than a week ago; `until` is when it may be done again."""

    code = "reminded_already"

    def __init__(self, until: datetime | None) -> None:
        super().__init__()
        self.until = until

    def __str__(self) -> str:
        if self.until is None:
            return _("Er is deze week al een herinnering verstuurd.")
        day = date_format(localtime(self.until), "j F")
        return _("Er is deze week al een herinnering verstuurd. Het kan weer vanaf %(day)s.") % {"day": day}


@transaction.atomic
def send_reminder(*, group: Group, course: Course, by: User, now: datetime) -> int:
    """Mails everybody whom `recipients` names; gives how many. `course` comes from `Course.objects.open()`.

    Raises NotYourGroup, NobodyToRemind, RemindedAlready; then nothing was sent, and the week did not begin.
    """
    if not managed_groups(by).active().filter(pk=group.pk).exists():
        raise NotYourGroup
    standings = standings_in(group, today=local_day(now))
    people = to_remind([member.user for member in taking_part(group)], standings, course=course, by=by)
    if not people:
        raise NobodyToRemind
    if not limits.allow(key=_limit(group, course), limit=1, window=PAUSE, now=now):
        raise RemindedAlready(next_reminders(group, [course], now=now).get(course.pk))
    for person in people:
        _mail(person, group=group, course=course, again=standings.has_had((person.pk, course.pk)), now=now)
    record(actor=by, verb="group.remind", target=group, at=now, course=str(course.key), people=len(people))
    return len(people)


def recipients(group: Group, course: Course, *, by: User, now: datetime) -> list[User]:
    """Who would get the mail now: who takes part and has not got the course, or not for long any more."""
    standings = standings_in(group, today=local_day(now))
    return to_remind([member.user for member in taking_part(group)], standings, course=course, by=by)


def to_remind(people: Iterable[User], standings: Standings, *, course: Course, by: User) -> list[User]:
    """Those of `people` with a proven address and without the course; never `by`, who knows."""
    return [
        person
        for person in people
        if person.pk != by.pk and person.email and person.verified_at and not standings.is_done((person.pk, course.pk))
    ]


def next_reminders(group: Group, courses: Iterable[Course], *, now: datetime) -> dict[int, datetime]:
    """Per course of which a reminder went out less than a week ago: when the next may. One query."""
    keys = {_limit(group, course): course.pk for course in courses}
    used = RateLimit.objects.filter(key__in=keys, window_ends_at__gt=now)
    return {keys[key]: ends for key, ends in used.values_list("key", "window_ends_at")}


def _limit(group: Group, course: Course) -> str:
    return limits.key_for("group-reminder", f"{group.key}:{course.key}")


def _mail(person: User, *, group: Group, course: Course, again: bool, now: datetime) -> None:
    """One mail; `again` for whose certificate ended or soon does. It names the group, and nobody."""
    path = reverse("courses:refresher" if again else "courses:course", args=[course.slug])
    send_once(
        key=f"group-reminder:{group.pk}:{course.pk}:{person.pk}:{local_day(now)}",
        to=person.email or "",  # to_remind() leaves out who has none
        template="group_reminder",
        context={
            "name": person.name,
            "group": group.name,
            "course": title_of(course.current) if course.current else "",
            "again": again,
            "url": settings.ACADEMIE_URL + path,
            "stop_url": settings.ACADEMIE_URL + reverse("personal"),
        },
        now=now,
    )
