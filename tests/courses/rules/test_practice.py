"""Practice mode: a tip, another try, what tries cost, and no answer before it may be seen (DESIGN §5)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from courses.models import AnswerEvent, Attempt, Grade
from courses.services.freezing import CannotFreeze
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.pages import text_of
from tests.courses.rules.acts import answer_id, contents, hand_in, post, question, url
from tests.factories.courses import save
from tests.factories.quizzes import make_quiz_course, start
from tests.quiz import samples

pytestmark = pytest.mark.django_db


def test_a_wrong_try_gets_a_tip_and_another_go(practice: Attempt) -> None:
    client = client_of(practice.learner)
    reply = post(client, practice, 1, choice=answer_id(practice, 1, right=False), check="1")
    page = text_of(client.get(reply["Location"].partition("#")[0]))
    assert "Nog niet. Je mag het nog één keer proberen." in page
    assert "Tip: Denk aan 112." in page
    assert "Uitleg 1." not in page
    reply = post(client, practice, 1, choice=answer_id(practice, 1, right=True), check="1", sequence="2")
    page = text_of(client.get(reply["Location"].partition("#")[0]))
    assert "Goed gezien." in page
    assert "Uitleg 1." in page


def test_after_the_explanation_an_answer_changes_nothing(practice: Attempt) -> None:
    client = client_of(practice.learner)
    post(client, practice, 1, choice=answer_id(practice, 1, right=True), check="1")
    post(client, practice, 1, choice=answer_id(practice, 1, right=False), check="1", sequence="2")
    said = client.post(
        url(1),
        {"attempt": str(practice.key), "choice": answer_id(practice, 1, right=False), "sequence": "3"},
        headers={"X-Requested-With": "fetch"},
    )
    assert said.status_code == 409
    assert "Je hebt de uitleg van deze vraag al gezien." in said.json()["error"]
    assert AnswerEvent.objects.filter(is_late=False).count() == 1


def test_tries_cost_points_and_an_unchecked_answer_counts(practice: Attempt) -> None:
    client = client_of(practice.learner)
    post(client, practice, 1, choice=answer_id(practice, 1, right=False), check="1")
    post(client, practice, 1, choice=answer_id(practice, 1, right=True), check="1", sequence="2")
    post(client, practice, 2, choice=answer_id(practice, 2, right=True), next="1")
    hand_in(practice)
    grade = Grade.objects.get()
    assert grade.fractions == {"1": "0.7500000", "2": "1.0000000"}
    assert grade.passed


def test_checking_nothing_says_so_and_is_no_try(practice: Attempt) -> None:
    client = client_of(practice.learner)
    page = client.get(post(client, practice, 1, check="1")["Location"].partition("#")[0])
    assert "Geef eerst een heel antwoord." in text_of(page)
    assert not AnswerEvent.objects.filter(is_try=True).exists()


def test_no_answer_reaches_the_page_before_it_may(practice: Attempt) -> None:
    exam = start(make_quiz_course(contents(), slug="toetsproef"))
    addresses = {practice: url(1), exam: "/leren/toetsproef/toets/toets/vraag/1/"}
    for page in [client_of(attempt.learner).get(address) for attempt, address in addresses.items()]:
        assert page.status_code == 200
        assert "Uitleg 1." not in page.content.decode()
        assert "Denk aan 112." not in page.content.decode()


def test_checking_what_the_page_saved_a_moment_ago_is_a_try(practice: Attempt) -> None:
    """The script saves in the background; the button then sends the same answer under the same UUID."""
    answer, uuid = {"choice": [answer_id(practice, 1, right=False)]}, uuid4()
    save(practice, 1, answer, uuid=uuid, sequence=1)
    for _ in range(2):
        save(practice, 1, {**answer, "check": ["1"]}, uuid=uuid, sequence=1)
    events = AnswerEvent.objects.order_by("sequence")
    assert [(event.sequence, event.is_try) for event in events] == [(1, False), (2, True)]


def test_a_practice_quiz_that_counts_costs_something() -> None:
    with pytest.raises(CannotFreeze, match="wie blijft proberen, haalt altijd alles"):
        make_quiz_course(contents(), feedback="each", max_tries=3, penalty=0)
    make_quiz_course(contents(), slug="oefenproef", feedback="each", max_tries=3, penalty=0, counts=False)


def test_tries_count_in_the_order_in_which_they_came(practice: Attempt) -> None:
    """A number made up by the page decides nothing about the penalty."""
    wrong, right = ({"choice": [answer_id(practice, 1, right=right)], "check": ["1"]} for right in (False, True))
    save(practice, 1, wrong, sequence=500)
    lower = save(practice, 1, right, sequence=1, now=NOW + timedelta(seconds=5))
    assert not lower.is_standing
    assert AnswerEvent.objects.filter(is_try=True).count() == 1
    save(practice, 1, right, sequence=501, now=NOW + timedelta(seconds=9))
    hand_in(practice)
    assert Grade.objects.get().fractions["1"] == "0.7500000"


def test_an_open_answer_in_practice_is_not_closed_by_checking() -> None:
    attempt = start(make_quiz_course([samples.open_text(), question(1)], feedback="each", penalty=10))
    save(attempt, 1, {"text": ["Half een zin"], "check": ["1"]}, sequence=1)
    saved = save(attempt, 1, {"text": ["Een hele zin."]}, sequence=2)
    assert (saved.is_late, saved.response) == (False, {"text": "Een hele zin."})
