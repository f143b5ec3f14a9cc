"""What the tests of the wijkagent's portal share: people with certificates in groups, and a wijkagent's browser."""

from datetime import date
from typing import Any

from django.test import Client

from accounts.models import User
from certificates.models import Certificate
from certificates.portal.groups import course_heads, group_rows
from registrations.models import Group
from tests.factories.certificates import make_certificate, make_completion, make_course, make_membership, make_user

__all__ = ["TODAY", "hold", "holders", "page", "signed_in", "words"]

TODAY = date(2026, 11, 21)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, address: str = "/wijk/") -> str:
    """What stands on a page that opens for him."""
    response = signed_in(user).get(address)
    assert response.status_code == 200, (address, response.status_code)
    return str(response.content.decode())


def holders(group: Group, people: int, *, found: bool | None = None, **fields: Any) -> list[Certificate]:
    """`people` members of `group` who have a certificate; `found` is their switch for the wijkagent."""
    return [hold(make_user(officer_may_find=found), group, **fields) for _ in range(people)]


def hold(user: User, group: Group, *, slug: str = "saar", title: str = "SAAR", **fields: Any) -> Certificate:
    registration = user.registrations.filter(group=group).first() or make_membership(user, group)
    completion = make_completion(user, edition=make_course(slug, title=title))
    return make_certificate(completion=completion, registration=registration, course_title=title, **fields)


def words(group: Group) -> dict[str, str]:
    """Course → what the portal says about `group`."""
    row = group_rows([group], heads=course_heads(), today=TODAY)[0]
    return {count.course_title: count.words for count in row.counts}
