"""Quiz statistics beside an independent computation with NumPy, and what must hold for any attempts."""

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quiz.statistics import Figure, Item, QuestionInfo, QuizFigures, Statistics, figures
from tests.quiz.strategies import QUICK

Expected = dict[str, float | None]
Attempts = list[list[Item]]

fractions = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 0.9, 1.0])
worths = st.sampled_from([0.5, 1.0, 2.0, 5.0])


@st.composite
def matrices(draw: Any) -> tuple[Any, list[float]]:
    """Marks of 0 to 12 attempts, and what 1 to 5 questions are worth."""
    maxima = draw(st.lists(worths, min_size=1, max_size=5))
    size = len(maxima)
    rows = draw(st.lists(st.lists(fractions, min_size=size, max_size=size), max_size=12))
    return np.array(rows, dtype=float).reshape(len(rows), size) * maxima, maxima


@st.composite
def any_attempts(draw: Any) -> Attempts:
    """Attempts with any part of five places, each with one of three questions."""
    place = st.tuples(st.sampled_from("pqr"), st.floats(-1, 1), st.floats(0, 1e6))
    rows = draw(st.lists(st.dictionaries(st.sampled_from("12345"), place), max_size=9))
    return [[Item(slot, *place) for slot, place in row.items()] for row in rows]


def attempts_of(matrix: Any, maxima: list[float]) -> Attempts:
    return [
        [Item(f"{i}", f"{i}", mark / top, top) for i, (mark, top) in enumerate(zip(row, maxima, strict=True))]
        for row in matrix.tolist()
    ]


def computed(matrix: Any, maxima: list[float]) -> Statistics:
    return figures(attempts_of(matrix, maxima), {f"{i}": QuestionInfo() for i in range(len(maxima))})


def flat(variance: float) -> bool:
    return bool(abs(variance) < 1e-12)


def expected_shape(totals: Any) -> Expected:
    """Skewness and kurtosis by another road: the sample moments, corrected for the size."""
    n = len(totals)
    if n < 3 or flat(np.var(totals, ddof=1)):
        return {"skewness": None, "kurtosis": None}
    z = (totals - totals.mean()) / totals.std()
    g1, g2 = np.mean(z**3), np.mean(z**4) - 3
    kurtosis = (n - 1) * ((n + 1) * g2 + 6) / ((n - 2) * (n - 3)) if n > 3 else None
    return {"skewness": g1 * np.sqrt(n * (n - 1)) / (n - 2), "kurtosis": kurtosis}


def expected_quiz(matrix: Any) -> Expected:
    """The figures of the quiz; alpha from the covariance matrix."""
    n, size = matrix.shape
    totals = matrix.sum(axis=1)
    result: Expected = {"mean": totals.mean() if n else None, "median": np.median(totals) if n else None}
    deviation = np.std(totals, ddof=1) if n > 1 else None
    alpha = ratio = None
    if n > 2 and size > 1 and not flat(np.var(totals, ddof=1)):
        matrix_of_covariances = np.cov(matrix, rowvar=False)
        alpha = 100 * size / (size - 1) * (1 - np.trace(matrix_of_covariances) / matrix_of_covariances.sum())
        ratio = 100 * np.sqrt(max(0, 1 - alpha / 100))
    error = None if ratio is None or deviation is None else ratio * deviation / 100
    result |= {"standard_deviation": deviation, "internal_consistency": alpha, "error_ratio": ratio}
    return {**result, "standard_error": error, **expected_shape(totals)}


def expected_question(marks: Any, others: Any, maximum: float) -> Expected:
    """The figures of a row that need no other rows."""
    if not len(marks):
        return dict.fromkeys(("facility", "standard_deviation", "discrimination", "efficiency"))
    result: Expected = {"facility": 100 * marks.mean() / maximum}
    if len(marks) < 2:
        return {**result, **dict.fromkeys(("standard_deviation", "discrimination", "efficiency"))}
    result["standard_deviation"] = 100 * marks.std(ddof=1) / maximum
    if flat(np.var(marks, ddof=1)) or flat(np.var(others, ddof=1)):
        return {**result, "discrimination": None, "efficiency": None}
    most = np.cov(np.sort(marks), np.sort(others))[0, 1]
    result["discrimination"] = 100 * np.corrcoef(marks, others)[0, 1]
    return {**result, "efficiency": 100 * np.cov(marks, others)[0, 1] / most}


def expected_weights(matrix: Any) -> list[float | None]:
    n, size = matrix.shape
    if n < 2:
        return [None] * size
    shared = np.array([np.cov(column, matrix.sum(axis=1))[0, 1] for column in matrix.T])
    shared[np.abs(shared) < 1e-12] = 0
    roots = np.sqrt(np.maximum(shared, 0))
    return [100 * root / roots.sum() if c >= 0 and roots.sum() else None for c, root in zip(shared, roots, strict=True)]


def assert_same(results: object, expected: Expected) -> None:
    for name, value in expected.items():
        figure: Figure = getattr(results, name)
        assert figure.value == (None if value is None else pytest.approx(value, rel=1e-7, abs=1e-5)), name


def assert_as_numpy(matrix: Any, maxima: list[float]) -> None:
    quiz, rows = computed(matrix, maxima)
    assert_same(quiz, expected_quiz(matrix))
    totals, weights = matrix.sum(axis=1), expected_weights(matrix)
    for marks, maximum, weight, row in zip(matrix.T, maxima, weights, rows, strict=True):
        expected = {**expected_question(marks, totals - marks, maximum), "effective_weight": weight}
        intended = 100 * maximum / sum(maxima) if len(marks) else None
        assert_same(row, {**expected, "intended_weight": intended})


def seeded(questions: int = 8) -> tuple[Any, list[float]]:
    """300 attempts of people of different ability; the last question is answered by chance."""
    rng = np.random.default_rng(20240518)
    maxima = [1.0, 2.0, 1.0, 3.0, 1.0, 1.0, 2.0, 1.0][:questions]
    ability, hardness = rng.normal(size=(300, 1)), np.linspace(-1, 1, questions)
    marks = (ability + rng.normal(size=(300, questions)) > hardness).astype(float)
    marks[:, -1] = rng.choice([0, 1 / 3, 1], size=300)
    return marks * maxima, maxima


@QUICK
@given(data=matrices())
def test_any_matrix_is_as_numpy_has_it(data: tuple[Any, list[float]]) -> None:
    assert_as_numpy(*data)


def test_a_large_matrix_is_as_numpy_has_it() -> None:
    matrix, maxima = seeded()
    assert_as_numpy(matrix, maxima)
    assert 40 < (computed(matrix, maxima).quiz.internal_consistency.value or 0) < 95


def test_drawn_rows_and_versions_are_as_numpy_has_them() -> None:
    matrix, maxima = seeded()
    lot = np.random.default_rng(7).integers(0, 3, size=300)
    plain = zip(attempts_of(matrix, maxima), lot, strict=True)
    attempts = [[*items[:-1], items[-1]._replace(question=f"d{d}")] for items, d in plain]
    infos = {**{f"{i}": QuestionInfo() for i in range(7)}, **{f"d{d}": QuestionInfo(drawn=True) for d in range(3)}}
    quiz, rows = figures(attempts, infos)
    assert quiz == computed(matrix, maxima).quiz
    for d, row in enumerate(rows[7:]):
        mine = matrix[lot == d]
        assert_same(row, expected_question(mine[:, -1], mine.sum(axis=1), 1.0))
        assert_same(row, {"effective_weight": expected_weights(matrix)[-1]})


@QUICK
@given(data=matrices(), seed=st.integers(0, 9))
def test_the_order_of_attempts_does_not_matter(data: tuple[Any, list[float]], seed: int) -> None:
    matrix, maxima = data
    order = random.Random(seed).sample(range(len(matrix)), len(matrix))
    before, after = values(computed(matrix, maxima)), values(computed(matrix[order], maxima))
    for name, value in before.items():
        assert after[name] == (None if value is None else pytest.approx(value, rel=0, abs=1e-9)), name


@QUICK
@given(attempts=any_attempts())
def test_there_is_never_a_nan_and_never_an_exception(attempts: Attempts) -> None:
    result = figures(iter(attempts), {"p": QuestionInfo(0.5), "q": QuestionInfo(drawn=True), "r": QuestionInfo()})
    assert all(value is None or np.isfinite(value) for value in values(result).values())
    assert len(result.questions) == 3


def values(result: Statistics) -> dict[str, float | None]:
    """Every value by a name of its own."""
    parts: list[tuple[str, object]] = [("quiz", result.quiz)]
    parts += [(row.key, row) for row in result.questions] + [(f"plek {slot.slot}", slot) for slot in result.quiz.slots]
    return {
        f"{part}.{name}": figure.value
        for part, results in parts
        for name, figure in vars(results).items()
        if isinstance(figure, Figure)
    }


def test_the_values_compared_above_are_all_figures() -> None:
    assert len([name for name in values(computed(*seeded())) if name.startswith("quiz.")]) == 9
    assert isinstance(computed(*seeded()).quiz, QuizFigures)
