"""Removing what trials left behind: one that cannot go keeps nothing else."""

from datetime import timedelta

import pytest

from accounts.models import User
from courses.models import CourseEdition, CoursePage, Question, QuestionVersion, Regrade, Trial
from courses.services import trials
from courses.services.trials import LIFETIME, remove_expired, start_preview
from tests.conftest import NOW
from tests.factories.corrections import choices, correct, correct_in_bank, first_version, hand_in, two_questions
from tests.factories.courses import take_quiz
from tests.factories.quizzes import SLUG

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

END = NOW + LIFETIME


def preview(by: User) -> Trial:
    trial, _token = start_preview(page=CoursePage.objects.get(slug=SLUG), by=by, now=NOW)
    return trial


def test_a_version_that_a_correction_names_stays(chief: User) -> None:
    """The preview made it first, the correction judges by it."""
    edition = two_questions()
    hand_in(edition, "bb")
    version = first_version(edition)
    correct_in_bank(version, choices("b"))
    preview(chief)
    regrade = correct(version, chief)
    assert remove_expired(now=END) == 1
    assert not CourseEdition.objects.filter(status="preview").exists()
    assert QuestionVersion.objects.filter(pk=regrade.corrected_id).exists()
    assert Regrade.objects.get().corrected_id == regrade.corrected_id


def test_a_version_of_a_preview_only_goes(chief: User) -> None:
    edition = two_questions()
    before = set(QuestionVersion.objects.values_list("pk", flat=True))
    correct_in_bank(first_version(edition), choices("b"))
    take_quiz(preview(chief).enrollment)
    assert set(QuestionVersion.objects.values_list("pk", flat=True)) > before
    assert remove_expired(now=END) == 1
    assert set(QuestionVersion.objects.values_list("pk", flat=True)) == before
    assert Question.objects.count() == 2


def test_one_that_fails_is_logged_and_the_others_go(
    chief: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    two_questions()
    stuck, other = preview(chief), preview(chief)
    whole = trials.remove_trial

    def failing(trial: Trial) -> None:
        is_stuck = trial == stuck
        whole(trial)
        if is_stuck:
            raise RuntimeError("vast")

    monkeypatch.setattr(trials, "remove_trial", failing)
    assert remove_expired(now=END) == 1
    assert list(Trial.objects.all()) == [stuck]
    assert CourseEdition.objects.filter(status="preview").get().pk == stuck.enrollment.edition_id
    assert other.enrollment.edition_id != stuck.enrollment.edition_id
    assert "could not remove" in caplog.text
    monkeypatch.undo()
    assert remove_expired(now=END + timedelta(minutes=1)) == 1
    assert not Trial.objects.exists()
