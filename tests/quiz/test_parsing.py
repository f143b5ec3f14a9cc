"""Content that breaks a rule is refused with a code and a place; other content comes back unchanged."""

import copy
from typing import Any

import pytest

from courses.quiz import QUESTION_TYPES, InvalidQuestion, Ordering, parse_question
from tests.quiz import samples


def test_the_registry_knows_every_type() -> None:
    assert set(QUESTION_TYPES) == set(samples.ALL)
    assert QUESTION_TYPES["ordering"] is Ordering


@pytest.mark.parametrize("kind", samples.ALL)
def test_content_comes_back_unchanged(kind: str) -> None:
    before = copy.deepcopy(samples.ALL[kind])
    question = parse_question(samples.ALL[kind])
    assert question.to_json() == before == samples.ALL[kind]
    assert parse_question(question.to_json()) == question
    assert isinstance(hash(question), int)


def test_what_is_left_out_gets_its_default() -> None:
    options = [{"id": "a", "text": "ja", "correct": True}, {"id": "b", "text": "nee", "correct": False}]
    content = {"schema": 1, "type": "multiple_response", "stem": "Wat?", "options": options}
    written = parse_question(content).to_json()
    expected = {"explanation": "", "critical": False, "rule": "all_or_nothing", "shuffle": True}
    assert expected.items() <= written.items()


def changed(content: samples.Content, path: str, value: object) -> samples.Content:
    """Set one value deep inside, "options.0.text" for example."""
    result = copy.deepcopy(content)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    here: Any = result
    for step in way:
        here = here[step]
    here[last] = value
    return result


COMMON = [
    ("schema", 2, "not_in_range", "schema"),
    ("schema", True, "not_in_range", "schema"),
    ("type", "essay", "unknown_type", "type"),
    ("type", ["single_choice"], "unknown_type", "type"),
    ("stem", " \n", "empty", "stem"),
    ("stem", None, "not_a_text", "stem"),
    ("stem", "a\0b", "forbidden_character", "stem"),
    ("stem", "a\ud800", "forbidden_character", "stem"),
    ("stem", "x" * 10_001, "too_long", "stem"),
    ("critical", 1, "not_a_flag", "critical"),
    ("points", 3, "unknown_field", "points"),
]
OWN: list[tuple[str, str, object, str, str]] = [
    ("single_choice", "options", [], "too_few", "options"),
    ("single_choice", "options", "ab", "not_a_list", "options"),
    ("single_choice", "options.0.correct", False, "no_correct_option", "options"),
    ("single_choice", "options.1.correct", True, "several_correct_options", "options"),
    ("single_choice", "options.1.id", "a", "repeated_id", "options"),
    ("single_choice", "options.1.id", "a:b", "bad_id", "options[1].id"),
    ("single_choice", "options.1.id", 7, "bad_id", "options[1].id"),
    ("single_choice", "options.1.id", "x" * 65, "bad_id", "options[1].id"),
    ("single_choice", "options.1.text", " optie  a", "repeated_text", "options"),
    ("single_choice", "options.2.weight", 1, "unknown_field", "options[2].weight"),
    ("single_choice", "options.1", "b", "not_an_object", "options[1]"),
    ("multiple_response", "rule", "some", "unknown_value", "rule"),
    ("multiple_response", "rule", ["all_or_nothing"], "unknown_value", "rule"),
    (
        "multiple_response",
        "options",
        [samples.option(i, correct=True) for i in "abcdefghi"],
        "too_many",
        "options",
    ),
    ("true_false", "correct", "true", "not_a_flag", "correct"),
    ("ordering", "items", [{"id": "1", "text": "a"}, {"id": "2", "text": "b"}], "too_few", "items"),
    ("ordering", "items.1.text", "stap 1", "repeated_text", "items"),
    ("ordering", "rule", "relative_to_correct", "unknown_value", "rule"),
    ("matching", "stems.1.match", "c9", "unknown_choice", "stems[1].match"),
    ("matching", "choices.1.text", "rechts c1", "repeated_text", "choices"),
    ("matching", "stems.1.id", "s1", "repeated_id", "stems"),
    ("scenario", "start", "nowhere", "unknown_node", "start"),
    ("scenario", "nodes.1.choices.0.next", "nowhere", "unknown_node", "nodes[1]"),
    ("scenario", "nodes.1.choices.0.next", "door", "loop", "nodes"),
    ("scenario", "nodes.1.choices.0.next", "street", "loop", "nodes"),
    ("scenario", "start", "street", "unreachable_node", "nodes[0]"),
    ("scenario", "nodes.1.id", "door", "repeated_id", "nodes"),
    ("scenario", "nodes.1.choices.0.id", "good", "repeated_id", "nodes"),
    ("scenario", "nodes.0.choices.0.points", -1, "not_in_range", "nodes[0].choices[0].points"),
    ("scenario", "nodes.0.choices.0.points", True, "not_in_range", "nodes[0].choices[0].points"),
    ("scenario", "nodes", [samples.node("door", samples.way("a", None))], "no_points", "nodes"),
    ("reflection", "critical", True, "critical_unscored", "critical"),
    ("reflection", "options", [samples.thought("a")], "too_few", "options"),
    ("reflection", "options", [samples.thought(i) for i in "abcdefg"], "too_many", "options"),
    ("reflection", "options.1.text", "keuze a", "repeated_text", "options"),
    ("reflection", "options.1.correct", True, "unknown_field", "options[1].correct"),
    ("reflection", "ask_sure", 1, "not_a_flag", "ask_sure"),
    ("open_text", "rubric", [], "too_few", "rubric"),
    ("open_text", "rubric", [samples.line(i, 1) for i in "abcdefghi"], "too_many", "rubric"),
    ("open_text", "rubric.1.id", "r1", "repeated_id", "rubric"),
    ("open_text", "rubric.0.points", 11, "not_in_range", "rubric[0].points"),
    ("open_text", "rubric.0.points", 0, "not_in_range", "rubric[0].points"),
    ("open_text", "max_characters", 99, "not_in_range", "max_characters"),
    ("open_text", "max_characters", 4001, "not_in_range", "max_characters"),
    (
        "scenario",
        "nodes",
        [samples.node("door", samples.way("a", None, 5, critical=True))],
        "no_points",
        "nodes",
    ),
]


@pytest.mark.parametrize(("path", "value", "code", "place"), COMMON)
@pytest.mark.parametrize("kind", samples.ALL)
def test_a_broken_shared_field(kind: str, path: str, value: object, code: str, place: str) -> None:
    with pytest.raises(InvalidQuestion) as error:
        parse_question(changed(samples.ALL[kind], path, value))
    assert (error.value.code, error.value.path) == (code, place)


@pytest.mark.parametrize(("kind", "path", "value", "code", "place"), OWN)
def test_a_broken_field_of_a_type(kind: str, path: str, value: object, code: str, place: str) -> None:
    with pytest.raises(InvalidQuestion) as error:
        parse_question(changed(samples.ALL[kind], path, value))
    assert (error.value.code, error.value.path) == (code, place)


def test_a_best_way_above_a_thousand_points_is_refused() -> None:
    chain = [samples.node(f"n{i}", samples.way(f"c{i}", f"n{i + 1}", 100)) for i in range(11)]
    with pytest.raises(InvalidQuestion, match="too_many_points"):
        parse_question(samples.scenario(*chain, samples.node("n11")))


@pytest.mark.parametrize("content", [None, [], "single_choice", 3])
def test_content_that_is_no_object(content: Any) -> None:
    with pytest.raises(InvalidQuestion):
        parse_question(content)
