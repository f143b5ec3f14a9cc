"""`/mijn/gegevens/`: the two switches of DESIGN §6, off unless their owner switched them on."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from accounts.services.sharing import set_sharing, shared_since
from tests.accounts.helpers import text_of
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_user

pytestmark = pytest.mark.django_db
PATH = "/mijn/gegevens/"
QUESTION = "Mag iemand zien welke cursus je hebt?"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def share(user: User, *, group: bool = False, officer: bool = False, days: int = 0) -> None:
    set_sharing(user=user, group_may_see=group, officer_may_find=officer, now=NOW + timedelta(days=days))


def switches(user: User) -> tuple[Any, Any]:
    user.refresh_from_db()
    return user.group_may_see, user.officer_may_find


def changes() -> list[dict[str, Any]]:
    return list(AuditEvent.objects.filter(verb="sharing.change").order_by("pk").values_list("detail", flat=True))


# --- the service -----------------------------------------------------------------------------------------


def test_off_and_not_asked_until_somebody_answers() -> None:
    assert switches(make_user()) == (None, None)


def test_every_change_is_in_the_audit_and_a_repeat_is_none() -> None:
    user = make_user()
    share(user, group=True)
    share(user, group=True)
    share(user, group=True, officer=True)
    share(user)
    assert changes() == [
        {"group_may_see": True, "officer_may_find": False},
        {"officer_may_find": True},
        {"group_may_see": False, "officer_may_find": False},
    ]
    assert switches(user) == (False, False)


def test_no_is_an_answer_too() -> None:
    user = make_user()
    share(user)
    assert switches(user) == (False, False)
    assert len(changes()) == 1


def test_since_when_is_when_it_was_last_switched_on() -> None:
    user, other = make_user(), make_user()
    share(user, group=True)
    share(other, group=True, officer=True, days=9)
    share(user, group=False, days=1)
    share(user, group=True, days=2)
    share(user, group=True, officer=True, days=5)
    since = shared_since(user)
    assert (since.group, since.officer) == (NOW + timedelta(days=2), NOW + timedelta(days=5))
    share(user, days=6)
    assert shared_since(user).group is None and shared_since(user).officer is None


def test_only_his_own_row_changes() -> None:
    user, other = make_user(), make_user()
    share(user, group=True, officer=True)
    assert switches(other) == (None, None)


# --- the page --------------------------------------------------------------------------------------------


def test_shows_name_address_and_both_switches() -> None:
    user = make_user("Łukasz <b>Maas</b>", email="lukasz@example.nl")
    soup = BeautifulSoup(signed_in(user).get(PATH).content, "html.parser")
    facts = [dd.get_text(strip=True) for dd in soup.select(".facts dd")]
    assert facts == ["Łukasz <b>Maas</b>", "lukasz@example.nl"]
    boxes = {box["name"]: box.has_attr("checked") for box in soup.select("main [type=checkbox]")}
    assert boxes == {"group_may_see": False, "officer_may_find": False}


def test_ticks_are_saved_shown_and_say_since_when() -> None:
    user = make_user()
    client = signed_in(user)
    with time_machine.travel(NOW, tick=False):
        response = client.post(PATH, {"group_may_see": "on"}, follow=True)
    text = text_of(response)
    assert "Bewaard. Je groep mag het zien, de wijkagent niet." in text
    assert "Aan sinds 21 november 2026" in text
    assert switches(user) == (True, False)
    client.post(PATH, {})
    assert switches(user) == (False, False)


@pytest.mark.parametrize("answer", [("yes", (True, True)), ("no", (False, False)), ("\x00", (True, True))])
def test_no_thanks_is_no_whatever_was_ticked(answer: tuple[str, tuple[bool, bool]]) -> None:
    user = make_user()
    ticks = {"group_may_see": "on", "officer_may_find": "on", "answer": answer[0]}
    signed_in(user).post(PATH, ticks)
    assert switches(user) == answer[1]


@pytest.mark.parametrize(("url", "target"), [("/mijn/certificaten/", "/mijn/certificaten/"), ("//elders.nl/", PATH)])
def test_goes_back_to_where_it_was_asked_on_this_site_only(url: str, target: str) -> None:
    response = signed_in(make_user()).post(PATH, {"answer": "no", "next": url})
    assert response["Location"] == target


def test_a_stranger_signs_in_and_changes_nothing() -> None:
    user = make_user()
    for response in (Client().get(PATH), Client().post(PATH, {"group_may_see": "on"})):
        assert response["Location"] == f"/inloggen/?next={PATH}"
    assert switches(user) == (None, None)


def test_an_account_without_a_name_is_told_so() -> None:
    assert "Nog niet ingevuld" in text_of(signed_in(make_user("")).get(PATH))


def test_queries() -> None:
    user = make_user()
    share(user, group=True, officer=True)
    client = signed_in(user)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(PATH)
    assert len(queries) <= 4  # session, account with learner, and a moment per switch that is on


# --- the question on a new certificate -------------------------------------------------------------------


def test_asked_once_where_the_first_certificate_is_shown() -> None:
    certificate = make_certificate()
    user = certificate.registration.user
    client = signed_in(user)
    pages = ("/mijn/certificaten/", f"/mijn/certificaten/{certificate.number}/")
    for page in pages:
        soup = BeautifulSoup(client.get(page).content, "html.parser")
        asked = soup.find("section", {"aria-labelledby": "delen-vraag"})
        assert asked and QUESTION in asked.get_text()
        buttons = asked.select("button")
        assert [button["class"] for button in buttons] == [buttons[0]["class"]] * 2  # no is as big as yes
        assert not asked.select("[checked]")
    response = client.post(PATH, {"answer": "no", "next": pages[0]}, follow=True)
    assert "Je groep en de wijkagent zien niet welke cursus je hebt." in text_of(response)
    for page in pages:
        assert QUESTION not in text_of(client.get(page))


def test_not_asked_before_there_is_a_certificate() -> None:
    assert QUESTION not in text_of(signed_in(make_user()).get("/mijn/certificaten/"))


def test_not_asked_who_answered_at_his_own_page() -> None:
    certificate = make_certificate()
    user = certificate.registration.user
    share(user, officer=True)
    assert QUESTION not in text_of(signed_in(user).get("/mijn/certificaten/"))
