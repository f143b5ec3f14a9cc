"""Form fields become a canonical response, or InvalidResponse with a code."""

from typing import Any

import pytest

from courses.quiz import InvalidResponse, Response, parse_question
from tests.quiz import samples

ORDER = tuple("31245")
ARRANGEMENTS: dict[str, tuple[str, ...]] = {
    "single_choice": ("c", "a", "b"),
    "multiple_response": ("d", "a", "c", "b"),
    "true_false": (),
    "ordering": ORDER,
    "matching": ("c3", "c1", "c2"),
    "numeric": (),
    "short_text": (),
    "scenario": (),
    "reflection": ("a", "b", "c"),
    "open_text": (),
    "hotspot": (),
}


def read(kind: str, data: dict[str, list[str]], standing: Response | None = None) -> Response | None:
    return parse_question(samples.ALL[kind]).read(data, standing, ARRANGEMENTS[kind])


GOOD: list[tuple[str, dict[str, list[str]], Response | None, Response | None]] = [
    ("single_choice", {"choice": ["b"], "csrfmiddlewaretoken": ["x" * 64]}, None, {"choice": "b"}),
    ("single_choice", {"choice": [""]}, {"choice": "a"}, None),
    ("single_choice", {}, None, None),
    ("multiple_response", {"choices": ["d", "a"]}, None, {"choices": ["a", "d"]}),
    ("multiple_response", {"choices": []}, {"choices": ["a"]}, None),
    ("true_false", {"value": ["false"]}, None, {"value": False}),
    ("true_false", {}, None, None),
    ("ordering", {"order": list("12345")}, None, {"order": list("12345")}),
    ("ordering", {"order": list("12345"), "move": ["3:up"]}, None, {"order": list("13245")}),
    ("ordering", {"order": list("12345"), "move": ["3:down"]}, None, {"order": list("12435")}),
    ("ordering", {"order": list("12345"), "move": ["1:up"]}, None, {"order": list("12345")}),
    ("ordering", {"order": list("12345"), "move": ["5:down"]}, None, {"order": list("12345")}),
    ("ordering", {"move": ["1:up"]}, None, {"order": list("13245")}),
    ("ordering", {"move": ["5:up"]}, {"order": list("54321")}, {"order": list("54321")}),
    ("ordering", {}, None, {"order": list("31245")}),
    ("matching", {"pair-s1": ["c2"], "pair-s2": [""]}, {"pairs": {"s2": "c2"}}, {"pairs": {"s1": "c2"}}),
    ("matching", {"pair-s1": [""]}, None, None),
    ("scenario", {"choice": ["good"]}, None, {"path": ["good"]}),
    ("scenario", {"choice": ["report"]}, {"path": ["good"]}, {"path": ["good", "report"]}),
    ("scenario", {"choice": ["good"]}, {"path": ["good"]}, {"path": ["good"]}),
    ("scenario", {}, {"path": ["good"]}, {"path": ["good"]}),
    ("scenario", {}, None, None),
    ("scenario", {"restart": ["1"]}, {"path": ["good", "report"]}, None),
    ("scenario", {"restart": ["1"], "choice": ["report"]}, {"path": ["good"]}, None),
    ("reflection", {"choice": ["b"], "sure": ["4"]}, None, {"choice": "b", "sure": 4}),
    ("reflection", {"choice": ["b"], "sure": [""]}, {"choice": "b", "sure": 4}, {"choice": "b"}),
    ("reflection", {"sure": ["4"]}, None, None),
    ("open_text", {"text": [" Ik bel.\r\nEn wacht. "]}, None, {"text": "Ik bel.\nEn wacht."}),
    ("open_text", {"text": [" \r\n"]}, {"text": "oud"}, None),
    ("open_text", {}, None, None),
]


@pytest.mark.parametrize(("kind", "data", "standing", "expected"), GOOD)
def test_a_form_gives_a_response(
    kind: str, data: dict[str, list[str]], standing: Response | None, expected: Response | None
) -> None:
    assert read(kind, data, standing) == expected


MANY = ["a"] * 10_000
LONG = "a" * 1_000_000
BAD: list[tuple[str, dict[str, list[str]], Response | None, str]] = [
    ("single_choice", {"choice": ["z"]}, None, "unknown_id"),
    ("single_choice", {"choice": ["a", "b"]}, None, "too_many"),
    ("single_choice", {"choice": MANY}, None, "too_many"),
    ("single_choice", {"choice": [LONG]}, None, "too_long"),
    ("single_choice", {"choice": ["a\0"]}, None, "nul"),
    ("single_choice", {"choice": ["\ud800"]}, None, "unknown_id"),
    ("multiple_response", {"choices": ["a", "a"]}, None, "repeated_id"),
    ("multiple_response", {"choices": ["a", "z"]}, None, "unknown_id"),
    ("multiple_response", {"choices": MANY}, None, "too_many"),
    ("true_false", {"value": ["maybe"]}, None, "unknown_value"),
    ("true_false", {"value": ["True"]}, None, "unknown_value"),
    ("ordering", {"order": ["1", "2"]}, None, "incomplete"),
    ("ordering", {"order": list("11345")}, None, "repeated_id"),
    ("ordering", {"order": list("12346")}, None, "unknown_id"),
    ("ordering", {"order": MANY}, None, "too_many"),
    ("ordering", {"move": ["1:sideways"]}, None, "unknown_value"),
    ("ordering", {"move": ["9:up"]}, None, "unknown_id"),
    ("ordering", {"move": ["up"]}, None, "unknown_id"),
    ("ordering", {"move": [LONG]}, None, "too_long"),
    ("matching", {"pair-s9": ["c1"]}, None, "unknown_id"),
    ("matching", {"pair-s1": ["c9"]}, None, "unknown_id"),
    ("matching", {"pair-s1": ["c1", "c2"]}, None, "too_many"),
    ("matching", {"pair-s1": [LONG]}, None, "too_long"),
    ("scenario", {"choice": ["report"]}, None, "not_here"),
    ("scenario", {"choice": ["detour"]}, {"path": ["good"]}, "not_here"),
    ("scenario", {"choice": ["good"]}, {"path": ["good", "leave"]}, "not_here"),
    ("scenario", {"choice": ["zzz"]}, None, "unknown_id"),
    ("scenario", {"restart": ["yes"]}, None, "unknown_value"),
    ("reflection", {"choice": ["z"], "sure": ["1"]}, None, "unknown_id"),
    ("reflection", {"choice": ["a"], "sure": ["5"]}, None, "unknown_value"),
    ("reflection", {"choice": ["a"], "sure": ["1", "2"]}, None, "too_many"),
    ("open_text", {"text": ["a", "b"]}, None, "too_many"),
    ("open_text", {"text": ["a" * 101]}, None, "text_too_long"),
    ("open_text", {"text": [LONG]}, None, "text_too_long"),
    ("open_text", {"text": ["a\0"]}, None, "unprintable"),
]


@pytest.mark.parametrize(("kind", "data", "standing", "code"), BAD)
def test_a_broken_form_gets_a_code(kind: str, data: dict[str, list[str]], standing: Response | None, code: str) -> None:
    with pytest.raises(InvalidResponse) as error:
        read(kind, data, standing)
    assert error.value.code == code
    assert str(error.value) == code


@pytest.mark.parametrize("kind", samples.ALL)
def test_a_form_of_one_value_per_name_is_a_mistake_of_the_caller(kind: str) -> None:
    names = ("choice", "choices", "value", "order", "pair-s1", "text", "area")
    with pytest.raises(TypeError, match="lists"):
        parse_question(samples.ALL[kind]).read(dict.fromkeys(names, "a"), None, ARRANGEMENTS[kind])


STORED: list[tuple[str, Any, str]] = [
    ("single_choice", {}, "malformed"),
    ("single_choice", None, "malformed"),
    ("single_choice", ["choice"], "malformed"),
    ("single_choice", {"choice": ["a"]}, "malformed"),
    ("single_choice", {"choice": "a", "more": 1}, "unknown_field"),
    ("multiple_response", {"choices": "ab"}, "malformed"),
    ("multiple_response", {"choices": []}, "empty"),
    ("multiple_response", {"choices": ["a", 1]}, "malformed"),
    ("true_false", {"value": 1}, "unknown_value"),
    ("true_false", {"value": "true"}, "unknown_value"),
    ("ordering", {"order": list("1234")}, "incomplete"),
    ("matching", {"pairs": []}, "malformed"),
    ("matching", {"pairs": {}}, "empty"),
    ("matching", {"pairs": {"s1": "c1", "s2": "c1", "s3": "c1", "s4": "c1"}}, "too_many"),
    ("matching", {"pairs": {1: "c1"}}, "malformed"),
    ("scenario", {"path": []}, "empty"),
    ("scenario", {"path": "good"}, "malformed"),
    ("scenario", {"path": ["good", "good"]}, "not_here"),
    ("scenario", {"path": ["good"] * 1000}, "too_many"),
    ("scenario", {"path": [["good"]]}, "malformed"),
    ("reflection", {"sure": 1}, "malformed"),
    ("reflection", {"choice": "a", "sure": None}, "unknown_value"),
    ("reflection", {"choice": "a", "sure": True}, "unknown_value"),
    ("reflection", {"choice": "a", "sure": 0}, "unknown_value"),
    ("reflection", {"choice": "a", "more": 1}, "unknown_field"),
    ("open_text", {"text": 1}, "malformed"),
    ("open_text", {"text": " "}, "empty"),
    ("open_text", {"text": "a", "more": 1}, "unknown_field"),
]


@pytest.mark.parametrize(("kind", "response", "code"), STORED)
def test_a_broken_stored_response_gets_a_code(kind: str, response: Any, code: str) -> None:
    question = parse_question(samples.ALL[kind])
    with pytest.raises(InvalidResponse) as error:
        question.check(response)
    assert error.value.code == code
    if response is not None:
        with pytest.raises(InvalidResponse):
            question.grade(response)


def test_a_check_gives_the_canonical_form() -> None:
    assert parse_question(samples.multiple()).check({"choices": ("d", "a")}) == {"choices": ["a", "d"]}
    pairs = {"s3": "c1", "s1": "c2"}
    checked = parse_question(samples.matching()).check({"pairs": pairs})
    assert str(checked) == "{'pairs': {'s1': 'c2', 's3': 'c1'}}"


def test_matching_is_complete_with_every_stem() -> None:
    question = parse_question(samples.matching())
    assert not question.is_complete({"pairs": {"s1": "c1", "s2": "c2"}})
    assert question.is_complete({"pairs": {"s1": "c1", "s2": "c2", "s3": "c3"}})


@pytest.mark.parametrize("kind", samples.ALL)
def test_complete_means_answered_to_the_end(kind: str) -> None:
    question = parse_question(samples.ALL[kind])
    assert not question.is_complete(None)
    assert question.is_complete(samples.RIGHT_RESPONSES[kind])
