"""From manuscript to edition: what is taken, what is left out, and what stays the same (DESIGN §4)."""

import copy
from hashlib import sha256
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from courses.assets import asset_of
from courses.models import (
    Category,
    Course,
    CourseDocument,
    CourseEdition,
    EditionAsset,
    LessonPage,
    Meldpunt,
    Question,
    QuestionVersion,
    QuizPage,
    Source,
)
from courses.services import reading
from courses.services.freezing import CannotFreeze, freeze_course, left_out
from courses.services.loading import Loaded
from courses.services.reading import UnreadableEdition, edition_content
from courses.services.rendering import block_part
from tests.factories.courses import (
    draws,
    edit_lesson,
    edit_question,
    edit_quiz,
    image_block,
    load_saar,
    make_image,
    saar_page,
)

pytestmark = pytest.mark.usefixtures("saar")


def problems() -> list[str]:
    with pytest.raises(CannotFreeze) as caught:
        freeze_course(saar_page())
    return caught.value.problems


def test_loading_twice_changes_nothing(saar: Loaded) -> None:
    models = [Course, CourseEdition, QuestionVersion, EditionAsset, Question, Category, Source, Meldpunt, LessonPage]
    before = [model.objects.count() for model in models]
    revisions = [page.revisions.count() for page in LessonPage.objects.all()]
    again = load_saar()
    assert (again.released, again.edition) == (False, saar.edition)
    assert before == [model.objects.count() for model in models]
    assert revisions == [page.revisions.count() for page in LessonPage.objects.all()]


def test_the_hash_follows_from_the_content(saar: Loaded) -> None:
    assert freeze_course(saar_page()).content_hash == saar.edition.content_hash
    edit_lesson(LessonPage.objects.first(), lambda screens: screens[0]["value"].update(title="Anders"))
    assert freeze_course(saar_page()).content_hash != saar.edition.content_hash


def test_six_lessons_twelve_questions(saar: Loaded) -> None:
    content = edition_content(saar.edition)
    assert len(content.lessons) == 6
    quiz = content.quizzes[0]
    assert quiz.question_count == 8
    assert sum(len(keys) for keys in quiz.bank.values()) == 12
    assert quiz.policy.pass_mark == 75
    assert 20 <= content.minutes <= 30


def test_every_fact_has_its_source_in_the_edition(saar: Loaded) -> None:
    content = edition_content(saar.edition)
    blocks = [block for lesson in content.lessons for screen in lesson.screens for block in screen.blocks]
    used = {fact["source"] for block in blocks for fact in block["facts"]}
    assert used
    assert used == set(content.sources)


def test_the_json_stands_alone(saar: Loaded) -> None:
    """No page ids, no keys of rows: the edition can be read without the manuscript."""
    ids = {str(page.pk) for page in LessonPage.objects.all()}

    def check(value: Any, path: str = "") -> None:
        if isinstance(value, dict):
            for name, child in value.items():
                assert name not in {"pk", "id", "page", "image", "document"} or path.endswith("options"), path
                check(child, f"{path}.{name}")
        elif isinstance(value, list):
            for child in value:
                check(child, path)
        elif isinstance(value, str):
            assert value not in ids, path

    check(saar.edition.source["lessons"])


def test_files_are_kept_under_their_hash(saar: Loaded) -> None:
    assets = list(saar.edition.assets.all())
    assert len(assets) >= 3
    for asset in assets:
        with default_storage.open(asset.file.name) as file:
            assert sha256(file.read()).hexdigest() == asset.sha256


# --- drafts -----------------------------------------------------------------------------------------
def test_drafts_are_left_out_and_listed(saar: Loaded) -> None:
    question = Question.objects.filter(is_practice=False).first()
    question.title = "Nieuwe titel"
    question.body[0].value["stem"] = "Een concept van de vraag?"
    question.save_revision()
    lesson = LessonPage.objects.first()
    lesson.title = "Concept van een les"
    lesson.save_revision()
    frozen = freeze_course(saar_page())
    assert frozen.content_hash == saar.edition.content_hash
    drafts = left_out(saar_page())
    assert len(drafts) == 2
    assert all("nog niet gepubliceerd" in draft for draft in drafts)


def test_an_unpublished_lesson_is_left_out(saar: Loaded) -> None:
    lesson = LessonPage.objects.first()
    lesson.unpublish()
    assert len(freeze_course(saar_page()).source["lessons"]) == 5
    assert left_out(saar_page()) == [f"‘{lesson.title}’ is nog niet gepubliceerd."]


def test_a_draft_question_is_not_drawn(saar: Loaded) -> None:
    question = Question.objects.filter(category__slug="signaleer", is_practice=False).first()
    question.unpublish()
    bank = freeze_course(saar_page()).source["quizzes"][0]["bank"]["signaleer"]
    assert str(question.key) not in bank
    assert len(bank) == 1
    assert left_out(saar_page()) == [f"De vraag ‘{question.title}’ is nog een concept."]


def test_a_practice_question_that_is_a_draft_stops_the_release() -> None:
    question = Question.objects.filter(is_practice=True).first()
    question.unpublish()
    assert [problem for problem in problems() if question.title in problem and "concept" in problem]


# --- what cannot be released ------------------------------------------------------------------------
def test_a_draw_that_is_too_large() -> None:
    edit_quiz(slots=draws(signaleer=3))
    assert problems() == ["De toets ‘De toets’ vraagt 3 vragen uit ‘signaleer’, maar daar staan er 2."]


def test_two_draws_that_are_too_large_together() -> None:
    one, two = draws(signaleer=1).raw_data[0], draws(signaleer=2).raw_data[0]
    edit_quiz(slots=QuizPage._meta.get_field("slots").stream_block.to_python([one, two]))
    assert problems() == ["De toets ‘De toets’ vraagt 3 vragen uit ‘signaleer’, maar daar staan er 2."]


def test_a_quiz_without_questions() -> None:
    edit_quiz(slots=draws())
    assert problems() == ["De toets ‘De toets’ stelt geen enkele vraag."]


def test_no_lessons_and_no_quiz() -> None:
    for page in saar_page().get_children():
        page.specific.unpublish()
    assert problems() == ["Er is nog geen les gepubliceerd.", "Er is nog geen toets gepubliceerd."]


@pytest.mark.parametrize("slug", ["toets", "opnieuw"])
def test_a_lesson_with_an_address_of_ours(slug: str) -> None:
    """`/leren/<cursus>/toets/` and `/leren/<cursus>/opnieuw/` are taken (DESIGN §9)."""
    QuizPage.objects.update(slug="de-toets")
    LessonPage.objects.filter(pk=LessonPage.objects.first().pk).update(slug=slug)
    assert problems() == [f"Een les kan niet ‘{slug}’ heten in het webadres: dat adres is al van iets anders."]


def test_every_fixed_word_in_the_addresses_of_a_course_is_reserved() -> None:
    """A new address below `/leren/<cursus>/` must not hide a lesson."""
    from courses.services.freezing import RESERVED
    from courses.urls import urlpatterns

    routes = [str(pattern.pattern).split("/") for pattern in urlpatterns]
    fixed = {route[2] for route in routes if route[:2] == ["leren", "<slug:slug>"] and len(route) > 3}
    assert {word for word in fixed if not word.startswith("<")} == RESERVED


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("image", {"image": None, "alt": "", "caption": ""}),
        ("meldpunt", {"meldpunt": None}),
        ("download", {"document": None, "title": "Kaart"}),
        ("practice", {"question": None}),
        ("illustration", {"name": "bestaat-niet", "alt": "", "caption": ""}),
        ("text", {"html": "<p>x</p>", "facts": [{"sentence": "Iets", "source": None, "status": "gecontroleerd"}]}),
    ],
)
def test_a_block_that_lost_what_it_points_at(kind: str, value: dict[str, Any]) -> None:
    """A photo, number or source that was deleted since is a sentence for the editor, not an error page."""
    if "facts" in value:
        value = value | {"facts": [{"type": "item", "id": "a" * 8, "value": value["facts"][0]}]}
    block = {"type": kind, "id": "0d3f4a8e-0000-4000-8000-000000000001", "value": value}
    edit_lesson(LessonPage.objects.first(), lambda screens: screens[0]["value"]["content"].append(block))
    assert any("Kies opnieuw" in problem for problem in problems())


def test_a_photo_is_kept_as_bytes(saar: Loaded) -> None:
    image = make_image()
    edit_lesson(LessonPage.objects.first(), lambda screens: screens[0]["value"]["content"].append(image_block(image)))
    frozen = freeze_course(saar_page())
    block = frozen.source["lessons"][0]["screens"][0]["blocks"][-1]
    assert block["value"]["file"].startswith("edities/")
    assert [asset for asset in frozen.assets.values() if asset.media_type == "image/webp"]


@pytest.mark.parametrize("extension", ["pdf", "docx", "odt", "pptx"])
def test_a_file_to_download_keeps_its_ending(extension: str) -> None:
    """A phone opens a file by its ending; these are the ones that an editor may upload."""
    assert extension in settings.WAGTAILDOCS_EXTENSIONS
    document = CourseDocument.objects.create(title="Kaart", file=ContentFile(b"inhoud", name=f"kaart.{extension}"))
    value = {"document": document.pk, "title": "Kaart voor op de koelkast", "facts": []}
    block = {"type": "download", "id": "0d3f4a8e-0000-4000-8000-000000000001", "value": value}
    edit_lesson(LessonPage.objects.first(), lambda screens: screens[0]["value"]["content"].append(block))
    frozen = freeze_course(saar_page())
    kept = frozen.source["lessons"][0]["screens"][0]["blocks"][-1]
    assert kept["value"] == {
        "file": f"edities/{sha256(b'inhoud').hexdigest()}.{extension}",
        "title": "Kaart voor op de koelkast",
        "extension": extension,
        "bytes": 6,
    }
    link = BeautifulSoup(block_part(kept)["html"], "html.parser").a
    assert link["download"] == f"kaart-voor-op-de-koelkast.{extension}"
    assert link["href"] == f"/media/{kept['value']['file']}"


def test_a_file_of_no_known_kind_has_a_plain_ending() -> None:
    assert asset_of(b"", "application/x-onbekend").name == f"edities/{sha256(b'').hexdigest()}.bin"


def test_html_of_editors_is_cleaned(saar: Loaded) -> None:
    html = '<p data-block-key="x1">Hoi <b>jij</b><script>alert(1)</script><a href="javascript:x">k</a></p>'

    def change(screens: list[dict[str, Any]]) -> None:
        next(block for block in screens[0]["value"]["content"] if block["type"] == "text")["value"]["html"] = html

    edit_lesson(LessonPage.objects.first(), change)
    blocks = freeze_course(saar_page()).source["lessons"][0]["screens"][0]["blocks"]
    cleaned = next(block for block in blocks if block["type"] == "text")["value"]["html"]
    assert cleaned.startswith("<p>Hoi <b>jij</b><a")
    assert "script" not in cleaned
    assert "data-" not in cleaned


def test_equal_titles_get_different_addresses(saar: Loaded) -> None:
    edit_lesson(
        LessonPage.objects.first(), lambda screens: [screen["value"].update(title="Gelijk") for screen in screens]
    )
    slugs = [screen["slug"] for screen in freeze_course(saar_page()).source["lessons"][0]["screens"]]
    assert len(set(slugs)) == len(slugs) > 1


# --- reading an edition -----------------------------------------------------------------------------
def broken(edition: CourseEdition, change: Any) -> CourseEdition:
    """The edition with another JSON, as if newer code had written it."""
    edition = CourseEdition.objects.get(pk=edition.pk)
    source = copy.deepcopy(edition.source)
    change(source)
    CourseEdition.objects.filter(pk=edition.pk).update(source=source, content_hash="f" * 64)
    return CourseEdition.objects.get(pk=edition.pk)


@pytest.fixture(autouse=True)
def forget_editions() -> Any:
    """What a process keeps is keyed by hash; these tests lie about the hash."""
    yield
    reading._kept.clear()


def test_an_unknown_block_is_said_loudly(saar: Loaded) -> None:
    def change(source: dict[str, Any]) -> None:
        source["lessons"][0]["screens"][0]["blocks"][0]["type"] = "hologram"

    with pytest.raises(UnreadableEdition, match="hologram"):
        edition_content(broken(saar.edition, change))


def test_an_unknown_schema_is_said_loudly(saar: Loaded) -> None:
    with pytest.raises(UnreadableEdition, match="schema 99"):
        edition_content(broken(saar.edition, lambda source: source.update(schema=99)))


def test_every_block_type_of_the_editor_can_be_frozen_and_read() -> None:
    """Adding a block type is adding a freezer, a reader and a template."""
    from django.template.loader import get_template

    from courses.blocks.screens import ScreenContentBlock
    from courses.services.freezing_blocks import FREEZERS

    types = set(ScreenContentBlock().child_blocks)
    assert types == set(FREEZERS) == reading.BLOCK_TYPES
    for name in types - {"practice"}:
        get_template(f"courses/blocks/{name}.html")


def test_a_question_that_was_edited_keeps_its_key_and_gets_a_version(saar: Loaded) -> None:
    question = Question.objects.filter(is_practice=False).first()
    before = question.content_hash()
    assert edit_question(question, stem="Een andere vraag?").content_hash() != before
