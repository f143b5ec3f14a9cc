"""A quiz whose key turns out to be wrong: people who answered, and the question corrected in the bank."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid5

from accounts.models import User
from courses.blocks import question_body
from courses.models import Attempt, CourseEdition, Enrollment, Grade, Question, QuestionVersion, Regrade
from courses.services.correcting import corrected_by_bank
from courses.services.grading import submit_attempt
from courses.services.regrading import regrade
from tests.conftest import NOW
from tests.factories.courses import make_enrollment, read_all, save
from tests.factories.quizzes import make_quiz_course, start, stream
from tests.quiz import samples

WHY = "Antwoord b is ook goed. Dat stond er fout in."


def choices(right: str = "a", **extra: object) -> samples.Content:
    """A single choice between a, b and c."""
    options = [samples.option(letter, correct=letter == right) for letter in "abc"]
    return samples.single(options=options, **extra)


def two_questions(**quiz: Any) -> CourseEdition:
    """A course whose quiz asks two single choices, both a; half of the points does not pass."""
    return make_quiz_course([choices(), choices(stem="En daarna?")], pass_mark=75, **quiz)


def hand_in(
    edition: CourseEdition,
    letters: str,
    *,
    enrollment: Enrollment | None = None,
    submit: bool = True,
    read: bool = True,
    now: datetime = NOW,
) -> Attempt:
    """An attempt with these choices in order ("-" = no answer), of a new guest who read everything."""
    enrollment = enrollment or make_enrollment(edition=edition)
    if read:
        read_all(enrollment)
    attempt = start(edition, enrollment=enrollment, now=now)
    for item, letter in zip(attempt.items.select_related("version"), letters, strict=True):
        if letter != "-":
            save(attempt, item.position, {"choice": [option_id(item.version, letter)]}, now=now)
    if submit:
        submit_attempt(attempt=attempt, now=now)
    return Attempt.objects.get(pk=attempt.pk)


def option_id(version: QuestionVersion, letter: str) -> str:
    """The lasting id of an option that the sample calls `letter`."""
    return str(uuid5(version.question_key, letter))


def first_version(edition: CourseEdition) -> QuestionVersion:
    """The version of the first question of the quiz."""
    return edition.questions.get(question_key=edition.source["quizzes"][0]["slots"][0]["question"])


def correct_in_bank(version: QuestionVersion, content: Mapping[str, Any]) -> Question:
    """What an editor does first: the question gets this content and is published."""
    question = Question.objects.get(key=version.question_key)
    question.body = stream(Question, "body", question_body(content, question.key))
    question.save_revision().publish()
    return Question.objects.get(pk=question.pk)


def correct(
    version: QuestionVersion, by: User, *, mode: str = "new", right: str = "b", now: datetime = NOW, **more: Any
) -> Regrade:
    """The bank says another letter, and who was asked is judged again."""
    if mode != "full":
        correct_in_bank(version, choices(right))
    corrected = corrected_by_bank(version)
    return regrade(version=version, mode=mode, corrected=corrected, reason=WHY, by=by, now=now, **more)


def scores(attempt: Attempt) -> Sequence[tuple[str, str, bool]]:
    """Reason, score and pass of every grade, in order."""
    return [(grade.reason, f"{grade.score:.2f}", grade.passed) for grade in attempt.grades.all()]


def newest(attempt: Attempt) -> Grade:
    """The grade that counts."""
    return attempt.grades.latest("graded_at", "id")
