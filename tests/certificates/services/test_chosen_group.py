"""Which group a new certificate shows, of somebody who belongs to several (DESIGN §7)."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from certificates.models import Certificate
from certificates.services import issuing
from registrations import services
from tests.conftest import NOW
from tests.factories.certificates import make_completion, make_course, make_membership, make_place, make_user
from tests.factories.registrations import make_registration, make_staff

pytestmark = pytest.mark.django_db


def test_the_chosen_one_else_the_oldest_confirmed_one() -> None:
    user = make_user()
    older, younger = make_membership(user, make_place("Stein")), make_membership(user, make_place("Renkum"))
    first = issuing.issue_on_completion(completion=make_completion(user), at=NOW)
    services.choose(registration=younger, by=user, now=NOW)
    second = issuing.issue_on_completion(completion=make_completion(user, edition=make_course("basis")), at=NOW)
    assert first and second
    assert (first.registration, second.registration) == (older, younger)
    first.refresh_from_db()
    assert first.municipality == "Stein" and second.municipality == "Renkum"


def test_a_choice_that_ended_is_no_choice() -> None:
    user = make_user()
    other, chosen = make_membership(user), make_membership(user)
    services.choose(registration=chosen, by=user, now=NOW)
    services.end(registration=chosen, by=user, reason="", now=NOW)
    certificate = issuing.issue_on_completion(completion=make_completion(user), at=NOW)
    assert certificate and certificate.registration == other


def test_who_is_moved_gets_the_new_group_and_keeps_the_old_certificate() -> None:
    user = make_user()
    old, by = make_membership(user, make_place("Stein")), make_staff(Role.REGISTRAR)
    before = issuing.issue_on_completion(completion=make_completion(user), at=NOW)
    group = make_place("Renkum")
    new = services.move(registration=old, group=group, by=by, reason="Verhuisd.", now=NOW)
    after = issuing.issue_on_completion(completion=make_completion(user, edition=make_course("basis")), at=NOW)
    assert before and after and after.registration == new
    before.refresh_from_db()
    assert (before.registration, before.municipality, before.superseded_at) == (old, "Stein", None)


def test_what_waited_goes_to_the_first_that_is_confirmed() -> None:
    """Of two claims that wait the one that is confirmed first gets it: nobody waits for the other."""
    user = make_user()
    make_registration(user=user, status="pending", at=NOW - timedelta(days=9))
    second = make_registration(user=user, status="pending", at=NOW)
    completion = make_completion(user)
    assert issuing.issue_on_completion(completion=completion, at=NOW) is None
    services.confirm(registration=second, by=make_staff(Role.REGISTRAR), now=NOW)
    assert Certificate.objects.get(completion=completion).registration == second
