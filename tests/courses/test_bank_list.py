"""The list of the question bank: search, filters, type and use."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from courses.models import Question
from tests.courses.desk import signed_in, words
from tests.courses.question_forms import url_of
from tests.factories.neighborhood import QUESTIONS
from tests.factories.quizzes import add_question

pytestmark = pytest.mark.django_db

KINDS = list(QUESTIONS)


@pytest.fixture
def desk(chief: User) -> Client:
    return signed_in(chief)


def titles(desk: Client, **query: str) -> list[str]:
    response = desk.get(url_of("list"), query)
    assert response.status_code == 200
    return sorted(question.title for question in response.context["object_list"])


@pytest.fixture
def bank() -> dict[str, Question]:
    one = add_question(QUESTIONS["single_choice"].content | {"stem": "Is het café dicht?"})
    two = add_question(QUESTIONS["true_false"].content | {"stem": "Klopt dit?"}, is_practice=True)
    two.tags.add("avond")
    two.save()
    three = add_question(QUESTIONS["ordering"].content | {"stem": "Wat eerst?"}, category="signaleren")
    three.unpublish()
    return {"one": one, "two": two, "three": three}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "CAFE"}, ["Is het café dicht?"]),
        ({"q": "cafè dicht"}, ["Is het café dicht?"]),
        ({"q": "groep wacht"}, ["Is het café dicht?"]),
        ({"q": "single_choice"}, []),
        ({"q": "niets"}, []),
        ({"q": "a\0b"}, None),
        ({"kind": "true_false"}, ["Klopt dit?"]),
        ({"is_practice": "true"}, ["Klopt dit?"]),
        ({"status": "draft"}, ["Wat eerst?"]),
        ({"status": "live"}, ["Is het café dicht?", "Klopt dit?"]),
        ({"status": "changed"}, []),
        ({"used": "no"}, ["Is het café dicht?", "Klopt dit?", "Wat eerst?"]),
        ({"used": "yes"}, []),
        ({"kind": "x", "status": "y", "used": "z", "tag": "a\0", "category": "9" * 40}, None),
    ],
)
def test_search_and_filters(desk: Client, bank: Any, query: dict[str, str], expected: list[str] | None) -> None:
    found = titles(desk, **query)
    assert expected is None or found == expected


def test_filters_by_category_and_label(desk: Client, bank: dict[str, Question]) -> None:
    assert titles(desk, category=str(bank["three"].category_id)) == ["Wat eerst?"]
    assert titles(desk, tag=str(bank["two"].tags.get().pk)) == ["Klopt dit?"]


def test_the_list_says_type_and_use(desk: Client, bank: Any) -> None:
    text = words(desk.get(url_of("list")))
    assert "Eén goed antwoord" in text
    assert "nergens" in text


def test_the_list_costs_the_same_with_more_questions(desk: Client, bank: Any) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(url_of("list"), {"q": "dit", "used": "no"})
            desk.get(url_of("list"))
        return len(queries)

    cost()
    few = cost()
    for kind in KINDS:
        if kind != "hotspot":
            add_question(QUESTIONS[kind].content | {"stem": f"Klopt dit ook, {kind}?"})
    assert cost() == few
