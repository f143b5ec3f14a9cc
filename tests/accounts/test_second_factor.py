"""The second factor of staff over HTTP (DESIGN §6)."""

import base64
import re
from datetime import datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.test import Client, override_settings

from accounts.models import AuditEvent, User
from accounts.roles import Role
from tests.accounts.helpers import (
    ADDRESS,
    SECRET,
    ask_code,
    give_totp,
    last_code,
    last_mail,
    make_user,
    session_user_id,
    text_of,
    totp_code,
    type_code,
)

pytestmark = pytest.mark.django_db

ENROLL = "/inloggen/sleutel/aan/"
ASK = "/inloggen/sleutel/code/"


@pytest.fixture
def editor() -> User:
    """An editor who may enter `/beheer/`."""
    user = make_user(role=Role.EDITOR)
    Group.objects.get(name=Role.EDITOR).permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def sign_in(client: Client, **data: str) -> str:
    ask_code(client)
    return type_code(client, last_code(), **data)["Location"]


def test_groups_of_the_roles_are_there() -> None:
    assert set(Group.objects.values_list("name", flat=True)) >= set(Role)


@pytest.mark.parametrize("path", ["/beheer/", "/beheer/pages/", "/wijk/", "/wijk/groepen/"])
@pytest.mark.parametrize("role", list(Role))
def test_staff_without_a_second_factor_is_led_to_it(client: Client, path: str, role: Role) -> None:
    client.force_login(make_user(role=role))
    response = client.get(path)
    assert response.status_code == 302 and response["Location"] == ENROLL
    assert client.post(path, {}).status_code == 302


def test_superuser_without_a_second_factor_is_led_to_it(client: Client) -> None:
    client.force_login(User.objects.create_superuser("baas@voorbeeld.nl", "Baas"))
    assert client.get("/beheer/")["Location"] == ENROLL


def test_recovery_codes_alone_are_no_second_factor(client: Client, editor: User) -> None:
    Authenticator.objects.create(user=editor, type="recovery_codes", data={"seed": "a", "used_mask": 0})
    client.force_login(editor)
    assert client.get("/beheer/")["Location"] == ENROLL


def test_staff_with_a_second_factor_comes_in(client: Client, editor: User) -> None:
    give_totp(editor)
    client.force_login(editor)
    assert client.get("/beheer/").status_code == 200


def test_learner_and_stranger_on_the_staff_pages(client: Client) -> None:
    assert client.get("/beheer/")["Location"] == "/inloggen/?next=/beheer/"
    client.force_login(make_user())
    response = client.get("/beheer/", follow=True)
    assert response.redirect_chain[0][0] == "/inloggen/?next=/beheer/"
    assert "/mijn/" in [url for url, _ in response.redirect_chain]  # and no circle


def test_the_second_door_leads_to_the_first(client: Client) -> None:
    assert client.get("/beheer/login/")["Location"] == "/inloggen/?next=%2Fbeheer%2F"
    assert client.get("/beheer/login/?next=/beheer/pages/")["Location"] == "/inloggen/?next=%2Fbeheer%2Fpages%2F"
    assert client.post("/beheer/login/", {"username": ADDRESS, "password": "x"}).status_code == 302
    assert client.get("/beheer/password_reset/").status_code in {302, 404}


def test_enrolling(client: Client, editor: User, clock: time_machine.Traveller) -> None:
    assert sign_in(client) == "/beheer/"
    assert client.get("/beheer/")["Location"] == ENROLL
    page = text_of(client.get(ENROLL))
    image = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page)[1]
    assert b'fill="white"' in base64.b64decode(image) and "style=" not in page
    secret = re.search(r"<code>(\w+)</code>", page)[1]
    response = client.post(ENROLL, {"code": "abc"})
    assert "field--wrong" in text_of(response) and secret in text_of(response)
    response = client.post(ENROLL, {"code": totp_code(secret)})
    assert response["Location"] == "/inloggen/sleutel/noodcodes/"
    page = text_of(client.get(response["Location"]))
    assert len(re.findall(r"<code>\d{8}</code>", page)) == 10 and 'href="/beheer/"' in page
    assert client.get("/beheer/").status_code == 200
    assert AuditEvent.objects.filter(verb="second_factor.enabled", actor=editor).count() == 1


def test_enrolling_is_told_by_mail(
    client: Client, editor: User, clock: time_machine.Traveller, django_capture_on_commit_callbacks: object
) -> None:
    sign_in(client)
    secret = re.search(r"<code>(\w+)</code>", text_of(client.get(ENROLL)))[1]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ENROLL, {"code": totp_code(secret)})
    assert last_mail().to == [ADDRESS] and "Je extra sleutel staat aan." in last_mail().message


def test_enrolling_ends_every_other_session(client: Client, editor: User, clock: time_machine.Traveller) -> None:
    """A session that began without the second factor may not go on after it."""
    other = Client()
    other.force_login(editor)
    sign_in(client)
    secret = re.search(r"<code>(\w+)</code>", text_of(client.get(ENROLL)))[1]
    client.post(ENROLL, {"code": totp_code(secret)})
    assert client.get("/beheer/").status_code == 200
    assert other.get("/beheer/")["Location"] == "/inloggen/?next=/beheer/"


def test_an_old_session_proves_itself_before_enrolling(
    client: Client, editor: User, clock: time_machine.Traveller
) -> None:
    sign_in(client)
    clock.shift(timedelta(minutes=16))
    response = client.get(ENROLL)
    assert response["Location"] == "/inloggen/opnieuw/?next=%2Finloggen%2Fsleutel%2Faan%2F"
    assert ADDRESS in text_of(client.get(response["Location"]))
    assert session_user_id(client) is not None
    response = client.post("/inloggen/opnieuw/", {"next": ENROLL})
    assert session_user_id(client) is None
    assert response["Location"] == "/inloggen/code/?next=%2Finloggen%2Fsleutel%2Faan%2F"
    assert type_code(client, last_code(), next=ENROLL)["Location"] == ENROLL
    assert client.get(ENROLL).status_code == 200


def test_signing_in_asks_for_the_second_factor(client: Client, editor: User, clock: time_machine.Traveller) -> None:
    give_totp(editor)
    assert sign_in(client, next="/beheer/pages/") == ASK
    assert session_user_id(client) is None
    assert client.get("/beheer/")["Location"] == "/inloggen/?next=/beheer/"
    assert 'inputmode="numeric"' in text_of(client.get(ASK))
    assert "field--wrong" in text_of(client.post(ASK, {"code": "000000x"}))
    response = client.post(ASK, {"code": totp_code()})
    assert response["Location"] == "/beheer/pages/"
    assert session_user_id(client) == str(editor.pk)


def test_code_of_the_app_works_once(client: Client, editor: User, clock: time_machine.Traveller) -> None:
    give_totp(editor)
    code = totp_code()
    sign_in(client)
    client.post(ASK, {"code": code})
    other = Client()
    sign_in(other)
    other.post(ASK, {"code": code})
    assert session_user_id(client) is not None and session_user_id(other) is None


def test_second_factor_cannot_be_skipped(client: Client, editor: User) -> None:
    give_totp(editor)
    sign_in(client)
    for path in ("/mijn/bewaren/", "/inloggen/sleutel/", ENROLL, "/inloggen/sleutel/noodcodes/"):
        client.get(path)
    assert session_user_id(client) is None
    assert client.get(ENROLL)["Location"].startswith("/inloggen/?next=")


def test_second_factor_without_a_first_leads_to_sign_in(client: Client) -> None:
    assert client.get(ASK)["Location"] == "/inloggen/"
    assert client.post(ASK, {"code": totp_code(SECRET)})["Location"] == "/inloggen/"


def test_ten_wrong_app_codes_and_it_stops(client: Client, editor: User, clock: time_machine.Traveller) -> None:
    give_totp(editor)
    sign_in(client)
    for _ in range(10):
        client.post(ASK, {"code": "0000001"})
    assert "Dat was te vaak." in text_of(client.post(ASK, {"code": totp_code()}))
    assert session_user_id(client) is None


def test_recovery_code_signs_in_once(client: Client, editor: User, clock: time_machine.Traveller) -> None:
    give_totp(editor)
    authenticator = Authenticator.objects.create(
        user=editor, type="recovery_codes", data={"seed": "0" * 80, "used_mask": 0}
    )
    code = authenticator.wrap().get_unused_codes()[0]
    sign_in(client)
    client.post(ASK, {"code": f"{code[:4]} {code[4:]}"})
    assert session_user_id(client) == str(editor.pk)
    other = Client()
    sign_in(other)
    assert "field--wrong" in text_of(other.post(ASK, {"code": code}))
    assert session_user_id(other) is None


@override_settings(MFA_ADAPTER="accounts.adapters.SecondFactorAdapter")
def test_wrong_app_code_gets_our_sentence(client: Client, editor: User) -> None:
    give_totp(editor)
    sign_in(client)
    assert "Deze code klopt niet. Kijk nog eens goed" in text_of(client.post(ASK, {"code": "0000001"}))


def test_switching_off_asks_for_the_app_and_locks_nobody_out(
    client: Client, editor: User, clock: time_machine.Traveller
) -> None:
    give_totp(editor)
    sign_in(client)
    client.post(ASK, {"code": totp_code()})
    assert "Bekijk je noodcodes" in text_of(client.get("/inloggen/sleutel/"))
    off = "/inloggen/sleutel/uit/"
    again = client.get(off)["Location"]
    assert again.startswith("/inloggen/sleutel/opnieuw/?next=")
    clock.shift(timedelta(seconds=60))
    page = text_of(client.get(again))
    assert f'value="{off}"' in page
    assert client.post("/inloggen/sleutel/opnieuw/", {"code": totp_code(), "next": off})["Location"] == off
    assert client.get(off).status_code == 200
    client.post(off)
    assert not Authenticator.objects.filter(user=editor).exists()
    assert client.get("/beheer/")["Location"] == ENROLL
    # Without a second factor the code by mail is the proof: out and in again, then a new one.
    client.post("/uitloggen/")
    assert sign_in(client, next=ENROLL) == ENROLL
    assert client.get(ENROLL).status_code == 200


def test_new_recovery_codes(client: Client, editor: User, clock: time_machine.Traveller) -> None:
    sign_in(client)
    secret = re.search(r"<code>(\w+)</code>", text_of(client.get(ENROLL)))[1]
    client.post(ENROLL, {"code": totp_code(secret)})
    codes = "/inloggen/sleutel/noodcodes/"
    old = re.findall(r"<code>(\d{8})</code>", text_of(client.get(codes)))
    assert client.get(f"{codes}nieuw/").status_code == 200
    assert client.post(f"{codes}nieuw/")["Location"] == codes
    new = re.findall(r"<code>(\d{8})</code>", text_of(client.get(codes)))
    assert len(new) == 10 and set(new) != set(old)
    download = client.get(f"{codes}download/")
    assert all(code in text_of(download) for code in new) and "Noodcodes van WABP" in text_of(download)


def test_a_learner_may_have_one_too(client: Client, now: datetime) -> None:
    make_user()
    sign_in(client)
    assert "staat uit" in text_of(client.get("/inloggen/sleutel/"))
    assert client.get(ENROLL).status_code == 200
