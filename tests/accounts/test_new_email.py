"""Another address: the new mailbox proves itself, the old one is told, everything else signs out."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from post_office.models import STATUS, Email

from accounts import mail
from accounts.models import AuditEvent, User
from accounts.services.erasing import erase_account
from tests.accounts.helpers import (
    ADDRESS,
    ask_code,
    give_totp,
    last_code,
    last_mail,
    make_user,
    text_of,
    type_code,
    wrong_code,
)
from tests.accounts.test_privacy_pages import private, sign_in
from tests.conftest import NOW

__all__ = ["private"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "private")]
ASK, CODE = "/mijn/gegevens/e-mail/", "/mijn/gegevens/e-mail/code/"
NEW = "fatma.kaya@example.nl"


@pytest.fixture
def user() -> User:
    return make_user(verified_at=NOW - timedelta(days=9))


def address(user: User) -> str | None:
    return User.objects.get(pk=user.pk).email


def test_the_whole_way(user: User) -> None:
    here, there = sign_in(user), sign_in(user)
    assert ADDRESS in text_of(here.get(ASK))
    assert here.post(ASK, {"email": f" {NEW.upper()} "})["Location"] == CODE
    assert address(user) == ADDRESS and last_mail().to == [NEW] and last_code() not in last_mail().subject
    assert NEW in text_of(here.get(CODE))
    code = last_code()
    assert here.post(CODE, {"code": f"{code[:3]} {code[3:]}"})["Location"] == "/mijn/gegevens/"
    assert address(user) == NEW
    assert [client.get("/mijn/gegevens/").status_code for client in (here, there)] == [200, 302]
    told = Email.objects.get(to=ADDRESS)
    assert "veranderd" in told.subject and NEW not in told.message + told.html_message
    event = AuditEvent.objects.get(verb="account.email_changed")
    assert (event.actor, event.detail) == (user, {})


def test_one_signs_in_with_the_new_address_only(user: User) -> None:
    client = sign_in(user)
    client.post(ASK, {"email": NEW})
    client.post(CODE, {"code": last_code()})
    for email, status in ((NEW, 200), (ADDRESS, 302)):
        visitor = Client()
        ask_code(visitor, email)
        if email == NEW:
            type_code(visitor, last_code())
        assert visitor.get("/mijn/gegevens/").status_code == status


def test_three_wrong_codes_end_it(user: User) -> None:
    client = sign_in(user)
    client.post(ASK, {"email": NEW})
    right, wrong = last_code(), wrong_code()
    assert [client.post(CODE, {"code": wrong}).status_code for _ in range(3)] == [200] * 3
    assert client.post(CODE, {"code": right})["Location"] == ASK
    assert address(user) == ADDRESS


def test_a_code_works_ten_minutes_in_the_browser_that_asked(user: User) -> None:
    here, there = sign_in(user), sign_in(user)
    here.post(ASK, {"email": NEW})
    code = last_code()
    assert there.post(CODE, {"code": code})["Location"] == ASK
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        assert here.post(CODE, {"code": code})["Location"] == ASK
    assert address(user) == ADDRESS


def test_an_address_that_is_taken_looks_the_same(user: User) -> None:
    other = make_user(NEW, name="Jan")
    client = sign_in(user)
    before = Email.objects.count()
    response = client.post(ASK, {"email": NEW})
    assert (response["Location"], Email.objects.count() - before) == (CODE, 1)
    page = text_of(client.get(CODE))
    assert NEW in page and "in gebruik" not in page
    assert "al een account" in last_mail().message and last_mail().to == [NEW]
    assert client.post(CODE, {"code": "000000"}).status_code == 200
    assert (address(user), address(other)) == (ADDRESS, NEW)


def test_an_address_taken_while_the_code_was_on_its_way(user: User) -> None:
    client = sign_in(user)
    client.post(ASK, {"email": NEW})
    code = last_code()
    make_user(NEW, name="Jan")
    assert client.post(CODE, {"code": code})["Location"] == ASK
    assert address(user) == ADDRESS and client.get("/mijn/gegevens/").status_code == 200


@pytest.mark.parametrize(
    ("email", "sentence"), [("geen adres", "klopt niet"), ("", "Vul je e-mailadres in."), (ADDRESS, "Dit is al je")]
)
def test_mistakes_get_a_sentence_and_lose_nothing(user: User, email: str, sentence: str) -> None:
    page = text_of(sign_in(user).post(ASK, {"email": email}))
    assert sentence in page and (not email or f'value="{email}"' in page)


def test_the_limits_of_codes_count_here_too(user: User) -> None:
    client = sign_in(user)
    statuses = [client.post(ASK, {"email": NEW}).status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]


def test_looking_sends_nothing(user: User) -> None:
    client = sign_in(user)
    before = Email.objects.count()
    assert (client.get(ASK).status_code, client.get(CODE)["Location"]) == (200, ASK)
    assert Email.objects.count() == before


def test_mail_that_waits_goes_along_and_an_erasure_finds_the_old_address(user: User) -> None:
    context = {"name": user.name, "event": "Proef."}
    waits, sent = (mail.queue(to=ADDRESS, template="second_factor", context=context) for _ in range(2))
    Email.objects.filter(pk=sent.pk).update(status=STATUS.sent)
    client = sign_in(user)
    client.post(ASK, {"email": NEW})
    client.post(CODE, {"code": last_code()})
    assert Email.objects.get(pk=waits.pk).to == [NEW]
    assert Email.objects.filter(to=ADDRESS).count() == 1  # that it was changed
    erase_account(user=User.objects.get(pk=user.pk), by=None, now=NOW)
    assert not Email.objects.exists()


def test_a_change_by_the_foundation_is_told_too(client: Client, user: User) -> None:
    boss = User.objects.create_superuser("baas@voorbeeld.nl", "Baas")
    give_totp(boss)
    client.force_login(boss)
    client.post(f"/beheer/users/edit/{user.pk}/", {"name": user.name, "email": NEW, "is_active": "on"})
    assert address(user) == NEW
    assert "veranderd" in Email.objects.get(to=ADDRESS).subject
