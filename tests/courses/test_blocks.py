"""The blocks of a lesson: what the chooser says, what an edition keeps, and the editor of a long lesson."""

import re
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.admin.icons import get_icons

from accounts.models import User
from courses.blocks.content import BEELD, BELLEN, DOEN, TEKST
from courses.blocks.examples import EXAMPLES
from courses.models import LessonPage
from courses.services.loading import Loaded
from courses.services.reading import edition_content
from courses.services.rendering import TEMPLATE_VERSION
from tests.courses.block_cases import BLOCKS, KEYS_OF_BEFORE, frozen_blocks, shown
from tests.courses.conftest import client_of
from tests.courses.desk import signed_in
from tests.courses.pages import soup_of
from tests.factories.blocks import CAPTIONS, MP4, VALUES, stored_block, write_screens
from tests.factories.courses import make_enrollment, make_learner, read_all, release

pytestmark = pytest.mark.usefixtures("saar")
ROOT = Path(__file__).parents[2]


# --- the chooser ------------------------------------------------------------------------------------
def test_there_is_an_example_of_every_block() -> None:
    assert set(EXAMPLES) == set(BLOCKS) == set(VALUES)


@pytest.mark.parametrize("name", BLOCKS)
def test_what_the_chooser_says_of_a_block(name: str) -> None:
    block = BLOCKS[name]
    icons = {Path(path).stem for path in get_icons_of_wagtail()}
    assert block.meta.icon in icons
    assert block.label
    assert block.meta.group in {TEKST, BEELD, DOEN, BELLEN}
    assert block.get_description().endswith(".")
    assert block.is_previewable


def get_icons_of_wagtail() -> set[str]:
    return set(re.findall(r'id="icon-([\w-]+)"', str(get_icons())))


def test_the_callouts_say_what_they_are_for() -> None:
    kinds = dict(BLOCKS["callout"].child_blocks["kind"].field.choices)
    assert kinds["112"].startswith("112-kader")
    assert kinds["hulp"].startswith("Hulpkader")
    assert {"tip", "let-op", "voorbeeld"} <= set(kinds)


def test_practice_says_where_a_scenario_is() -> None:
    assert "Situatie met keuzes" in BLOCKS["practice"].get_description()


@pytest.mark.parametrize("name", BLOCKS)
def test_the_facts_come_last_in_the_form(name: str) -> None:
    assert list(BLOCKS[name].child_blocks)[-1] == "facts"


@pytest.mark.parametrize("name", BLOCKS)
def test_the_example_in_the_chooser(name: str, editor: User) -> None:
    """With our own style sheet, and nothing that the policy of the admin would refuse."""
    screens = LessonPage._meta.get_field("screens").stream_block
    block = screens.child_blocks["screen"].child_blocks["content"].child_blocks[name]
    response = signed_in(editor).get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert response.status_code == 200
    html = response.content.decode()
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|<script", html) == []
    soup = soup_of(response)
    assert soup.find("link", rel="stylesheet")["href"].endswith("css/academie.css")
    assert len(soup.main.get_text(strip=True)) > len(block.label)
    assert soup.h1.get_text() == f"Voorbeeld: {block.label}"


def test_the_examples_are_for_the_desk_only(client: Client) -> None:
    block = LessonPage._meta.get_field("screens").stream_block.child_blocks["screen"]
    assert client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}).status_code == 302


# --- what an edition keeps --------------------------------------------------------------------------
def test_every_block_is_frozen_as_its_example_says(saar: Loaded) -> None:
    blocks = frozen_blocks(*[stored_block(name) for name in BLOCKS])
    assert [block["type"] for block in blocks] == list(BLOCKS)
    for block in blocks:
        assert set(block["value"]) == set(EXAMPLES[block["type"]]), block["type"]


def test_blocks_of_before_keep_their_keys() -> None:
    for block in frozen_blocks(*[stored_block(name) for name in KEYS_OF_BEFORE]):
        assert set(block["value"]) == KEYS_OF_BEFORE[block["type"]], block["type"]


def test_a_course_without_new_blocks_is_frozen_as_before(saar: Loaded) -> None:
    screens = [screen for lesson in saar.edition.source["lessons"] for screen in lesson["screens"]]
    for block in [block for screen in screens for block in screen["blocks"]]:
        assert set(block) == {"type", "key", "value", "facts"}
        assert set(block["value"]) == KEYS_OF_BEFORE[block["type"]]
        for fact in block["facts"]:
            assert set(fact) == {"sentence", "source", "status", "checked_on"}


def test_every_block_reaches_a_learner() -> None:
    write_screens([stored_block(name) for name in BLOCKS])
    edition = release("major")
    lesson = edition_content(edition).lessons[0]
    learner = make_learner()
    read_all(make_enrollment(learner, edition))
    client = client_of(learner)
    shown_types: set[str] = set()
    for screen in lesson.screens:
        response = client.get(f"/leren/saar/{lesson.slug}/{screen.slug}/")
        assert response.status_code == 200
        assert re.findall(r"\sstyle=|<style", response.content.decode()) == []
        shown_types |= {block["type"] for block in screen.blocks}
    assert shown_types == set(BLOCKS)
    assert TEMPLATE_VERSION == 1


def test_every_block_in_the_preview_of_a_lesson_that_was_never_released(chief: User) -> None:
    """Pictures, film and file are shown although no edition has kept them yet."""
    lesson = write_screens([stored_block(name) for name in BLOCKS])
    response = signed_in(chief).get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))
    assert response.status_code == 200
    soup = soup_of(response)
    assert soup.find("img", alt="Een straat")["src"].startswith("data:image/webp;base64,")
    assert soup.find("svg", attrs={"aria-label": "Buren praten"}) is not None
    film, captions = soup.video.source["src"], soup.video.track["src"]
    link = soup.find("a", download="kaartje-bij-de-deur.pdf")["href"]
    for address, content in ((film, MP4), (captions, CAPTIONS), (link, b"%PDF-1.7 inhoud")):
        assert "edities" not in address
        assert b"".join(Client().get(address).streaming_content) == content


def test_every_class_of_every_block_exists() -> None:
    css = (ROOT / "static/css/academie.css").read_text(encoding="utf-8")
    known = set(re.findall(r"\.([a-z][\w-]*)", css)) | {"do", "meldpunt--", "callout--hulp"}
    for name in set(BLOCKS) - {"practice", "illustration", "image", "video", "download"}:
        used = {one for tag in shown(name).find_all(class_=True) for one in tag["class"]}
        assert used <= known, name


# --- the editor of a long lesson --------------------------------------------------------------------
def test_the_editor_of_forty_blocks(chief: User) -> None:
    """Its queries depend on the types of its blocks, not on how many there are; the time is in DESIGN §10."""
    client, lesson = signed_in(chief), LessonPage.objects.order_by("path").first()
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    write_screens([stored_block(name) for name in BLOCKS], lesson)
    few = queries_of(lambda: client.get(edit))
    write_screens([stored_block(name) for name in BLOCKS] * 2, LessonPage.objects.get(pk=lesson.pk))
    assert sum(len(screen.value["content"]) for screen in LessonPage.objects.get(pk=lesson.pk).screens) >= 40
    assert queries_of(lambda: client.get(edit)) <= few + 2
    before = process_time()
    assert client.get(edit).status_code == 200
    assert process_time() - before < 1


def queries_of(act: Any) -> int:
    """How many queries `act` runs once what a process keeps is warm."""
    act()
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)
