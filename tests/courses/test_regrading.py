"""A wrong question corrected afterwards: who is judged again, what changes, and that nobody loses a pass."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from accounts.models import AuditEvent, User
from accounts.roles import Role
from certificates.models import Certificate
from courses.models import (
    AnswerEvent,
    Attempt,
    Completion,
    CourseEdition,
    Enrollment,
    Grade,
    Question,
    QuestionVersion,
    Regrade,
)
from courses.services import regrading, stored
from courses.services.correcting import corrected_by_bank
from courses.services.grading import submit_attempt
from courses.services.marking import mark_answer
from courses.services.outcomes import outcomes_of
from courses.services.regrading import RegradeRefused, preview_regrade, regrade, resume_regrades
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.pages import text_of
from tests.factories.corrections import (
    WHY,
    choices,
    correct,
    correct_in_bank,
    first_version,
    hand_in,
    newest,
    option_id,
    scores,
    two_questions,
)
from tests.factories.courses import make_editor, make_enrollment, make_learner, save
from tests.factories.quizzes import make_quiz_course, start
from tests.factories.registrations import make_registration
from tests.quiz import samples

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def edition() -> CourseEdition:
    return two_questions()


@pytest.fixture
def version(edition: CourseEdition) -> QuestionVersion:
    return first_version(edition)


@pytest.fixture
def by() -> User:
    return make_editor(Role.CHIEF_EDITOR, email="eindredacteur@example.nl")


def test_who_was_right_all_along_passes_and_finishes_the_course(
    edition: CourseEdition, version: QuestionVersion, by: User
) -> None:
    attempt = hand_in(edition, "ba")
    assert not Completion.objects.exists()
    made = correct(version, by, now=LATER)
    assert scores(attempt) == [("submit", "1.00", False), ("regrade", "2.00", True)]
    grade = newest(attempt)
    assert (grade.regrade, grade.actor, grade.graded_at) == (made, by, LATER)
    assert Completion.objects.get(enrollment=attempt.enrollment_id).completed_at == LATER


def test_who_has_a_registration_gets_the_certificate(
    edition: CourseEdition, version: QuestionVersion, by: User
) -> None:
    learner = make_learner(email="dorde@example.nl")
    assert learner.user
    make_registration(user=learner.user)
    hand_in(edition, "ba", enrollment=make_enrollment(learner, edition))
    correct(version, by)
    assert Certificate.objects.get().completion.enrollment.learner == learner


@pytest.mark.parametrize(
    ("mode", "letter", "score", "passed"),
    [
        ("new", "a", "1.00", False),
        ("new", "b", "2.00", True),
        ("new", "c", "1.00", False),
        ("either", "a", "2.00", True),
        ("either", "b", "2.00", True),
        ("either", "c", "1.00", False),
        ("full", "c", "2.00", True),
        ("full", "-", "2.00", True),
    ],
)
def test_each_way_of_judging(
    edition: CourseEdition, version: QuestionVersion, by: User, mode: str, letter: str, score: str, passed: bool
) -> None:
    attempt = hand_in(edition, f"{letter}a")
    correct(version, by, mode=mode)
    grade = newest(attempt)
    assert (f"{grade.score:.2f}", grade.passed) == (score, passed)


def test_nobody_loses_a_pass_or_what_came_of_it(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    attempt = hand_in(edition, "aa")
    correct(version, by)
    assert scores(attempt) == [("submit", "2.00", True), ("regrade", "1.00", False)]
    (outcome,) = outcomes_of(Attempt.objects.filter(pk=attempt.pk))
    assert outcome.passed
    assert Completion.objects.filter(enrollment=attempt.enrollment_id).count() == 1


def test_who_keeps_his_judgement_gets_no_grade(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    attempt = hand_in(edition, "ca")
    correct(version, by)
    assert scores(attempt) == [("submit", "1.00", False)]


def test_who_was_not_asked_is_left_alone(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    other = make_quiz_course([choices()], slug="elders")
    attempt, preview = hand_in(other, "b"), hand_in(edition, "ba")
    Attempt.objects.filter(pk=preview.pk).update(purpose=Attempt.Purpose.PREVIEW)
    correct(version, by)
    assert Grade.objects.filter(reason="regrade").count() == 0
    assert scores(attempt) == [("submit", "0.00", False)]


def test_an_open_attempt_meets_the_correction_when_it_is_handed_in(
    edition: CourseEdition, version: QuestionVersion, by: User
) -> None:
    attempt = hand_in(edition, "ba", submit=False)
    correct(version, by)
    assert not attempt.grades.exists()
    submit_attempt(attempt=attempt, now=NOW)
    assert scores(attempt) == [("submit", "2.00", True)]


def test_the_newest_correction_counts(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    attempt = hand_in(edition, "ba")
    correct(version, by)
    correct(version, by, mode="either", right="c", now=LATER)
    assert scores(attempt) == [
        ("submit", "1.00", False),
        ("regrade", "2.00", True),
        ("regrade", "1.00", False),
    ]
    correct(version, by, mode="full", now=LATER)
    assert newest(attempt).passed


def test_who_waited_for_the_other_made_the_newest_one(
    edition: CourseEdition, version: QuestionVersion, by: User
) -> None:
    """Two editors press at once: the second had to wait, and its clock was read before."""
    attempt = hand_in(edition, "ba")
    correct(version, by, now=LATER)
    correct(version, by, right="c", now=LATER - timedelta(seconds=2))
    assert newest(attempt).score == 1


def test_it_is_in_the_audit_log(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    hand_in(edition, "ba")
    made = correct(version, by)
    events = AuditEvent.objects.filter(object_key=str(made.key)).order_by("id")
    assert [(event.verb, event.actor) for event in events] == [
        ("question.corrected", by),
        ("question.correction_applied", None),
    ]
    assert "goed" not in str([event.detail for event in events])


def test_the_learner_reads_why_on_his_result(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    attempt = hand_in(edition, "ba")
    url = f"/leren/{edition.course.slug}/toets/toets/uitslag/{attempt.key}/"
    client = client_of(attempt.learner)
    assert "We hebben deze vraag verbeterd" not in text_of(client.get(url))
    made = correct(version, by)
    page = text_of(client.get(url))
    assert "We hebben deze vraag verbeterd" in page
    assert made.reason in page


# --- practice mode -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("was_right", "tries", "score"), [("a", "cb", "1.00"), ("c", "ab", "0.50"), ("a", "ca", "0.00"), ("c", "c", "0.00")]
)
def test_a_try_that_the_corrected_question_lacks_was_never_one(
    by: User, was_right: str, tries: str, score: str
) -> None:
    edition = make_quiz_course([choices(was_right)], feedback="each", penalty=50)
    version = first_version(edition)
    attempt = start(edition)
    for sequence, letter in enumerate(tries, start=1):
        AnswerEvent.objects.create(
            item=attempt.items.get(),
            uuid=uuid4(),
            sequence=sequence,
            response={"choice": option_id(version, letter)},
            received_at=NOW,
            is_try=True,
        )
    submit_attempt(attempt=attempt, now=NOW)
    options = [samples.option("a", correct=False), samples.option("b", correct=True)]
    correct_in_bank(version, samples.single(options=options))
    regrade(version=version, mode="new", corrected=corrected_by_bank(version), reason=WHY, by=by, now=LATER)
    assert f"{newest(attempt).score:.2f}" == score


# --- who waited for a person -------------------------------------------------------------------------


@pytest.mark.parametrize("pass_mark", [50, 100])
def test_who_waits_no_longer_gets_one_mail(by: User, pass_mark: int) -> None:
    edition = make_quiz_course([samples.open_text(), choices()], pass_mark=pass_mark)
    learner = make_learner(email="fatma@example.nl")
    attempt = start(edition, enrollment=make_enrollment(learner, edition))
    save(attempt, 1, {"text": ["Ik bel 112."]})
    submit_attempt(attempt=attempt, now=NOW)
    assert newest(attempt).needs_marking
    version = first_version(edition)
    regrade(version=version, mode="full", corrected=None, reason=WHY, by=by, now=LATER, at_once=0)
    assert not Email.objects.exists()
    assert resume_regrades(now=LATER) == 1
    assert scores(attempt)[1:] == [("regrade", "1.00", pass_mark == 50)]
    mail = Email.objects.get()
    assert (mail.to, mail.subject) == (["fatma@example.nl"], "Je open vraag is nagekeken: Proefcursus")
    assert f"/uitslag/{attempt.key}/" in mail.message
    event = AnswerEvent.objects.get()
    mark_answer(item=event.item, event=event, awarded={}, comment="", by=by, now=LATER)
    assert Email.objects.count() == 1


def test_who_did_not_wait_or_still_waits_gets_no_mail(by: User) -> None:
    edition = make_quiz_course([samples.open_text(), choices()])
    learner = make_learner(email="fatma@example.nl")
    enrollment = make_enrollment(learner, edition)
    for text in ("", "Ik bel 112."):
        attempt = start(edition, enrollment=enrollment)
        save(attempt, 1, {"text": [text]})
        submit_attempt(attempt=attempt, now=NOW)
    regrade(
        version=edition.questions.get(type="single_choice"), mode="full", corrected=None, reason=WHY, by=by, now=LATER
    )
    assert newest(attempt).needs_marking
    assert not Email.objects.exists()


# --- preview -----------------------------------------------------------------------------------------


def test_the_preview_counts_and_writes_nothing(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    person = make_enrollment(edition=edition)
    hand_in(edition, "ba", enrollment=person)
    hand_in(edition, "bb", enrollment=person)
    hand_in(edition, "ba", enrollment=person)  # passes twice: one person, one certificate
    hand_in(edition, "aa")
    hand_in(edition, "ca")
    hand_in(edition, "ba", submit=False)
    hand_in(edition, "ba", read=False)  # passes, and still has to read
    correct_in_bank(version, choices("b"))
    versions = QuestionVersion.objects.count()
    preview = preview_regrade(version=version, mode="new", corrected=corrected_by_bank(version))
    assert (preview.attempts, preview.open, preview.rise, preview.fall, preview.same) == (6, 1, 4, 1, 1)
    assert (preview.kept, preview.passes, preview.certificates, preview.unmarked) == (1, 2, 1, 0)
    assert QuestionVersion.objects.count() == versions
    assert not Regrade.objects.exists()
    assert Grade.objects.count() == 6


def test_the_preview_is_what_happens(edition: CourseEdition, version: QuestionVersion, by: User) -> None:
    for letters in ("ba", "aa", "ca", "bb", "-a", "cc"):
        hand_in(edition, letters)
    correct_in_bank(version, choices("b"))
    preview = preview_regrade(version=version, mode="either", corrected=corrected_by_bank(version))
    completions = Completion.objects.count()
    correct(version, by, mode="either")
    assert Grade.objects.filter(reason="regrade").count() == preview.rise + preview.fall
    assert Completion.objects.count() - completions == preview.certificates == 1


def test_who_waits_for_a_person_is_counted(by: User) -> None:
    edition = make_quiz_course([choices(), samples.open_text()])
    attempt = start(edition)
    save(attempt, 2, {"text": ["Ik bel 112."]})
    submit_attempt(attempt=attempt, now=NOW)
    preview = preview_regrade(version=first_version(edition), mode="full", corrected=None)
    assert (preview.unmarked, preview.rise, preview.passes) == (1, 1, 0)


@pytest.mark.parametrize("act", ["preview", "regrade"])
def test_queries_do_not_grow_with_attempts(
    edition: CourseEdition, version: QuestionVersion, by: User, act: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            if act == "preview":
                preview_regrade(version=version, mode="new", corrected=corrected_by_bank(version))
            else:
                correct(version, by, at_once=10**6)
        assert act == "preview" or Grade.objects.filter(reason="regrade").count() == Attempt.objects.count()
        Grade.objects.filter(reason="regrade").delete()
        Regrade.objects.all().delete()
        return len(captured)

    correct_in_bank(version, choices("b"))
    for _ in range(3):
        hand_in(edition, "bb")
    queries()  # the first time fills what a process remembers
    few = queries()
    for _ in range(27):
        hand_in(edition, "bb")
    assert queries() == few


# --- refusals ----------------------------------------------------------------------------------------


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


# --- many, and broken off ----------------------------------------------------------------------------


def test_what_is_too_much_at_once_follows_within_the_minute(
    edition: CourseEdition, version: QuestionVersion, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored.chunks_of, "__defaults__", (2,))
    attempts = [hand_in(edition, "ba") for _ in range(5)]
    correct(version, by, at_once=2)
    assert [attempt.grades.count() for attempt in attempts] == [2, 2, 1, 1, 1]
    assert resume_regrades(now=LATER) == 1
    assert [attempt.grades.count() for attempt in attempts] == [2] * 5
    assert Completion.objects.count() == 5
    assert resume_regrades(now=LATER) == 0


@pytest.mark.parametrize("breaks_at", [1, 2, 3, 4, 5])
def test_a_correction_that_broke_off_is_finished_later(
    edition: CourseEdition, version: QuestionVersion, by: User, monkeypatch: pytest.MonkeyPatch, breaks_at: int
) -> None:
    """The process dies while the n-th person is finishing: nothing half stays, and the next run does the rest."""
    monkeypatch.setattr(stored.chunks_of, "__defaults__", (2,))
    attempts = [hand_in(edition, letters) for letters in ("ba", "aa", "ba", "ba", "ca", "ba", "ba")]
    calls = 0

    def dies(**kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == breaks_at:
            raise KeyboardInterrupt
        return really(**kwargs)

    really = regrading.complete_if_done
    monkeypatch.setattr(regrading, "complete_if_done", dies)
    with pytest.raises(KeyboardInterrupt):
        correct(version, by)
    passed = {grade.attempt.enrollment_id for grade in Grade.objects.filter(reason="regrade", passed=True)}
    assert len(passed) == breaks_at - 1
    assert Completion.objects.filter(enrollment__in=passed).count() == len(passed)
    monkeypatch.setattr(regrading, "complete_if_done", really)
    assert resume_regrades(now=LATER) == 1
    assert [attempt.grades.count() for attempt in attempts] == [2, 2, 2, 2, 1, 2, 2]
    assert Completion.objects.count() == 6
    assert resume_regrades(now=LATER) == 0


def test_one_that_broke_off_and_was_followed_by_another_ends_well(
    edition: CourseEdition, version: QuestionVersion, by: User
) -> None:
    """The older one changes nothing any more: the newest decides."""
    attempt = hand_in(edition, "bb")
    correct(version, by, at_once=0)
    correct(version, by, right="c", now=LATER, at_once=0)
    assert resume_regrades(now=LATER) == 2
    assert scores(attempt) == [("submit", "0.00", False)]
    second = QuestionVersion.objects.get(pk=attempt.items.get(position=2).version_id)
    correct(second, by, right="c", now=LATER, at_once=0)
    correct(second, by, mode="full", now=LATER, at_once=0)
    resume_regrades(now=LATER)
    assert scores(attempt) == [("submit", "0.00", False), ("regrade", "1.00", False)]
    assert Enrollment.objects.filter(completion__isnull=False).count() == 0


def test_one_that_is_done_again_leaves_the_rest_to_the_next(
    edition: CourseEdition, version: QuestionVersion, by: User
) -> None:
    """The process died before it wrote that it was ready; meanwhile another question was corrected."""
    attempt = hand_in(edition, "bb")
    correct(version, by)
    AuditEvent.objects.filter(verb="question.correction_applied").delete()
    other = attempt.items.select_related("version").get(position=2).version
    correct_in_bank(other, choices("b", stem="En daarna?"))
    regrade(
        version=other,
        mode="new",
        corrected=corrected_by_bank(other),
        reason=WHY,
        by=by,
        now=LATER,
        at_once=0,
    )
    assert resume_regrades(now=LATER) == 2
    assert [score for _, score, _ in scores(attempt)] == ["0.00", "1.00", "2.00"]


def test_one_that_fails_does_not_stop_the_others(
    edition: CourseEdition, version: QuestionVersion, by: User, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told at the end, so that the job fails; the next run tries it again."""
    attempt = hand_in(edition, "bb")
    broken = correct(version, by, at_once=0)
    key = broken.corrected
    assert key
    good = key.content
    QuestionVersion.objects.filter(pk=key.pk).update(content={})
    other = hand_in(make_quiz_course([choices()], slug="elders"), "b")
    correct(other.items.get().version, by, mode="full", at_once=0)
    with pytest.raises(ExceptionGroup) as caught:
        resume_regrades(now=LATER)
    assert len(caught.value.exceptions) == 1
    assert [record.getMessage() for record in caplog.records if record.exc_info] == [
        f"correction {broken.key} cannot be finished"
    ]
    assert (attempt.grades.count(), newest(other).reason) == (1, "regrade")
    QuestionVersion.objects.filter(pk=key.pk).update(content=good)
    assert resume_regrades(now=LATER) == 1
    assert newest(attempt).score == 1
