"""A question in a picture: how an editor makes it, what an edition keeps of it, and what the pages show."""

import gzip
from pathlib import Path
from typing import Any
from uuid import uuid5

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import User
from courses import illustrations
from courses.assets import kept_drawing
from courses.blocks.questions.hotspot import HotspotBlock
from courses.forms import QuestionForm
from courses.models import Category, CourseEdition, EditionAsset, Question
from courses.quiz import parse_question
from courses.services import rendering
from courses.services.frozen import Frozen
from courses.services.loading import Loaded
from courses.services.releasing import keep_asset
from tests.courses.changes import first_lesson
from tests.courses.desk import edit_url, signed_in, words
from tests.factories.courses import edit_lesson, make_image, release
from tests.factories.hotspots import CONTENT, KEY, hotspot_body, make_hotspot

ROOT = Path(__file__).resolve().parents[2]
BLOCK = HotspotBlock()
DRAWING = kept_drawing("kijken").asset
MAN, LAMP = str(uuid5(KEY, "man")), str(uuid5(KEY, "lamp"))
LEFT_UPPER = "1, 1, 30, 20"


def value_of(**fields: Any) -> Any:
    return BLOCK.to_python(hotspot_body(**fields)[0]["value"])


def first_area(**fields: Any) -> list[dict[str, Any]]:
    """The areas, the first one changed."""
    areas: list[dict[str, Any]] = hotspot_body()[0]["value"]["areas"]
    areas[0]["value"] |= fields
    return areas


def category() -> Category:
    return Category.objects.get(course_slug="saar", slug="signaleer")


def photo_question() -> Question:
    """A question in a photo of 40 × 30 with one right place."""
    areas = first_area(coords=LEFT_UPPER)[:1]
    return make_hotspot(category(), photo=make_image().pk, areas=areas, clicks=1)


# --- what an editor fills in ----------------------------------------------------------------------------
def test_content_and_what_is_stored_are_each_others_inverse() -> None:
    file = {"file": DRAWING.name, "width": 640, "height": 360, "alt": CONTENT["picture"]["alt"]}
    areas = [area | {"id": str(uuid5(KEY, area["id"])), "feedback": area["feedback"]} for area in CONTENT["areas"]]
    expected = CONTENT | {"picture": file, "areas": areas}
    assert BLOCK.content(value_of()) == expected
    assert BLOCK.content(BLOCK.to_python(BLOCK.raw(CONTENT | {"picture": file}, KEY))) == expected
    assert parse_question(expected).to_json() == expected


def test_every_drawing_of_the_house_style_can_be_pointed_in() -> None:
    for name, _words in illustrations.choices():
        picture = BLOCK.content(value_of(drawing=name))["picture"]
        assert (picture["width"], picture["height"], picture["file"][-4:]) == (640, 360, ".svg")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"drawing": ""}, "Kies een tekening of een foto."),
        ({"drawing": "bestaat-niet"}, "bestaat-niet is geen beschikbare keuze."),
        ({"clicks": 1}, "Verhoog dat aantal."),
        ({"areas": first_area(coords="100, 100, 641, 200")}, "Een plek valt buiten de tekening."),
        ({"areas": first_area(coords="100, 100, 200")}, "een rechthoek heeft vier getallen"),
        ({"areas": first_area(coords="200, 100, 100, 200")}, "Bij een rechthoek komen eerst links en boven"),
        ({"areas": first_area(coords="links boven")}, "Typ alleen hele getallen"),
        ({"areas": first_area(coords="1, 2, 3, -4")}, "Typ alleen hele getallen"),
        ({"areas": first_area(label="De buur achter het raam")}, "Twee plekken zijn hetzelfde."),
        ({"areas": first_area()[2:]}, "Zet bij minstens één plek een vinkje"),
    ],
)
def test_every_mistake_gets_a_sentence(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as error:
        BLOCK.clean(value_of(**fields))
    assert sentence in str(error.value.as_json_data())  # type: ignore[attr-defined]


def test_a_drawing_that_is_gone_is_a_problem_and_no_crash() -> None:
    assert BLOCK.content(value_of(drawing="bestaat-niet"))["picture"]["file"] == ""
    assert list(BLOCK.assets(value_of(drawing="bestaat-niet"))) == []


# --- what is kept ---------------------------------------------------------------------------------------
def test_an_edition_keeps_the_drawing(saar: Loaded) -> None:
    make_hotspot(category())
    edition = release(CourseEdition.Kind.MAJOR)
    assert edition.assets.filter(sha256=DRAWING.sha256).exists()
    assert EditionAsset.objects.get(sha256=DRAWING.sha256).file.read() == DRAWING.content
    assert edition.questions.get(question_key=KEY).content["picture"]["file"] == DRAWING.name


def test_a_photo_is_kept_as_learners_get_it(saar: Loaded) -> None:
    frozen = Frozen()
    frozen.use(photo_question())
    [asset] = frozen.assets.values()
    picture = frozen.questions[str(KEY)]["picture"]
    assert (picture["file"], picture["width"], picture["height"]) == (asset.name, 40, 30)
    assert (asset.extension, asset.content[8:12]) == ("webp", b"WEBP")


# --- what an editor sees before any release ---------------------------------------------------------------
@pytest.fixture
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """As before the first release: storage holds no picture."""

    def missing(name: str) -> str:
        raise FileNotFoundError(name)

    monkeypatch.setattr(rendering, "svg_text", missing)


def preview_of(question: Question, user: User) -> str:
    request = RequestFactory().get("/")
    request.user = user
    response = question.make_preview_request(request, "")
    response.render()
    return str(response.content.decode())


@pytest.mark.usefixtures("saar", "nothing_kept")
def test_a_preview_shows_the_picture_and_a_grid(chief: User) -> None:
    soup = BeautifulSoup(preview_of(make_hotspot(category()), chief), "html.parser")
    assert len(soup.select(".hotspot svg[role=img][aria-label='Een straat in de avond']")) == 3
    grid = soup.select_one(".hotspot__marks--grid")
    assert grid is not None
    assert {"50", "350", "600"} <= {text.get_text() for text in grid.find_all("text")}
    assert len(grid.select(".outline")) == 3


def test_a_preview_shows_a_photo(saar: Loaded, chief: User) -> None:
    html = preview_of(photo_question(), chief)
    assert html.count('src="data:image/webp;base64,') == 3
    assert "Klik in de foto of kies hieronder uit de lijst." in html


def test_the_preview_of_a_lesson_shows_it_too(saar: Loaded, chief: User) -> None:
    value = {"question": photo_question().pk, "facts": []}
    practice = {"type": "practice", "id": str(uuid5(KEY, "block")), "value": value}
    lesson = edit_lesson(first_lesson(), lambda screens: screens[0]["value"]["content"].append(practice))
    page = signed_in(chief).get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))
    assert page.status_code == 200
    assert page.content.decode().count('src="data:image/webp;base64,') == 1
    assert "De man bij de auto" in words(page)


def test_the_editor_opens(saar: Loaded, chief: User) -> None:
    page = signed_in(chief).get(edit_url(make_hotspot(category())))
    assert page.status_code == 200
    assert "Waar in de tekening" in page.content.decode()


# --- what a learner sees ----------------------------------------------------------------------------------
@pytest.fixture
def kept(db: None) -> None:
    keep_asset(DRAWING)


def soup_with(response: dict[str, object] | None, template: str = "", **fields: Any) -> BeautifulSoup:
    """A rendered template of the question; by default the one to answer in."""
    form = QuestionForm(parse_question(BLOCK.content(value_of(**fields))), (), response)
    return BeautifulSoup(render_to_string(template or form.template, {"form": form}), "html.parser")


def fields_in(soup: BeautifulSoup) -> list[tuple[str, str, bool]]:
    return [(str(one["name"]), str(one["value"]), one.has_attr("checked")) for one in soup.find_all("input")]


@pytest.mark.usefixtures("kept")
def test_unanswered_there_is_a_picture_a_list_and_nothing_that_tells() -> None:
    soup = soup_with(None)
    assert [(name, value) for name, value, _ in fields_in(soup)][:3] == [("way", "list"), ("point", ""), ("point", "")]
    assert [one["type"] for one in soup.find_all("input", attrs={"name": "area"})] == ["checkbox"] * 3
    assert not any(checked for *_, checked in fields_in(soup))
    assert "Hij voelt aan deuren." not in str(soup)
    assert soup.select(".outline, .hotspot__marks circle") == []
    assert soup.select("[style], [onclick], script:not([src])") == []


@pytest.mark.usefixtures("kept")
def test_one_place_is_a_choice_of_one() -> None:
    soup = soup_with(None, areas=first_area()[:1] + first_area()[2:], clicks=1)
    assert [one["type"] for one in soup.find_all("input", attrs={"name": "area"})] == ["radio"] * 2


@pytest.mark.usefixtures("kept")
def test_clicks_come_back_as_markers_and_in_the_list() -> None:
    soup = soup_with({"points": [[430, 250], [100, 330]]})
    marks = soup.select(".hotspot__marks circle")
    assert [(one["cx"], one["cy"], one["r"]) for one in marks] == [("430", "250", "22"), ("100", "330", "22")]
    assert [text.get_text() for text in soup.select(".hotspot__marks text")] == ["1", "2"]
    assert ("point", "430,250", False) in fields_in(soup)
    assert [value for name, value, checked in fields_in(soup) if checked] == [MAN]


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("response", "verdicts"),
    [
        ({"areas": [MAN, LAMP]}, ["Goed:", "Goed:", "Hoort er niet bij:"]),
        ({"points": [[430, 250], [100, 150]]}, ["Goed:", "Hoorde erbij:", "Niet goed:"]),
        ({"points": [[100, 330]]}, ["Hoorde erbij:", "Hoorde erbij:", "Hoort er niet bij:", "Niet goed:"]),
        (None, ["Hoorde erbij:", "Hoorde erbij:", "Hoort er niet bij:"]),
    ],
)
def test_after_review_words_say_what_was_right(response: dict[str, object] | None, verdicts: list[str]) -> None:
    soup = soup_with(response, "courses/questions/review/hotspot.html")
    assert [one.get_text() for one in soup.select("li > .visually-hidden")] == verdicts
    assert len(soup.select(".outline")) == 2
    text = soup.get_text(" ")
    assert ("Je wees 1 plek aan waar niets bijzonders is." in text) == (len(verdicts) == 4)
    assert ("Hij voelt aan deuren." in text) == (verdicts[0] == "Goed:")


def test_the_script_stays_small() -> None:
    assert len(gzip.compress((ROOT / "static/js/hotspot.js").read_bytes(), 9)) <= 1024
