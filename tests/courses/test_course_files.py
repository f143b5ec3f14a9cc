"""A course as one file: what is in it, that it comes out the same elsewhere, and ways in (DESIGN §4)."""

from io import BytesIO
from typing import Any

import pytest
from django.db import models

from accounts.models import AuditEvent, User
from courses.models import (
    Category,
    CourseEdition,
    CourseImage,
    CoursePage,
    CourseVideo,
    LessonPage,
    Meldpunt,
    Question,
    QuizPage,
    Source,
)
from courses.services.course_files import Imported, Mode, NotExportable, State, UnusableFile, import_course, look_into
from courses.services.course_files.fields import fields_of
from courses.services.course_files.pictures import kept_picture
from courses.services.freezing import freeze_course
from courses.services.releasing import release_edition
from tests.conftest import NOW
from tests.factories.course_files import add_plain_lesson, data_of, exported, full_course, jpeg, tampered, wipe
from tests.factories.courses import edit_lesson, edit_question, saar_page
from tests.factories.quizzes import add_question
from tests.quiz import samples

pytestmark = pytest.mark.usefixtures("saar")


def take(file: bytes, mode: str, by: User) -> Imported:
    return import_course(file=BytesIO(file), mode=mode, by=by, now=NOW)


def first_lesson() -> LessonPage:
    return LessonPage.objects.order_by("path").first()


# --- there and back -------------------------------------------------------------------------------------
def test_an_empty_installation_gets_the_same_edition(chief: User) -> None:
    """Every block, every type of question, links, film, photos and another course's questions (issue 4)."""
    page = full_course()
    before = freeze_course(page)
    file = exported(page)
    assert data_of(file)["edition_hash"] == before.content_hash
    wipe()
    look = look_into(BytesIO(file))
    assert (look.state, look.modes, look.notes, look.clashes) == (State.NEW, (Mode.NEW, Mode.COPY), [], [])
    done = take(file, "nieuw", chief)
    assert done.is_exact
    assert exported(done.page) == file
    assert not CourseEdition.objects.exists()
    edition = release_edition(page=saar_page(), kind="major", by=chief, now=NOW)
    assert edition.content_hash == before.content_hash
    assert {asset.sha256 for asset in edition.assets.all()} == set(before.assets)
    assert AuditEvent.objects.get(verb="course.imported").actor == chief


def test_the_same_course_gives_the_same_bytes() -> None:
    page = full_course()
    assert exported(page) == exported(CoursePage.objects.get(pk=page.pk))


def test_links_lead_to_the_pages_of_the_other_installation(chief: User) -> None:
    page = full_course()
    file = exported(page)
    wipe()
    take(file, "nieuw", chief)
    last = LessonPage.objects.order_by("path").last()
    assert f'id="{last.pk}"' in str(first_lesson().screens.get_prep_value())


def test_no_number_of_this_database_is_in_the_file() -> None:
    """Every chooser is a key."""
    data = data_of(exported(full_course()))
    names = {"question", "category", "source", "meldpunt", "video", "image", "photo", "document"}
    found = [value for name, value in walked(data) if name in names]
    assert len(found) > 30
    assert [value for value in found if value is not None and not isinstance(value, str)] == []


def walked(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, list):
        return [pair for part in value for pair in walked(part)]
    if isinstance(value, dict):
        return [pair for name, part in value.items() for pair in [(name, part), *walked(part)]]
    return []


NOT_IN_A_FILE = {
    Question: {"id", "key", "category", "live", "has_unpublished_changes", "first_published_at", "last_published_at",
               "live_revision", "go_live_at", "expire_at", "expired", "locked", "locked_at", "locked_by",
               "latest_revision"},
    Source: {"id", "key"},
    Meldpunt: {"id", "key", "source"},
    Category: {"id", "key"},
    CourseVideo: {"id", "key", "file", "captions", "poster"},
    CoursePage: {"key", "page_ptr"},
    LessonPage: {"key", "page_ptr"},
    QuizPage: {"key", "page_ptr"},
}  # fmt: skip


@pytest.mark.parametrize("model", NOT_IN_A_FILE)
def test_every_field_goes_along(model: type[models.Model]) -> None:
    """A field that is added later must be thought of here: in the file, or not."""
    own = {field.name for field in model._meta.local_fields}
    assert own - set(fields_of(model)) == NOT_IN_A_FILE[model]


def test_drafts_stay_at_home() -> None:
    page, lesson = saar_page(), first_lesson()
    before = exported(page)
    lesson.title = "Nog niet af"
    lesson.save_revision()
    question = Question.objects.first()
    question.title = "Ook nog niet af"
    question.save_revision()
    assert exported(page) == before


def test_a_course_without_a_lesson_is_no_file() -> None:
    for lesson in LessonPage.objects.all():
        lesson.unpublish()
    with pytest.raises(NotExportable, match="nog geen les gepubliceerd"):
        exported()


def test_a_course_that_cannot_be_released_yet_goes_along_all_the_same() -> None:
    QuizPage.objects.get().unpublish()
    assert data_of(exported())["edition_hash"] == ""


# --- what is here already -------------------------------------------------------------------------------
def test_nothing_to_do(chief: User) -> None:
    file = exported()
    look = look_into(BytesIO(file))
    assert (look.state, look.modes) == (State.SAME, (Mode.COPY,))
    assert look.notes == ["20 vragen staan hier al, precies zo."]
    with pytest.raises(UnusableFile, match="Kies opnieuw"):
        take(file, "nieuw", chief)


def change_everything() -> None:
    """What an editor does after the download."""
    edit_lesson(first_lesson(), lambda screens: screens[0]["value"].update(title="Hier anders"))
    edit_question(Question.objects.filter(is_practice=False).first(), stem="Hier anders?")
    page = saar_page()
    page.subtitle = "Hier anders"
    page.save_revision().publish()


def test_updating_makes_drafts(chief: User) -> None:
    """What learners and a release see stays; publishing the drafts gives what the file says."""
    file = exported()
    change_everything()
    extra = add_plain_lesson(saar_page())
    before = freeze_course(saar_page()).content_hash
    look = look_into(BytesIO(file))
    assert (look.state, look.modes) == (State.CHANGED, (Mode.UPDATE, Mode.COPY))
    assert "‘Erbij’ staat niet in het bestand. Bij bijwerken blijft het staan." in look.notes
    assert look.notes[:2] == [
        "De gegevens van de cursus zelf zijn hier anders.",
        f"‘{first_lesson().title}’ is hier anders.",
    ]
    assert not take(file, "bijwerken", chief).is_exact
    assert freeze_course(saar_page()).content_hash == before
    publish_drafts()
    extra.unpublish()
    assert freeze_course(saar_page()).content_hash == data_of(file)["edition_hash"]


def publish_drafts() -> None:
    for row in [*CoursePage.objects.all(), *LessonPage.objects.all(), *QuizPage.objects.all(), *Question.objects.all()]:
        if row.has_unpublished_changes:
            row.get_latest_revision().publish()


def test_updating_adds_what_is_not_here(chief: User) -> None:
    lesson = add_plain_lesson(saar_page())
    file = exported()
    key = lesson.key
    lesson.delete()
    assert "‘Erbij’ is hier nieuw." in look_into(BytesIO(file)).notes
    take(file, "bijwerken", chief)
    back = LessonPage.objects.get(key=key)
    assert (back.live, back.screens[0].value["title"]) == (False, "Erbij")
    publish_drafts()
    assert freeze_course(saar_page()).content_hash == data_of(file)["edition_hash"]


def test_the_numbers_of_this_installation_win(chief: User) -> None:
    full_course()
    file = exported()
    wipe()
    row = next(row for row in data_of(file)["meldpunten"] if row["number"] == "112")
    Meldpunt.objects.create(key=row["key"], name=row["name"], number="113", when=row["when"])
    assert any("Dat van hier blijft" in note for note in look_into(BytesIO(file)).notes)
    assert not take(file, "nieuw", chief).is_exact
    assert Meldpunt.objects.get(key=row["key"]).number == "113"


def test_a_shared_question_that_is_here_stays(chief: User) -> None:
    full_course()
    file = exported()
    shared = next(row for row in data_of(file)["questions"] if "shared" not in row and is_shared(file, row))
    wipe()
    category = Category.objects.create(course_slug="andere", slug="gedeeld", name="Gedeeld")
    ours = add_question(samples.single(stem="Die van hier?"), slug="andere", category="gedeeld")
    Question.objects.filter(pk=ours.pk).update(key=shared["key"])
    look = look_into(BytesIO(file))
    assert any("Die van hier blijft" in note for note in look.notes)
    assert Mode.NEW in look.modes
    take(file, "nieuw", chief)
    assert Question.objects.get(key=shared["key"]).content()["stem"] == "Die van hier?"
    assert Category.objects.filter(course_slug="andere").get() == category


def is_shared(file: bytes, row: dict[str, Any]) -> bool:
    return row["category"] in {one["key"] for one in data_of(file)["categories"] if one["course_slug"] == "andere"}


def test_a_mark_that_is_taken_is_left_out(chief: User) -> None:
    full_course()
    file = exported()
    wipe()
    add_question(samples.true_false(), idnumber="SAAR-1")
    take(file, "nieuw", chief)
    assert Question.objects.filter(idnumber="SAAR-1").count() == 1


# --- as a copy ------------------------------------------------------------------------------------------
def keys_in(file: bytes) -> set[str]:
    """All keys of what belongs to the course itself."""
    data = data_of(file)
    own = {row["key"] for row in data["categories"] if row["course_slug"] == data["course"]["slug"]}
    screens = [screen for page in data["pages"] for screen in page.get("screens", [])]
    blocks = [block["id"] for screen in screens for block in screen["value"]["content"]]
    questions = [row["key"] for row in data["questions"] if row["category"] in own]
    return {data["course"]["key"], *own, *(page["key"] for page in data["pages"]), *blocks, *questions,
            *(screen["id"] for screen in screens)}  # fmt: skip


@pytest.mark.parametrize("is_here", [True, False])
def test_a_copy_shares_no_key(chief: User, is_here: bool) -> None:
    file = exported(full_course())
    if not is_here:
        wipe()
    copy = take(file, "kopie", chief).page
    assert (copy.live, copy.slug) == (False, "saar-2")
    freeze_course(copy, drafts=True)
    publish_drafts()
    again = exported(copy)
    assert not keys_in(file) & keys_in(again)
    assert len(keys_in(file)) == len(keys_in(again))
    assert len(freeze_course(CoursePage.objects.get(pk=copy.pk)).questions) == len(data_of(file)["questions"])


def test_another_course_has_the_address(chief: User) -> None:
    file = tampered(exported(), lambda data: data["course"].update(key="3f0f7d3e-2f4c-4d51-9d0e-0c6a3c1f2b11"))
    look = look_into(BytesIO(file))
    assert (look.state, look.modes) == (State.TAKEN, (Mode.COPY,))


# --- photos ---------------------------------------------------------------------------------------------
def test_a_clean_photo_stays_to_the_byte() -> None:
    from django.core.files.base import ContentFile

    data = jpeg()
    assert kept_picture(ContentFile(data, name="a.jpg")).read() == data


def test_a_photo_with_a_place_in_it_is_cleaned() -> None:
    from django.core.files.base import ContentFile
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F] = "Camera"
    for data in (jpeg(exif=exif), jpeg() + b"erachter", jpeg(comment=b"Noor")):
        kept = kept_picture(ContentFile(data, name="a.jpg")).read()
        assert kept != data
        assert not Image.open(BytesIO(kept)).getexif()
        assert b"Noor" not in kept
        assert not kept.endswith(b"erachter")


def test_a_photo_that_is_here_comes_no_second_time(chief: User) -> None:
    file = exported(full_course())
    wipe()
    take(file, "nieuw", chief)
    photos = CourseImage.objects.count()
    take(file, "kopie", chief)
    assert CourseImage.objects.count() == photos
