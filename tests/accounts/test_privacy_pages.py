"""Taking along, going away, signing out everywhere: the pages behind *Mijn gegevens*."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client

from accounts import hooks, mail
from accounts.models import AuditEvent, Learner, User
from accounts.readable import readable
from accounts.readable_words import WORDS
from accounts.roles import Role
from accounts.services.exporting import AN_HOUR, export_person
from accounts.typed_codes import new_code
from certificates.models import NameRequest
from cms.models import Evening, EveningGuest
from registrations.models import Beat, TeamApplication
from tests.accounts.helpers import ask_code, give_totp, last_code, make_user, session_user_id, text_of, type_code
from tests.conftest import NOW
from tests.factories.certificates import make_certificate
from tests.factories.registrations import make_registration

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "private")]
MINE = "/mijn/gegevens/"
ALONG, GO, SURE = f"{MINE}meenemen/", f"{MINE}verwijderen/", f"{MINE}verwijderen/zeker/"
EVERYWHERE = "/uitloggen/overal/"
PROOF = "/inloggen/opnieuw/"


@pytest.fixture
def private(settings: Any, tmp_path: Any) -> None:
    folder = {"location": tmp_path, "base_url": None}
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": folder}
    settings.STORAGES = settings.STORAGES | {"private": storage}


@pytest.fixture
def user() -> User:
    user = make_user(verified_at=NOW)
    Learner.objects.create(user=user)
    return user


def sign_in(user: User) -> Client:
    """With a code, as people do: that is a proof which is fresh for a quarter of an hour."""
    client = Client()
    ask_code(client, str(user.email))
    type_code(client, last_code())
    return client


# --- taking along ----------------------------------------------------------------------------------------------


def full_life(user: User) -> None:
    """A row in every table that an export reads."""
    registration = make_registration(user=user)
    registration.events.create(status="confirmed", note="Welkom.", at=NOW)
    certificate = make_certificate(user=user, registration=registration)
    NameRequest.objects.create(certificate=certificate, wanted_name="Fatma Kaya", reason="typo")
    TeamApplication.objects.create(user=user, name="Team De Kade", municipality="Stein", members=5)
    Beat.objects.create(user=user, name="Stein")
    course = certificate.completion.edition.course
    code = new_code(6)
    evening = Evening.objects.create(host=user, group=registration.group, course=course, on=NOW.date(), code=code)
    EveningGuest.objects.create(evening=evening, learner=user.learner, name="Fatma")
    mail.queue(to=str(user.email), template="second_factor", context={"name": user.name, "event": "Proef."})
    give_totp(user)


def test_the_file_holds_everything_about_me_and_nothing_of_others(user: User) -> None:
    client = sign_in(user)
    full_life(user)
    other = make_user("jan@example.nl", name="Jan Ander")
    Learner.objects.create(user=other)
    full_life(other)
    response = client.post(ALONG, {"kind": "json"})
    assert response["Content-Disposition"] == 'attachment; filename="mijn-gegevens.json"'
    assert "no-store" in response["Cache-Control"]
    data = json.loads(response.content)
    assert set(data) == {"account", "mails", "log", "made_at", "courses", "registrations", "certificates", "evenings"}
    assert (data["account"]["name"], data["account"]["email"]) == (user.name, user.email)
    assert "Jan" not in text_of(response) and str(other.key) not in text_of(response)
    assert [row["text"] for row in data["mails"] if "Proef." in row["text"]]
    assert any(row["act"] == "account.exported" and row["by_me"] for row in data["log"])


def test_nobody_who_judged_me_is_named(user: User) -> None:
    registrar = make_user("stichting@example.nl", name="Ria Registrar", role=Role.REGISTRAR)
    make_registration(user=user, decided_by=registrar)
    AuditEvent.objects.create(
        actor=registrar, verb="account.changed", object_type="accounts.user", object_key=str(user.key)
    )
    text = text_of(sign_in(user).post(ALONG, {"kind": "json"}))
    assert "Ria" not in text and str(registrar.key) not in text
    assert '"act": "account.changed"' in text


def test_the_page_is_in_dutch_and_escapes_what_was_typed(user: User) -> None:
    User.objects.filter(pk=user.pk).update(name="Fatma <b>Kaya</b>")
    client = sign_in(user)
    full_life(user)
    text = text_of(client.post(ALONG, {"kind": "page"}))
    assert "Alles wat we van je weten" in text and "Je account" in text
    assert "Fatma &lt;b&gt;Kaya&lt;/b&gt;" in text and "<b>Kaya" not in text
    assert "21 november 2026" in text and "2026-11-21" not in text


def names_in(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from names_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from names_in(value)


def test_every_name_has_its_dutch(user: User) -> None:
    full_life(user)
    assert {name for name in names_in(export_person(user)) if name not in WORDS} == set()


def test_a_name_without_dutch_is_shown_as_it_is() -> None:
    [node] = readable({"odd_name": [{"deep": None}, True]})
    assert (node.name, [child.text for child in node.children]) == ("odd name", ["", "ja"])
    assert node.children[0].children[0].text == "–"


def test_two_apps_with_one_name_are_a_mistake(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "on_export", [lambda user: {"x": 1}, lambda user: {"x": 2}])
    with pytest.raises(ValueError, match="twice"):
        export_person(user)


def test_looking_writes_nothing_and_ten_copies_an_hour_are_enough(user: User) -> None:
    client = sign_in(user)
    assert client.get(ALONG).status_code == 200
    assert not AuditEvent.objects.filter(verb="account.exported").exists()
    codes = {client.post(ALONG, {"kind": "json"}).status_code for _ in range(AN_HOUR)}
    response = client.post(ALONG, {"kind": "json"})
    assert (codes, response.status_code) == ({200}, 429)
    assert "Wacht een uur" in text_of(response)
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        assert client.post(ALONG).status_code == 200


# --- going away ------------------------------------------------------------------------------------------------


def test_two_steps_with_the_effect_shown(user: User, client: Client) -> None:
    client = sign_in(user)
    page = text_of(client.get(MINE))
    assert f'href="{GO}"' in page
    page = text_of(client.get(GO))
    assert "Dit gaat weg" in page and "Dit blijft, zonder jouw naam" in page and f'href="{SURE}"' in page
    assert str(user.email) in text_of(client.get(SURE))
    response = client.post(SURE)
    assert "Er is nog niets verwijderd" in text_of(response)
    assert User.objects.get(pk=user.pk).email == user.email
    response = client.post(SURE, {"sure": "1"})
    assert "Je account is verwijderd" in text_of(response) and "data-learner" not in text_of(response)
    assert User.objects.get(pk=user.pk).email is None
    assert session_user_id(client) is None
    assert client.get(MINE).status_code == 302


def test_the_first_page_changes_nothing_by_post(user: User) -> None:
    assert sign_in(user).post(GO, {"sure": "1"}).status_code == 405
    assert User.objects.get(pk=user.pk).email == user.email


@pytest.mark.parametrize("path", [SURE, f"{MINE}e-mail/", f"{MINE}e-mail/code/"])
def test_an_open_browser_proves_itself_first(user: User, path: str) -> None:
    client = sign_in(user)
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        for response in (client.get(path), client.post(path, {"sure": "1", "email": "x@example.nl"})):
            assert response["Location"].startswith(PROOF)
    assert User.objects.get(pk=user.pk).email == user.email


@pytest.mark.parametrize("path", [ALONG, GO, SURE, EVERYWHERE, f"{MINE}e-mail/", f"{MINE}e-mail/code/"])
def test_strangers_sign_in(path: str) -> None:
    assert Client().get(path)["Location"].startswith("/inloggen/?next=")


def test_who_gives_roles_alone_is_told(user: User) -> None:
    admin = make_user("baas@example.nl", name="Baas", role=Role.ADMIN, verified_at=NOW)
    client = sign_in(admin)
    page = text_of(client.get(GO))
    assert "de enige die rollen kan geven" in page and SURE not in page
    assert client.post(SURE, {"sure": "1"})["Location"] == GO
    assert User.objects.get(pk=admin.pk).is_active


def test_the_device_is_forgotten(user: User, settings: Any) -> None:
    client = sign_in(user)
    response = client.post(SURE, {"sure": "1"})
    assert response.cookies[settings.DEVICE_COOKIE_NAME]["max-age"] == 0


# --- everywhere ------------------------------------------------------------------------------------------------


def test_every_other_session_ends_and_this_one_stays(user: User) -> None:
    here, there, other = sign_in(user), sign_in(user), sign_in(make_user("jan@example.nl", verified_at=NOW))
    assert here.get(EVERYWHERE).status_code == 200 and there.get(MINE).status_code == 200
    response = here.post(EVERYWHERE)
    assert "uitgelogd" in str(next(iter(get_messages(response.wsgi_request))))
    assert [client.get(MINE).status_code for client in (here, there, other)] == [200, 302, 200]
    event = AuditEvent.objects.get(verb="account.sessions_ended")
    assert (event.actor, event.detail) == (user, {})
