"""Adding up and passing: exact, unrounded."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quiz import Score, is_passed, total
from courses.quiz.scores import seven_places
from tests.quiz.strategies import QUICK


def score(fraction: str | Fraction, *, failed: bool = False) -> Score:
    value = seven_places(fraction) if isinstance(fraction, Fraction) else Decimal(fraction)
    return Score(fraction=value, answered=True, critical_failed=failed)


def right_of(right: int, number: int, points: str = "1") -> list[tuple[Decimal, Score]]:
    return [(Decimal(points), score("1" if i < right else "0")) for i in range(number)]


@pytest.mark.parametrize(
    ("right", "number", "mark", "passed"),
    [
        (6, 8, 75, True),
        (5, 8, 75, False),
        (2, 3, 66, True),
        (2, 3, 67, False),
        (2, 3, Decimal("66.66"), True),
        (2, 3, Decimal("66.67"), False),
        (0, 8, 0, True),
        (8, 8, 100, True),
        (7, 8, 100, False),
        (7, 8, Decimal("87.5"), True),
    ],
)
def test_the_pass_mark_is_compared_unrounded(right: int, number: int, mark: Decimal | int, passed: bool) -> None:
    assert is_passed(total(right_of(right, number)), mark) is passed


def test_a_total_has_points() -> None:
    result = total([(Decimal(2), score("0.5")), (Decimal("1.5"), score("1")), (Decimal(1), score("0"))])
    assert (result.score, result.maximum, result.fraction) == (Decimal("2.5"), Decimal("4.5"), Fraction(5, 9))


def test_thirds_add_up_to_one() -> None:
    result = total([(Decimal(1), score("0.3333333"))] * 3)
    assert (result.score, result.fraction) == (Decimal("1.0000000"), Fraction(1, 3))
    halves = total([(Decimal(1), score(f)) for f in ("0.3333333", "0.3333333", "0.8333333")])
    assert is_passed(halves, 50)


def test_a_mark_that_is_no_small_fraction_stays_as_it_is() -> None:
    assert score("0.1234567").exact == Fraction(1234567, 10**7)


def test_a_critical_failure_is_never_a_pass() -> None:
    result = total([(Decimal(1), score("1")), (Decimal(0), score("0", failed=True))])
    assert (result.fraction, result.critical_failed) == (Fraction(1), True)
    assert not is_passed(result, 75)


def test_no_points_is_no_pass() -> None:
    assert total([]).fraction == 0
    assert not is_passed(total([]), 75)


@pytest.mark.parametrize("mark", [-1, 101, Decimal("100.1")])
def test_a_pass_mark_is_a_percentage(mark: Decimal | int) -> None:
    with pytest.raises(ValueError):
        is_passed(total(right_of(1, 1)), mark)


@pytest.mark.parametrize("points", ["-1", "NaN", "Infinity"])
def test_points_are_not_negative(points: str) -> None:
    with pytest.raises(ValueError):
        total(right_of(1, 1, points))


@pytest.mark.parametrize("fraction", ["-0.0000001", "1.0000001", "NaN"])
def test_a_score_lies_between_zero_and_one(fraction: str) -> None:
    with pytest.raises(ValueError):
        score(fraction)


@QUICK
@given(st.integers(1, 1000).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d))))
def test_seven_places_lose_nothing(parts: tuple[int, int]) -> None:
    exact = Fraction(*parts)
    assert score(exact).exact == exact
