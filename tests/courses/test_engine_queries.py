"""What the quiz engine asks of the database: a fixed number of queries, however much there is (DESIGN §10).

Exact numbers: who adds a query sees it here, and either needs it or takes it out again.
"""

import random
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from accounts.roles import Role
from cms.demo.history import add_enrollments, copy_attempts, read
from courses.models import Attempt, CourseEdition, Enrollment, QuestionVersion, Regrade
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.test_queries import at_most
from tests.databases import is_sqlite
from tests.factories.corrections import WHY, option_id
from tests.factories.courses import make_enrollment, read_all
from tests.factories.quizzes import add_question, edit_quiz_course, make_quiz_course, start
from tests.factories.registrations import make_staff
from tests.quiz import samples

pytestmark = pytest.mark.django_db

QUIZ = "/leren/proef/toets/toets/"
FREE = {"pass_mark": 75, "feedback": "end", "max_attempts": 0, "time_limit_minutes": 0, "shuffle_questions": False}
RULES: dict[str, dict[str, Any]] = {
    "free": FREE,
    "exam": FREE | {"max_attempts": 50},
    "practice": FREE | {"max_attempts": 50, "feedback": "each", "max_tries": 3, "penalty": 25},
    "timed": FREE | {"max_attempts": 50, "time_limit_minutes": 20, "shuffle_questions": True},
}


@dataclass(frozen=True)
class Walk:
    """The queries of one whole attempt: of each act, the most where it is done more than once."""

    door: int
    start: int
    question: int
    answer: int
    review: int
    submit: int
    result: int


PROMISED = Walk(door=10, start=25, question=10, answer=8, review=10, submit=30, result=15)
MEASURED = {
    "free": Walk(door=5, start=12, question=4, answer=4, review=5, submit=13, result=8),
    "exam": Walk(door=7, start=14, question=4, answer=4, review=5, submit=13, result=10),
    "practice": Walk(door=7, start=14, question=4, answer=5, review=5, submit=13, result=10),
    "timed": Walk(door=8, start=15, question=4, answer=4, review=5, submit=13, result=10),
}


def release(questions: int, **rules: Any) -> CourseEdition:
    """A quiz that draws four of so many questions."""
    rows = [add_question(samples.single(stem=f"Vraag {number}?")) for number in range(questions)]
    draw = {"type": "draw", "value": {"count": 4, "category": rows[0].category_id}}
    return make_quiz_course([], slots=[draw], **rules)


def somebody(edition: CourseEdition) -> Enrollment:
    """Who finished the course with a first attempt: a second costs what every next one costs."""
    enrollment = make_enrollment(edition=edition)
    read_all(enrollment)
    walk(enrollment)
    return enrollment


def asked(client: Client, url: str, data: Mapping[str, Any] | None = None) -> tuple[int, HttpResponse]:
    """How many queries a GET, or a POST of `data`, takes; and the page."""
    with at_most(40) as statements:
        page = client.get(url) if data is None else client.post(url, data)
    assert page.status_code in {200, 302}
    return len(statements), page


def walk(enrollment: Enrollment) -> Walk:
    """From *Begin* to the result over HTTP; each question wrong first, looked at, and then right."""
    client = client_of(enrollment.learner)
    door, _ = asked(client, QUIZ)
    start, page = asked(client, QUIZ, {})
    assert page["Location"] == f"{QUIZ}vraag/1/"
    attempt = Attempt.objects.open().get(enrollment=enrollment)
    questions, answers = zip(*(answer(client, attempt, position) for position in range(1, 5)), strict=True)
    review, _ = asked(client, f"{QUIZ}nakijken/")
    submit, page = asked(client, f"{QUIZ}nakijken/", {"attempt": attempt.key})
    result, _ = asked(client, page["Location"])
    return Walk(door, start, max(questions), max(answers), review, submit, result)


def answer(client: Client, attempt: Attempt, position: int) -> tuple[int, int]:
    """The queries of a question and of an answer to it."""
    url = f"{QUIZ}vraag/{position}/"
    version = attempt.items.select_related("version").get(position=position).version
    shown, answers = [], []
    for sequence, letter in enumerate("ba", start=1):
        shown.append(asked(client, url)[0])
        fields = {"attempt": attempt.key, "uuid": uuid4(), "sequence": sequence, "check": "1"}
        answers.append(asked(client, url, fields | {"choice": option_id(version, letter)})[0])
    return max([*shown, asked(client, url)[0]]), max(answers)


def test_the_measured_numbers_are_within_the_promised_ones() -> None:
    for measured in MEASURED.values():
        assert all(has <= may for has, may in zip(astuple(measured), astuple(PROMISED), strict=True))


@pytest.mark.parametrize("mode", RULES)
def test_an_attempt_with_a_small_bank_and_a_full_past(mode: str) -> None:
    """The first of somebody, then with forty of his own and three hundred of others, then with corrections."""
    edition = release(10, **RULES[mode])
    enrollment = somebody(edition)
    assert walk(enrollment) == MEASURED[mode]
    taken, rng = read(Attempt.objects.filter(enrollment=enrollment)[0]), random.Random(1)
    copy_attempts([(taken, enrollment, number) for number in range(3, 43)], rng)
    copy_attempts([(taken, other, 1) for other in add_enrollments(edition, [NOW] * 300, rng)], rng)
    assert walk(enrollment) == MEASURED[mode]
    correct_all()
    assert walk(enrollment) == MEASURED[mode]
    assert Attempt.objects.count() == 4 + 40 + 300


def correct_all() -> None:
    """Every question turned out to be wrong: half of them cannot be used, the others have a new key."""
    by = make_staff(Role.CHIEF_EDITOR)
    for number, version in enumerate(QuestionVersion.objects.all()):
        fields = {"mode": "full"} if number % 2 else {"mode": "either", "corrected": version}
        Regrade.objects.create(version=version, reason=WHY, actor=by, made_at=NOW, **fields)


def test_an_attempt_with_a_bank_of_two_hundred() -> None:
    release(200, pass_mark=60)
    for mode, rules in RULES.items():
        assert walk(somebody(edit_quiz_course(**rules))) == MEASURED[mode]


def test_every_question_is_found_by_who_asks_it_not_by_the_course() -> None:
    """SQLite has no statistics: a filter on the course made it look at everybody who takes it."""
    if not is_sqlite():
        return  # PostgreSQL knows how many rows there are, and on a table this small it reads them all
    attempt = start(release(4))
    client = client_of(attempt.learner)
    pages = [QUIZ, f"{QUIZ}vraag/1/", f"{QUIZ}nakijken/"]
    for page in pages:
        with at_most(10) as statements:
            client.get(page)
        plans = [step for sql in statements for step in plan_of(sql)]
        assert not [step for step in plans if "SCAN courses_" in step or "courses_enrollment_course_id" in step]
        assert any("courses_enrollment_learner_id" in step for step in plans)


def plan_of(sql: str) -> list[str]:
    """How SQLite finds the rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [row[-1] for row in cursor.fetchall()]
