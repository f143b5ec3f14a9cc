"""What is still missing in a question, in sentences: while typing, and when *Publiceren* refuses."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from courses.blocks.questions import message_for
from courses.models import Question
from courses.quiz import InvalidQuestion
from courses.views.bank_kinds import empty_body
from tests.courses.desk import signed_in, words
from tests.courses.question_forms import V, form_of, missing, publish, url_of, value_of, whole_form
from tests.factories.neighborhood import QUESTIONS
from tests.factories.quizzes import add_question

pytestmark = pytest.mark.django_db

KINDS = list(QUESTIONS)
DONE = "Deze vraag is af."


@pytest.fixture
def desk(chief: User) -> Client:
    return signed_in(chief)


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_question_misses_nothing_and_is_published(desk: Client, kind: str) -> None:
    posted = whole_form(kind)
    assert DONE in words(desk.post(url_of("problems_on_add"), posted))
    response = publish(desk, posted)
    assert response.status_code == 302, response.context["form"].errors
    question = Question.objects.get()
    assert question.live
    expected = {name: value for name, value in QUESTIONS[kind].content.items() if name != "hints"}
    assert question.content().keys() >= expected.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_question_says_everything_at_once(desk: Client, kind: str) -> None:
    body = empty_body(kind)
    found = missing(desk, form_of(kind, body[0].value, title="", category=""))
    assert found["Geef de vraag een korte titel."] == "id_title"
    assert found["Kies een categorie."] == "id_category"
    assert found["De vraag ontbreekt."] == f"{V}-stem"
    assert found["De uitleg ontbreekt."] == f"{V}-explanation"
    assert len(found) > 4
    assert not [sentence for sentence in found if "_" in sentence or "%" in sentence.replace("%)", "")]


def broken(kind: str, change: Any) -> dict[str, Any]:
    """The form of the example of a type after a change of its value."""
    _block, value = value_of(kind)
    change(value)
    return form_of(kind, value)


def set_all(name: str, field: str, text: Any) -> Any:
    def change(value: Any) -> None:
        for item in value[name]:
            item[field] = text

    return change


def set_first(name: str, **fields: Any) -> Any:
    return lambda value: value[name][0].update(fields)


def set_field(**fields: Any) -> Any:
    return lambda value: value.update(fields)


def say_twice(name: str, field: str) -> Any:
    return lambda value: value[name][1].update({field: value[name][0][field]})


def lose_a_step(value: Any) -> None:
    for node in value["nodes"]:
        for choice in node["choices"]:
            choice["next"] = ""


def go_nowhere(value: Any) -> None:
    value["nodes"][0]["choices"][0]["next"] = "Z"


BROKEN = [
    ("single_choice", set_all("options", "correct", False), "Kies minstens één goed antwoord.", "options"),
    ("single_choice", set_all("options", "correct", True), "Er mag maar één antwoord goed zijn.", "options"),
    ("single_choice", say_twice("options", "text"), "Twee antwoorden zijn hetzelfde. Verander er één.", "options"),
    ("single_choice", set_first("options", text=" "), "Antwoord 1 is nog leeg.", "options-0-value-text"),
    ("single_choice", set_first("options", correct=False, percent="x"),
     "Antwoord 1: vul bij elk antwoord de punten in als getal, zoals 100 of 50.", "options-0-value-percent"),
    ("multiple_response", set_all("options", "correct", False), "Kies minstens één goed antwoord.", "options"),
    ("true_false", set_field(correct=""), "Kies wat goed is: waar of niet waar.", "correct"),
    ("true_false", set_field(explanation=""), "De uitleg ontbreekt.", "explanation"),
    ("matching", set_all("pairs", "match", "dit"), "Maak aan de rechterkant minstens twee verschillende antwoorden.",
     "pairs"),
    ("matching", say_twice("pairs", "stem"), "Twee paren zijn hetzelfde. Verander er één.", "pairs"),
    ("numeric", set_first("answers", kind="tolerance", value="ongeveer"),
     "Antwoord 1: typ hier een getal in cijfers, zoals 5 of 2,5.", "answers-0-value-value"),
    ("numeric", set_first("answers", credit="50"), "Geef minstens één antwoord 100 procent.", "answers"),
    ("numeric", set_field(unit="5 m"), "Een eenheid begint met een letter, zoals meter of cm.", "unit"),
    ("short_text", set_all("answers", "credit", "50"), "Geef minstens één antwoord 100 procent.", "answers"),
    ("scenario", lose_a_step, "Stap 2: hier kan niemand komen. Laat een keuze naar deze stap gaan, of haal hem weg.",
     "nodes-1-value"),
    ("scenario", go_nowhere, "Stap 1: een keuze gaat naar een stap die niet bestaat. Kijk de naam van die stap na.",
     "nodes-0-value"),
    ("reflection", set_field(critical=True),
     "Hier is geen goed of fout. Haal het vinkje weg bij ‘Wie deze vraag fout heeft, slaagt niet’.", "critical"),
    ("open_text", set_first("rubric", text=""), "Regel 1 is nog leeg.", "rubric-0-value-text"),
    ("open_text", set_field(max_characters=5),
     "Typ bij ‘Zo lang mag het antwoord zijn, in tekens’ een getal van 100 tot en met 4000.", "max_characters"),
    ("hotspot", set_all("areas", "correct", False), "Zet bij minstens één plek een vinkje bij ‘Dit is een goede plek’.",
     "areas"),
    ("hotspot", set_first("areas", coords="1, 2"),
     "Plek 1: een rechthoek heeft vier getallen, een cirkel drie, een veelhoek minstens zes: twee per hoek.",
     "areas-0-value-coords"),
    ("hotspot", set_field(drawing="", photo=None), "Kies een tekening of een foto.", "drawing"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "change", "sentence", "field"), BROKEN)
def test_every_hole_has_its_sentence_at_its_field(
    desk: Client, kind: str, change: Any, sentence: str, field: str
) -> None:
    """And *Publiceren* refuses for the same reason, without losing what was typed."""
    posted = broken(kind, change)
    found = missing(desk, posted)
    assert found.get(sentence) == f"{V}-{field}", found
    response = publish(desk, posted)
    assert response.status_code == 200
    assert sentence in words(response)
    assert not Question.objects.exists()
    assert response.context["form"].data[f"{V}-stem"] == posted[f"{V}-stem"]


def test_several_holes_are_told_together(desk: Client) -> None:
    def change(value: Any) -> None:
        value["stem"] = ""
        value["options"][1]["text"] = ""
        for option in value["options"]:
            option["correct"] = False

    found = missing(desk, broken("single_choice", change))
    assert list(found) == ["De vraag ontbreekt.", "Kies minstens één goed antwoord.", "Antwoord 2 is nog leeg."]


def test_a_sentence_points_at_the_right_line_after_moving_and_removing(desk: Client) -> None:
    """The form counts removed lines too, and its numbers are not the order."""
    posted = form_of("single_choice")
    posted |= {f"{V}-options-0-deleted": "1", f"{V}-options-1-order": 2, f"{V}-options-2-order": 1}
    posted |= {f"{V}-options-2-value-text": ""}
    found = missing(desk, posted)
    assert found == {
        "Antwoord 1 is nog leeg.": f"{V}-options-2-value-text",
        "Kies minstens één goed antwoord.": f"{V}-options",
    }


def test_the_mark_of_a_question_that_is_there_is_its_own(desk: Client) -> None:
    question = add_question(QUESTIONS["true_false"].content, idnumber="v1")
    posted = form_of("true_false", idnumber="v1")
    assert "Een andere vraag heeft dit kenmerk al." in missing(desk, posted)
    assert missing(desk, posted, question.pk) == {}


def test_two_questions_in_one_and_none(desk: Client) -> None:
    assert missing(desk, {"title": "x", "body-count": 0, "facts-count": 0}).keys() == {
        "Kies een categorie.", "Kies welke soort vraag het is: één soort.",
    }  # fmt: skip


def test_what_is_missing_keeps_nothing(desk: Client) -> None:
    question = add_question(QUESTIONS["true_false"].content)
    missing(desk, form_of("true_false", title="Heel anders"), question.pk)
    question.refresh_from_db()
    assert question.title != "Heel anders"
    assert question.revisions.count() == 1


def test_a_fact_without_a_source_is_told_too(desk: Client) -> None:
    fact = {"facts-count": 1, "facts-0-type": "fact", "facts-0-id": "", "facts-0-order": 0, "facts-0-deleted": "",
            "facts-0-value-sentence": "", "facts-0-value-source": "", "facts-0-value-status": "",
            "facts-0-value-checked_on": ""}  # fmt: skip
    found = missing(desk, form_of("true_false") | fact)
    assert found
    assert all(sentence.startswith("Feit 1: ") for sentence in found)


def test_a_code_without_a_sentence_is_never_shown() -> None:
    assert "nonsense" not in message_for(InvalidQuestion("nonsense"))
    assert message_for(InvalidQuestion("nonsense")).startswith("Deze vraag klopt nog niet.")
