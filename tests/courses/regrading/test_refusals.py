"""What is no correction is refused, and then nothing is written."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from courses.models import CourseEdition, Grade, Question, QuestionVersion, Regrade
from courses.services.correcting import corrected_by_bank
from courses.services.regrading import RegradeRefused, preview_regrade, regrade
from tests.conftest import NOW
from tests.factories.corrections import WHY, choices, correct, correct_in_bank, first_version, hand_in, newest
from tests.factories.courses import make_editor
from tests.factories.quizzes import make_quiz_course
from tests.quiz import samples

pytestmark = pytest.mark.django_db


def refused(match: str, act: Callable[[], Any]) -> None:
    """The act is refused in these words, and nothing is written."""
    before = (Regrade.objects.count(), Grade.objects.count(), QuestionVersion.objects.count())
    with pytest.raises(RegradeRefused, match=match):
        act()
    assert (Regrade.objects.count(), Grade.objects.count(), QuestionVersion.objects.count()) == before


def test_other_words_are_no_correction(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    hand_in(edition, "ba")
    correct_in_bank(version, choices(stem="Wat doe je het eerst?"))
    for mode in ("new", "either"):
        corrected = corrected_by_bank(version)
        refused(
            "nog hetzelfde antwoord goed",
            lambda mode=mode, corrected=corrected: preview_regrade(version=version, mode=mode, corrected=corrected),
        )
    refused("nog hetzelfde", lambda: regrade(
        version=version, mode="new", corrected=corrected_by_bank(version), reason=WHY, by=by, now=NOW
    ))  # fmt: skip


def test_another_type_is_no_correction(version: QuestionVersion, by: User) -> None:
    correct_in_bank(version, samples.true_false())
    refused("ander type", lambda: preview_regrade(version=version, mode="new", corrected=corrected_by_bank(version)))


def test_a_question_that_left_the_bank_can_only_be_given_away(version: QuestionVersion) -> None:
    Question.objects.get(key=version.question_key).unpublish()
    assert corrected_by_bank(version) is None
    refused("niet meer gepubliceerd", lambda: preview_regrade(version=version, mode="new", corrected=None))
    assert preview_regrade(version=version, mode="full", corrected=None).attempts == 0


def test_a_draft_is_no_correction(version: QuestionVersion) -> None:
    question = Question.objects.get(key=version.question_key)
    correct_in_bank(version, choices("b"))
    question.save_revision()  # the old text as a draft
    corrected = corrected_by_bank(version)
    assert corrected and corrected.content_hash != version.content_hash


def test_a_reason_is_needed(version: QuestionVersion, by: User) -> None:
    for reason in ("", "  \0"):
        refused("waarom", lambda reason=reason: regrade(
            version=version, mode="full", corrected=None, reason=reason, by=by, now=NOW
        ))  # fmt: skip
    refused("te lang", lambda: regrade(
        version=version, mode="full", corrected=None, reason="x" * 301, by=by, now=NOW
    ))  # fmt: skip


def test_only_an_eindredacteur_corrects(version: QuestionVersion) -> None:
    writer = make_editor(Role.EDITOR, email="redacteur@example.nl")
    refused("eindredacteur", lambda: correct(version, writer, mode="full"))


def test_the_same_correction_twice_is_refused(version: QuestionVersion, by: User) -> None:
    correct(version, by, mode="full")
    refused("is er al", lambda: correct(version, by, mode="full"))
    correct(version, by)
    refused("is er al", lambda: correct(version, by))


@pytest.mark.parametrize("content", [samples.reflection(), samples.open_text()])
def test_what_code_cannot_judge_is_not_judged_by_another_key(content: samples.Content) -> None:
    version = first_version(make_quiz_course([content, choices()]))
    with pytest.raises(RegradeRefused):
        preview_regrade(version=version, mode="new", corrected=version)


def test_a_changed_world_asks_to_look_again(version: QuestionVersion, by: User) -> None:
    correct_in_bank(version, choices("b"))
    seen = preview_regrade(version=version, mode="new", corrected=corrected_by_bank(version)).fingerprint
    refused("intussen", lambda: correct(version, by, right="c", seen=seen))
    correct(version, by, mode="either", right="c")
    refused("intussen", lambda: correct(version, by, right="b", seen=seen))


def test_an_attempt_that_comes_in_meanwhile_is_no_changed_world(
    edition: CourseEdition, version: QuestionVersion, by: User
) -> None:
    correct_in_bank(version, choices("b"))
    seen = preview_regrade(version=version, mode="new", corrected=corrected_by_bank(version)).fingerprint
    attempt = hand_in(edition, "ba")
    correct(version, by, seen=seen)
    assert newest(attempt).passed
