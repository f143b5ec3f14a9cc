"""*Naam en e-mail*: from guest to account, always by a merge (DESIGN §6)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import hooks
from accounts.models import AuditEvent, Learner, RateLimit, User
from accounts.services.merging import GuestTaken, merge_guest
from accounts.services.retention import delete_unverified
from tests.accounts.helpers import (
    ADDRESS,
    ask_code,
    device_cookie,
    last_code,
    last_mail,
    make_user,
    text_of,
    type_code,
)

pytestmark = pytest.mark.django_db
Moves = list[tuple[Learner, Learner]]


@pytest.fixture
def moves(monkeypatch: pytest.MonkeyPatch) -> Iterator[Moves]:
    """What the apps were asked to move."""
    seen: Moves = []
    monkeypatch.setattr(hooks, "on_merge", [lambda guest, target, now: seen.append((guest, target))])
    yield seen


def make_guest(client: Client) -> Learner:
    guest = Learner.objects.create()
    client.cookies[settings.DEVICE_COOKIE_NAME] = device_cookie(str(guest.key))
    return guest


def keep(client: Client, *, name: str = "Fatma Yılmaz", email: str = ADDRESS, **data: str) -> object:
    return client.post("/mijn/bewaren/", {"name": name, "email": email, **data})


def test_guest_becomes_a_new_account(client: Client, moves: Moves) -> None:
    guest = make_guest(client)
    assert client.get("/mijn/bewaren/").status_code == 200
    assert keep(client, next="/leren/saar/")["Location"].startswith("/inloggen/code/")
    user = User.objects.get()
    assert (user.email, user.verified_at) == (ADDRESS, None)
    response = type_code(client, last_code(), next="/leren/saar/")
    assert response["Location"] == "/leren/saar/"
    user.refresh_from_db()
    guest.refresh_from_db()
    assert user.name == "Fatma Yılmaz" and user.verified_at is not None
    assert guest.merged_into == user.learner and guest.merged_at is not None
    assert moves == [(guest, user.learner)]
    assert client.cookies[settings.DEVICE_COOKIE_NAME].value == ""
    event = AuditEvent.objects.get(verb="learner.merged")
    assert event.actor == user and event.detail == {"guest": str(guest.key)}


def test_guest_goes_into_an_old_account(client: Client, moves: Moves) -> None:
    user = make_user(name="Fatma de Oude", verified_at=timezone.now())
    old = Learner.objects.create(user=user)
    guest = make_guest(client)
    keep(client, name="Iemand Anders")
    type_code(client, last_code())
    user.refresh_from_db()
    assert user.name == "Fatma de Oude" and User.objects.count() == 1
    assert moves == [(guest, old)]


def test_signing_in_takes_the_guest_over_as_well(client: Client, moves: Moves) -> None:
    user = make_user()
    guest = make_guest(client)
    ask_code(client)
    type_code(client, last_code())
    assert moves == [(guest, user.learner)]


def test_sign_in_without_guest_makes_no_learner(client: Client, moves: Moves) -> None:
    make_user()
    ask_code(client)
    type_code(client, last_code())
    assert not moves and not Learner.objects.exists()


def test_wrong_code_takes_nothing_over(client: Client, moves: Moves) -> None:
    guest = make_guest(client)
    keep(client)
    type_code(client, "geen")
    guest.refresh_from_db()
    assert not moves and guest.merged_into is None
    assert client.cookies[settings.DEVICE_COOKIE_NAME].value


def test_nobody_names_the_account_of_somebody_else(client: Client) -> None:
    """A stranger types a name with my address; I sign in myself and am not called that."""
    keep(client, name="Boef")
    mine = Client()
    ask_code(mine)
    type_code(mine, last_code())
    assert User.objects.get().name == ""


def test_name_belongs_to_the_address_it_was_given_with(client: Client) -> None:
    make_user("ander@voorbeeld.nl", name="")
    keep(client, name="Fatma")
    ask_code(client, "ander@voorbeeld.nl")
    type_code(client, last_code())
    assert User.objects.get(email="ander@voorbeeld.nl").name == ""


def test_another_address_goes_back_to_where_it_began(client: Client) -> None:
    keep(client, next="/leren/saar/")
    page = text_of(client.get("/inloggen/code/?next=/leren/saar/"))
    assert 'href="/mijn/bewaren/?next=%2Fleren%2Fsaar%2F"' in page
    ask_code(client)
    assert 'href="/inloggen/"' in text_of(client.get("/inloggen/code/"))


def test_no_account_is_made_beyond_the_limit(client: Client) -> None:
    keep(client)
    User.objects.all().delete()
    RateLimit.objects.update(count=1000)
    response = keep(client, name="Fatma")
    assert response.status_code == 429
    assert 'value="Fatma"' in text_of(response) and "Wacht een kwartier" in text_of(response)
    assert not User.objects.exists()


def test_new_and_old_address_look_the_same(now: datetime) -> None:
    make_user("bekend@voorbeeld.nl")
    keep(Client(), email="eerste@voorbeeld.nl")  # makes the limit of this network
    counts = []
    for email in ("bekend@voorbeeld.nl", "nieuweling@voorbeeld.nl"):
        client = Client()
        with CaptureQueriesContext(connection) as queries:
            response = keep(client, email=email)
        counts.append((response.status_code, response["Location"], len(queries)))
        assert "code" in last_mail().message
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("name", "email", "sentence"),
    [
        ("", ADDRESS, "Vul je naam in."),
        ("x" * 300, ADDRESS, "Je naam is te lang: hooguit 150 tekens."),
        ("12 34", ADDRESS, "Vul je naam in, met letters."),
        ("Fatma", "geen adres", "Dit e-mailadres klopt niet."),
    ],
)
def test_mistakes_get_a_sentence_and_lose_nothing(client: Client, name: str, email: str, sentence: str) -> None:
    response = keep(client, name=name, email=email)
    page = text_of(response)
    assert response.status_code == 200 and sentence in page
    assert (not name or f'value="{name}"' in page) and f'value="{email}"' in page
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["Đorđe O'Brien-Nguyễn <b>", "{{ 7|add:7 }} {% now %} Jan"])
def test_odd_name_is_kept_as_typed(client: Client, name: str) -> None:
    keep(client, name=name)
    type_code(client, last_code())
    assert User.objects.get().name == name


def test_bidi_override_and_null_are_taken_out(client: Client) -> None:
    keep(client, name="Jan\u202ekcilF\x00 \u200bSmit")
    type_code(client, last_code())
    assert User.objects.get().name == "JankcilF Smit"


def test_signed_in_without_a_name_gives_one(client: Client) -> None:
    user = make_user(name="")
    client.force_login(user)
    assert "Hoe heet je?" in text_of(client.get("/mijn/bewaren/"))
    response = client.post("/mijn/bewaren/", {"name": "Fatma", "next": "/mijn/registraties/"})
    assert response["Location"] == "/mijn/registraties/"
    user.refresh_from_db()
    assert user.name == "Fatma"


def test_signed_in_with_a_name_goes_on(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    assert client.get("/mijn/bewaren/")["Location"] == "/mijn/"
    client.post("/mijn/bewaren/", {"name": "Iemand Anders"})
    user.refresh_from_db()
    assert user.name == "Fatma Yılmaz"


def test_merge_can_be_repeated(moves: Moves, now: datetime) -> None:
    user, guest = make_user(), Learner.objects.create()
    first = merge_guest(guest=guest, user=user, now=now)
    again = merge_guest(guest=guest, user=user, now=now + timedelta(hours=1))
    assert first == again == user.learner
    assert len(moves) == 1 and AuditEvent.objects.filter(verb="learner.merged").count() == 1
    guest.refresh_from_db()
    assert guest.merged_at == now


def test_guest_goes_into_one_account_only(moves: Moves, now: datetime) -> None:
    guest = Learner.objects.create()
    merge_guest(guest=guest, user=make_user(), now=now)
    with pytest.raises(GuestTaken):
        merge_guest(guest=guest, user=make_user("ander@voorbeeld.nl"), now=now)


def test_learner_of_an_account_is_no_guest(moves: Moves, now: datetime) -> None:
    learner = Learner.objects.create(user=make_user())
    with pytest.raises(GuestTaken):
        merge_guest(guest=learner, user=make_user("ander@voorbeeld.nl"), now=now)
    assert merge_guest(guest=learner, user=learner.user, now=now) == learner
    assert not moves


def test_failing_move_undoes_the_merge(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    def fail(guest: Learner, target: Learner, now: datetime) -> None:
        raise RuntimeError("verhuizen lukt niet")

    monkeypatch.setattr(hooks, "on_merge", [fail])
    user, guest = make_user(), Learner.objects.create()
    with pytest.raises(RuntimeError):
        merge_guest(guest=guest, user=user, now=now)
    guest.refresh_from_db()
    assert guest.merged_into is None and not Learner.objects.filter(user=user).exists()


def test_unverified_accounts_go_after_a_day(now: datetime) -> None:
    from accounts.roles import Role

    old = now - timedelta(hours=24, seconds=1)
    make_user("weg@voorbeeld.nl", created_at=old)
    make_user("jong@voorbeeld.nl", created_at=now - timedelta(hours=23))
    make_user("echt@voorbeeld.nl", created_at=old, verified_at=old)
    make_user("genodigd@voorbeeld.nl", created_at=old, role=Role.OFFICER)
    Learner.objects.create(user=make_user("leert@voorbeeld.nl", created_at=old))
    noted = make_user("genoemd@voorbeeld.nl", created_at=old)
    AuditEvent.objects.create(actor=noted, verb="proef", object_type="-", object_key="-")
    assert delete_unverified(now=now) == 1
    assert not User.objects.filter(email="weg@voorbeeld.nl").exists() and User.objects.count() == 5
