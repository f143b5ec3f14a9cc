"""Queries per page, transaction statements left out (DESIGN §10): under the budget, and the same with a full past."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Learner
from courses.models import AnswerEvent, Attempt, AttemptItem, PracticeAnswer
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.pages import only_form, result_url
from tests.factories.courses import (
    attempt_with,
    finish_course,
    make_attempt,
    make_enrollment,
    make_learner,
    practice_screens,
    read_all,
    right_data,
    save,
    take_quiz,
    version_of,
    wrong_data,
)

pytestmark = pytest.mark.usefixtures("saar")
QUIZ = "/leren/saar/toets/toets/"
SCREEN = "/leren/saar/volgorde/wat-zou-jij-doen/"
PRACTICE = "/leren/saar/volgorde/waarom-eerst-bellen/"
TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
LESSON, QUESTION, ANSWER = 8, 10, 8  # DESIGN §10


@contextmanager
def at_most(limit: int) -> Iterator[list[str]]:
    """Fails when the block runs more than `limit` queries; yields them."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield statements
    statements += [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(TRANSACTION)]
    assert len(statements) <= limit, "\n".join(statement[:150] for statement in statements)


def count(act: Callable[[], object], limit: int) -> int:
    """How many queries `act` runs, once what a process keeps is warm."""
    act()
    with at_most(limit) as statements:
        act()
    return len(statements)


@pytest.fixture(params=["guest", "account"])
def learner(request: pytest.FixtureRequest, saar: None) -> Learner:
    return make_learner(email="fatma@example.nl" if request.param == "account" else "")


def test_lesson(learner: Learner) -> None:
    make_enrollment(learner)
    client = client_of(learner)
    assert count(lambda: client.get(SCREEN), LESSON)
    assert count(lambda: client.get(PRACTICE), LESSON)
    assert count(lambda: client.post(SCREEN), LESSON)


def test_lesson_of_a_stranger() -> None:
    client = Client()
    assert count(lambda: client.get(SCREEN), LESSON)
    assert count(lambda: client.get("/cursussen/saar/"), LESSON)
    assert count(lambda: client.get("/cursussen/"), LESSON)


def test_quiz(learner: Learner) -> None:
    attempt = make_attempt(make_enrollment(learner))
    client = client_of(learner)
    for position in range(1, 9):
        assert count(lambda position=position: client.get(f"{QUIZ}vraag/{position}/"), QUESTION)
    assert count(lambda: client.get(QUIZ), QUESTION)
    assert count(lambda: client.get(f"{QUIZ}nakijken/"), QUESTION)
    assert attempt.is_open


@pytest.mark.parametrize("kind", ["single_choice", "ordering", "matching", "scenario"])
@pytest.mark.parametrize("quiet", [True, False])
def test_answer(learner: Learner, kind: str, quiet: bool) -> None:
    attempt, item = attempt_with(kind, make_enrollment(learner))
    client = client_of(learner)
    headers = {"X-Requested-With": "fetch"} if quiet else {}
    url = f"{QUIZ}vraag/{item.position}/"
    form = only_form(client.get(url))
    data = form.fill(**right_data(item.version)[0])
    for fields in (data, data, data | {"uuid": [str(uuid4())], "sequence": ["2"]}):  # new, a repeat, another
        with at_most(ANSWER) as statements:
            client.post(url, fields, headers=headers)
    assert statements
    assert attempt.is_open


def test_the_first_answer_of_an_hour_is_a_write_more(learner: Learner) -> None:
    """Once an hour `last_seen_at` is written too."""
    _, item = attempt_with("single_choice", make_enrollment(learner))
    client = client_of(learner)
    Learner.objects.update(last_seen_at=NOW - timedelta(days=1000))
    with at_most(ANSWER):
        client.post(f"{QUIZ}vraag/{item.position}/", right_data(item.version)[0])
    assert Learner.objects.get(pk=learner.pk).last_seen_at > NOW - timedelta(days=1000)


def past(attempt: Attempt, item: AttemptItem, answers: int) -> None:
    """Many answers to one question."""
    options = [right_data(item.version)[0], wrong_data(item.version)[0]]
    for data in options:
        save(attempt, item.position, data, sequence=1)
    example = AnswerEvent.objects.latest("pk")
    AnswerEvent.objects.bulk_create(
        AnswerEvent(item=item, uuid=uuid4(), sequence=2, response=example.response, received_at=NOW)
        for _ in range(answers)
    )


def test_the_cost_does_not_grow_with_answers(learner: Learner) -> None:
    attempt, item = attempt_with("single_choice", make_enrollment(learner))
    client = client_of(learner)
    save(attempt, item.position, right_data(item.version)[0])
    url = f"{QUIZ}vraag/{item.position}/"
    acts: list[Callable[[], object]] = [
        lambda: client.get(url),
        lambda: client.get(f"{QUIZ}nakijken/"),
        lambda: client.post(url, wrong_data(item.version)[0]),
    ]
    before = [count(act, QUESTION) for act in acts]
    past(attempt, item, 500)
    assert [count(act, QUESTION) for act in acts] == before


def test_the_cost_does_not_grow_with_attempts(learner: Learner) -> None:
    enrollment = make_enrollment(learner)
    read_all(enrollment)
    first = take_quiz(enrollment).grade.attempt
    client = client_of(learner)
    pages = ["/cursussen/saar/", SCREEN, QUIZ, result_url(first), "/cursussen/"]
    before = [count(lambda page=page: client.get(page), 12) for page in pages]
    for _ in range(20):
        take_quiz(enrollment)
    assert [count(lambda page=page: client.get(page), 12) for page in pages] == before
    assert Attempt.objects.count() == 21


def test_the_cost_does_not_grow_with_practice(learner: Learner) -> None:
    enrollment = make_enrollment(learner)
    client = client_of(learner)
    url, block = practice_screens()[0]
    before = count(lambda: client.get(url), LESSON)
    version = version_of(block)
    rows = [
        PracticeAnswer(
            enrollment=enrollment, block_key=block["key"], version=version, uuid=uuid4(), response=None, fraction=0
        )
        for _ in range(200)
    ]
    PracticeAnswer.objects.bulk_create(rows)
    assert count(lambda: client.get(url), LESSON) == before


def test_the_cost_does_not_grow_with_other_people() -> None:
    client = Client()
    before = count(lambda: client.get("/cursussen/"), LESSON)
    for _ in range(5):
        finish_course()
    assert count(lambda: client.get("/cursussen/"), LESSON) == before
