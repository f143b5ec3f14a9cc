"""Quiz statistics, worked out by hand, and the reasons why a figure is absent (docs: quiz research §2.7)."""

from collections.abc import Sequence
from operator import attrgetter
from typing import get_args

import pytest

from courses.quiz.statistics import NO_MATCH, NO_RESPONSE, Item, QuestionInfo, Reason, figures

Marks = Sequence[float]


def table(*rows: Marks, maxima: Marks) -> list[list[Item]]:
    """An attempt per row, a question (a, b, ...) per column, in points."""
    return [[item(name, mark, top) for name, mark, top in zip("abcde", row, maxima, strict=False)] for row in rows]


def item(name: str, mark: float, top: float = 1.0, *, slot: str = "", **extra: str) -> Item:
    return Item(slot=slot or f"plek {name}", question=name, fraction=mark / top if top else 0.0, max_mark=top, **extra)


def fixed(names: str) -> dict[str, QuestionInfo]:
    return {name: QuestionInfo() for name in names}


def drawn(names: str) -> dict[str, QuestionInfo]:
    return {name: QuestionInfo(drawn=True) for name in names}


def near(value: float) -> object:
    return pytest.approx(value, rel=1e-6, abs=1e-9)


# Deviations from the mean: a .5 .5 -.5 -.5, b 1 0 0 -1, T 1.5 .5 -.5 -1.5.
FOUR = table((1, 2), (1, 1), (0, 1), (0, 0), maxima=(1, 2))


def test_a_quiz_by_hand() -> None:
    quiz, _ = figures(FOUR, fixed("ab"))
    assert (quiz.attempts, quiz.maximum.value, quiz.mean.value, quiz.median.value) == (4, 3.0, 1.5, 1.5)
    # var(T) = (2.25 + .25 + .25 + 2.25) / 3 = 5/3
    assert quiz.standard_deviation.value == near(1.2909944)
    assert quiz.skewness.value == near(0)
    # m2 = 1.25, m4 = 2.5625, k4 = 16 (5 * 2.5625 - 9 * 1.5625) / 6 = -10/3, k2^2 = 25/9
    assert quiz.kurtosis.value == near(-1.2)
    # var(a) = 1/3, var(b) = 2/3: 100 * 2/1 * (1 - 1 / (5/3)) = 80
    assert quiz.internal_consistency.value == near(80)
    # sqrt(1 - .8), and that times the standard deviation
    assert quiz.error_ratio.value == near(44.7213595)
    assert quiz.standard_error.value == near(0.5773503)


def test_questions_by_hand() -> None:
    _, (a, b) = figures(FOUR, {"a": QuestionInfo(random_guess=0.25), "b": QuestionInfo()})
    assert (a.key, a.attempts, a.facility.value, a.random_guess.value) == ("a", 4, 50.0, 25.0)
    # sqrt(1/3) of 1 point, sqrt(2/3) of 2 points
    assert (a.standard_deviation.value, b.standard_deviation.value) == (near(57.7350269), near(40.8248290))
    assert (a.intended_weight.value, b.intended_weight.value) == (near(100 / 3), near(200 / 3))
    # cov(a,T) = (.75 + .25 + .25 + .75) / 3 = 2/3, cov(b,T) = (1.5 + 1.5) / 3 = 1
    assert (a.effective_weight.value, b.effective_weight.value) == (near(44.9489743), near(55.0510257))
    # cov(a,b) = (.5 + .5) / 3 = 1/3, over sqrt(1/3 * 2/3)
    assert (a.discrimination.value, b.discrimination.value) == (near(70.7106781), near(70.7106781))
    # both columns are in the same order already: nothing could discriminate more
    assert a.efficiency.value == near(100)


def test_efficiency_sorts_both_series() -> None:
    # a = 0 1 2, b = 1 0 3 with mean 4/3: cov = (1/3 + 0 + 5/3) / 2 = 1; b sorted, 0 1 3: (4/3 + 0 + 5/3) / 2 = 1.5
    _, (a, _) = figures(table((0, 1), (1, 0), (2, 3), maxima=(2, 3)), fixed("ab"))
    assert a.efficiency.value == near(66.6666667)


def test_skewness_by_hand() -> None:
    # mean 1, m2 = (1 + 1 + 4) / 3 = 2, m3 = (-1 - 1 + 8) / 3 = 2, k2 = 3, k3 = 9 * 2 / 2 = 9, 9 / 3^1.5
    quiz, _ = figures(table((0,), (0,), (3,), maxima=(3,)), fixed("a"))
    assert (quiz.skewness.value, quiz.median.value) == (near(1.7320508), 0.0)


def test_a_question_that_works_against_the_quiz() -> None:
    # a = 0 1, b = 3 0, T = 3 1
    quiz, (a, b) = figures(table((0, 3), (1, 0), maxima=(1, 3)), fixed("ab"))
    assert (a.effective_weight.value, a.effective_weight.reason) == (None, "negative_covariance")
    assert (a.discrimination.value, a.efficiency.value) == (near(-100), near(-100))
    assert b.effective_weight.value == near(100)
    # var(a) = .5, var(b) = 4.5, var(T) = 2, a third attempt on the means: half of each
    quiz, _ = figures(table((0, 3), (1, 0), (0.5, 1.5), maxima=(1, 3)), fixed("ab"))
    # 100 * 2 * (1 - 5/2) = -300, and sqrt(1 + 3) = 2
    assert (quiz.internal_consistency.value, quiz.error_ratio.value) == (near(-300), near(200))


def test_a_drawn_question_is_set_against_the_total() -> None:
    attempts = [[item("a", 1), item("b", 0)], [item("a", 0), item("b", 0)]]
    _, rows = figures(attempts, {**drawn("a"), **fixed("b")})
    assert rows[0].discrimination.value == near(100)
    _, rows = figures(attempts, fixed("ab"))
    assert rows[0].discrimination.reason == "no_variance"


def test_questions_drawn_into_one_place_share_its_weight() -> None:
    # the place: 1 0 1 1, its variance 1/4; c: 1 1 1 0, its variance 1/4; their covariance -1/12
    marks = (("a", 1, 1), ("a", 0, 1), ("b", 1, 1), ("b", 1, 0))
    attempts = [[item("c", other), item(name, mark, slot="lot")] for name, mark, other in marks]
    quiz, (a, b, c) = figures(attempts, {**drawn("ab"), **fixed("c")})
    assert [(slot.slot, slot.attempts) for slot in quiz.slots] == [("lot", 4), ("plek c", 4)]
    assert (a.attempts, b.attempts, a.facility.value, b.facility.value) == (2, 2, 50.0, 100.0)
    assert a.effective_weight == b.effective_weight == quiz.slots[0].effective_weight
    assert (a.effective_weight.value, c.effective_weight.value) == (near(50), near(50))
    assert (a.intended_weight.value, c.intended_weight.value) == (50.0, 50.0)
    # var(T) = 1/4 + 1/4 - 2/12 = 1/3: 100 * 2 * (1 - (1/2) / (1/3))
    assert quiz.internal_consistency.value == near(-100)


def test_rows_can_be_made_per_version() -> None:
    marks = (("v1", 1, 1), ("v1", 0, 1), ("v2", 1, 0), ("v2", 1, 0))
    attempts = [[item("a", a, version=version), item("b", b, version="b1")] for version, a, b in marks]
    by_question = figures(attempts, fixed("ab"))
    infos = dict.fromkeys(("v1", "v2", "b1"), QuestionInfo())
    by_version = figures(attempts, infos, key=attrgetter("version"))
    assert by_version.quiz == by_question.quiz
    assert [(row.key, row.attempts, row.facility.value) for row in by_version.questions] == [
        ("v1", 2, 50.0),
        ("v2", 2, 100.0),
        ("b1", 4, 50.0),
    ]
    assert by_version.questions[2].discrimination == by_question.questions[1].discrimination


def test_responses_are_counted_per_class() -> None:
    given = ["a", NO_RESPONSE, "a", NO_MATCH, None, "b", NO_RESPONSE]
    attempts = [[Item("1", "q", 0.0, 1.0, response)] for response in given]
    _, (row,) = figures(attempts, fixed("q"))
    assert row.responses == {NO_RESPONSE: 2, "a": 2, "b": 1, NO_MATCH: 1}
    assert row.attempts == 7


def test_an_unanswered_question_counts_as_0() -> None:
    attempts = [[Item("1", "q", 1.0, 2.0, "a")], [Item("1", "q", 0.0, 2.0, NO_RESPONSE)]]
    quiz, (row,) = figures(attempts, fixed("q"))
    assert (quiz.mean.value, row.facility.value) == (1.0, 50.0)


def test_a_question_worth_other_points_in_other_attempts_is_measured_by_its_mean_worth() -> None:
    quiz, (row,) = figures([[item("a", 1, 1)], [item("a", 0, 3)]], fixed("a"))
    assert (quiz.maximum.value, row.facility.value, row.intended_weight.value) == (2.0, 25.0, 100.0)


def test_rows_come_in_the_order_asked_for() -> None:
    _, rows = figures(FOUR, fixed("bca"))
    assert [(row.key, row.attempts) for row in rows] == [("b", 4), ("c", 0), ("a", 4)]


def test_binary_noise_is_no_variance() -> None:
    # .1 + .2 and .3 + 0 differ in binary
    quiz, _ = figures(table((0.1, 0.2), (0.3, 0), (0.3, 0), (0.1, 0.2), maxima=(1, 1)), fixed("ab"))
    assert quiz.standard_deviation.value == 0.0
    for figure in (quiz.skewness, quiz.kurtosis, quiz.internal_consistency):
        assert (figure.value, figure.reason) == (None, "no_variance")


def test_large_marks_keep_their_precision() -> None:
    marks = (1e6 - 1e-3, 1e6 - 2e-3, 1e6 - 3e-3)
    quiz, _ = figures(table(*((mark,) for mark in marks), maxima=(1e6,)), fixed("a"))
    assert quiz.standard_deviation.value == pytest.approx(1e-3, rel=1e-6)


EQUAL = table((1, 1), (1, 1), (1, 1), (1, 1), maxima=(1, 1))
WORTHLESS = table((0,), (0,), maxima=(0,))
UNEQUAL = [*FOUR, FOUR[0][:1]]
AGAINST = table((0, 3), (1, 0), maxima=(1, 3))
TWICE = [[item("a", 1, slot="1")], [item("a", 0, slot="2")]]

QUIZ_REASONS: list[tuple[list[list[Item]], str, str]] = [
    *(([], name, "too_few_attempts") for name in ("maximum", "mean", "median")),
    (FOUR[:1], "standard_deviation", "too_few_attempts"),
    (FOUR[:2], "skewness", "too_few_attempts"),
    (FOUR[:3], "kurtosis", "too_few_attempts"),
    (EQUAL, "skewness", "no_variance"),
    (EQUAL, "kurtosis", "no_variance"),
    *((FOUR[:2], name, "too_few_attempts") for name in ("internal_consistency", "error_ratio", "standard_error")),
    *((EQUAL, name, "no_variance") for name in ("internal_consistency", "error_ratio", "standard_error")),
    (table((0,), (1,), (1,), maxima=(1,)), "internal_consistency", "too_few_questions"),
    (UNEQUAL, "internal_consistency", "different_slots"),
]
QUESTION_NAMES = (
    "facility",
    "standard_deviation",
    "intended_weight",
    "effective_weight",
    "discrimination",
    "efficiency",
)
QUESTION_REASONS: list[tuple[list[list[Item]], str, str]] = [
    *(([], name, "too_few_attempts") for name in QUESTION_NAMES),
    *((FOUR[:1], name, "too_few_attempts") for name in QUESTION_NAMES if name not in ("facility", "intended_weight")),
    *((EQUAL, name, "no_variance") for name in ("effective_weight", "discrimination", "efficiency")),
    *((WORTHLESS, name, "no_marks") for name in ("facility", "standard_deviation", "intended_weight")),
    (AGAINST, "effective_weight", "negative_covariance"),
    (TWICE, "effective_weight", "several_slots"),
    (FOUR, "random_guess", "not_defined"),
]


@pytest.mark.parametrize(("attempts", "name", "reason"), QUIZ_REASONS)
def test_a_figure_of_the_quiz_is_absent_for_a_reason(attempts: list[list[Item]], name: str, reason: str) -> None:
    figure = getattr(figures(attempts, fixed("abcde")).quiz, name)
    assert (figure.value, figure.reason) == (None, reason)


@pytest.mark.parametrize(("attempts", "name", "reason"), QUESTION_REASONS)
def test_a_figure_of_a_question_is_absent_for_a_reason(attempts: list[list[Item]], name: str, reason: str) -> None:
    figure = getattr(figures(attempts, fixed("abcde")).questions[0], name)
    assert (figure.value, figure.reason) == (None, reason)


def test_every_reason_occurs() -> None:
    assert {"", *(reason for *_, reason in [*QUIZ_REASONS, *QUESTION_REASONS])} == set(get_args(Reason))


@pytest.mark.parametrize(
    ("fraction", "max_mark"),
    [(1.1, 1.0), (-1.1, 1.0), (1.0, -1.0), (1.0, 2e6), (float("nan"), 1.0), (1.0, float("nan")), (0.0, float("inf"))],
)
def test_a_mark_out_of_range_is_refused(fraction: float, max_mark: float) -> None:
    with pytest.raises(ValueError, match="lies between"):
        figures([[Item("1", "a", fraction, max_mark)]], fixed("a"))


def test_a_slot_comes_once_in_an_attempt() -> None:
    with pytest.raises(ValueError, match="once"):
        figures([[item("a", 1, slot="1"), item("b", 1, slot="1")]], fixed("ab"))


def test_an_unannounced_question_is_refused() -> None:
    with pytest.raises(ValueError, match="not announced"):
        figures(FOUR, fixed("a"))
