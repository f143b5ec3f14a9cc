"""A question that goes out and comes back in scores every response as before and says the same."""

import pytest
from hypothesis import HealthCheck, given, settings

from courses.quiz.interchange import FORMATS, BankItem, read, template, write
from courses.quiz.interchange.lost import COMMON_TYPES
from tests.quiz.interchange.meaning import feedback_of, probes_of, scores
from tests.quiz.interchange.strategies import bank_items, looks

MANY = settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
RICH = [name for name in FORMATS if name != "aiken"]
CHANGES_SCORES = ("punten voor half", "hoofdletters", "accenten", "eenheden")
MAY_BE_LEFT_OUT = {"text_not_possible", "too_many_parts", "rule_not_possible"}


def lost(problems: list[object]) -> str:
    """What the writer said that it could not hold, in one text."""
    return " ".join(f"{problem.code} {problem.detail}" for problem in problems)  # type: ignore[attr-defined]


def returned(item: BankItem, form: str) -> tuple[BankItem | None, str]:
    data, problems = write([item], form)
    if any(problem.fatal for problem in problems):
        assert {problem.code for problem in problems} <= MAY_BE_LEFT_OUT
        return None, ""
    found = read(data, form)
    assert not [problem for problem in found.problems if problem.fatal], (data, found.problems)
    return found.items[0], lost(problems)


@pytest.mark.parametrize("form", RICH)
@MANY
@given(item=bank_items())
def test_a_question_keeps_its_meaning(form: str, item: BankItem) -> None:
    again, told = returned(item, form)
    if again is None:
        return
    before, after = item.content, again.content
    assert after["type"] == before["type"]
    if "arrow_changed" not in told:
        assert after["stem"] == before["stem"]
        assert after["explanation"] == before["explanation"]
        assert again.category == tuple(map(looks, item.category))
        assert again.title == looks(item.title)[:150]
        assert (again.idnumber, again.tags) == (item.idnumber, item.tags)
    if "arrow_changed" in told or "rule_changed" in told or any(word in told for word in CHANGES_SCORES):
        return
    assert feedback_of(after) == feedback_of(before)
    probes = probes_of(before)
    assert scores(after, probes) == scores(before, probes)


@MANY
@given(item=bank_items())
def test_moodle_xml_keeps_hints_order_and_rubric_too(item: BankItem) -> None:
    again, _ = returned(item, "moodle_xml")
    assert again is not None
    for name in ("hints", "shuffle", "case_sensitive"):
        assert again.content.get(name) == item.content.get(name)
    if item.content["type"] == "open_text":
        assert points(again) == points(item)


def points(item: BankItem) -> list[tuple[str, int]]:
    return [(line["text"], line["points"]) for line in item.content["rubric"]]  # type: ignore[attr-defined]


@MANY
@given(item=bank_items())
def test_aiken_keeps_the_right_answer_of_a_single_choice(item: BankItem) -> None:
    data, problems = write([item], "aiken")
    if any(problem.fatal for problem in problems):
        return
    after = read(data, "aiken").items[0].content
    assert after["stem"] == looks(str(item.content["stem"]))
    for old, new in zip(item.content["options"], after["options"], strict=True):  # type: ignore[call-overload]
        assert (looks(old["text"]), old["correct"]) == (new["text"], new["correct"])


@pytest.mark.parametrize("form", RICH)
def test_many_questions_keep_their_own_categories(form: str) -> None:
    example = read(template(), "xlsx").items[0]
    paths = [(), ("A",), ("A", "b/c"), ("A",), (), ("top",)]
    items = [BankItem(title=f"v{n}", content=example.content, category=path) for n, path in enumerate(paths)]
    data, _ = write(items, form)
    assert [(item.title, item.category) for item in read(data, form).items] == [(i.title, i.category) for i in items]


def test_the_examples_hold_every_type_that_fits() -> None:
    found = read(template(), "xlsx")
    assert not found.problems
    assert {item.content["type"] for item in found.items} == COMMON_TYPES
