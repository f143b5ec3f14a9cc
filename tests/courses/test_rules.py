"""The rules of a quiz over HTTP, without JavaScript: time, practice mode, bands, fixed questions (DESIGN §5)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from accounts.models import AuditEvent
from cms.jobs import JOBS
from courses.models import AnswerEvent, Attempt, Completion, Enrollment, ExtraAttempt, Grade, MoreTime
from courses.quiz import Policy
from courses.services.allowing import give_more_time, take_extra_attempt
from courses.services.enrolling import renew
from courses.services.freezing import CannotFreeze
from courses.services.grading import NotOpen, submit_attempt, submit_overdue
from courses.services.starting import MayNotStart, chances_of, start_attempt
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.pages import text_of
from tests.factories.courses import make_enrollment, quiz_of, read_all, save
from tests.factories.quizzes import add_question, edit_quiz_course, make_quiz_course, start
from tests.quiz import samples

pytestmark = pytest.mark.django_db

QUIZ = "/leren/proef/toets/toets/"
RIGHT, WRONG = {"choice": ["a"]}, {"choice": ["b"]}


def question(number: int, **extra: Any) -> dict[str, Any]:
    return samples.single(stem=f"Vraag nummer {number}?", explanation=f"Uitleg {number}.", **extra)


def contents(count: int = 2, **extra: Any) -> list[dict[str, Any]]:
    return [question(number, **extra) for number in range(1, count + 1)]


def answer_id(attempt: Attempt, position: int, *, right: bool) -> str:
    """The id of a right or wrong option of this question."""
    options = attempt.items.get(position=position).version.content["options"]
    return next(option["id"] for option in options if option["correct"] is right)


def url(position: int) -> str:
    return f"{QUIZ}vraag/{position}/"


def post(client: Client, attempt: Attempt, position: int, **data: Any) -> Any:
    return client.post(url(position), {"attempt": str(attempt.key), "uuid": "", "sequence": "1", **data})


# --- fixed questions and draws ----------------------------------------------------------------------
def test_fixed_questions_and_draws_without_repeats() -> None:
    rows = [add_question(question(number)) for number in range(1, 6)]
    slots = [
        {"type": "fixed", "value": {"question": rows[0].pk}},
        {"type": "draw", "value": {"count": 4, "category": rows[0].category_id}},
    ]
    edition = make_quiz_course([], slots=slots)
    for seed in range(10):
        items = list(start(edition, seed=seed).items.select_related("version"))
        keys = [item.version.question_key for item in items]
        assert keys[0] == rows[0].key
        assert sorted(map(str, keys)) == sorted(str(row.key) for row in rows)


def test_the_order_is_kept_per_attempt() -> None:
    edition = make_quiz_course(contents(5), shuffle_questions=True)
    orders = {tuple(start(edition, seed=seed).items.values_list("version", flat=True)) for seed in range(12)}
    assert len(orders) > 3
    attempt = start(edition, seed=1)
    client = client_of(attempt.learner)
    first = text_of(client.get(url(1)))
    assert first == text_of(client.get(url(1)))


# --- time -------------------------------------------------------------------------------------------
@pytest.fixture
def timed() -> Attempt:
    """An open attempt with twenty minutes for two questions."""
    return start(make_quiz_course(contents(), time_limit_minutes=20))


def at(minutes: float) -> Any:
    return time_machine.travel(NOW + timedelta(minutes=minutes), tick=False)


def test_the_page_says_how_much_time_is_left(timed: Attempt) -> None:
    assert timed.due_at == NOW + timedelta(minutes=20)
    with at(8.2):
        page = text_of(client_of(timed.learner).get(url(1)))
    assert "Je hebt nog 12 minuten. Om 14:23 leveren we in wat je hebt." in page
    with at(0):
        start_page = text_of(client_of(timed.learner).get(QUIZ))
    assert "20 minuten. De klok loopt door als je stopt." in start_page


def test_a_quiz_without_a_limit_has_no_clock() -> None:
    attempt = start(make_quiz_course(contents()))
    assert attempt.due_at is None
    assert "leveren we in wat je hebt" not in text_of(client_of(attempt.learner).get(url(1)))


def test_an_answer_in_the_grace_counts_and_later_does_not(timed: Attempt) -> None:
    one, two = ({"choice": [answer_id(timed, position, right=True)]} for position in (1, 2))
    in_grace = save(timed, 1, one, now=NOW + timedelta(minutes=20, seconds=59))
    too_late = save(timed, 2, two, now=NOW + timedelta(minutes=21, seconds=1))
    assert (in_grace.is_late, too_late.is_late) == (False, True)
    assert submit_overdue(now=NOW + timedelta(minutes=22)) == 1
    grade = Grade.objects.get()
    assert (grade.score, grade.maximum) == (1, 2)
    timed.refresh_from_db()
    assert timed.submitted_at == timed.due_at


def test_the_minute_job_hands_in_and_only_what_is_over(timed: Attempt) -> None:
    later = start(timed.edition, now=NOW + timedelta(minutes=15))
    assert JOBS["overdue attempts"](NOW + timedelta(minutes=20, seconds=30)) == 0
    assert Attempt.objects.submitted().count() == 0
    assert JOBS["overdue attempts"](NOW + timedelta(minutes=22)) == 1
    assert [attempt.pk for attempt in Attempt.objects.submitted()] == [timed.pk]
    assert Attempt.objects.open().get() == later
    assert AuditEvent.objects.filter(verb="attempt.submitted").count() == 1


def test_who_comes_back_after_the_time_reads_what_happened(timed: Attempt) -> None:
    client = client_of(timed.learner)
    with at(2):
        post(client, timed, 1, choice=answer_id(timed, 1, right=True))
    with at(25):
        over = client.get(url(1), follow=True)
        assert "De tijd is om" in text_of(over)
        assert Attempt.objects.open().count() == 1  # a GET changes nothing
        result = client.post(f"{QUIZ}nakijken/", {"attempt": str(timed.key)}, follow=True)
    assert "De tijd was om. We hebben ingeleverd wat je had." in text_of(result)
    assert "Je had 1 van de 2 vragen goed." in text_of(result)


def test_an_answer_after_the_time_leads_to_handing_in_and_is_kept_apart(timed: Attempt) -> None:
    client = client_of(timed.learner)
    with at(25):
        page = post(client, timed, 1, choice=answer_id(timed, 1, right=True), next="1")
        assert page.status_code == 302
        assert page["Location"] == f"{QUIZ}nakijken/"
    assert AnswerEvent.objects.get().is_late


def test_more_time_is_asked_with_one_button_and_moves_the_end(timed: Attempt) -> None:
    client = client_of(timed.learner)
    with at(1):
        page = text_of(client.post(f"{QUIZ}meer-tijd/", follow=True))
    assert "40 minuten. Daarin is je extra tijd al meegeteld." in page
    timed.refresh_from_db()
    assert timed.due_at == NOW + timedelta(minutes=40)
    with at(2):
        client.post(f"{QUIZ}meer-tijd/")
    assert MoreTime.objects.get().granted_by is None
    assert AuditEvent.objects.filter(verb="quiz.more_time_given").count() == 1


# --- attempts and waiting ---------------------------------------------------------------------------
def hand_in(attempt: Attempt, *, minutes: float = 1) -> None:
    submit_attempt(attempt=attempt, now=NOW + timedelta(minutes=minutes))


def test_the_last_attempt_is_the_last_until_somebody_writes_why() -> None:
    edition = make_quiz_course(contents(), max_attempts=1)
    attempt = start(edition)
    hand_in(attempt)
    with pytest.raises(MayNotStart):
        start(edition, enrollment=attempt.enrollment)
    client = client_of(attempt.learner)
    assert client.post(QUIZ)["Location"] == QUIZ
    assert Attempt.objects.count() == 1
    page = text_of(client.get(QUIZ))
    assert "Dit was je laatste poging" in page
    refused = client.post(f"{QUIZ}extra-poging/", {"reason": "  "})
    assert refused.status_code == 400
    assert "Schrijf kort waarom je nog een poging wilt." in text_of(refused)
    started = client.post(f"{QUIZ}extra-poging/", {"reason": "Ik werd gestoord."})
    assert started["Location"] == url(1)
    assert ExtraAttempt.objects.get().reason == "Ik werd gestoord."
    assert client.post(f"{QUIZ}extra-poging/", {"reason": "Nog eens."})["Location"] == url(1)
    assert (ExtraAttempt.objects.count(), Attempt.objects.count()) == (1, 2)


def test_a_second_attempt_waits() -> None:
    edition = make_quiz_course(contents(), wait_minutes=30)
    attempt = start(edition)
    hand_in(attempt)
    client = client_of(attempt.learner)
    with at(10):
        assert client.post(QUIZ)["Location"] == QUIZ
        page = text_of(client.get(QUIZ))
        assert "Je kunt de toets opnieuw maken vanaf zaterdag 21 november om 14:34." in page
    with at(32):
        assert client.post(QUIZ)["Location"] == url(1)
    assert Attempt.objects.count() == 2


def test_the_best_attempt_counts() -> None:
    edition = make_quiz_course(contents(), pass_mark=100)
    enrollment = make_enrollment(edition=edition)
    read_all(enrollment)
    for right in (True, False):
        attempt = start(edition, enrollment=enrollment)
        for position in (1, 2):
            save(attempt, position, {"choice": [answer_id(attempt, position, right=right)]})
        hand_in(attempt)
    assert Completion.objects.filter(enrollment=enrollment).exists()
    page = text_of(client_of(enrollment.learner).get(QUIZ))
    assert "Poging 1, 21 november Gehaald" in page
    assert "Poging 2, 21 november Nog niet" in page


# --- bands ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("right", "words"), [(0, "Begin bij les 1."), (1, "Je bent er bijna."), (2, "Heel knap.")])
def test_the_words_at_the_end_go_with_what_was_reached(right: int, words: str) -> None:
    edition = make_quiz_course(contents())
    bands = [(0, "Begin bij les 1."), (50, "Je bent er bijna."), (100, "Heel knap.")]
    edition = edit_quiz_course(
        bands=[{"type": "band", "value": {"low": low, "text": text}} for low, text in reversed(bands)]
    )
    attempt = start(edition)
    for position in (1, 2):
        save(attempt, position, {"choice": [answer_id(attempt, position, right=position <= right)]})
    hand_in(attempt)
    page = text_of(client_of(attempt.learner).get(f"{QUIZ}uitslag/{attempt.key}/"))
    assert words in page
    assert sum(text in page for _, text in bands) == 1


# --- practice mode ----------------------------------------------------------------------------------
@pytest.fixture
def practice() -> Attempt:
    hints = ["Denk aan 112."]
    return start(make_quiz_course(contents(hints=hints), feedback="each", max_tries=2, penalty=25))


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


# --- unscored ---------------------------------------------------------------------------------------
def test_a_question_without_right_and_wrong_is_left_out_of_the_points() -> None:
    attempt = start(make_quiz_course([samples.reflection(), question(1)], pass_mark=100))
    thoughts = attempt.items.get(position=1).version.content["options"]
    save(attempt, 1, {"choice": [thoughts[0]["id"]], "sure": ["3"]})
    save(attempt, 2, {"choice": [answer_id(attempt, 2, right=True)]})
    hand_in(attempt)
    grade = Grade.objects.get()
    assert (grade.score, grade.maximum, grade.passed, grade.fractions) == (1, 1, True, {"2": "1.0000000"})
    page = text_of(client_of(attempt.learner).get(f"{QUIZ}uitslag/{attempt.key}/"))
    assert "Je had 1 van 1 vraag goed." in page
    assert "Bij deze vraag is er geen goed of fout." in page
    assert "100 procent van de punten" in text_of(client_of(attempt.learner).get(QUIZ))


def test_a_quiz_that_may_score_nothing_is_not_released() -> None:
    with pytest.raises(CannotFreeze, match="alleen vragen zonder goed of fout"):
        make_quiz_course([samples.reflection()])


def test_checking_what_the_page_saved_a_moment_ago_is_a_try(practice: Attempt) -> None:
    """The script saves in the background; the button then sends the same answer under the same UUID."""
    answer, uuid = {"choice": [answer_id(practice, 1, right=False)]}, uuid4()
    save(practice, 1, answer, uuid=uuid, sequence=1)
    for _ in range(2):
        save(practice, 1, {**answer, "check": ["1"]}, uuid=uuid, sequence=1)
    events = AnswerEvent.objects.order_by("sequence")
    assert [(event.sequence, event.is_try) for event in events] == [(1, False), (2, True)]


# --- found by a second reading ----------------------------------------------------------------------
def test_the_last_attempt_out_of_time_is_handed_in_when_somebody_starts_again() -> None:
    """Refusing another attempt must not take the handing in back: nobody may be stuck between the two."""
    attempt = start(make_quiz_course(contents(), max_attempts=1, time_limit_minutes=20))
    client = client_of(attempt.learner)
    with at(30):
        assert client.post(QUIZ)["Location"] == QUIZ
        page = text_of(client.get(QUIZ))
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.SUBMITTED
    assert "Dit was je laatste poging" in page


def test_more_time_given_while_the_job_runs_is_kept(timed: Attempt) -> None:
    late = NOW + timedelta(minutes=22)
    listed = Attempt.objects.overdue(late).get()
    give_more_time(learner=timed.learner, by=None, now=NOW + timedelta(minutes=20, seconds=50))  # began earlier
    with pytest.raises(NotOpen):
        submit_attempt(attempt=listed, now=late, only_overdue=True)
    assert submit_overdue(now=late) == 0
    assert Attempt.objects.open().get() == timed


def test_one_attempt_that_cannot_be_graded_does_not_stop_the_others(timed: Attempt) -> None:
    other = start(timed.edition)
    AnswerEvent.objects.create(
        item=timed.items.get(position=1), uuid=uuid4(), sequence=1, response={"choice": "weg"}, received_at=NOW
    )
    with pytest.raises(ExceptionGroup):
        submit_overdue(now=NOW + timedelta(minutes=22))
    states = dict(Attempt.objects.values_list("pk", "state"))
    assert states == {timed.pk: Attempt.State.OPEN, other.pk: Attempt.State.SUBMITTED}


def test_an_extra_attempt_after_more_than_the_quiz_allows_can_be_used() -> None:
    """A merge, or a lower limit, can leave somebody with more attempts than the quiz allows."""
    edition = make_quiz_course(contents())
    enrollment = make_enrollment(edition=edition)
    for _ in range(3):
        hand_in(start(edition, enrollment=enrollment))
    Attempt.objects.update(started_at=NOW - timedelta(hours=1))
    quiz = replace(quiz_of(enrollment), policy=Policy(max_attempts=1))
    take_extra_attempt(enrollment=enrollment, quiz=quiz, reason="Nog een keer.", now=NOW)
    attempt = start_attempt(enrollment=enrollment, quiz=quiz, now=NOW + timedelta(seconds=1))
    hand_in(attempt)
    assert chances_of(enrollment, quiz).left == 0


def test_an_attempt_of_a_closed_enrollment_never_captures_the_next_one() -> None:
    edition = make_quiz_course(contents())
    old = make_enrollment(edition=edition)
    stale = Enrollment.objects.get(pk=old.pk)
    Completion.objects.create(enrollment=old, edition=edition, completed_at=NOW)
    new = renew(learner=old.learner, course=edition.course, edition=edition, now=NOW)
    with pytest.raises(MayNotStart):
        start(edition, enrollment=stale)
    attempt = start(edition, enrollment=new)
    assert attempt.enrollment == new


def test_a_practice_quiz_that_counts_costs_something() -> None:
    with pytest.raises(CannotFreeze, match="wie blijft proberen, haalt altijd alles"):
        make_quiz_course(contents(), feedback="each", max_tries=3, penalty=0)
    make_quiz_course(contents(), slug="oefenproef", feedback="each", max_tries=3, penalty=0, counts=False)


def test_more_time_never_revives_a_clock_that_is_over(timed: Attempt) -> None:
    give_more_time(learner=timed.learner, by=None, now=NOW + timedelta(minutes=22))
    timed.refresh_from_db()
    assert timed.due_at == NOW + timedelta(minutes=20)


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


def test_answers_after_the_end_are_kept_up_to_a_hundred(timed: Attempt) -> None:
    submit_attempt(attempt=timed, now=NOW)
    for number in range(103):
        assert save(timed, 1, {"choice": [answer_id(timed, 1, right=True)]}, sequence=number).is_late
    assert AnswerEvent.objects.count() == 100


def test_going_on_with_what_was_handed_in_meanwhile_leads_to_its_result() -> None:
    """An old page with *Ga verder* must not cost somebody his next attempt."""
    attempt = start(make_quiz_course(contents(), max_attempts=2))
    client = client_of(attempt.learner)
    assert str(attempt.key) in client.get(QUIZ).content.decode()
    assert client.post(QUIZ, {"attempt": str(attempt.key)})["Location"] == url(1)
    submit_attempt(attempt=attempt, now=NOW)
    assert client.post(QUIZ, {"attempt": str(attempt.key)})["Location"] == f"{QUIZ}uitslag/{attempt.key}/"
    assert Attempt.objects.count() == 1


def test_an_extra_attempt_does_not_wait() -> None:
    edition = make_quiz_course(contents(), max_attempts=1, wait_minutes=60)
    attempt = start(edition)
    hand_in(attempt)
    client = client_of(attempt.learner)
    with at(2):
        assert client.post(f"{QUIZ}extra-poging/", {"reason": "Ik werd gestoord."})["Location"] == url(1)
