"""Loading the written courses again: what nobody touched follows the files, what an editor wrote is his."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from wagtail.models import Revision

from courses.models import CourseEdition, LessonPage, LoadedPart, Question, Source
from courses.services.loading import CONTENT, Loaded, load_course
from tests.conftest import NOW
from tests.courses import changes
from tests.factories.courses import course_index, load_saar, saar_page

pytestmark = pytest.mark.usefixtures("saar")
OLD, NEW = "Het is dinsdagavond, tien voor elf", "Het is woensdagavond, tien voor elf"


@pytest.fixture
def saar(db: None) -> Loaded:
    return load_saar()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of SAAR, to write in."""
    return Path(shutil.copytree(CONTENT / "saar", tmp_path / "saar"))


def write(folder: Path, old: str, new: str, name: str = "les-1.toml") -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def load(folder: Path) -> Loaded:
    return load_course(folder=folder, index=course_index(), now=NOW)


def lesson() -> LessonPage:
    return LessonPage.objects.order_by("path").first()


def test_a_second_load_changes_nothing() -> None:
    before = Revision.objects.count(), list(LoadedPart.objects.values_list("key", "fingerprint", "loaded_at"))
    again = load(CONTENT / "saar")
    assert (again.released, again.edited) == (False, ())
    assert (Revision.objects.count(), list(LoadedPart.objects.values_list("key", "fingerprint", "loaded_at"))) == before
    assert CourseEdition.objects.count() == 1


def test_what_nobody_touched_follows_the_files(folder: Path) -> None:
    write(folder, OLD, NEW)
    loaded = load(folder)
    assert (loaded.edition.number, loaded.released, loaded.edited) == ("1.1", True, ())
    assert NEW in str(lesson().screens)


def test_another_rule_is_a_new_edition(folder: Path) -> None:
    write(folder, "pass_mark = 75", "pass_mark = 80", "course.toml")
    assert load(folder).edition.number == "2.0"


@pytest.mark.parametrize("published", [True, False])
def test_what_an_editor_changed_is_his(folder: Path, published: bool) -> None:
    page = lesson()
    page.message = "Mijn eigen woorden."
    revision = page.save_revision()
    if published:
        revision.publish()
    write(folder, OLD, NEW)
    loaded = load(folder)
    assert (loaded.edition.number, loaded.released, loaded.edited) == ("1.0", False, (page.title,))
    assert lesson().get_latest_revision_as_object().message == "Mijn eigen woorden."
    assert NEW not in str(lesson().screens)


def test_a_question_and_a_source_too(folder: Path) -> None:
    changes.other_answer()
    source = Source.objects.get(title="WABP Lelystad")
    Source.objects.filter(pk=source.pk).update(title="Lelystad")
    write(folder, 'title = "WABP Lelystad"', 'title = "Buurtpreventie Lelystad"', "course.toml")
    loaded = load(folder)
    assert loaded.edited[0] == "Lelystad"
    assert len(loaded.edited) == 2
    source.refresh_from_db()
    assert source.title == "Lelystad"


@pytest.mark.parametrize("published", [True, False])
def test_a_part_that_a_colleague_holds_waits(folder: Path, published: bool) -> None:
    """Locked, or taken offline."""
    LessonPage.objects.filter(pk=lesson().pk).update(locked=published)
    if not published:
        lesson().unpublish()
    write(folder, OLD, NEW)
    assert load(folder).edited == (lesson().title,)
    assert lesson().live is published


def test_a_draft_of_what_stands_in_no_file_is_his_too(folder: Path) -> None:
    page = saar_page()
    page.all_lessons_required = False
    page.save_revision()
    write(folder, "valid_months = 24", "valid_months = 36", "course.toml")
    assert load(folder).edited == (page.title,)
    assert saar_page().get_latest_revision_as_object().all_lessons_required is False


def test_what_somebody_withdrew_does_not_go_out_again(folder: Path) -> None:
    CourseEdition.objects.update(status=CourseEdition.Status.WITHDRAWN)
    write(folder, OLD, NEW)
    loaded = load(folder)
    assert (loaded.edition.number, loaded.released, loaded.edited) == ("1.0", False, ())


def test_what_an_editor_published_himself_does_not_go_out_along_the_way(folder: Path) -> None:
    """Whether every lesson must be read stands in no file."""
    changes.all_lessons_optional()
    write(folder, OLD, NEW)
    loaded = load(folder)
    assert (loaded.edition.number, loaded.released, loaded.edited) == ("1.0", False, ())
    assert NEW in str(lesson().screens)


def test_a_source_that_nobody_touched_follows_the_files(folder: Path) -> None:
    write(folder, 'title = "WABP Lelystad"', 'title = "Buurtpreventie Lelystad"', "course.toml")
    load(folder)
    assert Source.objects.filter(title="Buurtpreventie Lelystad").exists()


def test_the_command_says_what_it_left_alone() -> None:
    changes.other_answer()
    out = StringIO()
    call_command("load_courses", "saar", stdout=out)
    title = Question.objects.get(pk=changes.question_of("single_choice").pk).title
    assert f"overgeslagen, want aangepast op de site: {title}" in out.getvalue()
    assert "saar: editie 1.0 blijft\n" in out.getvalue()
