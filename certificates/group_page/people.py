"""Who of a group takes part, and where each of them stands in each course.

*Taking part* is a confirmed registration in the group and the switch *mijn groep mag zien welke cursus ik heb*. Of
somebody who did not switch it on nothing is read here, so nothing of him can be counted or shown (DESIGN §6).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Max

from accounts.models import User
from certificates.counting import COURSE, PERSON, counted
from certificates.selectors import RENEW_BEFORE
from certificates.services.waiting import waiting_completions
from courses.models import Enrollment
from registrations.models import Group, GroupQuerySet, Registration, RegistrationQuerySet

__all__ = ["Place", "Standings", "State", "managed_groups", "standings_in", "taking_part"]

Place = tuple[int, int]
"""Primary keys of a person and of a course."""


class State(StrEnum):
    """All that a beheerder reads of a person and a course."""

    BUSY = "bezig"
    PASSED = "gehaald"
    EXPIRED = "verlopen"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standings:
    """Where the people of one group stand; who has not begun a course has no state in it."""

    states: dict[Place, State]
    ending: frozenset[Place]
    """Certificates with their last day within 90 days: still PASSED, and time for a reminder."""

    def passed(self, course_id: int) -> int:
        """How many have the course today."""
        return sum(course == course_id and state is State.PASSED for (_, course), state in self.states.items())

    def has_had(self, place: Place) -> bool:
        """Whether this person has the course, or had it: he does it again."""
        return self.states.get(place) in (State.PASSED, State.EXPIRED)

    def is_done(self, place: Place) -> bool:
        """Whether this person has this course, for longer than a few weeks."""
        return self.states.get(place) is State.PASSED and place not in self.ending


def managed_groups(user: User) -> GroupQuerySet:
    """The groups of which `user` himself is the confirmed beheerder or coördinator, ended ones too.

    Not `Group.objects.for_user`: who keeps the register, or walks a beat, sees groups and not their people.
    """
    groups: GroupQuerySet = Group.objects.filter(pk__in=Registration.objects.managed_by(user).values("group"))
    return groups


def taking_part(group: Group) -> RegistrationQuerySet:
    """The registrations of the people of `group` who take part, with their account."""
    members: RegistrationQuerySet = Registration.objects.confirmed().filter(
        group=group, user__group_may_see=True, user__is_active=True
    )
    return members.select_related("user")


def standings_in(group: Group, *, today: date) -> Standings:
    """Where everybody who takes part stands today. Three queries, whatever the number of people or courses.

    What counts is what counts everywhere (`certificates.counting`), whatever group a certificate prints: the switch is
    about the person. A revoked one is not told: who has no other has not got the course.
    """
    people = taking_part(group).values("user")
    last_days = dict(_last_days(group, people))
    states = dict.fromkeys(_halfway(people), State.BUSY)
    states |= dict.fromkeys(_waiting(people), State.PASSED)
    states |= {place: State.PASSED if last >= today else State.EXPIRED for place, last in last_days.items()}
    ending = {place for place, last in last_days.items() if today <= last <= today + RENEW_BEFORE}
    return Standings(states=states, ending=frozenset(ending))


def _last_days(group: Group, people: Any) -> Iterator[tuple[Place, date]]:
    """The last day of the certificate that counts, per person and course."""
    rows = counted([group.pk]).standing().filter(**{f"{PERSON}__in": people})
    last_days = rows.order_by().values(PERSON, COURSE).annotate(last=Max("valid_until"))
    return (((row[PERSON], row[COURSE]), row["last"]) for row in last_days)


def _waiting(people: Any) -> Any:
    """Who passed and has no certificate yet; it is on its way, and the course was passed."""
    rows = waiting_completions().filter(enrollment__learner__user__in=people).order_by()
    return rows.values_list("enrollment__learner__user", "enrollment__course").distinct()


def _halfway(people: Any) -> Any:
    rows = Enrollment.objects.halfway().filter(learner__user__in=people)
    return rows.values_list("learner__user", "course").distinct()
