"""Somebody lost his second factor: the foundation takes it away, and he sets up a new one (DESIGN §6)."""

import uuid
from datetime import datetime
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.roles import Role
from accounts.services.second_factor import NoFactor, NotAllowed, ResetReason, reset_second_factor
from cms.services.rights import grant_rights
from tests.accounts.helpers import (
    ADDRESS,
    ask_code,
    give_totp,
    last_code,
    last_mail,
    make_user,
    session_user_id,
    text_of,
    type_code,
)

pytestmark = pytest.mark.django_db

SENT = {"reason": "lost", "is_checked": "on"}


def staff(email: str = "stichting@voorbeeld.nl", role: Role = Role.ADMIN) -> User:
    grant_rights()
    user = make_user(email, name="Iris de Vries", role=role)
    give_totp(user)
    return user


@pytest.fixture
def editor() -> User:
    """Somebody with an app and emergency codes."""
    grant_rights()
    user = make_user(role=Role.EDITOR)
    give_totp(user)
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "a", "used_mask": 0})
    return user


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(staff())
    return client


def address(user: User) -> str:
    return f"/beheer/tweede-stap/{user.key}/"


def test_the_button_is_in_the_account_of_who_has_one(admin: Client, editor: User) -> None:
    assert address(editor) in text_of(admin.get(f"/beheer/users/edit/{editor.pk}/"))
    without = make_user("ander@voorbeeld.nl")
    assert address(without) not in text_of(admin.get(f"/beheer/users/edit/{without.pk}/"))
    myself = User.objects.get(email="stichting@voorbeeld.nl")
    assert address(myself) not in text_of(admin.get(f"/beheer/users/edit/{myself.pk}/"))


def test_it_goes_with_a_row_a_mail_and_every_session(admin: Client, editor: User) -> None:
    other = Client()
    other.force_login(editor)
    assert "Fatma Yılmaz" in text_of(admin.get(address(editor)))
    response = admin.post(address(editor), SENT)
    assert response["Location"] == f"/beheer/users/edit/{editor.pk}/"
    assert "is overal uitgelogd" in text_of(admin.get(response["Location"]))
    assert not Authenticator.objects.filter(user=editor).exists()
    event = AuditEvent.objects.get(verb="second_factor.reset")
    assert (event.actor.email, event.object_key) == ("stichting@voorbeeld.nl", str(editor.key))
    assert event.detail == {"reason": "lost"}
    mail = last_mail()
    assert mail.to == [ADDRESS] and mail.subject == "Stel je tweede stap opnieuw in"
    for text in (mail.message, mail.html_message):
        assert "overal uitgelogd" in text and "/inloggen/" in text
    assert other.get("/beheer/")["Location"] == "/inloggen/?next=/beheer/"


def test_afterwards_he_sets_up_a_new_one(admin: Client, editor: User, clock: time_machine.Traveller) -> None:
    reset_second_factor(
        user=editor, reason=ResetReason.NEW, by=staff("b@voorbeeld.nl"), now=datetime.now().astimezone()
    )
    his = Client()
    ask_code(his)
    type_code(his, last_code())
    assert session_user_id(his) == str(editor.pk)
    assert his.get("/beheer/")["Location"] == "/inloggen/sleutel/aan/"


@pytest.mark.parametrize(
    ("left_out", "words"), [("reason", "Kies waarom."), ("is_checked", "Controleer eerst wie het vraagt")]
)
def test_a_reason_and_a_check_are_asked(admin: Client, editor: User, left_out: str, words: str) -> None:
    data = {name: value for name, value in SENT.items() if name != left_out}
    assert words in text_of(admin.post(address(editor), data))
    assert Authenticator.objects.filter(user=editor).count() == 2
    assert not AuditEvent.objects.filter(verb="second_factor.reset").exists()


def test_a_second_time_there_is_nothing_and_nobody_is_mailed(admin: Client, editor: User) -> None:
    admin.post(address(editor), SENT)
    mails = type(last_mail()).objects.count()
    response = admin.post(address(editor), SENT, follow=True)
    assert "heeft geen tweede stap" in text_of(response)
    assert type(last_mail()).objects.count() == mails
    assert AuditEvent.objects.filter(verb="second_factor.reset").count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMIN, Role.OFFICER)])
def test_other_roles_are_refused(client: Client, editor: User, role: Role) -> None:
    client.force_login(staff(role=role))
    assert client.get(address(editor))["Location"] == "/beheer/"
    assert client.post(address(editor), SENT)["Location"] == "/beheer/"
    assert client.get(f"/beheer/tweede-stap/{uuid.uuid4()}/")["Location"] == "/beheer/"
    assert Authenticator.objects.filter(user=editor).count() == 2


def test_never_ones_own(admin: Client) -> None:
    myself = User.objects.get(email="stichting@voorbeeld.nl")
    assert admin.post(address(myself), SENT)["Location"] == "/beheer/"
    assert Authenticator.objects.filter(user=myself).exists()


def test_that_of_a_superuser_is_for_superusers(admin: Client, now: datetime) -> None:
    top = User.objects.create_superuser("top@voorbeeld.nl", "Top")
    give_totp(top)
    assert admin.post(address(top), SENT)["Location"] == "/beheer/"
    assert Authenticator.objects.filter(user=top).exists()
    other = User.objects.create_superuser("baas@voorbeeld.nl", "Baas")
    reset_second_factor(user=top, reason=ResetReason.OTHER, by=other, now=now)
    assert not Authenticator.objects.filter(user=top).exists()


def test_an_account_that_does_not_exist(admin: Client) -> None:
    assert admin.get(f"/beheer/tweede-stap/{uuid.uuid4()}/").status_code == 404


def test_the_service_asks_for_the_right_too(editor: User, now: datetime) -> None:
    for by in (make_user("ander@voorbeeld.nl"), editor):
        with pytest.raises(NotAllowed):
            reset_second_factor(user=editor, reason=ResetReason.LOST, by=by, now=now)
    Authenticator.objects.all().delete()
    with pytest.raises(NoFactor):
        reset_second_factor(user=editor, reason=ResetReason.LOST, by=staff("c@voorbeeld.nl"), now=now)


def test_who_has_no_address_gets_no_mail(editor: User, now: datetime) -> None:
    by: Any = staff("c@voorbeeld.nl")
    User.objects.filter(pk=editor.pk).update(email=None)
    reset_second_factor(user=User.objects.get(pk=editor.pk), reason=ResetReason.LOST, by=by, now=now)
    assert last_mail() is None
