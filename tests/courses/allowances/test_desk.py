"""The desk of the foundation: it reads why somebody took one attempt more, and gives and ends more time (DESIGN §5)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Learner, User
from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.models import Attempt, CourseEdition, ExtraAttempt, MoreTime
from courses.services.allowing import give_more_time, mark_read
from courses.services.granting import AlreadyGiven, UnknownAddress, grant_more_time
from tests.conftest import NOW
from tests.courses.allowances.acts import EXTRA, HOUR, MORE, out_of_attempts, take
from tests.courses.desk import signed_in, words
from tests.courses.pages import post, read_form, soup_of
from tests.factories.courses import make_editor, make_enrollment, make_learner
from tests.factories.quizzes import start

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


# --- the desk: extra attempts ---------------------------------------------------------------------------
def test_the_foundation_reads_why(once: CourseEdition, registrar: User) -> None:
    take(out_of_attempts(once))
    take(out_of_attempts(once, make_learner(email="fatma@example.nl")), "Mijn kleinkind viel.", now=NOW + HOUR)
    client = signed_in(registrar)
    response = client.get(EXTRA)
    rows = [" ".join(row.get_text(" ").split()) for row in soup_of(response).select("tbody tr")]
    assert rows[0].startswith("Đorđe O’Brien Proefcursus De toets extra poging 1 Mijn kleinkind viel. 21 november 2026")
    assert rows[1].startswith("gast Proefcursus De toets")
    assert "De bel ging.<br>Ik was &lt;i&gt;weg&lt;/i&gt;." in response.content.decode()


def test_what_was_read_goes_down(once: CourseEdition, registrar: User) -> None:
    old, new = take(out_of_attempts(once)), take(out_of_attempts(once), now=NOW + HOUR)
    client = signed_in(registrar)
    form = desk_form(client.get(EXTRA), -1)
    assert [value for _, _, value in form.buttons] == [str(new.pk), str(old.pk)]
    for _ in range(2):
        client.post(EXTRA, form.fields | {"extra": [str(new.pk)]})
    assert [value for _, _, value in desk_form(client.get(EXTRA), -1).buttons] == [str(old.pk)]
    read = ExtraAttempt.objects.get(pk=new.pk)
    assert (read.read_by, read.read_at) == (registrar, NOW)
    assert AuditEvent.objects.filter(verb="quiz.extra_attempt_read", actor=registrar).count() == 1
    rows = [row.find("button") is None for row in soup_of(client.get(EXTRA)).select("tbody tr")]
    assert rows == [False, True]


def test_reading_keeps_the_first_reader(once: CourseEdition, registrar: User) -> None:
    extra = take(out_of_attempts(once))
    mark_read(extra=extra, by=registrar, now=NOW)
    mark_read(extra=extra, by=make_editor(Role.ADMIN, email="beheer@example.nl"), now=NOW + HOUR)
    extra.refresh_from_db()
    assert (extra.read_by, extra.read_at) == (registrar, NOW)


@pytest.mark.parametrize("number", ["", "x", "²", "0", "-1", "9" * 18, "9" * 40])
def test_an_unknown_one_is_nothing(registrar: User, number: str) -> None:
    assert signed_in(registrar).post(EXTRA, {"extra": number}).headers["Location"] == EXTRA


def test_an_account_without_a_name_is_still_somebody(once: CourseEdition, registrar: User) -> None:
    learner = make_learner(email="fatma@example.nl")
    User.objects.filter(pk=learner.user_id).update(name="")
    take(out_of_attempts(once, learner))
    assert "fatma@example.nl" in words(signed_in(registrar).get(EXTRA))


def desk_form(response: Any, place: int = 0) -> Any:
    """A form of the page; the sidebar has one of its own."""
    form = soup_of(response).find("main").find_all("form", method="post")[place]
    return read_form(form, response.wsgi_request.path)


# --- the desk: more time --------------------------------------------------------------------------------
def test_the_foundation_gives_more_time(timed: CourseEdition, registrar: User) -> None:
    learner = make_learner(email="fatma@example.nl")
    attempt = start(timed, enrollment=make_enrollment(learner, timed))
    client = signed_in(registrar)
    answer = post(client, desk_form(client.get(MORE)), "Geef meer tijd", email=" Fatma@Example.nl ")
    assert "twee keer zo veel tijd" in words(answer)
    assert Attempt.objects.get(pk=attempt.pk).due_at == NOW + timedelta(minutes=40)
    row = " ".join(soup_of(answer).select_one("tbody tr").get_text(" ").split())
    assert row == "Đorđe O’Brien fatma@example.nl 21 november 2026 Iris de Vries Stop"
    event = AuditEvent.objects.get(verb="quiz.more_time_given")
    assert event.actor == registrar


def test_an_account_that_never_learned_gets_it_too(registrar: User) -> None:
    user = User.objects.create_user("nieuw@example.nl", "Nieuw", verified_at=NOW)
    grant_more_time(email="nieuw@example.nl", by=registrar, now=NOW)
    assert MoreTime.objects.for_user(user).standing().count() == 1


def test_an_unknown_address_is_one_sentence_and_is_logged(registrar: User) -> None:
    User.objects.create_user("onbevestigd@example.nl", "Onbevestigd")
    client = signed_in(registrar)
    for address in ("niemand@example.nl", "onbevestigd@example.nl"):
        response = client.post(MORE, {"email": address})
        assert response.status_code == 400
        assert [one.get_text() for one in soup_of(response).select(".mark-error")] == [
            "Er is geen account met dit e-mailadres. Vraag met welk adres de deelnemer inlogt."
        ]
        assert soup_of(response).select_one("input[name=email]")["value"] == address
    events = AuditEvent.objects.filter(verb="quiz.more_time_address_unknown", actor=registrar)
    assert events.count() == 2 and "niemand" not in str(list(events.values()))
    assert not MoreTime.objects.exists() and not Learner.objects.filter(user__email="onbevestigd@example.nl").exists()
    with pytest.raises(UnknownAddress):
        grant_more_time(email="niemand@example.nl", by=registrar, now=NOW)


@pytest.mark.parametrize("address", ["", "fatma", "a@b", "x" * 400 + "@example.nl", "a\0@example.nl"])
def test_what_is_no_address_is_one_sentence(registrar: User, address: str) -> None:
    response = signed_in(registrar).post(MORE, {"email": address})
    assert response.status_code == 400 and len(soup_of(response).select(".mark-error")) >= 1


def test_who_has_it_keeps_it(registrar: User) -> None:
    learner = make_learner(email="fatma@example.nl")
    more = give_more_time(learner=learner, by=None, now=NOW)
    with pytest.raises(AlreadyGiven) as caught:
        grant_more_time(email="fatma@example.nl", by=registrar, now=NOW)
    assert caught.value.more == more
    response = signed_in(registrar).post(MORE, {"email": "fatma@example.nl"})
    assert response.status_code == 400 and "heeft al meer tijd" in words(response)


def test_the_foundation_ends_it(registrar: User) -> None:
    guest = make_learner()
    give_more_time(learner=guest, by=None, now=NOW)
    client = signed_in(registrar)
    page = client.get(MORE)
    assert "gast 21 november 2026 zelf gekozen Stop" in words(page)
    for _ in range(2):
        client.post(MORE, {"stop": str(guest.key)})
    assert MoreTime.objects.get().ended_at == NOW
    assert "Nu heeft niemand meer tijd." in words(client.get(MORE))
    for made_up in ("", "x", str(uuid4())):
        assert client.post(MORE, {"stop": made_up}).status_code == 302


# --- who may, and what it costs -------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.EDITOR, Role.CHIEF_EDITOR, Role.CERTIFIER])
def test_only_the_foundation_opens_its_desk(role: Role) -> None:
    grant_rights()
    make_learner(email="fatma@example.nl")
    client = signed_in(make_editor(role, email="ander@example.nl"))
    for address in (EXTRA, MORE):
        assert client.get(address).status_code == 302
    client.post(MORE, {"email": "fatma@example.nl"})
    assert not MoreTime.objects.exists()
    assert reverse("quiz_more_time") not in client.get("/beheer/").content.decode()


@pytest.mark.parametrize("rows", [3, 30])
def test_the_pages_of_the_desk_cost_the_same(
    once: CourseEdition, registrar: User, rows: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(rows):
        learner = make_learner(email=f"mens{number}@example.nl")
        take(out_of_attempts(once, learner))
        give_more_time(learner=learner, by=registrar, now=NOW)
    client = signed_in(registrar)
    client.get(EXTRA)
    with django_assert_max_num_queries(12):
        assert len(soup_of(client.get(EXTRA)).select("tbody tr")) == rows
    with django_assert_max_num_queries(12):
        assert len(soup_of(client.get(MORE)).select("tbody tr")) == rows
