"""The lines of the result page, for every type."""

from courses.quiz import ReviewRow, parse_question
from tests.quiz import samples

Line = tuple[str, str, str, str, bool]


def lines(rows: tuple[ReviewRow, ...]) -> list[Line]:
    return [(row.text, row.given, row.expected, row.verdict, row.chosen) for row in rows]


def test_multiple_response() -> None:
    rows = parse_question(samples.multiple()).review({"choices": ["a", "c"]})
    assert lines(rows) == [
        ("optie a", "optie a", "optie a", "right", True),
        ("optie b", "", "optie b", "missed", False),
        ("optie c", "optie c", "", "wrong", True),
        ("optie d", "", "", "neutral", False),
    ]
    assert [row.feedback for row in rows] == ["terug a", "", "terug c", ""]
    assert [row.id for row in rows] == ["a", "b", "c", "d"]


def test_single_choice() -> None:
    question = parse_question(samples.single())
    assert [row.verdict for row in question.review({"choice": "b"})] == ["missed", "wrong", "neutral"]
    assert [row.verdict for row in question.review(None)] == ["missed", "neutral", "neutral"]


def test_true_false_uses_codes() -> None:
    rows = parse_question(samples.true_false()).review({"value": False})
    assert lines(rows) == [
        ("true", "", "true", "missed", False),
        ("false", "false", "", "wrong", True),
    ]
    assert [row.feedback for row in rows] == ["", "nee, want"]


def test_true_false_without_an_answer() -> None:
    rows = parse_question(samples.true_false(correct=False)).review(None)
    assert [(row.verdict, row.chosen) for row in rows] == [("neutral", False), ("missed", False)]


def test_ordering() -> None:
    question = parse_question(samples.ordering("123"))
    assert lines(question.review({"order": ["1", "3", "2"]})) == [
        ("1", "stap 1", "stap 1", "right", True),
        ("2", "stap 3", "stap 2", "wrong", True),
        ("3", "stap 2", "stap 3", "wrong", True),
    ]
    assert lines(question.review(None))[0] == ("1", "", "stap 1", "missed", False)


def test_matching() -> None:
    rows = parse_question(samples.matching()).review({"pairs": {"s1": "c1", "s2": "c3"}})
    assert lines(rows) == [
        ("links s1", "rechts c1", "rechts c1", "right", True),
        ("links s2", "rechts c3", "rechts c2", "wrong", True),
        ("links s3", "", "rechts c1", "missed", False),
    ]


def test_scenario() -> None:
    rows = parse_question(samples.scenario()).review({"path": ["detour", "report"]})
    assert lines(rows) == [
        ("situatie door", "keuze detour", "keuze good", "wrong", True),
        ("situatie street", "keuze report", "keuze report", "right", True),
        ("situatie end", "", "", "neutral", False),
    ]
    assert [row.feedback for row in rows] == ["terug detour", "terug report", ""]


def test_an_unfinished_scenario_shows_what_was_missed() -> None:
    question = parse_question(samples.scenario())
    assert lines(question.review({"path": ["good"]}))[1] == (
        "situatie street",
        "",
        "keuze report",
        "missed",
        False,
    )
    assert [row.verdict for row in question.review(None)] == ["missed"]


def test_a_choice_without_a_difference_is_neutral_and_a_critical_one_is_wrong() -> None:
    same = samples.node("a", samples.way("x", "b"), samples.way("y", "b"))
    only = samples.node("b", samples.way("on", None, 1), samples.way("bad", None, 1, critical=True))
    rows = parse_question(samples.scenario(same, only)).review({"path": ["y", "bad"]})
    assert [(row.verdict, row.expected) for row in rows] == [("neutral", "keuze y"), ("wrong", "keuze on")]
