"""What may change in a *kleine verbetering* and what may not (docs/design.md §4)."""

from copy import deepcopy

import pytest

from courses.quiz import answer_key, parse_question
from tests.quiz import samples


@pytest.mark.parametrize("name", sorted(samples.ALL))
def test_other_words_are_the_same_answer_key(name: str) -> None:
    content = parse_question(samples.ALL[name]).to_json()
    changed = deepcopy(content)
    changed["stem"] = "Andere woorden."
    changed["explanation"] = "Een komma, erbij."
    assert answer_key(changed) == answer_key(content)


def test_another_right_option_is_another_answer_key() -> None:
    content = parse_question(samples.ALL["true_false"]).to_json()
    assert answer_key(content | {"correct": not content["correct"]}) != answer_key(content)


def test_a_question_that_becomes_critical_is_another_answer_key() -> None:
    content = parse_question(samples.ALL["single_choice"]).to_json()
    assert answer_key(content | {"critical": True}) != answer_key(content)


def test_the_text_of_an_accepted_answer_is_its_key() -> None:
    one = {
        "type": "short_text",
        "answers": [{"id": "a", "text": "112", "feedback": "Juist."}],
        "feedback_wrong": "Nee.",
    }
    other_words = one | {"answers": [{"id": "a", "text": "112", "feedback": "Precies."}], "feedback_wrong": "Nog niet."}
    other_answer = one | {"answers": [{"id": "a", "text": "911", "feedback": "Juist."}]}
    assert answer_key(one) == answer_key(other_words)
    assert answer_key(one) != answer_key(other_answer)
