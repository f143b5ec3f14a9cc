"""A group with its beheerder, people who take part or not, and courses that are offered today."""

from datetime import date, datetime, timedelta
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from certificates.models import Certificate
from courses.models import CourseEdition, Enrollment
from registrations.models import Group
from tests.conftest import NOW
from tests.factories.certificates import (
    make_certificate,
    make_completion,
    make_course,
    make_membership,
    make_place,
    make_user,
)

TODAY = date(2026, 11, 21)


def offer(slug: str = "saar", title: str = "SAAR") -> CourseEdition:
    """A course that takes new starters."""
    edition = make_course(slug, title=title)
    edition.course.current = edition
    edition.course.save()
    return edition


def member(group: Group, name: str = "Carla Maas", *, shares: bool | None = True, **fields: Any) -> User:
    """Somebody with a confirmed registration in `group`; `shares` is the switch."""
    user = make_user(name, group_may_see=shares)
    make_membership(user, group, **fields)
    return user


def manager(group: Group | None = None, name: str = "Ineke Koster", *, shares: bool | None = None) -> User:
    """The beheerder of `group`, who does not take part unless told."""
    return member(group or make_place(), name, shares=shares, role="manager")


def pass_course(user: User, edition: CourseEdition, *, days_left: int = 400, **fields: Any) -> Certificate:
    """A certificate of `user`, on his own registration, with its last day so many days from now."""
    completion = make_completion(user, edition=edition, completed_at=NOW - timedelta(days=700))
    registration = fields.pop("registration", None) or user.registrations.first()
    last = TODAY + timedelta(days=days_left)
    return make_certificate(
        completion=completion, registration=registration, passed_on=date(2024, 5, 3), valid_until=last, **fields
    )


def begin(user: User, edition: CourseEdition) -> Enrollment:
    """Somebody half-way."""
    return Enrollment.objects.create(learner=user.learner, course=edition.course, edition=edition, started_at=NOW)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def path_to(group: Group, rest: str = "") -> str:
    return f"/mijn/groep/{group.number}/{rest}"


def soup_of(user: User, group: Group) -> BeautifulSoup:
    response = signed_in(user).get(path_to(group))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words_of(soup: BeautifulSoup) -> str:
    """What somebody reads on the page, in one line."""
    main = soup.select_one("main")
    assert main
    return " ".join(main.get_text(" ").split())


def table_of(user: User, group: Group) -> dict[str, dict[str, str]]:
    """Name → course → state, as shown."""
    rows = soup_of(user, group).select(".group-people tbody tr")
    return {str(row.th.contents[0]): {cell["data-label"]: state_in(cell) for cell in row.select("td")} for row in rows}


def state_in(cell: Any) -> str:
    return " ".join(cell.get_text(" ").split())


def in_days(days: float) -> datetime:
    return NOW + timedelta(days=days)
