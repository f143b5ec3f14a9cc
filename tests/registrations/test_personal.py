"""What somebody takes along from the register, and what stays of who is erased."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from accounts import hooks
from accounts.models import AuditEvent, User
from accounts.roles import Role
from registrations import services
from registrations.models import Beat, Group, GroupContact, Registration, RegistrationEvent, TeamApplication
from registrations.services.inviting import invite_officer
from registrations.services.personal import erase_person, export_person, hold_teams
from registrations.services.team_deciding import accept, merge, refuse
from registrations.services.teams import withdraw
from tests.factories.registrations import make_group, make_person, make_registration, make_staff
from tests.registrations.teams import make_team

pytestmark = pytest.mark.django_db

now = timezone.now
NAME, ADDRESS = "Sanne Zonderling", "sanne.zonderling@voorbeeld.nl"


@pytest.fixture
def staff() -> User:
    return make_staff(Role.REGISTRAR, Role.ADMIN, name="Iris Stichting", email="iris@stichting.nl")


@pytest.fixture
def sanne() -> User:
    return make_person(NAME, email=ADDRESS)


@pytest.fixture
def life(sanne: User, staff: User) -> dict[str, Any]:
    """Somebody of everything: claims in each state, a move, teams in each state, decisions about others."""
    home = make_group(number="WG-100", contacts=[(ADDRESS, "manager"), ("ander@voorbeeld.nl", "manager")])
    own = services.claim(user=sanne, group=home, role="manager", now=now())
    moved = make_registration(user=sanne, is_chosen=True)
    services.move(registration=moved, group=make_group(), by=staff, reason="TYPED over Sanne", now=now())
    make_registration(user=sanne, status="pending")
    no = make_registration(user=sanne, status="pending")
    services.refuse(registration=no, by=staff, reason="TYPED: Sanne woont hier niet", now=now())
    other = make_registration(user=make_person("Rachid Amrani"), group=home, status="pending")
    services.refuse(registration=other, by=sanne, reason=f"Ken ik niet. Groet, {NAME.upper()} ({ADDRESS})", now=now())
    make_team(sanne, name="TYPED wacht", area="TYPED", place="TYPED", postcodes="6181")
    accepted = accept(application=make_team(sanne, name="BPT Kern", area="TYPED"), by=staff, now=now())
    refuse(application=make_team(sanne, name="TYPED nee"), by=staff, reason="TYPED", now=now())
    merge(application=make_team(sanne, name="TYPED al"), group=make_group(), as_manager=True, by=staff, now=now())
    withdrawn = make_team(sanne, name="TYPED weg", municipality="TYPED")
    withdraw(application=withdrawn, by=sanne, now=now())
    return {"own": own, "home": home, "other": other, "accepted": accepted}


def exported(user: User) -> dict[str, Any]:
    rows: dict[str, Any] = json.loads(json.dumps(export_person(user)))["registrations"]
    return rows


def texts() -> str:
    """Every text in every row of this app, but for the address of accounts themselves."""
    found = []
    for model in apps.get_app_config("registrations").get_models():
        names = [
            field.attname for field in model._meta.fields if isinstance(field, models.CharField | models.JSONField)
        ]
        found += [str(value) for row in model._base_manager.values_list(*names) for value in row]
    return " ".join(found).casefold()


def test_everything_about_somebody_is_taken_along(sanne: User, staff: User, life: dict[str, Any]) -> None:
    rows = exported(sanne)
    assert [row["status"] for row in rows["registrations"]].count("confirmed") == 4
    own = next(row for row in rows["registrations"] if row["group"] == "WG-100")
    assert (own["role"], own["group_name"], own["ended_at"]) == ("manager", life["home"].name, None)
    assert [event["status"] for event in own["history"]] == ["pending", "confirmed"] and own["decided_at"]
    assert any(row["reason"] == "TYPED over Sanne" for row in rows["registrations"])
    assert sum(row["moved_from"] is not None for row in rows["registrations"]) == 1
    assert rows["known_by_the_register"] == [{"group": "WG-100", "role": "manager"}]
    assert sorted(row["status"] for row in rows["teams"]) == ["accepted", "merged", "refused", "waiting", "withdrawn"]
    assert next(row for row in rows["teams"] if row["status"] == "accepted")["group"] == life["accepted"].group.number
    assert rows["beat"] is None


def test_nothing_of_others_is_taken_along(sanne: User, staff: User, life: dict[str, Any]) -> None:
    text = json.dumps(export_person(sanne))
    for other in (staff, life["other"].user):
        assert not any(str(word) in text for word in (other.name, other.email, other.key))
    assert "decided_by" not in text and "ander@" not in text and str(life["other"].key) not in text
    stranger = exported(make_person())
    assert not any(stranger.values())


def test_the_beat_and_the_invitation_of_a_wijkagent_are_taken_along_and_end(staff: User) -> None:
    facts = {"beat_name": "Stein", "municipalities": ["Stein"], "ranges": [("6181AA", "6181ZZ")]}
    beat = invite_officer(name="Noor Bakker", email="noor@politie.nl", **facts, by=staff, now=now())  # type: ignore[arg-type]
    row = exported(beat.user)["beat"]
    assert (row["name"], row["areas"]) == ("Stein", ["Stein", "6181AA–6181ZZ"]) and row["invited_at"]
    assert staff.name not in json.dumps(row)
    erase_person(beat.user, now())
    assert not Beat.objects.exists() and AuditEvent.objects.get(verb="beat.delete").detail["before"]


def test_nothing_that_says_who_it_was_stays(sanne: User, staff: User, life: dict[str, Any]) -> None:
    before = texts()
    assert "typed" in before and "zonderling" in before
    groups, kept = Group.objects.count(), Registration.objects.filter(user=sanne).count()
    erase_person(sanne, now())
    after = texts()
    assert "typed" not in after and "zonderling" not in after and ADDRESS not in after
    own = Registration.objects.filter(user=sanne)
    assert own.count() == kept and not own.standing().exists() and not own.filter(is_chosen=True).exists()
    assert own.filter(status="refused").get().reason == "gewist" and not own.exclude(status="refused").exclude(
        reason=""
    )
    assert not RegistrationEvent.objects.filter(registration__user=sanne).exclude(note="").exists()
    assert GroupContact.objects.count() == 1 and Group.objects.count() == groups


def test_what_is_of_others_stays(sanne: User, staff: User, life: dict[str, Any]) -> None:
    erase_person(sanne, now())
    other = life["other"]
    other.refresh_from_db()
    assert other.reason == "Ken ik niet. Groet, … (…)" == other.events.get(status="refused").note
    team = TeamApplication.objects.get(pk=life["accepted"].pk)
    assert (team.status, team.name, team.area) == ("accepted", "BPT Kern", "")
    assert team.group is not None and (team.group.status, team.group.name) == ("active", "BPT Kern")
    assert team.members == 12 and not TeamApplication.objects.waiting().exists()


def test_an_ended_registration_says_when_and_the_audit_says_that(sanne: User, life: dict[str, Any]) -> None:
    at = now()
    erase_person(sanne, at)
    life["own"].refresh_from_db()
    assert (life["own"].status, life["own"].ended_at) == ("ended", at)
    assert life["own"].events.order_by("pk").last().status == "ended"
    rows = AuditEvent.objects.filter(verb="registration.erase")
    assert rows.count() == 5 and set(rows.values_list("actor", flat=True)) == {None}
    assert all(row.detail == {} for row in rows)


def test_erasing_twice_changes_nothing_more(sanne: User, life: dict[str, Any]) -> None:
    erase_person(sanne, now())
    counts = AuditEvent.objects.count(), RegistrationEvent.objects.count(), texts()
    User.objects.filter(pk=sanne.pk).update(email=None, name="")
    erase_person(User.objects.get(pk=sanne.pk), now())
    assert (AuditEvent.objects.count(), RegistrationEvent.objects.count(), texts()) == counts


def test_only_whole_words_go_from_what_he_wrote_to_others(staff: User) -> None:
    an = make_person("An", email="an@voorbeeld.nl")
    group = make_registration(user=an, role="manager").group
    claim = make_registration(group=group, status="pending")
    services.refuse(registration=claim, by=an, reason="Anders dan Jan. Groet, An.", now=now())
    erase_person(an, now())
    claim.refresh_from_db()
    assert claim.reason == "Anders dan Jan. Groet, …."


def test_the_doors_are_open() -> None:
    assert export_person in hooks.on_export and erase_person in hooks.on_erase and hold_teams in hooks.before_erase
