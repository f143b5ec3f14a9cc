"""Reflection, open text and hints: what an editor types, and what a learner sees of it."""

from typing import Any
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError

from courses.blocks import QuestionBlock, question_body
from courses.forms import QuestionForm
from courses.quiz import OpenText, Response, ReviewRow, parse_question
from tests.quiz import samples

KEY = UUID("b8a3f6de-5d6c-4f2a-9a51-0d0a3c6d2a11")
HINTS = ["Wie loopt er gevaar?", "Denk aan het nummer van de politie."]


def block(content: samples.Content) -> tuple[Any, Any]:
    """The block of this type, and what it holds after loading `content`."""
    child = QuestionBlock().child_blocks[content["type"]]
    return child, child.to_python(child.raw(content, KEY))


def content_of(content: samples.Content) -> dict[str, Any]:
    child, value = block(content)
    result: dict[str, Any] = child.content(value)
    return result


@pytest.mark.parametrize("content", [samples.reflection(), samples.open_text()])
def test_what_is_loaded_comes_back_with_lasting_ids(content: samples.Content) -> None:
    loaded = content_of(content)
    name = "options" if content["type"] == "reflection" else "rubric"
    assert without_ids(loaded) == without_ids(content)
    assert [UUID(part["id"]).version for part in loaded[name]] == [5] * len(content[name])
    assert parse_question(loaded).to_json() == loaded


def without_ids(content: dict[str, Any]) -> dict[str, Any]:
    return {
        name: [{k: v for k, v in part.items() if k != "id"} for part in value] if isinstance(value, list) else value
        for name, value in content.items()
    }


@pytest.mark.parametrize("content", [samples.reflection(), samples.open_text(), samples.single()])
def test_what_is_stored_is_loaded_and_stored_the_same(content: samples.Content) -> None:
    child, value = block({**content, "hints": HINTS})
    assert child.get_prep_value(value) == child.raw({**content, "hints": HINTS}, KEY)


@pytest.mark.parametrize("kind", samples.ALL)
def test_every_block_keeps_hints_and_tells_nothing_without_them(kind: str) -> None:
    assert content_of({**samples.ALL[kind], "hints": HINTS})["hints"] == HINTS
    assert "hints" not in content_of(samples.ALL[kind])


def test_a_question_from_before_the_hints_has_none() -> None:
    child, _ = block(samples.single())
    raw = child.raw(samples.single(), KEY)
    del raw["hints"]
    assert "hints" not in child.content(child.to_python(raw))


def test_five_hints_are_refused() -> None:
    child, value = block(samples.single(hints=["tip"] * 5))
    with pytest.raises(StructBlockValidationError):
        child.clean(value)


def test_a_reflection_that_nobody_may_get_wrong_is_refused_in_dutch() -> None:
    child, value = block(samples.reflection(critical=True))
    with pytest.raises(StructBlockValidationError) as error:
        child.clean(value)
    assert "Hier is geen goed of fout. Haal het vinkje weg" in str(error.value.as_json_data())


@pytest.mark.parametrize("content", [samples.reflection(), samples.open_text()])
def test_a_good_one_is_accepted(content: samples.Content) -> None:
    stream = QuestionBlock()
    value = stream.to_python(question_body(content, KEY))
    try:
        stream.clean(value)
    except StreamBlockValidationError as error:
        pytest.fail(str(error.as_json_data()))


def form(content: samples.Content, response: Response | None = None, **typed: list[str]) -> QuestionForm:
    question = parse_question(content)
    arrangement = [option["id"] for option in content.get("options", ())]
    return QuestionForm(question, arrangement, response, typed=typed)


def asked(shown: QuestionForm) -> str:
    return render_to_string(shown.template, {"form": shown})


def told(shown: QuestionForm) -> str:
    return " ".join(render_to_string(shown.review_template, {"form": shown}).split())


def test_a_reflection_asks_without_judging() -> None:
    page = asked(form(samples.reflection()))
    assert "Hier is geen goed of fout." in page
    assert "Hoe zeker ben je?" in page
    assert (page.count('name="choice"'), page.count('name="sure"'), page.count("checked")) == (3, 4, 0)
    assert "terug" not in page
    assert "Hoe zeker ben je?" not in asked(form(samples.reflection(ask_sure=False)))


def test_a_reflection_keeps_what_was_chosen() -> None:
    page = asked(form(samples.reflection(), {"choice": "b", "sure": 4}))
    assert page.count("checked") == 2
    assert 'value="4" checked' in page


@pytest.mark.parametrize(
    ("sure", "words"),
    [
        (1, "Je was er helemaal niet zeker van."),
        (2, "Je was er niet zo zeker van."),
        (3, "Je was er best zeker van."),
        (4, "Je was er heel zeker van."),
    ],
)
def test_a_reflection_tells_both_sides_and_what_experts_chose(sure: int, words: str) -> None:
    page = told(form(samples.reflection(), {"choice": "b", "sure": sure}))
    assert words in page
    assert "<strong>Jij koos:</strong> keuze b" in page
    assert all(text in page for text in ("terug a", "terug b", "terug c", "terug van vakmensen"))
    assert not any(word in page for word in ("Niet goed", "Goed:", "Hoorde erbij", "Hoort er niet bij"))


def test_a_reflection_without_an_answer_or_experts_still_tells() -> None:
    page = told(form(samples.reflection(experts="")))
    assert "Je hebt niets gekozen." in page
    assert "Zo kiezen vakmensen" not in page
    assert "Je was er" not in told(form(samples.reflection(), {"choice": "a"}))


def test_open_text_asks_with_a_label_and_a_limit() -> None:
    page = asked(form(samples.open_text()))
    assert '<label for="vraag-text">Jouw antwoord</label>' in page
    assert 'maxlength="100"' in page
    assert "hooguit 100 tekens" in page
    assert "terug" not in page


def test_open_text_keeps_what_was_written_also_when_it_was_refused() -> None:
    assert "Ik &lt;bel&gt; 112.</textarea>" in asked(form(samples.open_text(), {"text": "Ik <bel> 112."}))
    page = asked(form(samples.open_text(), {"text": "oud"}, text=["nieuw " * 30]))
    assert "nieuw nieuw" in page
    assert "oud" not in page


def test_open_text_that_waits_says_so_and_hides_the_example() -> None:
    page = told(form(samples.open_text(), {"text": "Ik bel.\nEn wacht."}))
    assert "Iemand kijkt dit nog na." in page
    assert "Ik bel.<br>En wacht." in page
    assert "terug regel r1" in page
    assert "2 punten" in page
    assert "1 punt<" in page
    assert "terug voorbeeld" not in page


def test_open_text_without_an_answer_waits_for_nobody() -> None:
    page = told(form(samples.open_text()))
    assert "Iemand kijkt dit nog na." not in page
    assert "Jij schreef" not in page
    assert "terug regel r2" in page


class Marked(QuestionForm):
    """A form whose answer has been marked."""

    @property
    def review(self) -> tuple[ReviewRow, ...]:
        assert isinstance(self.question, OpenText)
        return self.question.review_marked({"r1": 1, "r2": 1})


def test_open_text_that_was_marked_shows_points_and_the_example() -> None:
    page = told(Marked(parse_question(samples.open_text()), (), {"text": "Ik bel."}))
    assert "Zo is je antwoord nagekeken:" in page
    assert "Punten: 1 van 2" in page
    assert "Punten: 1 van 1" in page
    assert "terug voorbeeld" in page
    assert "Iemand kijkt dit nog na." not in page
