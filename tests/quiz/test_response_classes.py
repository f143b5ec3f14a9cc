"""What an answer is counted as in the response analysis (docs: quiz research §2.7)."""

import pytest

from courses.quiz import InvalidResponse, parse_question
from courses.quiz.statistics import NO_MATCH, NO_RESPONSE
from tests.quiz import samples


@pytest.mark.parametrize(
    ("kind", "response", "expected"),
    [
        ("single_choice", {"choice": "b"}, "b"),
        ("multiple_response", {"choices": ["d", "a"]}, "a+d"),
        ("true_false", {"value": False}, "false"),
        ("ordering", {"order": list("12345")}, "goed"),
        ("ordering", {"order": list("12543")}, "fout vanaf 3"),
        ("ordering", {"order": list("21345")}, "fout vanaf 1"),
        ("matching", {"pairs": {"s1": "c1", "s2": "c3"}}, "1/3"),
        ("scenario", {"path": ["good"]}, "good"),
        ("scenario", {"path": ["detour", "leave"]}, "leave"),
        ("numeric", {"text": "125"}, "n2"),
        ("numeric", {"text": "60"}, NO_MATCH),
        ("short_text", {"text": "bel 112"}, "t2"),
        ("short_text", {"text": "de buren"}, NO_MATCH),
        ("hotspot", {"areas": ["tree", "car"]}, "car+tree"),
        ("hotspot", {"points": [[300, 200], [310, 200]]}, "car"),
        ("hotspot", {"points": [[0, 0]]}, NO_MATCH),
        ("reflection", {"choice": "c", "sure": 4}, "c"),
        ("open_text", {"text": "Ik bel."}, "beantwoord"),
    ],
)
def test_an_answer_has_a_class(kind: str, response: dict[str, object], expected: str) -> None:
    assert parse_question(samples.ALL[kind]).response_class(response) == expected


@pytest.mark.parametrize("kind", samples.ALL)
def test_no_answer_is_a_class_of_its_own(kind: str) -> None:
    assert parse_question(samples.ALL[kind]).response_class(None) == NO_RESPONSE


@pytest.mark.parametrize("kind", samples.ALL)
def test_what_the_question_does_not_have_is_refused(kind: str) -> None:
    with pytest.raises(InvalidResponse):
        parse_question(samples.ALL[kind]).response_class({"vreemd": 1})


@pytest.mark.parametrize("kind", [kind for kind in samples.SCORED if kind != "scenario"])
def test_the_right_answer_is_in_a_right_class(kind: str) -> None:
    question = parse_question(samples.ALL[kind])
    assert question.response_class(samples.RIGHT_RESPONSES[kind]) in question.right_classes()


@pytest.mark.parametrize("kind", ["reflection", "open_text", "scenario"])
def test_where_a_class_tells_nothing_none_is_right(kind: str) -> None:
    assert parse_question(samples.ALL[kind]).right_classes() == frozenset()


@pytest.mark.parametrize(
    ("kind", "part", "words"),
    [
        ("single_choice", "a", "optie a"),
        ("multiple_response", "d", "optie d"),
        ("scenario", "report", "keuze report"),
        ("numeric", "n1", "100 tot en met 120"),
        ("short_text", "t2", "…112…"),
        ("hotspot", "car", "plek car"),
        ("reflection", "c", "keuze c"),
    ],
)
def test_an_id_has_the_words_of_the_author(kind: str, part: str, words: str) -> None:
    assert parse_question(samples.ALL[kind]).class_labels()[part] == words


@pytest.mark.parametrize("kind", samples.ALL)
def test_a_class_is_short(kind: str) -> None:
    assert len(parse_question(samples.ALL[kind]).response_class(samples.RIGHT_RESPONSES[kind])) < 40
