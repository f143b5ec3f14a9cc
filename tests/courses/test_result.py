"""What the result says of each question, also after corrections and marks, and what the pages around it promise."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.template.loader import render_to_string

from accounts.models import User
from accounts.roles import Role
from courses.forms import QuestionForm
from courses.models import AnswerEvent, Attempt, Mark, Regrade
from courses.quiz import Score, parse_question
from courses.services.attempting import standing_answers
from courses.services.correcting import corrected_by_bank
from courses.services.grading import submit_attempt
from courses.services.marking import mark_answer
from courses.services.outcomes import ItemVerdict, points_needed, verdict_of
from courses.services.regrading import regrade
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.pages import soup_of, text_of
from tests.factories.corrections import (
    WHY,
    choices,
    correct,
    correct_in_bank,
    first_version,
    hand_in,
    option_id,
    two_questions,
)
from tests.factories.courses import make_editor, save
from tests.factories.quizzes import make_quiz_course, start
from tests.quiz import samples

pytestmark = pytest.mark.django_db
QUIZ = "/leren/proef/toets/toets/"
HALF, ONE, ZERO = Decimal("0.5"), Decimal(1), Decimal(0)


@pytest.fixture
def by() -> User:
    return make_editor(Role.CHIEF_EDITOR, email="eindredacteur@example.nl")


def result(attempt: Attempt) -> Any:
    return client_of(attempt.learner).get(f"{QUIZ}uitslag/{attempt.key}/")


def row(attempt: Attempt, position: int = 1) -> Tag:
    """The question at this position."""
    return soup_of(result(attempt)).select("ol.review > li")[position - 1]


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def lines(tag: Tag) -> list[str]:
    """The lines of the review, without what the author says to who chose them."""
    for feedback in tag.select(".feedback"):
        feedback.extract()
    return [words(line) for line in tag.select(".review-rows > li")]


def verdict(tag: Tag) -> str:
    return words(tag.select_one(".verdict"))


# --- one verdict -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fraction", "answered", "mark", "mode", "waits", "says"),
    [
        (None, True, None, "", False, "neutral"),
        (None, True, None, "", True, "neutral"),
        (ONE, True, None, "", False, "right"),
        (HALF, True, None, "", False, "partly"),
        (ZERO, True, None, "", False, "wrong"),
        (ZERO, False, None, "", False, "missed"),
        (ONE, True, None, "new", False, "right"),
        (ZERO, True, None, "either", False, "wrong"),
        (ONE, True, None, "full", False, "full"),
        (ONE, False, None, "full", False, "full"),
        (ZERO, True, ZERO, "full", True, "full"),
        (ZERO, True, ONE, "", True, "right"),
        (ZERO, True, HALF, "", True, "partly"),
        (ZERO, True, ZERO, "", True, "wrong"),
        (ONE, True, ONE, "", False, "right"),
        (ZERO, False, None, "", True, "missed"),
    ],
)
def test_the_verdict_of_a_question(
    fraction: Decimal | None, answered: bool, mark: Decimal | None, mode: str, waits: bool, says: str
) -> None:
    given = Mark(fraction=mark) if mark is not None else None
    correction = Regrade(mode=mode) if mode else None
    score = Score(fraction=ZERO, answered=answered)
    assert verdict_of(fraction, score, given, correction, needs_marking=waits) == says


@pytest.mark.parametrize(
    ("mark", "mode", "waits", "says"),
    [
        (None, "", True, "waiting"),
        (None, "", False, "wrong"),
        (None, "full", True, "full"),
        (ONE, "", True, "right"),
        (ZERO, "", True, "wrong"),
    ],
)
def test_an_open_answer_waits_only_for_a_mark_that_must_come(
    mark: Decimal | None, mode: str, waits: bool, says: str
) -> None:
    given = Mark(fraction=mark) if mark is not None else None
    score = Score(fraction=ZERO, answered=True, needs_marking=True)
    correction = Regrade(mode=mode) if mode else None
    assert verdict_of(ZERO, score, given, correction, needs_marking=waits) == ItemVerdict(says)


# --- after a correction ------------------------------------------------------------------------------


def test_after_a_correction_the_new_answer_is_right_and_the_old_one_is_not(by: User) -> None:
    edition = two_questions()
    old, new = hand_in(edition, "aa"), hand_in(edition, "ba")
    assert sorted(lines(row(old)))[0] == "Goed: optie a (jouw keuze)"
    correct(first_version(edition), by)
    assert verdict(row(old)) == "Nog niet. Dit is waarom:"
    assert sorted(lines(row(old))) == [
        "Hoorde erbij: optie b (dit is goed)",
        "Hoort er niet bij: optie c",
        "Niet goed: optie a (jouw keuze)",
    ]
    assert verdict(row(new)) == "Goed gezien."
    assert sorted(lines(row(new))) == [
        "Goed: optie b (jouw keuze)",
        "Hoort er niet bij: optie a",
        "Hoort er niet bij: optie c",
    ]


@pytest.mark.parametrize(
    ("letter", "says", "told"),
    [
        ("a", "Goed gezien.", ["Goed: optie a (jouw keuze)", "Hoorde erbij: optie b (dit is goed)"]),
        ("b", "Goed gezien.", ["Goed: optie b (jouw keuze)", "Hoorde erbij: optie a (dit is goed)"]),
        (
            "c",
            "Nog niet. Dit is waarom:",
            [
                "Hoorde erbij: optie a (dit is goed)",
                "Hoorde erbij: optie b (dit is goed)",
                "Niet goed: optie c (jouw keuze)",
            ],
        ),
    ],
)
def test_when_both_answers_count_both_are_called_right(by: User, letter: str, says: str, told: list[str]) -> None:
    edition = two_questions()
    attempt = hand_in(edition, f"{letter}a")
    correct(first_version(edition), by, mode="either")
    shown = row(attempt)
    assert verdict(shown) == says
    assert "Ook een ander antwoord telt nu als goed." in words(shown)
    assert [line for line in sorted(lines(shown)) if "Hoort er niet bij" not in line] == told


def test_the_other_typed_answer_is_named_too(by: User) -> None:
    edition = make_quiz_course([samples.short_text()])
    attempt, version = start(edition), first_version(edition)
    save(attempt, 1, {"text": ["110"]})
    submit_attempt(attempt=attempt, now=NOW)
    correct_in_bank(version, samples.short_text(samples.written("t1", "110")))
    regrade(version=version, mode="either", corrected=corrected_by_bank(version), reason=WHY, by=by, now=NOW)
    shown = row(attempt)
    assert verdict(shown) == "Goed gezien."
    assert lines(shown) == ["Jouw antwoord: 110 (goed)", "112"]
    assert "Dit is ook goed: 112" in words(shown)


def test_after_full_credit_nothing_is_called_right_or_wrong(by: User) -> None:
    edition = two_questions()
    attempt, empty = hand_in(edition, "ca"), hand_in(edition, "-a")
    correct(first_version(edition), by, mode="full")
    shown = row(attempt)
    assert verdict(shown) == "Je krijgt hier het punt."
    assert "Iedereen krijgt het punt." in words(shown)
    assert "Jij koos: optie c" in words(shown)
    assert lines(shown) == ["optie c"]
    assert "is-neutral" in shown["class"]
    assert not shown.select(".mark")
    assert "Je hebt hier niets gekozen." in words(row(empty))
    assert "Je had 2 van de 2 vragen goed." in text_of(result(attempt))


def test_an_option_that_is_gone_is_shown_as_what_was_chosen(by: User) -> None:
    edition = two_questions()
    attempt, version = hand_in(edition, "ca"), first_version(edition)
    correct_in_bank(
        version, samples.single(options=[samples.option("a", correct=False), samples.option("b", correct=True)])
    )
    regrade(version=version, mode="new", corrected=corrected_by_bank(version), reason=WHY, by=by, now=NOW)
    shown = row(attempt)
    assert verdict(shown) == "Nog niet. Dit is waarom:"
    assert "Jij koos: optie c" in words(shown)
    assert lines(shown)[1:] == ["Hoort er niet bij: optie a", "Hoorde erbij: optie b (dit is goed)"]


def test_an_option_that_was_added_is_shown(by: User) -> None:
    edition = two_questions()
    attempt, version = hand_in(edition, "aa"), first_version(edition)
    options = [samples.option(letter, correct=letter == "d") for letter in "abcd"]
    correct_in_bank(version, samples.single(options=options))
    regrade(version=version, mode="new", corrected=corrected_by_bank(version), reason=WHY, by=by, now=NOW)
    assert "Hoorde erbij: optie d (dit is goed)" in lines(row(attempt))


# --- open answers ------------------------------------------------------------------------------------


def two_open() -> Attempt:
    """Two open questions and a choice, handed in."""
    edition = make_quiz_course([samples.open_text(), samples.open_text(stem="En dan?"), choices()], pass_mark=75)
    attempt = start(edition)
    for position in (1, 2):
        save(attempt, position, {"text": ["Ik bel 112."]})
    save(attempt, 3, {"choice": [option_id(attempt.items.get(position=3).version, "a")]})
    submit_attempt(attempt=attempt, now=NOW)
    return Attempt.objects.get(pk=attempt.pk)


def mark_all(attempt: Attempt, by: User, position: int) -> None:
    item = attempt.items.get(position=position)
    awarded = {line["id"]: line["points"] for line in item.version.content["rubric"]}
    event = standing_answers(attempt)[item.pk]
    mark_answer(item=item, by=by, event=event, awarded=awarded, comment="", now=NOW + timedelta(hours=1))


def test_a_marked_answer_has_its_verdict_while_another_one_waits(by: User) -> None:
    attempt = two_open()
    mark_all(attempt, by, 1)
    assert [verdict(row(attempt, position)) for position in (1, 2, 3)] == [
        "Goed gezien.",
        "Wacht op nakijken.",
        "Goed gezien.",
    ]


def test_full_credit_waits_for_nobody(by: User) -> None:
    attempt = two_open()
    version = attempt.items.get(position=2).version
    regrade(version=version, mode="full", corrected=None, reason=WHY, by=by, now=NOW)
    shown = row(attempt, 2)
    assert verdict(shown) == "Je krijgt hier het punt."
    assert "Jij schreef: Ik bel 112." in words(shown)
    assert verdict(row(attempt, 1)) == "Wacht op nakijken."


# --- the points that are needed ----------------------------------------------------------------------


@pytest.mark.parametrize(("maximum", "mark", "needed"), [(8, 75, 6), (2, 75, 0), (1, 100, 1), (3, 67, 0)])
def test_points_are_only_named_when_they_come_out_whole(maximum: int, mark: int, needed: int) -> None:
    assert points_needed(maximum, mark) == points_needed(Decimal(maximum), mark) == needed


@pytest.mark.parametrize(
    ("pass_mark", "door", "after"),
    [
        (50, "1 van de 2 punten", "Met 1 punt heb je het gehaald."),
        (75, "75 procent van de punten", "Met 75 procent van de punten heb je het gehaald."),
    ],
)
def test_both_pages_say_the_same_points(pass_mark: int, door: str, after: str) -> None:
    edition = make_quiz_course([choices(), choices(stem="En daarna?")], pass_mark=pass_mark)
    attempt = hand_in(edition, "bb")
    assert f"Gehaald vanaf {door}" in text_of(client_of(attempt.learner).get(QUIZ))
    assert f"Je had 0 van de 2 vragen goed. {after}" in text_of(result(attempt))


@pytest.mark.parametrize(("letters", "is_told"), [("ba", False), ("bb", True)])
def test_who_only_failed_the_critical_question_lacks_no_points(letters: str, is_told: bool) -> None:
    edition = make_quiz_course([choices(critical=True), choices(stem="En daarna?")], pass_mark=50)
    page = text_of(result(hand_in(edition, letters)))
    assert "Eén antwoord moet goed zijn" in page
    assert ("heb je het gehaald" in page) is is_told


def test_one_question_is_singular() -> None:
    edition = make_quiz_course([choices()], pass_mark=100)
    attempt = hand_in(edition, "a")
    assert "Je had 1 van 1 vraag goed." in text_of(result(attempt))
    assert "Gehaald vanaf 1 van 1 punt " in text_of(client_of(attempt.learner).get(QUIZ))


# --- before handing in -------------------------------------------------------------------------------


def test_the_overview_promises_what_happens() -> None:
    edition = make_quiz_course([choices()])
    attempt = hand_in(edition, "-", submit=False)
    page = text_of(client_of(attempt.learner).get(f"{QUIZ}nakijken/"))
    assert "Een vraag zonder antwoord geeft geen punten." in page
    assert "Na het inleveren zie je meteen hoe het ging" in page


def test_the_overview_promises_no_result_at_once_when_a_person_reads_it() -> None:
    attempt = start(make_quiz_course([choices(), samples.open_text()]))
    page = text_of(client_of(attempt.learner).get(f"{QUIZ}nakijken/"))
    assert "zie je meteen hoe het ging" not in page
    assert "Een mens leest je open antwoord na. Daarna zie je de uitslag." in page


@pytest.mark.parametrize(("seconds", "is_over"), [(-1, False), (0, False), (1, True), (61, True)])
def test_the_time_is_over_after_its_last_second(seconds: int, is_over: bool) -> None:
    attempt = hand_in(make_quiz_course([choices()], time_limit_minutes=10), "a", submit=False)
    with time_machine.travel(NOW + timedelta(minutes=10, seconds=seconds), tick=False):
        page = client_of(attempt.learner).get(f"{QUIZ}nakijken/")
    assert ("De tijd is om" in text_of(page)) is is_over
    assert bool(soup_of(page).select("main ol a")) is not is_over


@pytest.mark.parametrize(
    ("tries", "penalty", "says"),
    [
        (1, 0, "Uitleg Meteen na elke vraag."),
        (1, 25, "Uitleg Meteen na elke vraag."),
        (3, 0, "Uitleg Meteen na elke vraag. Je mag het 3 keer proberen."),
        (
            3,
            25,
            "Uitleg Meteen na elke vraag. Je mag het 3 keer proberen. Elke foute poging kost 25 procent van het punt.",
        ),
    ],
)
def test_the_practice_mode_says_its_own_rules(tries: int, penalty: int, says: str) -> None:
    edition = make_quiz_course([choices()], feedback="each", max_tries=tries, penalty=penalty, counts=False)
    attempt = start(edition)
    page = soup_of(client_of(attempt.learner).get(QUIZ))
    assert words(page.select("dl.facts > div")[-1]) == says


def test_the_explanation_stays_when_another_answer_came_last() -> None:
    """However the rows came about: what is explained stays explained."""
    edition = make_quiz_course([choices()], feedback="each", max_tries=1, counts=False)
    attempt = start(edition)
    item = attempt.items.select_related("version").get()
    save(attempt, 1, {"choice": [option_id(item.version, "a")], "check": ["1"]}, sequence=1)
    other = {"choice": option_id(item.version, "b")}
    AnswerEvent.objects.create(item=item, uuid=uuid4(), sequence=2, response=other, received_at=NOW)
    page = client_of(attempt.learner).get(f"{QUIZ}vraag/1/")
    assert soup_of(page).select("#uitleg")
    assert "Goed gezien." in text_of(page)


@pytest.mark.parametrize(
    ("content", "response", "told"),
    [
        (samples.true_false(), {"value": True}, "Jij koos: Waar"),
        (samples.hotspot(), {"points": [[300, 200], [1, 1]]}, "1 plek waar niets bijzonders is"),
        (samples.short_text(), {"text": "110"}, "Jij koos: 110"),
        (samples.matching(), None, "Je hebt hier niets gekozen."),
    ],
)
def test_every_type_shows_what_was_given_without_a_judgement(content: Any, response: Any, told: str) -> None:
    form = QuestionForm(parse_question(content), (), response)
    page = BeautifulSoup(render_to_string("courses/questions/review/_given.html", {"form": form}), "html.parser")
    assert told in words(page)
    assert not page.select(".mark")
