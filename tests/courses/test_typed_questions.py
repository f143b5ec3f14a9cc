"""Typed numbers and words, and imported percentages: what an editor sees is what the engine keeps, and every state
of the page renders."""

from typing import Any
from uuid import UUID, uuid5

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from courses.blocks import QuestionBlock, question_body
from courses.forms import NOT_UNDERSTOOD, QuestionForm, refusal
from courses.quiz import InvalidResponse, Response, parse_question
from tests.quiz import samples

KEY = UUID("00000000-0000-4000-8000-000000000001")
UNITS = [{"name": "cm", "factor": "0.01"}, {"name": "mijl", "factor": "1609.344"}]
CONTENTS = {
    "numbers": samples.numeric(hints=["Tel mee."], critical=True),
    "a tolerance": samples.numeric(samples.around("n1", "-2.5", "0.125"), samples.around("n2", "1.125", credit="33.3")),
    "units": samples.numeric(unit="m", units=UNITS, unit_required=True),
    "words": samples.short_text(ignore_spaces=True),
    "accents": samples.short_text(samples.written("t1", "2\\*3"), case_sensitive=True, ignore_diacritics=True),
    "single": samples.single(),
    "credit": samples.single(
        options=[samples.option("a", correct=True), samples.option("b", correct=False) | {"credit": "33.3333333"}]
    ),
    "multiple": samples.multiple(),
    "weights": samples.multiple(
        rule="weights",
        options=[samples.option(i, correct=i == "a") | {"weight": w} for i, w in (("a", "100"), ("b", "-12.5"))],
    ),
}


def block_of(content: samples.Content) -> Any:
    return QuestionBlock().child_blocks[content["type"]]


def edited(content: samples.Content) -> Any:
    """The question as the editor has it open."""
    return block_of(content).to_python(question_body(content, KEY)[0]["value"])


def lasting(content: samples.Content) -> samples.Content:
    """The content with the ids that its list items get."""
    parts = {name: content[name] for name in ("answers", "options") if name in content}
    renamed = {name: [part | {"id": str(uuid5(KEY, part["id"]))} for part in listed] for name, listed in parts.items()}
    return content | renamed


@pytest.mark.parametrize("name", CONTENTS)
def test_raw_and_content_are_each_others_inverse(name: str) -> None:
    content, block = CONTENTS[name], block_of(CONTENTS[name])
    value = edited(content)
    assert block.content(value) == lasting(content)
    assert parse_question(block.content(value)).to_json() == lasting(content)
    assert block.get_prep_value(value) == question_body(content, KEY)[0]["value"]


@pytest.mark.parametrize("name", CONTENTS)
def test_an_edit_changes_nothing_that_nobody_touched(name: str) -> None:
    value = edited(CONTENTS[name])
    block = block_of(CONTENTS[name])
    assert block.content(block.clean(value)) == lasting(CONTENTS[name])


def test_an_editor_reads_and_types_dutch_numbers() -> None:
    value = edited(CONTENTS["a tolerance"])
    answer = value["answers"][1]
    assert (answer["value"], answer["credit"], value["answers"][0]["value"]) == ("1,1250", "33,3", "-2,5")
    answer["value"], answer["credit"] = "1.500,5", "50 %"
    content = block_of(CONTENTS["a tolerance"]).content(value)
    assert (content["answers"][1]["value"], content["answers"][1]["credit"]) == ("1500.5", "50")


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [("value", "1.500", "op twee manieren"), ("value", "", "getal in cijfers"), ("tolerance", "klein", "in cijfers")],
)
def test_a_number_that_is_not_clear_gets_its_sentence(field: str, text: str, sentence: str) -> None:
    value = edited(CONTENTS["a tolerance"])
    value["answers"][0][field] = text
    with pytest.raises(ValidationError) as error:
        block_of(CONTENTS["a tolerance"]).clean(value)
    answers: Any = error.value
    answer = answers.block_errors["answers"].block_errors[0]
    assert sentence in " ".join(answer.block_errors[field].messages)


def test_what_the_engine_refuses_gets_a_dutch_sentence() -> None:
    value = edited(CONTENTS["numbers"])
    value["answers"][0]["low"] = "200"
    value["unit_required"] = True
    block = block_of(CONTENTS["numbers"])
    for sentence in ("Draai ze om", "Vul een eenheid in"):
        with pytest.raises(ValidationError) as error:
            block.clean(value)
        problem: Any = error.value
        assert sentence in str(problem.as_json_data())
        value["answers"][0]["low"] = "100"


def test_another_right_option_after_an_import_needs_no_percentages() -> None:
    value = edited(CONTENTS["credit"])
    value["options"][0]["correct"], value["options"][1]["correct"] = False, True
    block = block_of(CONTENTS["credit"])
    assert not any("credit" in option for option in block.content(block.clean(value))["options"])
    weighted = edited(CONTENTS["weights"])
    weighted["rule"] = "all_or_nothing"
    block = block_of(CONTENTS["weights"])
    assert not any("weight" in option for option in block.content(block.clean(weighted))["options"])


def page_of(content: samples.Content, response: Response | None, *, typed: str = "", review: bool = False) -> Any:
    fields = {"text": [typed]} if typed else {}
    form = QuestionForm(parse_question(content), (), response, typed=fields)
    template = form.review_template if review else form.template
    return BeautifulSoup(render_to_string(template, {"form": form}), "html.parser")


@pytest.mark.parametrize("kind", ["numeric", "short_text"])
@pytest.mark.parametrize(
    ("response", "typed", "value", "invalid"),
    [(None, "", "", None), ({"text": "112"}, "", "112", None), ({"text": "112"}, "1.500", "1.500", "true")],
)
def test_the_field_has_a_label_and_keeps_what_was_typed(
    kind: str, response: Response | None, typed: str, value: str, invalid: str | None
) -> None:
    page = page_of(samples.ALL[kind], response, typed=typed)
    field = page.select_one("input[name=text]")
    assert (field["value"], field.get("aria-invalid")) == (value, invalid)
    assert page.select_one(f"label[for={field['id']}]").text == "Jouw antwoord"
    assert page.select_one("legend").text == "Wat doe je?"
    assert page.find(id=field["aria-describedby"]).text
    assert field["maxlength"] == str(parse_question(samples.ALL[kind]).view((), None)["maximum"])


def test_the_unit_stands_in_the_label_unless_it_is_asked() -> None:
    shown = page_of(samples.numeric(unit="keer per minuut"), None)
    assert shown.label.text == "Jouw antwoord (keer per minuut)"
    assert shown.input["inputmode"] == "decimal"
    asked = page_of(samples.numeric(unit="keer per minuut", unit_required=True), None)
    assert "keer" not in str(asked)
    assert "eenheid" in asked.select_one(".hint").text


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("numeric", "110", ["Jouw antwoord: 110 (goed)terug n1", "Dit antwoord verwachtten we: 100 tot en met 120"]),
        ("numeric", "95", ["Jouw antwoord: 95 (voor een deel goed)terug n2", "Het goede antwoord: 100 tot en met 120"]),
        ("numeric", "5", ["Jouw antwoord: 5 (niet goed)terug fout", "Het goede antwoord: 100 tot en met 120"]),
        ("numeric", None, ["Het goede antwoord: 100 tot en met 120"]),
        ("short_text", "112", ["Jouw antwoord: 112 (goed)terug t1"]),
        ("short_text", "bel 112", ["Jouw antwoord: bel 112 (voor een deel goed)terug t2", "Het goede antwoord: 112"]),
        ("short_text", "<b>", ["Jouw antwoord: <b> (niet goed)terug fout", "Het goede antwoord: 112"]),
        ("short_text", None, ["Het goede antwoord: 112"]),
    ],
)
def test_the_review_says_it_in_words(kind: str, text: str | None, words: list[str]) -> None:
    response: Response | None = None if text is None else {"text": text}
    page = page_of(samples.ALL[kind], response, review=True)
    assert [" ".join(row.text.split()) for row in page.select("li")] == words


def test_an_option_that_is_right_in_part_says_so() -> None:
    rows = page_of(CONTENTS["credit"], {"choice": "b"}, review=True).select("li")
    assert "jouw keuze, voor een deel goed" in rows[1].text
    assert "Niet goed" not in rows[1].text
    assert "Niet goed" in page_of(samples.single(), {"choice": "b"}, review=True).text


@pytest.mark.parametrize("code", ["not_a_number", "ambiguous_number", "no_unit", "unknown_unit", "unit_missing"])
def test_every_refused_number_has_a_sentence_of_its_own(code: str) -> None:
    assert refusal(InvalidResponse(code)) != str(NOT_UNDERSTOOD)
