"""A beheerder lets a co-beheerder in, and the other beheerders hear of it (DESIGN §6)."""

from datetime import datetime

import pytest
from post_office.models import Email

from accounts.models import User
from accounts.roles import Role
from registrations import services
from registrations.models import Registration
from tests.factories.registrations import make_group, make_person, make_registration, make_staff

pytestmark = pytest.mark.django_db

MANAGER = Registration.Role.MANAGER


def mails(text: str = "heeft er een beheerder bij") -> dict[str, Email]:
    """The mails with these words in the subject, by address."""
    return {mail.to[0]: mail for mail in Email.objects.filter(subject__contains=text)}


def managed(*managers: User) -> Registration:
    """A claim of *beheerder* of a group with these beheerders, and a lid and a former beheerder besides."""
    group = make_group(name="Rokkeveen Alert")
    for user in managers:
        make_registration(user=user, group=group, role=MANAGER)
    make_registration(group=group)
    make_registration(group=group, role=MANAGER, status="ended")
    make_registration(role=MANAGER)
    return make_registration(group=group, role=MANAGER, status="pending", user=make_person("Rachid Amrani"))


def test_all_the_others_are_told_by_name_and_moment_and_what_to_do(now: datetime) -> None:
    an, bo, cor = make_person("An Smit"), make_person("Bo Jansen"), make_person("Cor Blom")
    claim = managed(an, bo, cor)
    services.confirm(registration=claim, by=an, now=now)
    told = mails()
    assert set(told) == {bo.email, cor.email}
    text = told[bo.email].message
    assert "Rachid Amrani is nu ook beheerder van Rokkeveen Alert" in text
    assert "An Smit heeft dat bevestigd op 21 november 2026 om 14:03." in text
    assert "Klopt het niet? Mail of bel dan meteen de stichting." in text and "/hulp/" in text
    assert set(mails("is bevestigd")) == {claim.user.email}


def test_everybody_can_read_it_and_the_history_names_nobody(now: datetime) -> None:
    an, bo = make_person("An Smit"), make_person("Bo Jansen")
    claim = managed(an, bo)
    services.confirm(registration=claim, by=an, now=now)
    assert "De andere beheerders kregen bericht." in claim.events.get().note
    event = bo.registrations.get().events.get()
    assert (event.status, event.at) == ("confirmed", now) and "er een beheerder bij" in event.note
    assert "Rachid" not in event.note and "An Smit" not in event.note
    assert not an.registrations.get().events.exists()


def test_the_only_beheerder_tells_nobody(now: datetime) -> None:
    an = make_person("An Smit")
    claim = managed(an)
    services.confirm(registration=claim, by=an, now=now)
    assert not mails() and claim.events.get().note == "Een beheerder van je groep heeft je bevestigd."


def test_a_lid_or_a_decision_of_the_foundation_is_told_to_nobody_else(now: datetime) -> None:
    an, bo = make_person("An Smit"), make_person("Bo Jansen")
    claim = managed(an, bo)
    lid = make_registration(group=claim.group, status="pending")
    services.confirm(registration=lid, by=an, now=now)
    services.confirm(registration=claim, by=make_staff(Role.REGISTRAR), now=now)
    assert not mails()


def test_somebody_without_address_is_told_on_his_page_only(now: datetime) -> None:
    an, bo = make_person("An Smit"), make_person("Bo Jansen")
    claim = managed(an, bo)
    User.objects.filter(pk=bo.pk).update(email=None)
    services.confirm(registration=claim, by=an, now=now)
    assert not mails() and bo.registrations.get().events.count() == 1


def test_the_new_beheerder_may_let_the_next_one_in_and_the_first_hears_of_it(now: datetime) -> None:
    an = make_person("An Smit")
    first = managed(an)
    services.confirm(registration=first, by=an, now=now)
    second = make_registration(group=first.group, role=MANAGER, status="pending")
    services.confirm(registration=second, by=first.user, now=now)
    assert set(mails()) == {an.email}


def test_what_a_decision_brings_by_mail(now: datetime) -> None:
    by = make_staff(Role.REGISTRAR)
    lid, stranger, leaver = (make_registration(status=status) for status in ("pending", "pending", "confirmed"))
    services.confirm(registration=lid, by=by, now=now)
    services.refuse(registration=stranger, by=by, reason="We kennen <je> niet.", now=now)
    services.end(registration=leaver, by=by, reason="Verhuisd.", now=now)
    assert f"Je bent nu lid van {lid.group.name}" in mails("is bevestigd")[lid.user.email].message
    refused = mails("is afgewezen")[stranger.user.email]
    assert "“We kennen <je> niet.”" in refused.message and "We kennen &lt;je&gt; niet." in refused.html_message
    assert "“Verhuisd.”" in mails("is gestopt")[leaver.user.email].message
    assert Email.objects.count() == 3


def test_who_stops_himself_or_is_known_at_once_gets_no_mail(now: datetime) -> None:
    own = make_registration()
    services.end(registration=own, by=own.user, reason="", now=now)
    known = make_group(contacts=[("an@voorbeeld.nl", "member")])
    services.claim(user=make_person(email="an@voorbeeld.nl"), group=known, role="member", now=now)
    assert not Email.objects.exists()
