"""Equal content has equal JSON and an equal hash."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quiz import canonical_json, content_hash
from tests.quiz.strategies import QUICK

leaves = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(alphabet='aé\u0301 "\\\n€😀')
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet="abc"), inner))


def test_keys_are_sorted_and_nothing_is_spaced() -> None:
    assert canonical_json({"b": [1, None, True], "a": "één €"}) == '{"a":"één €","b":[1,null,true]}'


def test_the_hash_is_sha256_of_the_text() -> None:
    assert content_hash({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_both_ways_to_write_an_accent_are_one_text() -> None:
    assert content_hash({"e\u0301": ["e\u0301"]}) == content_hash({"é": ["é"]})


def test_a_tuple_is_a_list() -> None:
    assert canonical_json(("a", ("b",))) == '["a",["b"]]'


@pytest.mark.parametrize("value", [1.5, [0.0], {"a": float("nan")}, Decimal(1), {1: "a"}, b"a", {"a"}])
def test_what_is_not_exact_json_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}, {"é": 1, "e\u0301": 2}])
def test_broken_texts_and_coinciding_keys_are_refused(value: object) -> None:
    with pytest.raises(ValueError):
        canonical_json(value)


@QUICK
@given(values)
def test_a_round_trip_changes_nothing(value: Any) -> None:
    text = canonical_json(value)
    assert canonical_json(json.loads(text)) == text
