"""Drawing the questions of an attempt."""

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quiz import InvalidQuestion, draw
from tests.quiz.strategies import QUICK

BANK = {"a": ["a1", "a2", "a3"], "b": ["b1", "b2"]}


def fixed(key: str) -> dict[str, object]:
    return {"kind": "fixed", "question": key}


def take(category: str, count: int) -> dict[str, object]:
    return {"kind": "draw", "category": category, "count": count}


def test_slots_keep_their_order() -> None:
    keys = draw([take("b", 1), fixed("a2"), take("a", 2)], BANK, random.Random(1))
    assert keys[0] in BANK["b"]
    assert keys[1] == "a2"
    assert set(keys[2:]) == {"a1", "a3"}


def test_the_same_seed_draws_the_same_from_any_order_of_the_bank() -> None:
    other = {"a": ["a3", "a1", "a2"]}
    for seed in range(20):
        slots = [take("a", 2)]
        assert draw(slots, BANK, random.Random(seed)) == draw(slots, other, random.Random(seed))


def test_every_pair_is_drawn_about_as_often() -> None:
    rng = random.Random(7)
    counts = Counter(frozenset(draw([take("a", 2)], BANK, rng)) for _ in range(3000))
    assert len(counts) == 3
    assert all(850 < count < 1150 for count in counts.values())


def test_shuffle_mixes_the_slots() -> None:
    slots = [fixed("x"), fixed("y"), fixed("z")]
    assert draw(slots, {}, random.Random(1)) == ["x", "y", "z"]
    orders = {tuple(draw(slots, {}, random.Random(seed), shuffle=True)) for seed in range(60)}
    assert len(orders) == 6


def test_a_question_moves_to_make_room_where_categories_overlap() -> None:
    bank = {"wide": ["q1", "q2"], "narrow": ["q1"]}
    for seed in range(20):
        assert draw([take("wide", 1), take("narrow", 1)], bank, random.Random(seed)) == ["q2", "q1"]


@pytest.mark.parametrize(
    ("slots", "path"),
    [
        ([take("a", 4)], "slots[0]"),
        ([take("nothing", 1)], "slots[0]"),
        ([take("a", 3), fixed("a1")], "slots[0]"),
        ([take("b", 1), take("b", 2)], "slots[1]"),
    ],
)
def test_too_few_questions(slots: list[dict[str, object]], path: str) -> None:
    with pytest.raises(InvalidQuestion) as error:
        draw(slots, BANK, random.Random(1))
    assert (error.value.code, error.value.path) == ("too_few", path)


@pytest.mark.parametrize(
    ("slot", "code"),
    [
        ({}, "slot"),
        ({"kind": "fixed"}, "slot"),
        ({"kind": "fixed", "question": ""}, "slot"),
        ({"kind": "draw", "count": 1}, "slot"),
        ({"kind": "draw", "category": "a", "count": 0}, "slot"),
        ({"kind": "draw", "category": "a", "count": True}, "slot"),
        ({"kind": "fixed", "question": "x"}, "repeated_question"),
    ],
)
def test_a_broken_slot(slot: Any, code: str) -> None:
    with pytest.raises(InvalidQuestion) as error:
        draw([fixed("x"), slot], BANK, random.Random(1))
    assert error.value.code == code


@QUICK
@given(st.data(), st.randoms())
def test_no_question_comes_twice(data: st.DataObject, rng: random.Random) -> None:
    pools = st.lists(st.sampled_from("pqrstu"), max_size=6)
    bank = {name: data.draw(pools) for name in "abc"}
    names = data.draw(st.lists(st.sampled_from("abc"), min_size=1, max_size=3))
    slots = [fixed("p"), *(take(name, data.draw(st.integers(1, 2))) for name in names)]
    try:
        keys = draw(slots, bank, rng)
    except InvalidQuestion as error:
        assert error.code == "too_few"
        return
    assert len(set(keys)) == len(keys) == 1 + sum(int(str(slot["count"])) for slot in slots[1:])
    assert keys.count("p") == 1
