"""People who hand in a quiz of true-or-false questions, and figures that were kept before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from accounts.models import Learner
from courses.models import (
    Attempt,
    Course,
    CourseEdition,
    CoursePage,
    Enrollment,
    QuestionVersion,
    QuizPage,
    StoredFigures,
)
from courses.quiz import content_hash
from courses.quiz.statistics import Item, QuestionInfo, figures
from courses.services.grading import submit_attempt
from tests.conftest import NOW
from tests.factories.courses import course_index, make_enrollment, save
from tests.factories.quizzes import start, stream
from tests.quiz import samples


def statements(count: int, **extra: object) -> list[dict[str, Any]]:
    """Contents of questions to which "true" is right, each with a text of its own."""
    return [samples.true_false(stem=f"Stelling {number}?", **extra) for number in range(1, count + 1)]


def hand_in(
    edition: CourseEdition,
    right: Sequence[bool | None],
    *,
    enrollment: Enrollment | None = None,
    now: datetime = NOW,
    seed: int = 1,
) -> Attempt:
    """An attempt, handed in: right or wrong on each statement by its number in the stem, None leaves it open."""
    attempt = start(edition, enrollment=enrollment, now=now, seed=seed)
    for item in attempt.items.select_related("version"):
        answer = right[int(item.version.content["stem"].split()[1].rstrip("?")) - 1]
        if answer is not None:
            save(attempt, item.position, {"value": ["true" if answer else "false"]}, now=now)
    submit_attempt(attempt=attempt, now=now)
    return Attempt.objects.get(pk=attempt.pk)


def again(attempt: Attempt) -> Enrollment:
    """The enrollment of an attempt, to take another one in."""
    return Enrollment.objects.get(pk=attempt.enrollment_id)


def enrolled(edition: CourseEdition, learner: Learner) -> Enrollment:
    return make_enrollment(learner, edition)


def quiz_key(edition: CourseEdition) -> UUID:
    return UUID(edition.source["quizzes"][0]["key"])


def bare_quiz(number: int, *, questions: int = 2, people: int = 6) -> StoredFigures:
    """A course with a quiz page and kept figures, without an edition: enough for the screens."""
    page = CoursePage(
        title=f"Cursus {number}", slug=f"cursus-{number}", subtitle="-", for_whom="-", intro="-", goals="-",
        illustration="kijken",
    )  # fmt: skip
    course_index().add_child(instance=page)
    quiz = QuizPage(title="Toets", slug="toets", slots=stream(QuizPage, "slots", []))
    page.add_child(instance=quiz)
    course = Course.objects.create(key=page.key, slug=page.slug)
    versions = [make_version(content) for content in statements(questions)]
    attempts = [[item_of(version, person % 2 == 0) for version in versions] for person in range(people)]
    result = figures(attempts, {str(v.pk): QuestionInfo(0.5) for v in versions}, key=lambda item: item.version)
    extra = {"enough": [str(v.pk) for v in versions] if people >= 5 else [], "unscored": {}, "newest_grade": 0}
    return StoredFigures.objects.create(
        course=course, quiz_key=quiz.key, attempts=people, people=people, result=result.to_json() | extra,
        computed_at=NOW,
    )  # fmt: skip


def make_version(content: dict[str, Any]) -> QuestionVersion:
    return QuestionVersion.objects.create(
        question_key=uuid4(), content_hash=content_hash(content), type=content["type"], content=content
    )


def item_of(version: QuestionVersion, right: bool) -> Item:
    key = str(version.pk)
    return Item(key, key, float(right), 1.0, "true" if right else "false", key)
