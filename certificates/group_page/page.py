"""What `/mijn/groep/<number>/` shows, read in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from certificates.dates import local_day
from certificates.group_page.people import Standings, State, standings_in, taking_part
from certificates.selectors import title_of
from certificates.services.reminding import next_reminders, to_remind
from courses.models import Course
from registrations.models import Group
from registrations.selectors import claims_for_manager

__all__ = ["CourseRow", "GroupPage", "PersonRow", "group_page"]

MOST_HOUSES = 12  # more than these do not fit beside each other on a phone


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseRow:
    """How many of who takes part have one course. `next_reminder` is None when a reminder may go now."""

    course: Course
    title: str
    passed: int
    total: int
    remindable: int
    next_reminder: datetime | None

    @property
    def words(self) -> str:
        """*7 van de 11 die meedoen hebben deze cursus.*"""
        if not self.passed:
            return ngettext(
                "De enige die meedoet, heeft deze cursus nog niet.",
                "Nog niemand van de %(total)d die meedoen heeft deze cursus.",
                self.total,
            ) % {"total": self.total}
        if self.passed == self.total:
            return ngettext(
                "De enige die meedoet, heeft deze cursus.", "Alle %(total)d die meedoen hebben deze cursus.", self.total
            ) % {"total": self.total}
        words = ngettext(
            "%(passed)d van de %(total)d die meedoen heeft deze cursus.",
            "%(passed)d van de %(total)d die meedoen hebben deze cursus.",
            self.passed,
        )
        return words % {"passed": self.passed, "total": self.total}

    @property
    def houses(self) -> list[dict[str, Any]]:
        """A house for each, lit for who has it (the street of LOOK.md); none when the street would be too long."""
        if self.total > MOST_HOUSES:
            return []
        return [{"state": "done" if number < self.passed else "todo"} for number in range(self.total)]


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRow:
    """One person who takes part: per course of the page the title and the state, None when he has not begun."""

    name: str
    courses: tuple[tuple[str, State | None], ...]

    @property
    def has_begun(self) -> bool:
        return any(state for _, state in self.courses)


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupPage:
    courses: tuple[CourseRow, ...]
    people: tuple[PersonRow, ...]
    claims: int


def group_page(group: Group, *, user: User, now: datetime) -> GroupPage:
    """The page of `group` for its beheerder `user`. Seven queries, whatever the size of the group."""
    people = [member.user for member in taking_part(group)]
    standings = standings_in(group, today=local_day(now))
    courses = list(Course.objects.open())
    titles = {course.pk: title_of(course.current) for course in courses if course.current}
    next_times = next_reminders(group, courses, now=now)
    rows = [
        CourseRow(
            course=course,
            title=titles[course.pk],
            passed=standings.passed(course.pk),
            total=len(people),
            remindable=len(to_remind(people, standings, course=course, by=user)),
            next_reminder=next_times.get(course.pk),
        )
        for course in courses
    ]
    named = sorted((_person(person, titles, standings) for person in people), key=lambda row: row.name.casefold())
    claims = claims_for_manager(user).pending().filter(group=group).count()
    return GroupPage(courses=tuple(rows), people=tuple(named), claims=claims)


def _person(person: User, titles: dict[int, str], standings: Standings) -> PersonRow:
    states = tuple((title, standings.states.get((person.pk, course))) for course, title in titles.items())
    return PersonRow(name=person.name or _("Iemand zonder naam"), courses=states)
