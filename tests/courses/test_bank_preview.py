"""A question as a learner sees it, while an editor writes it; with the reading help."""

from typing import Any

import pytest
from bs4 import Tag
from django.test import Client

from accounts.models import User
from courses.views.bank_kinds import empty_body
from tests.courses.desk import signed_in
from tests.courses.pages import soup_of
from tests.courses.question_forms import V, form_of, url_of, whole_form, without
from tests.factories.neighborhood import QUESTIONS

pytestmark = pytest.mark.django_db

KINDS = list(QUESTIONS)


@pytest.fixture
def desk(chief: User) -> Client:
    return signed_in(chief)


def preview(desk: Client, posted: dict[str, Any]) -> Tag:
    assert desk.post(url_of("preview_on_add"), posted).json() == {"is_valid": True, "is_available": True}
    response = desk.get(url_of("preview_on_add"))
    assert response.status_code == 200
    main = soup_of(response).main
    assert main
    return main


@pytest.mark.parametrize("kind", KINDS)
def test_a_preview_shows_what_is_there_with_what_is_missing(desk: Client, kind: str) -> None:
    main = preview(desk, without(form_of(kind), f"{V}-explanation"))
    text = " ".join(main.get_text(" ").split())
    assert "De uitleg ontbreekt." in text
    if kind != "hotspot":
        assert " ".join(str(QUESTIONS[kind].content["stem"]).split()) in text
    assert main.find(["input", "select", "textarea"]) or kind in {"scenario", "hotspot"}


def test_a_drawing_keeps_its_grid_while_places_are_wrong(desk: Client) -> None:
    """An editor needs the numbers of the grid to mend them."""
    value = empty_body("hotspot")[0].value
    value["drawing"] = "kijken"
    main = preview(desk, form_of("hotspot", value))
    assert main.select_one(".hotspot__marks--grid")


def test_a_story_shows_every_step_to_who_writes_it(desk: Client) -> None:
    """A learner sees one at a time; an editor has to see where each choice leads."""
    main = preview(desk, form_of("scenario"))
    text = " ".join(main.get_text(" ").split())
    for node in QUESTIONS["scenario"].content["nodes"]:
        assert f"Stap {node['id']}" in text
        assert node["text"] in text
        for choice in node["choices"]:
            assert choice["text"] in text
            assert choice["feedback"] in text
            assert f"Naar stap {choice['next']}." in text if choice["next"] else "Hier stopt het verhaal." in text
    assert "Alle stappen" not in preview(desk, form_of("true_false")).get_text()


# --- The reading help -------------------------------------------------------------------------------
def advice_in(desk: Client, posted: dict[str, Any]) -> Any:
    preview(desk, posted)
    return soup_of(desk.get(url_of("preview_on_add"))).find(id="leeshulp")


@pytest.mark.parametrize("kind", KINDS)
def test_a_finished_question_gets_the_reading_help(desk: Client, kind: str) -> None:
    box = advice_in(desk, whole_form(kind, **{f"{V}-explanation": "Indien nodig wordt de politie gebeld."}))
    tips = {tip["data-advice"]: " ".join(tip.get_text(" ").split()) for tip in box.select("[data-advice]")}
    assert "‘Indien’ kan makkelijker: als." in tips["difficult_word"]
    assert "passive" in tips
    assert int(box["data-words"]) > 5
    assert box.find_parent("main") is None, "the checker counts the words of the main part"


@pytest.mark.parametrize("kind", KINDS)
def test_an_unfinished_question_gets_none_yet(desk: Client, kind: str) -> None:
    """First what is missing; the page has no empty box."""
    assert advice_in(desk, without(form_of(kind), f"{V}-stem")) is None


def test_the_checker_is_in_the_preview(desk: Client) -> None:
    preview(desk, form_of("true_false"))
    soup = soup_of(desk.get(url_of("preview_on_add")))
    assert soup.find("wagtail-userbar")
    assert soup.find("link", href=lambda href: href and "css/advice" in href)


def test_a_fact_that_nobody_checked_is_a_tip(desk: Client) -> None:
    fact = {"facts-count": 1, "facts-0-type": "fact", "facts-0-id": "", "facts-0-order": 0, "facts-0-deleted": "",
            "facts-0-value-sentence": "112 is altijd bereikbaar.", "facts-0-value-source": "",
            "facts-0-value-status": "te_controleren", "facts-0-value-checked_on": ""}  # fmt: skip
    box = advice_in(desk, form_of("true_false") | fact)
    assert "112 is altijd bereikbaar." in box.select_one("[data-advice=fact_open]").get_text()
