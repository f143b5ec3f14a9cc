"""Replay: what was shown and scored comes out again, and whatever was changed turns it red."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from courses.models import AnswerEvent, Attempt, AttemptItem, Grade, Mark, QuestionVersion, Regrade
from courses.services import stored
from courses.services.grading import append_grade, submit_attempt
from courses.services.replaying import Replay, replayable
from tests.conftest import NOW
from tests.factories.corrections import correct, first_version, hand_in, newest, two_questions
from tests.factories.courses import finish_course, load_saar, make_editor, save
from tests.factories.quizzes import edit_quiz_course, make_quiz_course, start
from tests.quiz import samples

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def by() -> User:
    return make_editor(Role.CHIEF_EDITOR, email="eindredacteur@example.nl")


def differences() -> list[tuple[Any, str]]:
    return [(found.attempt, found.what) for found in Replay().run(replayable())]


def red(attempt: Attempt, *words: str) -> None:
    """Only this attempt differs, in these words."""
    found = differences()
    assert {key for key, _ in found} == {attempt.key}
    for word in words:
        assert any(word in what for _, what in found), found


def test_a_course_that_people_took_comes_out_again() -> None:
    load_saar()
    for _ in range(3):
        finish_course()
    replay = Replay()
    assert list(replay.run(replayable())) == []
    assert (replay.attempts, replay.items, replay.grades) == (3, 24, 3)


def test_corrections_and_marks_come_out_again(by: User) -> None:
    """The grade of the submit knew neither; the newest knows all."""
    edition = two_questions()
    attempts = [hand_in(edition, letters) for letters in ("ba", "aa", "ca")]
    correct(first_version(edition), by, now=LATER)
    attempts.append(hand_in(edition, "ba", now=LATER + timedelta(days=1)))
    correct(first_version(edition), by, mode="full", now=LATER + timedelta(days=2))
    assert [attempt.grades.count() for attempt in attempts] == [2, 3, 2, 1]
    assert differences() == []


@pytest.mark.parametrize("regraded", [NOW - timedelta(seconds=5), NOW, NOW + timedelta(seconds=5)])
@pytest.mark.parametrize("first", ["regrade", "submit"])
def test_a_correction_and_a_submit_at_once_are_told_apart(by: User, regraded: Any, first: str) -> None:
    """Their clocks may say it the other way round; only who was first in the database counts."""
    edition = two_questions()
    attempt = hand_in(edition, "ba", submit=False)
    acts: dict[str, Callable[[], Any]] = {
        "regrade": lambda: correct(first_version(edition), by, now=regraded),
        "submit": lambda: submit_attempt(attempt=attempt, now=NOW),
    }
    for name in sorted(acts, key=lambda name: name != first):
        acts[name]()
    assert attempt.grades.count() == (1 if first == "regrade" else 2)
    assert newest(attempt).passed
    assert differences() == []


def marked(item: AttemptItem, by: User, fraction: str) -> Mark:
    event = AnswerEvent.objects.get(item=item)
    return Mark.objects.create(item=item, event=event, awarded={}, fraction=fraction, marked_by=by, marked_at=LATER)


def test_an_open_answer_that_waits_and_one_that_was_marked(by: User) -> None:
    texts = [samples.open_text(), samples.open_text(stem="En waarom?")]
    edition = make_quiz_course([samples.single(), *texts], pass_mark=50)
    attempt = start(edition)
    for position in (2, 3):
        save(attempt, position, {"text": ["Ik bel 112."]})
    submit_attempt(attempt=attempt, now=NOW)
    assert differences() == []
    first, second = attempt.items.filter(version__type="open_text")
    marked(first, by, "0.5")
    assert differences() == []  # one of both: the grade still waits
    correct(first_version(edition), by, mode="full", now=LATER)
    assert newest(attempt).needs_marking
    assert differences() == []
    marked(second, by, "1")
    append_grade(attempt=attempt, now=LATER, reason="marked", actor=by)
    assert newest(attempt).passed
    assert differences() == []


def test_practice_tries_and_editions_come_out_again() -> None:
    edition = two_questions(feedback="each", max_tries=2, penalty=25)
    attempt = hand_in(edition, "--", submit=False)
    item = attempt.items.select_related("version").first()
    for letter in "ca":
        option = next(o for o in item.version.content["options"] if o["text"] == f"optie {letter}")
        save(attempt, 1, {"choice": [option["id"]], "check": ["1"]})
    submit_attempt(attempt=attempt, now=NOW)
    hand_in(edit_quiz_course(pass_mark=40), "ba")
    assert newest(attempt).fractions["1"] == "0.7500000"
    assert differences() == []


# --- broken on purpose -------------------------------------------------------------------------------


@pytest.fixture
def attempts(by: User) -> list[Attempt]:
    """Three attempts; the second has a grade of a correction too."""
    edition = two_questions()
    made = [hand_in(edition, letters) for letters in ("ca", "ba", "ca")]
    correct(first_version(edition), by, now=LATER)
    assert differences() == []
    return made


def test_another_hash_of_what_was_shown(attempts: list[Attempt]) -> None:
    attempts[0].items.filter(position=2).update(shown_hash="0" * 64)
    red(attempts[0], "vraag 2: getoond")


def test_another_order(attempts: list[Attempt]) -> None:
    item = attempts[0].items.get(position=1)
    attempts[0].items.filter(position=1).update(arrangement=list(reversed(item.arrangement)))
    red(attempts[0], "vraag 1: getoond")


def test_an_order_of_other_options(attempts: list[Attempt]) -> None:
    attempts[0].items.filter(position=1).update(arrangement=["weg"])
    red(attempts[0], "vraag 1: getoond")


def test_another_text_of_the_question(attempts: list[Attempt]) -> None:
    version = attempts[0].items.get(position=1).version
    QuestionVersion.objects.filter(pk=version.pk).update(content=version.content | {"stem": "Iets anders?"})
    assert {(key, what) for key, what in differences()} == {
        (attempt.key, "vraag 1: de bewaarde vraag is veranderd") for attempt in attempts
    }


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"score": "1.00001"}, "score"),
        ({"score": "0.99999"}, "score"),
        ({"maximum": "3"}, "maximum"),
        ({"passed": True}, "passed"),
        ({"critical_failed": True}, "critical_failed"),
        ({"needs_marking": True}, "needs_marking"),
        ({"fractions": {"1": "1", "2": "0"}}, "fractions"),
        ({"fractions": {"1": "0"}}, "fractions"),
        ({"fractions": {"1": "0", "2": "x"}}, "niet te lezen"),
        ({"rule_version": 2}, "rule_version"),
    ],
)
def test_another_grade(attempts: list[Attempt], change: dict[str, Any], word: str) -> None:
    Grade.objects.filter(attempt=attempts[0]).update(**change)
    red(attempts[0], word)


def test_another_grade_of_the_submit_below_a_correction(attempts: list[Attempt]) -> None:
    submit = Grade.objects.filter(attempt=attempts[1], reason="submit")
    submit.update(fractions={"1": "1", "2": "1"}, score="2", passed=True)  # sound in itself
    red(attempts[1], "bij het inleveren")


def test_another_grade_in_between(attempts: list[Attempt], by: User) -> None:
    correct(attempts[0].items.get(position=1).version, by, mode="full", now=LATER + timedelta(days=1))
    correct(attempts[0].items.get(position=1).version, by, right="c", now=LATER + timedelta(days=2))
    assert differences() == []
    between = Grade.objects.filter(attempt=attempts[1], regrade__mode="new").first()
    assert between and between != newest(attempts[1])
    Grade.objects.filter(pk=between.pk).update(score="1.5")
    red(attempts[1], "niet in zichzelf: score")


def test_another_answer(attempts: list[Attempt]) -> None:
    item = attempts[1].items.select_related("version").get(position=2)
    wrong = next(option["id"] for option in item.version.content["options"] if not option["correct"])
    AnswerEvent.objects.filter(item=item).update(response={"choice": wrong})
    red(attempts[1], "nieuwste", "bij het inleveren")


def test_an_answer_that_cannot_be(attempts: list[Attempt]) -> None:
    AnswerEvent.objects.filter(item__attempt=attempts[0], item__position=1).update(response={"choice": "weg"})
    red(attempts[0], "niet te lezen (unknown_id)")


def test_a_lost_grade_and_a_lost_correction(attempts: list[Attempt]) -> None:
    Grade.objects.filter(attempt=attempts[2]).delete()
    red(attempts[2], "geen uitslag")
    Grade.objects.filter(attempt=attempts[1], reason="regrade").delete()
    assert (attempts[1].key, "de nieuwste uitslag is anders: score, fractions, passed") in differences()


def test_other_points(attempts: list[Attempt]) -> None:
    attempts[0].items.filter(position=1).update(points=2)
    red(attempts[0], "maximum")


def test_rules_that_the_code_no_longer_has(attempts: list[Attempt]) -> None:
    Attempt.objects.filter(pk=attempts[0].pk).update(rule_version=99)
    red(attempts[0], "scoreregels 99")


# --- the command -------------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("replay_attempts", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_counts_and_says_that_all_is_well(attempts: list[Attempt]) -> None:
    words = run()
    assert words.startswith("3 pogingen, 6 vragen, 4 uitslagen in ")
    assert words.endswith("pogingen per seconde)\nalles is gelijk\n")


def test_the_command_ends_with_an_error_and_names_the_attempt(attempts: list[Attempt]) -> None:
    attempts[0].items.filter(position=2).update(shown_hash="0" * 64)
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 keer is iets anders") as error:
        call_command("replay_attempts", stdout=out)
    assert error.value.returncode == 1
    assert out.getvalue().startswith(f"poging {attempts[0].key}: vraag 2: getoond")


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        ([], 4),
        (["--limit", "2"], 2),
        (["--limit", "99"], 4),
        (["--course", "proef"], 4),
        (["--course", "elders"], 0),
        (["--edition", "2.0"], 1),
        (["--edition", "1"], 3),
        (["--course", "proef", "--edition", "2.0", "--limit", "1"], 1),
    ],
)
def test_the_command_takes_a_part(attempts: list[Attempt], arguments: list[str], count: int) -> None:
    hand_in(edit_quiz_course(pass_mark=40), "ba")
    assert run(*arguments).startswith(f"{count} pogingen, ")


def test_the_command_refuses_what_is_no_edition() -> None:
    with pytest.raises(CommandError, match=r"zoals 2\.0"):
        run("--edition", "twee")


def test_attempts_of_editors_and_open_ones_are_left_out(attempts: list[Attempt]) -> None:
    Attempt.objects.filter(pk=attempts[0].pk).update(purpose=Attempt.Purpose.PREVIEW)
    Attempt.objects.filter(pk=attempts[1].pk).update(state=Attempt.State.OPEN, submitted_at=None)
    assert run().startswith("1 pogingen, ")


def test_replay_writes_nothing_and_reads_in_chunks(attempts: list[Attempt], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored.chunks_of, "__defaults__", (2,))
    with CaptureQueriesContext(connection) as captured:
        assert differences() == []
    assert len(captured) <= 2 * 7 + 1
    assert all(query["sql"].startswith("SELECT") for query in captured.captured_queries)
    assert Regrade.objects.count() == 1
