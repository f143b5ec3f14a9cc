"""Advice in the preview, in Wagtail's checker and for the release screen."""

import json
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from courses.models import LessonPage
from courses.services.advising import Advice, PartAdvice, advise, advise_lesson
from courses.services.freezing import freeze_course
from tests.courses.advice_cases import TODAY, block, course, fact
from tests.courses.changes import first_lesson
from tests.courses.desk import edit_url, form_data, signed_in, single_choice
from tests.courses.pages import soup_of
from tests.factories.courses import edit_lesson, saar_page

pytestmark = pytest.mark.usefixtures("saar")


# --- the editor's preview and the release screen ---------------------------------------------------
def change_text(html: str) -> LessonPage:
    def change(stored: list[dict[str, Any]]) -> None:
        stored[0]["value"]["content"][1]["value"]["html"] = html

    return edit_lesson(first_lesson(), change)


def test_the_preview_lists_the_tips(chief: User) -> None:
    lesson = change_text('<p>Indien <a href="/leren/saar/weg/">klik hier</a> &lt;b&gt; werkt.</p>')
    response = signed_in(chief).get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))
    box = soup_of(response).find(id="leeshulp")
    assert box.find_parent("main") is None, "the checker counts the words of the main part"
    kinds = {item["data-advice"] for item in box.select("[data-advice]")}
    assert {"difficult_word", "link_text", "broken_link", "no_exercise"} <= kinds
    assert "‘Indien’ kan makkelijker: als." in box.get_text()
    assert box["data-score"]
    assert "wagtail-userbar" in response.content.decode()


def test_a_lesson_that_is_not_finished_gets_advice_too(chief: User) -> None:
    def change(stored: list[dict[str, Any]]) -> None:
        stored[0]["value"]["content"] = [
            {"type": "meldpunt", "id": "0d3f4a8e-0000-4000-8000-000000000001", "value": {"meldpunt": None}}
        ]

    part = advise_lesson(edit_lesson(first_lesson(), change), today=TODAY)
    assert isinstance(part, PartAdvice)
    assert advise_lesson(LessonPage(title="Nieuw", screens=[]), today=TODAY).tips == ()


def checker_configuration(client: Client, row: Any) -> dict[str, Any]:
    soup = soup_of(client.get(edit_url(row)))
    assert soup.find("script", src=lambda src: src and "js/advice" in src)
    return json.loads(soup.find("script", id="checker-axe-configuration").string)


def test_the_checker_knows_every_kind_of_tip(chief: User) -> None:
    for row in (first_lesson(), single_choice()):
        found = checker_configuration(signed_in(chief), row)
        rules = {rule["id"]: rule for rule in found["spec"]["rules"]}
        for kind in ("long_sentence", "passive", "fact_old"):
            rule = rules[f"leeshulp-{kind}"]
            assert rule["selector"] == f'[data-advice="{kind}"]'
            assert rule["id"] in found["options"]["runOnly"]
            assert found["messages"][rule["id"]]["error_name"]
        assert "heading-order" in found["options"]["runOnly"], "Wagtail's own checks stay"


def test_every_kind_has_words() -> None:
    from courses.views.checker import NAMES

    text = "<p>" + "Indien er verantwoordelijkheden geïnventariseerd worden. " * 60 + "</p>"
    html = text + '<p><a href="x">klik hier</a></p><p>' + "hond " * 25 + "</p>"
    stated = [fact("A.", "te_controleren"), fact("B.", checked_on="2024-01-01")]
    photo = block("image", alt="", caption="")
    [lesson] = advise(course(block("text", stated, html=html), photo), today=TODAY).lessons
    assert {tip.kind for tip in lesson.tips} == set(NAMES)


def test_the_part_for_the_release_screen() -> None:
    change_text("<p>Indien nodig &lt;script&gt;.</p>").save_revision().publish()
    advice = advise(freeze_course(saar_page()), today=TODAY)
    html = render_to_string("courses/admin/_advice.html", {"advice": advice}, RequestFactory().get("/"))
    assert all(part.title in html for part in advice.lessons)
    assert "‘Indien’ kan makkelijker: als." in html
    assert "<script>" not in html
    assert "data-advice" not in html
    empty = render_to_string("courses/admin/_advice.html", {"advice": Advice((), ())})
    assert "Geen tips." in empty


def test_a_preview_of_a_form_with_nonsense(chief: User) -> None:
    lesson = first_lesson()
    client = signed_in(chief)
    data = form_data(client.get(edit_url(lesson)))
    data.pop("screens")
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    client.post(url, data | {"title": "\0", "screens-count": "0"})
    assert client.get(url).status_code == 200
