"""A correction while people hand in, with real threads: everybody ends with the judgement of today."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from courses.models import Attempt, Completion, CourseEdition, Grade, Regrade
from courses.services import stored
from courses.services.correcting import corrected_by_bank
from courses.services.grading import submit_attempt
from courses.services.judging import judge
from courses.services.regrading import RegradeRefused, regrade, resume_regrades
from courses.services.replaying import Replay, replayable
from tests.conftest import NOW
from tests.factories.corrections import WHY, choices, correct_in_bank, first_version, hand_in, newest, two_questions
from tests.factories.registrations import make_staff
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def edition() -> CourseEdition:
    return two_questions()


@pytest.fixture
def by() -> User:
    return make_staff(Role.CHIEF_EDITOR)


def correcting(edition: CourseEdition, by: User, right: str = "b") -> Callable[[], Any]:
    """The press on *Bevestig*, with the bank corrected before."""
    version = first_version(edition)
    correct_in_bank(version, choices(right))
    corrected = corrected_by_bank(version)

    def press() -> str:
        try:
            regrade(version=version, mode="new", corrected=corrected, reason=WHY, by=by, now=NOW)
        except RegradeRefused:
            return "geweigerd"
        return "gedaan"

    return press


def everybody_is_judged_as_of_today() -> None:
    for attempt in Attempt.objects.submitted():
        assert newest(attempt).score == judge(attempt).total.score
    assert [found.what for found in Replay().run(replayable())] == []


def test_submits_while_a_question_is_corrected(edition: CourseEdition, by: User) -> None:
    """Right or wrong by the old key, handed in before, during or after: all pass, all finish, nobody twice."""
    before = [hand_in(edition, "ba") for _ in range(4)]
    during = [hand_in(edition, "ba", submit=False) for _ in range(8)]
    submits = [lambda attempt=attempt: submit_attempt(attempt=attempt, now=LATER) for attempt in during]
    together([*submits[:4], correcting(edition, by), *submits[4:]])
    everybody_is_judged_as_of_today()
    assert all(newest(attempt).passed for attempt in before + during)
    assert Completion.objects.count() == len(before + during)
    assert Grade.objects.filter(reason="submit").count() == len(before + during)


def test_a_correction_that_is_done_twice_at_once(
    edition: CourseEdition, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job of every minute finds it while it is still being done: each attempt gets one grade."""
    monkeypatch.setattr(stored.chunks_of, "__defaults__", (2,))
    for letters in ("ba", "aa", "ba", "ca", "ba", "bb"):
        hand_in(edition, letters)
    version = first_version(edition)
    correct_in_bank(version, choices("b"))
    corrected = corrected_by_bank(version)
    regrade(version=version, mode="new", corrected=corrected, reason=WHY, by=by, now=NOW, at_once=0)
    together([lambda: resume_regrades(now=LATER)] * 4)
    assert Grade.objects.filter(reason="regrade").count() == 5
    assert Completion.objects.count() == 4
    everybody_is_judged_as_of_today()


def test_a_double_press_makes_one_correction(edition: CourseEdition, by: User) -> None:
    hand_in(edition, "ba")
    assert sorted(together([correcting(edition, by)] * 4)) == ["gedaan"] + ["geweigerd"] * 3
    assert Regrade.objects.count() == 1
    assert Grade.objects.count() == 2


def test_two_editors_at_once_end_with_the_newest(edition: CourseEdition, by: User) -> None:
    for letters in ("ba", "ca", "aa"):
        hand_in(edition, letters)
    presses = [correcting(edition, by, right) for right in "bc"]
    assert together(presses) == ["gedaan", "gedaan"]
    resume_regrades(now=LATER)
    everybody_is_judged_as_of_today()
