"""Hand-out and card: screens that also come on paper, for who takes the course and for who does not."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from courses.models import LessonPage
from courses.services.differences import differences
from courses.services.freezing import freeze_course
from courses.services.trials import start_preview
from tests.conftest import NOW
from tests.courses.changes import first_lesson
from tests.courses.pages import soup_of, text_of
from tests.factories.courses import edit_lesson, release, saar_edition, saar_page

pytestmark = pytest.mark.usefixtures("saar", "now")
SHEET = "/cursussen/saar/papier/situaties/saar-op-een-blad/"
CARD = "/cursussen/saar/papier/situaties/saar-in-je-zak/"


def edit_sheet(**value: Any) -> None:
    """Changes the screen of the hand-out, and publishes."""

    def change(screens: list[dict[str, Any]]) -> None:
        next(screen for screen in screens if screen["value"]["paper"] == "a4")["value"].update(value)

    edit_lesson(LessonPage.objects.get(slug="situaties"), change)


def test_a_stranger_finds_them_under_the_course_and_reads_them(client: Client) -> None:
    links = [
        link["href"] for link in soup_of(client.get("/cursussen/saar/")).select("main a") if "/papier/" in link["href"]
    ]
    assert links == [SHEET, CARD]
    sheet = client.get(SHEET)
    assert "Alarmeer" in text_of(sheet)
    assert "WABP Academie, editie 1.0" in text_of(sheet)
    assert not client.cookies, "a GET writes nothing"


def test_the_screen_of_the_lesson_leads_to_its_paper(client: Client) -> None:
    page = client.get("/leren/saar/situaties/saar-op-een-blad/", follow=True)
    assert page.redirect_chain  # who has not begun, begins at the beginning
    client.post("/leren/saar/volgorde/wat-zou-jij-doen/")
    page = soup_of(client.get("/leren/saar/situaties/saar-op-een-blad/"))
    assert [link.get_text() for link in page.select(f"a[href='{SHEET}']")] == ["Print dit"]


def test_four_cards_come_on_a_page_and_are_told_once(client: Client) -> None:
    page = soup_of(client.get(CARD))
    assert len(page.select(".paper--kaartje")) == 4
    assert len([sheet for sheet in page.select(".paper--kaartje") if not sheet.get("aria-hidden")]) == 1
    assert len(page.select("h1")) == 1


@pytest.mark.parametrize(
    "address", ["volgorde/wat-zou-jij-doen/", "situaties/niets/", "niets/saar-in-je-zak/", "volgorde/saar-in-je-zak/"]
)
def test_another_screen_has_no_paper(client: Client, address: str) -> None:
    assert client.get(f"/cursussen/saar/papier/{address}").status_code == 404


def test_who_takes_an_edition_without_it_gets_what_anybody_gets(client: Client) -> None:
    client.post("/leren/saar/volgorde/wat-zou-jij-doen/")
    edit_lesson(first_lesson(), lambda screens: screens[0]["value"].update(title="Nieuw blad", paper="a4"))
    release("major")
    new = "/cursussen/saar/papier/volgorde/nieuw-blad/"
    assert new not in client.get("/cursussen/saar/").content.decode()
    assert "editie 2.0" in text_of(client.get(new))
    assert "editie 1.0" in text_of(client.get(SHEET))


def test_a_private_link_prints_its_own_edition_only(client: Client, chief: User) -> None:
    edit_sheet(paper="")
    _trial, token = start_preview(page=saar_page(), by=chief, now=NOW)
    card = client.get(f"/proef/{token}{CARD}")
    assert "WABP Academie, een proef: nog niet uitgegeven. Bij spoed bel je 112." in text_of(card)
    assert client.get(f"/proef/{token}{SHEET}").status_code == 404
    assert client.get(SHEET).status_code == 200


def test_a_table_on_paper_is_no_sheet_of_its_own(client: Client) -> None:
    """Two styles of one name would draw it as a page in the page."""
    value = {"caption": "Wie belt wie?", "cells": "Wie | Belt\nJij | 112"}
    edit_sheet(content=[{"type": "table", "id": str(uuid4()), "value": value}])
    release("major")
    page = soup_of(client.get(SHEET))
    [paper], [drawn] = page.select("main article"), page.select("main table")
    assert not {name for name in drawn["class"] if name in paper["class"]}


def test_what_is_not_for_paper_says_nothing_of_it() -> None:
    """So that the hash of an older edition stays what it was."""
    source = saar_edition().source
    papers = [screen.get("paper") for lesson in source["lessons"] for screen in lesson["screens"] if "paper" in screen]
    assert papers == ["a4", "kaartje"]


def test_the_release_screen_says_that_a_screen_is_for_paper_now() -> None:
    before = freeze_course(saar_page())
    edit_lesson(first_lesson(), lambda screens: screens[0]["value"].update(paper="a4"))
    lines = [
        line
        for part in differences(before, freeze_course(saar_page())).lessons
        for inner in part.parts
        for line in inner.lines
    ]
    assert any("Een blad van één A4" in str(line) for line in lines)
