"""Accounts in Wagtail's admin (DESIGN §3: own user forms)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, User
from accounts.roles import Role
from tests.accounts.helpers import give_totp, make_user, text_of

pytestmark = pytest.mark.django_db


def enter(client: Client, user: User) -> Client:
    give_totp(user)
    client.force_login(user)
    return client


@pytest.fixture
def boss(client: Client) -> Client:
    """A superuser at work."""
    return enter(client, User.objects.create_superuser("baas@voorbeeld.nl", "Baas"))


@pytest.fixture
def manager(client: Client) -> Client:
    """Somebody of the foundation who may change accounts, but is no superuser."""
    group = Group.objects.get(name=Role.ADMIN)
    group.permissions.add(*Permission.objects.filter(codename__in=["access_admin", "add_user", "change_user"]))
    return enter(client, make_user("stichting@voorbeeld.nl", role=Role.ADMIN))


def test_list(boss: Client) -> None:
    make_user()
    page = text_of(boss.get("/beheer/users/"))
    assert "Fatma Yılmaz" in page and "gravatar" not in page
    assert boss.get("/beheer/users/", {"q": "fatma"}).status_code == 200


def test_add(boss: Client) -> None:
    page = text_of(boss.get("/beheer/users/new/"))
    assert 'name="name"' in page and 'name="email"' in page and 'name="groups"' in page
    assert "password" not in page and "first_name" not in page
    officer = Group.objects.get(name=Role.OFFICER)
    data = {"name": "Kim de Wit", "email": "Kim@Voorbeeld.NL", "groups": [officer.pk]}
    assert boss.post("/beheer/users/new/", data).status_code == 302
    user = User.objects.get(email="kim@voorbeeld.nl")
    assert user.name == "Kim de Wit" and user.roles == {Role.OFFICER}
    assert not user.has_usable_password() and user.verified_at is None
    event = AuditEvent.objects.get(verb="account.made")
    assert event.object_key == str(user.key) and event.detail == {"roles": [Role.OFFICER]}


def test_add_twice_gets_a_sentence(boss: Client) -> None:
    make_user()
    page = text_of(boss.post("/beheer/users/new/", {"name": "Nog Eens", "email": "FATMA@voorbeeld.nl"}))
    assert "Er is al een account met dit e-mailadres." in page and "Nog Eens" in page


def test_edit(boss: Client) -> None:
    user = make_user(verified_at=timezone.now())
    url = f"/beheer/users/edit/{user.pk}/"
    page = text_of(boss.get(url))
    assert 'name="is_active"' in page and "password" not in page
    data = {"name": "Fatma Kaya", "email": user.email, "is_active": "on", "groups": []}
    assert boss.post(url, data).status_code == 302
    user.refresh_from_db()
    assert user.name == "Fatma Kaya" and user.verified_at is not None
    assert AuditEvent.objects.get(verb="account.changed").detail == {"fields": ["name"], "roles": []}


def test_new_address_must_prove_itself_and_ends_sessions(boss: Client) -> None:
    user = make_user(verified_at=timezone.now() - timedelta(days=1))
    salt = user.session_salt
    data = {"name": user.name, "email": "nieuw@voorbeeld.nl", "is_active": "on"}
    boss.post(f"/beheer/users/edit/{user.pk}/", data)
    user.refresh_from_db()
    assert user.email == "nieuw@voorbeeld.nl" and user.verified_at is None and user.session_salt != salt


def test_nobody_raises_his_own_rights(manager: Client) -> None:
    me = User.objects.get(email="stichting@voorbeeld.nl")
    url = f"/beheer/users/edit/{me.pk}/"
    page = text_of(manager.get(url))
    assert 'name="groups"' not in page and 'name="is_superuser"' not in page
    groups = list(Group.objects.values_list("pk", flat=True))
    manager.post(url, {"name": "Ik", "email": me.email, "groups": groups, "is_superuser": "on"})
    me = User.objects.get(pk=me.pk)
    assert me.name == "Ik" and me.roles == {Role.ADMIN} and not me.is_superuser and me.is_active


def test_nobody_makes_a_superuser(manager: Client) -> None:
    manager.post("/beheer/users/new/", {"name": "Hoog", "email": "hoog@voorbeeld.nl", "is_superuser": "on"})
    assert not User.objects.get(email="hoog@voorbeeld.nl").is_superuser


def test_a_superuser_is_changed_by_superusers_only(manager: Client) -> None:
    top = User.objects.create_superuser("top@voorbeeld.nl", "Top")
    url = f"/beheer/users/edit/{top.pk}/"
    assert manager.get(url).status_code == 302
    manager.post(url, {"name": "Top", "email": "kaper@voorbeeld.nl", "is_active": "on"})
    top.refresh_from_db()
    assert top.email == "top@voorbeeld.nl"


def test_accounts_are_not_deleted(boss: Client) -> None:
    user = make_user()
    url = f"/beheer/users/delete/{user.pk}/"
    assert boss.get(url)["Location"] == "/beheer/users/"
    assert boss.post(url)["Location"] == "/beheer/users/"
    bulk = f"/beheer/bulk/accounts/user/delete/?id={user.pk}"
    assert boss.post(bulk)["Location"] == "/beheer/users/"
    assert User.objects.filter(pk=user.pk).exists()
    assert "Een account verwijder je niet." in text_of(boss.get("/beheer/users/"))


def test_whoever_may_not_enter_sees_no_accounts(client: Client) -> None:
    enter(client, make_user(role=Role.EDITOR))
    assert client.get("/beheer/users/").status_code == 302


@pytest.mark.parametrize("action", ["assign_role", "set_active_state", "delete"])
def test_accounts_are_not_changed_in_bulk(manager: Client, action: str) -> None:
    me = User.objects.get(email="stichting@voorbeeld.nl")
    role = Group.objects.get(name=Role.CERTIFIER)
    data = {"role": role.pk, "mark_as_active": "False"}
    response = manager.post(f"/beheer/bulk/accounts/user/{action}/?id={me.pk}", data)
    assert response.status_code == 302
    me = User.objects.get(pk=me.pk)
    assert me.is_active and me.roles == {Role.ADMIN}


# --- erasing at somebody's request ---------------------------------------------------------------------------


def test_the_foundation_erases_who_asks(boss: Client, settings: Any, tmp_path: Path) -> None:
    folder = {"location": tmp_path, "base_url": None}
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": folder}
    settings.STORAGES = settings.STORAGES | {"private": storage}
    user = make_user(verified_at=timezone.now())
    url = f"/beheer/wissen/{user.key}/"
    assert url in text_of(boss.get(f"/beheer/users/edit/{user.pk}/"))
    assert "Fatma Yılmaz" in text_of(boss.get(url))
    assert "zet dan het vinkje" in text_of(boss.post(url))
    assert User.objects.get(pk=user.pk).email
    assert boss.post(url, {"is_checked": "on"})["Location"] == "/beheer/users/"
    assert User.objects.get(pk=user.pk).email is None
    assert AuditEvent.objects.get(verb="account.erased").actor == User.objects.get(email="baas@voorbeeld.nl")
    assert boss.get(url).status_code == 302
    assert boss.get(f"/beheer/users/edit/{user.pk}/")["Location"] == "/beheer/users/"
    assert "Dit account is gewist." in text_of(boss.get("/beheer/users/"))


def test_erasing_is_for_who_gives_roles_and_never_for_oneself_here(manager: Client, client: Client) -> None:
    me = User.objects.get(email="stichting@voorbeeld.nl")
    top = User.objects.create_superuser("top@voorbeeld.nl", "Top")
    user = make_user("lid@voorbeeld.nl")
    keys = [me.key, top.key]
    assert [manager.post(f"/beheer/wissen/{key}/", {"is_checked": "on"}).status_code for key in keys] == [302] * 2
    registrar = make_user("register@voorbeeld.nl", role=Role.REGISTRAR)
    Group.objects.get(name=Role.REGISTRAR).permissions.add(Permission.objects.get(codename="access_admin"))
    enter(client, registrar).post(f"/beheer/wissen/{user.key}/", {"is_checked": "on"})
    assert not User.objects.filter(email=None).exists()
