"""A wijkagent comes in by invitation of the foundation only: account, role, beat and mail in one act (DESIGN §6)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from post_office.models import Email

from accounts.models import AuditEvent, User
from accounts.roles import Role
from accounts.services.retention import delete_unverified
from cms.services.rights import grant_rights
from registrations.models import Beat, BeatArea
from registrations.services import NotAllowed, RegistrationError, delete_beat
from registrations.services.inviting import AccountBlocked, HasBeat, OtherStaffRole, invite_officer
from tests.conftest import NOW
from tests.factories.registrations import make_beat, make_group, make_person, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
ADDRESS = "/beheer/registraties/wijkagent-uitnodigen/"
TYPED = {
    "officer_name": "Noor Bakker",
    "officer_email": "noor@politie.example",
    "name": "Stein",
    "municipalities": "stein",
    "postcodes": "6171",
}


def invite(**fields: Any) -> Beat:
    given = {
        "name": "Noor Bakker",
        "email": "Noor@Politie.example",
        "beat_name": "Stein",
        "municipalities": ["Stein"],
        "ranges": [("6171AA", "6171ZZ")],
        "by": fields.pop("by", None) or make_staff(Role.ADMIN),
        "now": NOW,
    }
    return invite_officer(**(given | fields))


def test_one_act_makes_account_role_beat_and_mail() -> None:
    by = make_staff(Role.ADMIN)
    beat = invite(by=by)
    officer = User.objects.get(email="noor@politie.example")
    assert (beat.user, officer.name, officer.roles) == (officer, "Noor Bakker", {Role.OFFICER})
    assert officer.verified_at is None and not officer.has_usable_password()
    assert {str(area) for area in beat.areas.all()} == {"Stein", "6171AA–6171ZZ"}
    mail = Email.objects.get()
    assert mail.to == ["noor@politie.example"] and "Stein" in mail.subject
    for words in ("code van zes cijfers", "tweede stap", "http://testserver/inloggen/?next=/wijk/", "6171AA–6171ZZ"):
        assert words in mail.message
    events = AuditEvent.objects.filter(actor=by).order_by("pk").values_list("verb", flat=True)
    assert list(events) == ["account.made", "beat.change", "officer.invite"]


def test_an_invitation_that_waits_is_not_thrown_away() -> None:
    invite()
    assert delete_unverified(now=NOW + timedelta(days=30)) == 0
    assert User.objects.filter(email="noor@politie.example").exists()


def test_a_learner_gets_the_role_and_keeps_his_name() -> None:
    learner = make_person("Noor de Wit", email="noor@politie.example")
    assert invite().user == learner
    learner = User.objects.get(pk=learner.pk)
    assert learner.name == "Noor de Wit" and learner.roles == {Role.OFFICER}
    assert "Je had al een account" in Email.objects.get().message
    assert AuditEvent.objects.filter(verb="account.changed", object_key=str(learner.key)).exists()


def test_a_name_is_filled_in_where_there_is_none() -> None:
    User.objects.create_user("noor@politie.example")
    assert invite().user.name == "Noor Bakker"


def refused(error: type[RegistrationError], **fields: Any) -> None:
    before = [User.objects.count(), Beat.objects.count(), AuditEvent.objects.count(), Email.objects.count()]
    with pytest.raises(error), transaction.atomic():
        invite(**fields)
    assert before == [User.objects.count(), Beat.objects.count(), AuditEvent.objects.count(), Email.objects.count()]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_an_address_with_another_staff_role_is_refused(role: Role) -> None:
    by = make_staff(Role.ADMIN)
    make_staff(role, email="noor@politie.example")
    refused(OtherStaffRole, by=by)


def test_the_superuser_is_refused_and_so_is_an_account_that_is_switched_off() -> None:
    by = make_staff(Role.ADMIN)
    User.objects.create_superuser("super@example.nl")
    make_person(email="uit@example.nl", is_active=False)
    refused(OtherStaffRole, by=by, email="super@example.nl")
    refused(AccountBlocked, by=by, email="uit@example.nl")


def test_one_beat_each_and_after_an_ended_one_a_new_one() -> None:
    by = make_staff(Role.ADMIN)
    beat = invite(by=by)
    refused(HasBeat, by=by)
    delete_beat(beat=beat, by=by, now=NOW)
    assert invite(by=by, beat_name="Beek").name == "Beek"
    assert Email.objects.count() == 2


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.ADMIN)])
def test_only_who_may_give_roles_may_invite(role: Role | None) -> None:
    refused(NotAllowed, by=make_staff(role) if role else make_person())


# --- the page --------------------------------------------------------------------------------------------


def desk(role: Role = Role.ADMIN) -> Client:
    grant_rights()
    client = Client()
    client.force_login(make_staff(role))
    return client


def test_the_form_invites_and_says_so() -> None:
    make_group(municipality="Stein")
    response = desk().post(ADDRESS, TYPED, follow=True)
    assert "De uitnodiging gaat naar noor@politie.example" in response.content.decode()
    assert BeatArea.objects.filter(beat__user__email="noor@politie.example").count() == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"officer_email": ""}, "Vul het e-mailadres van de wijkagent in."),
        ({"officer_email": "taken@example.nl"}, "Deze wijkagent heeft al een werkgebied."),
        ({"officer_name": "123"}, "met letters"),
        ({"municipalities": "Stijn"}, "In deze gemeente kennen we geen groep: Stijn."),
        ({"municipalities": "", "postcodes": ""}, "Vul een gemeente of een postcode in."),
        ({"postcodes": "617"}, "is geen postcode"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(fields: dict[str, str], sentence: str) -> None:
    make_group(municipality="Stein")
    make_beat(make_staff(Role.OFFICER, email="taken@example.nl"), municipality="Stein")
    typed = TYPED | fields
    shown = desk().post(ADDRESS, typed).content.decode()
    assert sentence in shown
    assert all(value in shown for value in typed.values())
    assert Beat.objects.count() == 1 and not Email.objects.exists()


def test_who_keeps_the_register_has_no_such_page() -> None:
    client = desk(Role.REGISTRAR)
    assert client.get(ADDRESS).status_code == 302
    assert client.post(ADDRESS, TYPED).status_code == 302
    assert not Beat.objects.exists()
    assert ADDRESS not in client.get("/beheer/").content.decode()
    assert ADDRESS in desk().get("/beheer/").content.decode()


def test_the_page_says_how_it_ends() -> None:
    shown = desk().get(ADDRESS).content.decode()
    assert "verwijder het werkgebied" in shown and "De rol wijkagent blijft" in shown
