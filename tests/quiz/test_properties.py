"""What holds for every question and every response."""

import json
import random
import time
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quiz import (
    InvalidQuestion,
    InvalidResponse,
    Ordering,
    Question,
    canonical_json,
    content_hash,
    parse_question,
)
from tests.quiz import samples
from tests.quiz.strategies import QUICK, multiples, questions, responses, wild_forms

SECRET = {"correct", "points", "match", "feedback", "feedback_true", "feedback_false", "explanation", "next"}
SECRET |= {"experts", "model_answer", "rubric"}
SECRET |= {"answers", "credit", "weight", "feedback_wrong", "low", "high", "tolerance"}


@QUICK
@given(questions)
def test_content_survives_json(question: Question) -> None:
    again = parse_question(json.loads(canonical_json(question.to_json())))
    assert again == question
    assert content_hash(again.to_json()) == content_hash(question.to_json())


@QUICK
@given(questions, st.data())
def test_a_score_is_a_fraction_and_survives_json(question: Question, data: st.DataObject) -> None:
    response = data.draw(responses(question))
    score = question.grade(response)
    assert 0 <= score.fraction <= 1
    assert score.fraction.as_tuple().exponent == -7
    checked = question.check(response)
    assert question.check(checked) == checked
    assert question.grade(json.loads(canonical_json(checked))) == score
    assert parse_question(json.loads(canonical_json(question.to_json()))).grade(response) == score


@QUICK
@given(questions, st.data(), st.randoms())
def test_the_order_shown_changes_no_response(question: Question, data: st.DataObject, rng: random.Random) -> None:
    """The same form read under two arrangements gives the same response and score."""
    form = as_form(question, data.draw(responses(question)))
    first = question.read(form, None, question.arrange(rng))
    second = question.read(form, None, question.arrange(rng))
    assert first == second
    assert question.grade(first) == question.grade(second)


def as_form(question: Question, response: dict[str, object]) -> dict[str, list[str]]:
    """What a browser would send for this response (of a scenario: its first choice)."""
    name, value = next(iter(response.items()))
    if isinstance(value, bool):
        return {name: [str(value).lower()]}
    if isinstance(value, dict):
        return {f"pair-{stem}": [choice] for stem, choice in value.items()}
    if name == "areas" and isinstance(value, list):
        return {"area": value}
    if name == "points" and isinstance(value, list):
        return {"way": ["points"], "point": [f"{x},{y}" for x, y in value]}
    if name == "path" and isinstance(value, list):
        return {"choice": value[:1]}
    return {name: [value] if isinstance(value, str) else list(value)}  # type: ignore[call-overload]


@QUICK
@given(multiples.map(parse_question), st.data(), st.randoms())
def test_the_order_of_choices_changes_no_score(question: Question, data: st.DataObject, rng: random.Random) -> None:
    response = data.draw(responses(question))
    choices = list(response["choices"])  # type: ignore[call-overload]
    rng.shuffle(choices)
    assert question.check({"choices": choices}) == question.check(response)
    assert question.grade({"choices": choices}) == question.grade(response)


@QUICK
@given(questions, st.randoms())
def test_an_arrangement_is_a_permutation(question: Question, rng: random.Random) -> None:
    content = question.to_json()
    parts = content.get("options") or content.get("items") or content.get("choices") or []
    expected = [part["id"] for part in parts]  # type: ignore[attr-defined]
    arrangement = question.arrange(rng)
    assert sorted(arrangement) == sorted(expected)
    if isinstance(question, Ordering):
        assert list(arrangement) != expected
    if content.get("shuffle") is False:
        assert list(arrangement) == expected


def test_ordering_can_start_in_every_wrong_order() -> None:
    question = parse_question(samples.ordering("123"))
    orders = {"".join(question.arrange(random.Random(seed))) for seed in range(200)}
    assert orders == {"132", "213", "231", "312", "321"}


@QUICK
@given(questions, st.randoms())
def test_what_is_shown_tells_no_answer(question: Question, rng: random.Random) -> None:
    arrangement = question.arrange(rng)
    shown = question.shown(arrangement)
    assert not SECRET & set(keys_of(shown))
    assert "terug" not in canonical_json(shown)
    assert content_hash(shown) == content_hash(question.shown(list(arrangement)))
    listed = shown.get("options") or shown.get("items") or shown.get("choices") or []
    assert [part["id"] for part in listed] == list(arrangement)  # type: ignore[attr-defined]


def keys_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from keys_of(inner)
    if isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


@pytest.mark.parametrize("kind", samples.ALL)
def test_a_wrong_answer_key_shows_the_same(kind: str) -> None:
    """What is shown stays equal when only the answer key, points and feedback change."""
    other = {
        "single_choice": samples.single(options=[samples.option(i, correct=i == "c") for i in "abc"]),
        "multiple_response": samples.multiple(options=[samples.option(i, correct=i == "d") for i in "abcd"]),
        "true_false": samples.true_false(correct=False, feedback_true="anders"),
        "ordering": samples.ordering("54321"),
        "matching": samples.matching(stems=[{**s, "match": "c3"} for s in samples.matching()["stems"]]),
        "numeric": samples.numeric(samples.around("n1", "5")),
        "short_text": samples.short_text(samples.written("t1", "0900-8844")),
        "scenario": samples.scenario(*(repriced(n) for n in samples.scenario()["nodes"])),
        "reflection": samples.reflection(experts="anders"),
        "hotspot": samples.hotspot(areas=[{**a, "correct": a["id"] == "tree"} for a in samples.hotspot()["areas"]]),
        "open_text": samples.open_text(rubric=[samples.line("r1", 7)], model_answer="anders"),
    }[kind]
    question = parse_question(samples.ALL[kind])
    arrangement = question.arrange(random.Random(3))
    assert parse_question(other).to_json() != question.to_json()
    assert parse_question(other).shown(arrangement) == question.shown(arrangement)


def repriced(node: samples.Content) -> samples.Content:
    return {
        **node,
        "choices": [{**c, "points": 7, "critical": False, "next": c["next"]} for c in node["choices"]],
    }


@pytest.mark.parametrize("kind", samples.ALL)
@pytest.mark.parametrize("arrangement", [("zzz",), ("a", "a", "b"), ("1", "2", "3", "4", "5", "5")])
def test_a_broken_arrangement_is_refused(kind: str, arrangement: tuple[str, ...]) -> None:
    with pytest.raises(InvalidQuestion, match="arrangement"):
        parse_question(samples.ALL[kind]).shown(arrangement)


@QUICK
@given(questions, st.data())
def test_reading_raises_nothing_but_invalid_response(question: Question, data: st.DataObject) -> None:
    arrangement = question.arrange(random.Random(5))
    standing = data.draw(st.none() | responses(question))
    try:
        response = question.read(data.draw(wild_forms(question)), standing, arrangement)
    except InvalidResponse:
        return
    assert response is None or question.check(response) == response
    assert question.grade(response).fraction >= Decimal(0)


@pytest.mark.parametrize("kind", samples.ALL)
@pytest.mark.parametrize("size", ["many values", "long value", "many fields"])
def test_reading_hostile_forms_is_fast(kind: str, size: str) -> None:
    names = ("choice", "choices", "value", "order", "move", "restart", "pair-s1", "sure", "text", "area", "point")
    forms = {
        "many values": {name: ["a"] * 10_000 for name in names},
        "long value": {name: ["a" * 1_000_000] for name in names},
        "many fields": {f"pair-{i}": ["a"] for i in range(10_000)} | {"choice": ["\0"]},
    }
    question = parse_question(samples.ALL[kind])
    arrangement = question.arrange(random.Random(1))
    before = time.process_time()
    for _ in range(10):
        try:
            question.read(forms[size], None, arrangement)
        except InvalidResponse as error:
            assert len(str(error)) < 40
    assert time.process_time() - before < 0.2
