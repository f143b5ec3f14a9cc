"""The pages of the register with a whole country in the database, measured (DESIGN §10)."""

import json
import time
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from cms.demo.nation import Nation, Size
from courses.models import CourseEdition
from registrations.models import Group, PostcodeRange, Registration
from tests.factories.large_course import opened
from tests.factories.registrations import make_beat, make_person, make_registration, make_staff

__all__ = ["measure"]

ROUNDS = 30
CLAIMS = 60


def measure() -> None:
    """Prints JSON: page → CPU in milliseconds and queries. Leaves nothing behind."""
    with transaction.atomic():
        edition = CourseEdition.objects.filter(course__slug="saar").current().select_related("course")[0]
        Nation(edition=edition, now=timezone.now()).make(Size())
        figures = pages()
        transaction.set_rollback(True)
    print(json.dumps(figures))  # noqa: T201  (what the bench reads)


def pages() -> dict[str, tuple[float, int]]:
    """A stranger searches, a wijkagent opens his portal, the foundation its queue."""
    group = Group.objects.active().filter(postcodes__isnull=False)[0]
    code = PostcodeRange.objects.filter(group=group)[0].first
    officer = make_staff(Role.OFFICER, name="Wijkagent")
    make_beat(officer, municipality=group.municipality, postcodes=[code[:4]])
    for number in range(CLAIMS):
        make_registration(user=make_person(f"Aanvrager {number}"), group=group, status=Registration.Status.PENDING)
    queue = reverse("registrations_admin:index")
    stranger, keeper, police = Client(), signed_in(make_staff(Role.REGISTRAR)), signed_in(officer)
    return {
        "groups by postcode": cost(lambda: opened(stranger, f"{reverse('groups')}?q={code}")),
        "groups by place": cost(lambda: opened(stranger, f"{reverse('groups')}?q={group.municipality}")),
        "municipalities, counted anew": cost(lambda: anew(stranger, reverse("municipalities"))),
        "portal": cost(lambda: opened(police, reverse("portal"))),
        "claim queue": cost(lambda: opened(keeper, queue)),
    }


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def anew(client: Client, address: str) -> None:
    cache.clear()
    opened(client, address)


def cost(act: Callable[[], Any]) -> tuple[float, int]:
    """CPU in milliseconds, the mean of ROUNDS once it is warm, and the queries of one."""
    act()
    with CaptureQueriesContext(connection) as queries:
        act()
    count = len(queries)  # the next request empties the log
    begin = time.process_time()
    for _ in range(ROUNDS):
        act()
    return (time.process_time() - begin) / ROUNDS * 1000, count
