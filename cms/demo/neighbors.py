"""What the register can do, for a visitor of the demo: a beheerder with a group full of people, a team that waits,
an evening that is open."""

from datetime import datetime
from typing import Any

from accounts.models import Learner, User
from certificates.dates import local_day
from cms.demo.data import DOMAIN, MANAGER
from cms.demo.staff import address
from cms.services.evenings import open_evening
from courses.models import Course
from registrations.codes import hash_email
from registrations.models import Group, GroupContact, Registration, TeamApplication
from registrations.services import claim
from registrations.services.teams import apply

__all__ = ["add_neighbors"]

SHOWN_OF_FIVE = 3  # of five people three switched on what others may see
TEAM: dict[str, Any] = {
    "name": "Buurtteam De Kade",
    "municipality": "Gorinchem",
    "place": "Gorinchem",
    "area": "Van de haven tot het station",
    "postcodes": "4201-4203",
    "members": 14,
    "since": 2019,
    "with_municipality": True,
    "with_police": True,
}


def add_neighbors(*, group: Group, course: Course, now: datetime) -> User:
    """Makes the beheerder of `group`, with what stands around him. Gives his account."""
    people = Registration.objects.confirmed().values("user")
    for number, user in enumerate(User.objects.filter(pk__in=people, email__endswith=f"@{DOMAIN}").order_by("pk")):
        if number % 5 < SHOWN_OF_FIVE:
            User.objects.filter(pk=user.pk).update(group_may_see=True, officer_may_find=True)
    manager = make_manager(group, now=now)
    open_evening(host=manager, group=group, course=course, on=local_day(now), now=now)
    apply(application=TeamApplication(user=manager, **TEAM), now=now)
    return manager


def make_manager(group: Group, *, now: datetime) -> User:
    """A beheerder whom the register knows, so that his claim is confirmed at once."""
    login, name = MANAGER
    user = User.objects.create_user(address(login), name, verified_at=now, created_at=now)
    Learner.objects.create(user=user, created_at=now, last_seen_at=now)
    role = Registration.Role.MANAGER
    GroupContact.objects.create(group=group, email_hash=hash_email(address(login)), role=role)
    claim(user=user, group=group, role=role, now=now)
    return user
