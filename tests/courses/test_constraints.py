"""Every named constraint of courses, broken past the services (DESIGN §3)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from courses.models import (
    AnswerEvent,
    Attempt,
    AttemptItem,
    Category,
    Completion,
    Course,
    CourseEdition,
    CoursePage,
    EditionAsset,
    Enrollment,
    Grade,
    PathStep,
    PracticeAnswer,
    QuestionVersion,
    ScreenPass,
)
from courses.models import Path as LearningPath
from courses.services.loading import Loaded
from tests.conftest import NOW
from tests.factories.courses import finish_course, make_attempt, make_enrollment, right_data, save

pytestmark = pytest.mark.usefixtures("saar")


def columns_of(name: str) -> tuple[type[models.Model], list[str] | None]:
    """The model of a constraint, and its columns when it is a unique one."""
    for model in apps.get_app_config("courses").get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                unique = isinstance(constraint, models.UniqueConstraint)
                fields = [model._meta.get_field(field).column for field in constraint.fields] if unique else None
                return model, fields
    raise AssertionError(f"no constraint {name}")


def refuses(name: str, act: Callable[[], Any]) -> None:
    """`act` breaks exactly this constraint: PostgreSQL names it, SQLite names the columns of a unique one."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    model, columns = columns_of(name)
    message = str(caught.value)
    if columns is None or connection.vendor == "postgresql":
        assert name in message
    else:
        assert message.endswith(", ".join(f"{model._meta.db_table}.{column}" for column in columns))


def again(row: models.Model, **fields: Any) -> Callable[[], Any]:
    """Writes a second row like `row`, with new keys and the fields given."""
    model = type(row)
    values = {
        field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields if not field.primary_key
    }
    fresh = {name: uuid4() for name in ("key", "uuid") if name in values}
    return lambda: model.objects.bulk_create([model(**{**values, **fresh, **fields})])


def changed(rows: models.QuerySet[Any], **fields: Any) -> Callable[[], Any]:
    return lambda: rows.update(**fields)


def test_enrollment() -> None:
    enrollment = make_enrollment()
    rows = Enrollment.objects.filter(pk=enrollment.pk)
    refuses("enrollment_one_open", again(enrollment))
    refuses("enrollment_closed_has_reason", changed(rows, closed_at=NOW))
    refuses("enrollment_closed_has_reason", changed(rows, close_reason="samengevoegd"))
    again(enrollment, closed_at=NOW, close_reason="samengevoegd")()  # a closed one may stand beside it


def test_screen_pass() -> None:
    passed = ScreenPass.objects.create(enrollment=make_enrollment(), screen_key=uuid4())
    refuses("screen_passed_once", again(passed))


def test_attempt() -> None:
    attempt = make_attempt()
    rows = Attempt.objects.filter(pk=attempt.pk)
    refuses("attempt_one_open", again(attempt, number=2))
    refuses("attempt_number_once", again(attempt, state="submitted", submitted_at=NOW))
    refuses("attempt_submitted_has_its_time", changed(rows, state="submitted"))
    refuses("attempt_submitted_has_its_time", changed(rows, submitted_at=NOW))
    again(attempt, number=2, purpose=Attempt.Purpose.PREVIEW)()  # a try-out of an editor is no second attempt


def test_item() -> None:
    attempt = make_attempt()
    item, other = attempt.items.all()[:2]
    unused = QuestionVersion.objects.exclude(pk__in=attempt.items.values("version")).first()
    refuses("item_position_once", again(item, version_id=unused.pk))
    refuses("item_question_once", again(item, position=99))
    refuses("item_points_positive", changed(AttemptItem.objects.filter(pk=other.pk), points=0))


def test_grade() -> None:
    attempt = finish_course().attempts.get()
    grade = attempt.grades.get()
    rows = Grade.objects.filter(pk=grade.pk)
    refuses("grade_one_per_submit", again(grade))
    refuses("grade_in_range", changed(rows, score=grade.maximum + 1))
    refuses("grade_in_range", changed(rows, score=-1))
    refuses("grade_in_range", changed(rows, maximum=0, score=0))
    again(grade, reason="hercorrectie")()  # grading again appends (DESIGN §5)


def test_edition(saar: Loaded) -> None:
    edition = saar.edition
    rows = CourseEdition.objects.filter(pk=edition.pk)
    refuses("edition_number_once", again(edition))
    refuses("edition_numbered_when_released", changed(rows, major=None, minor=None))
    refuses("edition_numbered_when_released", changed(rows, status="candidate"))
    refuses("edition_numbered_when_released", changed(rows, released_at=None))
    refuses("edition_numbered_when_released", changed(rows, kind=""))
    refuses("edition_safety_tells_learners", changed(rows, kind="safety"))
    again(edition, major=None, minor=None, released_at=None, status="candidate", kind="")()


def test_question_version() -> None:
    version = QuestionVersion.objects.first()
    refuses("question_version_once_per_content", again(version))
    again(version, content_hash="0" * 64)()


def test_category() -> None:
    refuses("category_once_per_course", again(Category.objects.first()))


def test_course_in_a_path() -> None:
    path = LearningPath.objects.create(title="Nieuw", intro="Begin hier.")
    step = PathStep.objects.create(path=path, page=CoursePage.objects.get())
    refuses("course_once_per_path", again(step))


def test_every_named_constraint_is_broken_here() -> None:
    """A constraint that somebody adds has to be broken here too."""
    source = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*constraints.py"))
    names = [
        constraint.name
        for model in apps.get_app_config("courses").get_models()
        for constraint in model._meta.constraints
    ]
    assert len(names) >= 12
    assert [name for name in names if f'refuses("{name}"' not in source] == []


# What is unique without a name of its own.
def unique_rows() -> list[models.Model]:
    enrollment = finish_course()
    attempt = enrollment.attempts.get()
    version = QuestionVersion.objects.first()
    practice = PracticeAnswer.objects.create(
        enrollment=enrollment, block_key=uuid4(), version=version, uuid=uuid4(), fraction=1
    )
    return [
        Course.objects.first(), CourseEdition.objects.first(), EditionAsset.objects.first(), enrollment, attempt,
        enrollment.completion, AnswerEvent.objects.first(), practice,
    ]  # fmt: skip


def test_keys_and_uuids_are_unique() -> None:
    for row in unique_rows():
        names = {"key", "uuid", "sha256"} & {field.name for field in row._meta.concrete_fields}
        for name in names:
            column = f"{row._meta.db_table}_{name}" if connection.vendor == "postgresql" else f".{name}"
            with pytest.raises(IntegrityError) as caught, transaction.atomic():
                values = (
                    {"course_id": row.course_id, "major": 90, "minor": 90}
                    if name == "key" and isinstance(row, CourseEdition)
                    else {}
                )
                if isinstance(row, Enrollment):
                    values = {"closed_at": NOW, "close_reason": "samengevoegd"}
                if isinstance(row, Attempt):
                    values = {"number": 90}
                if isinstance(row, Course):
                    values = {"slug": "andere"}
                if isinstance(row, Completion):
                    values = {"enrollment_id": again_enrollment(row)}
                again(row, **values, **{name: getattr(row, name)})()
            assert column in str(caught.value)


def again_enrollment(completion: Completion) -> int:
    """Another enrollment, because one enrollment has one completion."""
    return make_enrollment().pk


def test_one_completion_per_enrollment() -> None:
    completion = finish_course().completion
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        again(completion)()
    assert "enrollment_id" in str(caught.value)


@pytest.mark.parametrize(
    "model",
    [
        "courses.Enrollment",
        "courses.Attempt",
        "courses.AttemptItem",
        "courses.Course",
        "courses.CourseEdition",
        "courses.QuestionVersion",
    ],
)
def test_history_protects_what_it_stands_on(model: str) -> None:
    enrollment = finish_course()
    save(enrollment.attempts.get(), 1, right_data(enrollment.attempts.get().items.first().version)[0])
    used = {
        "courses.Enrollment": enrollment,
        "courses.Attempt": enrollment.attempts.get(),
        "courses.AttemptItem": enrollment.attempts.get().items.first(),
        "courses.Course": enrollment.course,
        "courses.CourseEdition": enrollment.edition,
        "courses.QuestionVersion": enrollment.attempts.get().items.first().version,
    }[model]
    with pytest.raises(models.ProtectedError):
        used.delete()


def test_keys_are_uuids() -> None:
    assert isinstance(Course.objects.first().key, UUID)
