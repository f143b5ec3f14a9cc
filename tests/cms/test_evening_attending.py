"""Who was there becomes *lid*: with an account at once, without one when he gives his e-mail (DESIGN §6)."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group as RoleGroup
from django.test import Client, TestCase

from accounts.models import AuditEvent, Learner, User
from accounts.roles import Role
from accounts.services import merging
from certificates.models import Certificate
from cms.models import Evening, EveningGuest
from cms.services.attending import register_waiting, say_who_was_there
from cms.services.evenings import NotYourGroup
from registrations import services
from registrations.models import Group, Registration
from registrations.services.claims import MAX_PENDING
from tests.factories.certificates import make_completion
from tests.factories.courses import load_saar
from tests.factories.evenings import client_of, make_evening, make_guest, make_host
from tests.factories.registrations import make_group, make_person, make_registration

pytestmark = pytest.mark.django_db
Status = Registration.Status


@pytest.fixture
def evening(now: datetime) -> Evening:
    return make_evening(now=now)


def say(evening: Evening, now: datetime, *present: EveningGuest, absent: tuple[EveningGuest, ...] = ()) -> int:
    """How many became present."""
    keys = {guest.key for guest in present}
    missed = {guest.key for guest in absent}
    return say_who_was_there(evening=evening, by=evening.host, present=keys, absent=missed, now=now)


def merge_guest(*, guest: Learner, user: User, now: datetime) -> None:
    """He gives his e-mail, and what waits for the commit is done."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        merging.merge_guest(guest=guest, user=user, now=now)


def standing(user: User) -> Registration:
    return Registration.objects.standing().get(user=user)


def test_with_an_account_he_is_lid_at_once(evening: Evening, now: datetime) -> None:
    person = make_person()
    guest = make_guest(evening, user=person, now=now)
    assert say(evening, now, guest) == 1
    registration = standing(person)
    assert (registration.group, registration.role) == (evening.group, Registration.Role.MEMBER)
    assert (registration.status, registration.decided_by) == (Status.CONFIRMED, evening.host)
    guest.refresh_from_db()
    assert (guest.was_there, guest.confirmed_at, guest.registration) == (True, now, registration)


def test_without_an_account_it_waits_for_the_e_mail(evening: Evening, now: datetime) -> None:
    guest = make_guest(evening, now=now)
    say(evening, now, guest)
    assert not Registration.objects.filter(role=Registration.Role.MEMBER).exists()
    person = make_person()
    merge_guest(guest=guest.learner, user=person, now=now + timedelta(days=3))
    registration = standing(person)
    assert (registration.status, registration.decided_by) == (Status.CONFIRMED, evening.host)
    guest.refresh_from_db()
    assert (guest.learner.user, guest.registration) == (person, registration)


def test_what_a_stopped_process_left_is_found(evening: Evening, now: datetime) -> None:
    guest, person = make_guest(evening, now=now), make_person()
    say(evening, now, guest)
    merging.merge_guest(guest=guest.learner, user=person, now=now)  # and nothing after the commit
    assert register_waiting(now=now) == 1 and standing(person).status == Status.CONFIRMED
    assert register_waiting(now=now) == 0


def test_a_registrar_who_is_no_beheerder_any_more_confirms_nobody(evening: Evening, now: datetime) -> None:
    guest, person = make_guest(evening, now=now), make_person()
    say(evening, now, guest)
    evening.host.groups.add(RoleGroup.objects.get_or_create(name=Role.REGISTRAR)[0])
    services.end(registration=standing(evening.host), by=evening.host, reason="", now=now)
    merge_guest(guest=guest.learner, user=person, now=now)
    assert standing(person).status == Status.PENDING


def test_an_e_mail_before_the_host_says_so(evening: Evening, now: datetime) -> None:
    guest, person = make_guest(evening, now=now), make_person()
    merge_guest(guest=guest.learner, user=person, now=now)
    assert not Registration.objects.filter(user=person).exists()
    say(evening, now, guest)
    assert standing(person).status == Status.CONFIRMED


def test_a_certificate_that_waited_comes(evening: Evening, now: datetime) -> None:
    person = make_person()
    learner = Learner.objects.create(user=person)
    completion = make_completion(learner=learner)
    guest = make_guest(evening, user=person, now=now)
    assert not Certificate.objects.exists()
    say(evening, now, guest)
    assert Certificate.objects.get().completion == completion


def test_a_guest_who_passed_gets_his_certificate_with_his_e_mail(evening: Evening, now: datetime) -> None:
    guest, person = make_guest(evening, now=now), make_person()
    completion = make_completion(learner=guest.learner)
    say(evening, now, guest)
    merge_guest(guest=guest.learner, user=person, now=now)
    certificate = Certificate.objects.get()
    assert (certificate.completion, certificate.registration) == (completion, standing(person))


def test_who_is_not_ticked_is_not_there_and_may_be_later(evening: Evening, now: datetime) -> None:
    person = make_person()
    guest = make_guest(evening, user=person, now=now)
    assert say(evening, now, absent=(guest,)) == 0
    guest.refresh_from_db()
    assert guest.was_there is False and not Registration.objects.filter(user=person).exists()
    assert say(evening, now, guest) == 1 and say(evening, now, guest) == 0
    assert say(evening, now, absent=(guest,)) == 0
    guest.refresh_from_db()
    assert guest.was_there is True and standing(person).status == Status.CONFIRMED


def test_who_was_not_shown_is_not_judged(evening: Evening, now: datetime) -> None:
    shown, late = make_guest(evening, "Op tijd", now=now), make_guest(evening, "Te laat", now=now)
    client = client_of(evening.host)
    client.post(f"/mijn/avond/{evening.key}/wie/", {"shown": str(shown.key), "present": [str(late.key), "geen"]})
    said = dict(EveningGuest.objects.values_list("name", "was_there"))
    assert said == {"Op tijd": False, "Te laat": None}


def test_nobody_is_ticked_beforehand(evening: Evening, now: datetime) -> None:
    guest = make_guest(evening, "Wil van Dijk", user=make_person(), now=now)
    client, address = client_of(evening.host), f"/mijn/avond/{evening.key}/wie/"
    page = client.get(address).content.decode()
    assert "Wil van Dijk" in page and "checked" not in page and "@" not in page.partition("<main")[2]
    response = client.post(address, {"shown": str(guest.key), "present": str(guest.key)}, follow=True)
    assert "Hoort bij je groep" in response.content.decode()


def test_guests_of_another_evening_are_left_alone(evening: Evening, now: datetime) -> None:
    other = make_guest(make_evening(now=now), now=now)
    assert say(evening, now, other) == 0
    assert say_who_was_there(evening=evening, by=evening.host, present={uuid4()}, absent=set(), now=now) == 0
    other.refresh_from_db()
    assert other.was_there is None


def test_a_host_who_is_no_beheerder_any_more(evening: Evening, now: datetime) -> None:
    person, later = make_person(), make_guest(evening, now=now)
    guest = make_guest(evening, user=person, now=now)
    say(evening, now, later)
    own = standing(evening.host)
    services.end(registration=own, by=evening.host, reason="", now=now)
    with pytest.raises(NotYourGroup):
        say(evening, now, guest)
    address, ticks = f"/mijn/avond/{evening.key}/wie/", {"shown": str(guest.key), "present": str(guest.key)}
    desk = client_of(evening.host)
    assert "Vraag een beheerder" in desk.post(address, ticks).content.decode()
    # The names were given to a beheerder; he is that no more.
    shown = desk.get(f"/mijn/avond/{evening.key}/").content.decode()
    assert guest.name not in shown and "geen beheerder van deze groep meer" in shown
    assert "afgelopen" in Client().get(f"/avond/{evening.code}/").content.decode()
    screen = desk.get(f"/mijn/avond/{evening.key}/scherm/").content.decode()
    assert "Deze avond is afgelopen" in screen and "evening-code" not in screen
    # What he said while he was one is a claim now, for who is.
    merge_guest(guest=later.learner, user=person, now=now)
    assert standing(person).status == Status.PENDING


@pytest.mark.parametrize("role", list(Registration.Role))
@pytest.mark.parametrize("status", [Status.PENDING, Status.CONFIRMED])
def test_a_registration_that_stands_stays(evening: Evening, now: datetime, role: str, status: str) -> None:
    person = make_person()
    make_registration(user=person, group=evening.group, role=role, status=status)
    guest = make_guest(evening, user=person, now=now)
    say(evening, now, guest)
    found = standing(person)
    is_claim_of_lid = (role, status) == (Registration.Role.MEMBER, Status.PENDING)
    assert (found.role, found.status) == (role, Status.CONFIRMED if is_claim_of_lid else status)
    guest.refresh_from_db()
    assert guest.registration == found


def test_who_may_not_be_beheerder_is_lid_on_the_word_of_the_host(evening: Evening, now: datetime) -> None:
    person = make_person()
    asked = make_registration(user=person, group=evening.group, role=Registration.Role.MANAGER, status=Status.PENDING)
    guest = make_guest(evening, user=person, now=now)
    say(evening, now, guest)
    assert register_waiting(now=now) == 0 and standing(person) == asked
    services.refuse(registration=asked, by=evening.host, reason="Je leidt deze groep niet.", now=now)
    assert register_waiting(now=now) == 1
    found = standing(person)
    assert (found.role, found.status) == (Registration.Role.MEMBER, Status.CONFIRMED)
    assert found.decided_by == evening.host
    guest.refresh_from_db()
    assert guest.registration == found and register_waiting(now=now) == 0


@pytest.mark.parametrize("role", list(Registration.Role))
def test_a_group_that_said_no_before_the_evening(evening: Evening, now: datetime, role: str) -> None:
    person = make_person()
    asked = make_registration(user=person, group=evening.group, role=role, status=Status.PENDING)
    services.refuse(registration=asked, by=evening.host, reason="Ik ken je niet.", now=now)
    say(evening, now, make_guest(evening, user=person, now=now))
    assert (standing(person).role, standing(person).status) == (Registration.Role.MEMBER, Status.CONFIRMED)


def test_who_may_not_be_lid_is_not_asked_again(evening: Evening, now: datetime) -> None:
    guest, person = make_guest(evening, now=now), make_person()
    say(evening, now, guest)
    other = make_host(evening.group)
    services.end(registration=standing(evening.host), by=evening.host, reason="", now=now)
    merge_guest(guest=guest.learner, user=person, now=now)
    services.refuse(registration=standing(person), by=other, reason="Ik ken je niet.", now=now)
    assert register_waiting(now=now) == 0 and not Registration.objects.standing().filter(user=person).exists()


def test_what_stops_one_does_not_stop_the_others(evening: Evening, now: datetime) -> None:
    busy, person = make_person(), make_person()
    for _number in range(MAX_PENDING):
        make_registration(user=busy, status=Status.PENDING)
    guests = [make_guest(evening, user=one, now=now) for one in (busy, person)]
    assert say(evening, now, *guests) == 2
    assert standing(person).status == Status.CONFIRMED
    assert not Registration.objects.filter(user=busy, group=evening.group).exists()
    page = client_of(evening.host).get(f"/mijn/avond/{evening.key}/").content.decode()
    assert "Was er, nog niet geregistreerd" in page
    Registration.objects.filter(user=busy).delete()
    assert say(evening, now) == 0  # pressed once more, and now there is room
    assert standing(busy).status == Status.CONFIRMED


def test_a_group_that_ended_takes_nobody(evening: Evening, now: datetime) -> None:
    guest = make_guest(evening, now=now)
    say(evening, now, guest)
    Group.objects.update(status=Group.Status.ENDED)
    merge_guest(guest=guest.learner, user=make_person(), now=now)
    assert not Registration.objects.filter(role=Registration.Role.MEMBER).exists()


def test_one_person_on_two_devices_is_there_once(evening: Evening, now: datetime) -> None:
    person = make_person()
    first, second = make_guest(evening, user=person, now=now), make_guest(evening, "Op mijn tablet", now=now)
    say(evening, now, second, absent=(first,))
    merge_guest(guest=second.learner, user=person, now=now)
    guest = EveningGuest.objects.get()
    assert (guest.pk, guest.was_there, guest.confirmed_at) == (first.pk, True, now)
    assert guest.registration == standing(person)


def test_two_guests_joined_by_a_code_on_paper(evening: Evening, now: datetime) -> None:
    first, second = make_guest(evening, now=now), make_guest(make_evening(now=now), now=now)
    say(evening, now, first)
    with TestCase.captureOnCommitCallbacks(execute=True):
        merging.merge_guests(guest=first.learner, target=second.learner, now=now)
    assert EveningGuest.objects.filter(learner=second.learner).count() == 2
    assert not Registration.objects.filter(role=Registration.Role.MEMBER).exists()


def test_the_act_is_in_the_audit_without_names(evening: Evening, now: datetime) -> None:
    say(evening, now, make_guest(evening, "Wil van Dijk", now=now))
    event = AuditEvent.objects.get(verb="evening.confirm")
    assert (event.actor, event.object_key, event.detail) == (evening.host, str(evening.key), {"present": 1})


def test_the_whole_way_over_http(now: datetime) -> None:
    load_saar()
    host, visitor = make_host(make_group(name="Buurtwacht Noord")), Client()
    evening = make_evening(host=host, now=now)
    visitor.post(f"/avond/{evening.code}/", {"name": "Wil van Dijk"})
    guest, desk = EveningGuest.objects.get(), client_of(host)
    assert desk.post(f"/mijn/avond/{evening.key}/sluiten/", follow=True).status_code == 200
    desk.post(f"/mijn/avond/{evening.key}/wie/", {"shown": guest.key, "present": guest.key})
    assert "Was er, nog geen account" in desk.get(f"/mijn/avond/{evening.key}/").content.decode()
