"""Releasing: numbers, what a small improvement may change, and that an edition stays whole (DESIGN §4)."""

import hashlib
import re
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.utils.html import strip_tags

from accounts.models import AuditEvent
from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.models import (
    Attempt,
    CourseEdition,
    CoursePage,
    Enrollment,
    LessonPage,
    Question,
    QuestionVersion,
    QuizPage,
    Source,
)
from courses.quiz import content_hash
from courses.services import rendering
from courses.services.freezing import freeze_course
from courses.services.grading import submit_attempt
from courses.services.loading import Loaded
from courses.services.reading import edition_content
from courses.services.releasing import ReleaseRefused, summarize
from courses.services.rendering import screen_parts
from tests.courses.conftest import client_of
from tests.factories.courses import (
    answer_all,
    edit_lesson,
    edit_question,
    edit_quiz,
    finish_course,
    image_block,
    load_saar,
    make_attempt,
    make_editor,
    make_enrollment,
    make_image,
    make_learner,
    quiz_of,
    release,
    saar_edition,
    saar_page,
)

pytestmark = pytest.mark.usefixtures("saar")
MINOR, MAJOR, SAFETY = CourseEdition.Kind.MINOR, CourseEdition.Kind.MAJOR, CourseEdition.Kind.SAFETY


def first_text(screens: list[dict[str, Any]], words: str) -> None:
    """Other words in the first text block of the first screen."""
    blocks = screens[0]["value"]["content"]
    next(block for block in blocks if block["type"] == "text")["value"]["html"] = f"<p>{words}</p>"


def other_words(words: str = "Andere woorden.") -> None:
    edit_lesson(LessonPage.objects.order_by("path").first(), lambda screens: first_text(screens, words))


def edition_texts(edition: CourseEdition) -> str:
    """All words of the screens of an edition, without tags."""
    content = edition_content(edition)
    parts = [part for lesson in content.lessons for screen in lesson.screens for part in screen_parts(screen, content)]
    return " ".join(strip_tags(part["html"]) for part in parts)


# --- numbers ----------------------------------------------------------------------------------------
def test_the_first_edition(saar: Loaded) -> None:
    assert saar.released
    assert saar.edition.number == "1.0"
    assert AuditEvent.objects.filter(verb="edition.released", object_key=str(saar.edition.key)).count() == 1


def test_numbers_go_on() -> None:
    numbers = []
    for step, kind in enumerate([MINOR, SAFETY, MAJOR, MINOR]):
        other_words(f"Stap {step}.")
        numbers.append(release(kind).number)
    assert numbers == ["1.1", "1.2", "2.0", "2.1"]


def test_numbers_sort_as_numbers() -> None:
    """1.10 is newer than 1.9."""
    for step in range(10):
        other_words(f"Stap {step}.")
        release(MINOR)
    assert saar_edition().number == "1.10"
    other_words("Nog een stap.")
    assert release(MINOR).number == "1.11"


@pytest.mark.parametrize("kind", [MINOR, MAJOR, SAFETY])
def test_the_same_content_is_refused(kind: str) -> None:
    with pytest.raises(ReleaseRefused, match="niets veranderd"):
        release(kind)
    assert CourseEdition.objects.count() == 1


def test_only_a_chief_editor_releases() -> None:
    grant_rights()
    other_words()
    with pytest.raises(ReleaseRefused, match="eindredacteur"):
        release(MINOR, by=make_editor(Role.EDITOR, email="redacteur@example.nl"))
    chief = make_editor(Role.CHIEF_EDITOR, email="chef@example.nl")
    assert release(MINOR, by=chief).released_by == chief


def test_an_address_of_another_course_is_refused() -> None:
    from courses.models import Course

    Course.objects.create(slug="saar-nieuw")
    CoursePage.objects.filter(slug="saar").update(slug="saar-nieuw")
    with pytest.raises(ReleaseRefused, match="webadres"), transaction.atomic():
        from courses.models import Category
        from courses.services.releasing import release_edition

        Category.objects.update(course_slug="saar-nieuw")
        release_edition(page=CoursePage.objects.get(), kind=MAJOR, by=None)


# --- small improvement ------------------------------------------------------------------------------
def add_screen() -> None:
    def change(screens: list[dict[str, Any]]) -> None:
        import copy

        extra = copy.deepcopy(screens[-1])
        extra["id"] = "7b2c7a52-0000-4000-8000-000000000001"
        screens.append(extra)

    edit_lesson(LessonPage.objects.order_by("path").first(), change)


def swap_screens() -> None:
    edit_lesson(LessonPage.objects.order_by("path").first(), lambda screens: screens.reverse())


def move_lesson() -> None:
    first, second = LessonPage.objects.order_by("path")[:2]
    first.move(second, pos="right")


def other_question() -> None:
    edit_question(Question.objects.filter(is_practice=False).first(), stem="Een andere vraag?")


def other_practice() -> None:
    edit_question(Question.objects.filter(is_practice=True).first(), explanation="Een andere uitleg.")


def all_lessons_optional() -> None:
    page = saar_page()
    page.all_lessons_required = False
    page.save_revision().publish()


KEYS = "Er zijn lessen, schermen of toetsen bij gekomen, verdwenen of verplaatst."
RULES = "De regels van de toets zijn veranderd."
ANSWERS = "Er zijn vragen of antwoorden veranderd."


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (add_screen, KEYS),
        (swap_screens, KEYS),
        (move_lesson, KEYS),
        (lambda: LessonPage.objects.first().unpublish(), KEYS),
        (lambda: edit_quiz(draws="signaleer 2\nalarmeer 2"), KEYS),
        (lambda: edit_quiz(pass_mark=80), RULES),
        (lambda: edit_quiz(shuffle_questions=True), RULES),
        (lambda: edit_quiz(counts=False), RULES),
        (all_lessons_optional, RULES),
        (other_question, ANSWERS),
        (other_practice, ANSWERS),
    ],
)
def test_a_small_improvement_that_is_more(change: Any, reason: str) -> None:
    change()
    with pytest.raises(ReleaseRefused) as caught:
        release(MINOR)
    assert reason in str(caught.value)
    assert release(MAJOR).number == "2.0"


def test_a_small_improvement_takes_people_along(saar: Loaded) -> None:
    halfway, done = make_enrollment(), finish_course()
    attempt = make_attempt(halfway)
    other_words()
    edition = release(MINOR)
    halfway.refresh_from_db()
    done.refresh_from_db()
    assert halfway.edition == edition
    assert [move.edition.number for move in halfway.moves.all()] == ["1.0", "1.1"]
    assert [move.reason for move in halfway.moves.all()] == ["start", "minor"]
    assert done.edition == saar.edition  # he has finished with that one
    attempt.refresh_from_db()
    assert attempt.edition == saar.edition  # an open attempt keeps its own
    assert AuditEvent.objects.get(verb="edition.released", object_key=str(edition.key)).detail["moved"] == 1


def test_a_new_edition_leaves_people_where_they_are(saar: Loaded) -> None:
    halfway = make_enrollment()
    other_words()
    release(MAJOR)
    halfway.refresh_from_db()
    assert halfway.edition == saar.edition
    assert halfway.moves.count() == 1
    assert make_enrollment().edition.number == "2.0"


def test_a_closed_enrollment_does_not_move(saar: Loaded) -> None:
    from tests.conftest import NOW

    closed = make_enrollment()
    Enrollment.objects.filter(pk=closed.pk).update(closed_at=NOW, close_reason="samengevoegd")
    other_words()
    release(MINOR)
    closed.refresh_from_db()
    assert closed.edition == saar.edition


# --- versions ---------------------------------------------------------------------------------------
def test_the_same_content_makes_no_second_version(saar: Loaded) -> None:
    before = QuestionVersion.objects.count()
    other_words()
    edition = release(MINOR)
    assert QuestionVersion.objects.count() == before
    assert set(edition.questions.all()) == set(saar.edition.questions.all())


def test_one_edited_question_makes_one_version(saar: Loaded) -> None:
    before = QuestionVersion.objects.count()
    other_question()
    edition = release(MAJOR)
    assert QuestionVersion.objects.count() == before + 1
    assert edition.questions.exclude(pk__in=saar.edition.questions.all()).count() == 1
    assert edition.questions.count() == saar.edition.questions.count()


def test_who_is_halfway_keeps_his_own_text_and_order() -> None:
    """load → edit in the bank → publish → release: the open attempt does not change, a newcomer gets the new text."""
    attempt = make_attempt()
    client = client_of(attempt.learner)
    pages = [client.get(f"/leren/saar/toets/toets/vraag/{position}/") for position in range(1, 9)]
    before = [without_tokens(page.content.decode()) for page in pages]
    for item in attempt.items.select_related("version"):
        question = Question.objects.get(key=item.version.question_key)
        edit_question(question, stem=f"Nieuwe tekst {item.position}?")
    release(MAJOR)
    pages = [client.get(f"/leren/saar/toets/toets/vraag/{position}/") for position in range(1, 9)]
    assert [without_tokens(page.content.decode()) for page in pages] == before
    answer_all(attempt)
    assert submit_attempt(attempt=attempt, now=attempt.started_at).grade.passed
    newcomer = make_attempt(make_enrollment())
    stems = [item.version.content["stem"] for item in newcomer.items.select_related("version")]
    assert any(stem.startswith("Nieuwe tekst") for stem in stems)


def without_tokens(html: str) -> str:
    return re.sub(r'name="(csrfmiddlewaretoken|uuid)" value="[^"]+"', "", html)


def test_the_same_course_has_the_same_hash_in_an_emptied_database(saar: Loaded) -> None:
    """Keys and content only: nothing of this installation's rows is in it."""
    from courses.models import Category, Course, EditionAsset, Meldpunt
    from tests.factories.courses import course_index

    with transaction.atomic():
        CourseEdition.objects.all().delete()
        Course.objects.all().delete()
        EditionAsset.objects.all().delete()
        saar_page().delete()
        for model in (Question, QuestionVersion, Category, Meldpunt, Source):
            model.objects.all().delete()
        course_index().refresh_from_db()
        assert not LessonPage.objects.exists()
        again = load_saar()
        assert again.edition.pk != saar.edition.pk
        assert again.edition.content_hash == saar.edition.content_hash
        transaction.set_rollback(True)


# --- editions stay whole ----------------------------------------------------------------------------
def edition_with_photo() -> tuple[CourseEdition, Any]:
    image = make_image("red")
    lesson = LessonPage.objects.order_by("path").first()
    edit_lesson(lesson, lambda screens: screens[0]["value"]["content"].append(image_block(image)))
    return release(MINOR), image


def photo_of(edition: CourseEdition) -> dict[str, Any]:
    blocks = edition_content(edition).lessons[0].screens[0].blocks
    return next(block["value"] for block in blocks if block["type"] == "image")


def test_replacing_and_deleting_a_photo_leaves_the_edition_whole() -> None:
    edition, image = edition_with_photo()
    name = photo_of(edition)["file"]
    with default_storage.open(name) as file:
        before = file.read()
    # What Wagtail does when an editor replaces the file: the old file and its renditions go.
    old_file, other = image.file.name, make_image("blue")
    image.file = other.file.name
    image.save()
    image.renditions.all().delete()
    default_storage.delete(old_file)
    image.delete()
    with default_storage.open(name) as file:
        after = file.read()
    assert after == before
    assert hashlib.sha256(after).hexdigest() in name
    response = Client().get("/leren/saar/volgorde/wat-zou-jij-doen/")
    assert response.status_code == 200
    assert f'src="/media/{name}"' in response.content.decode()
    assert Client().get(f"/media/{name}").status_code == 200


def test_archiving_and_deleting_the_pages_leaves_learners_whole(saar: Loaded) -> None:
    from tests.conftest import NOW

    attempt, done = make_attempt(), finish_course()
    client = client_of(attempt.learner)
    for page in saar_page().get_descendants():
        page.specific.unpublish()
    saar_page().unpublish()
    saar.edition.course.archived_at = NOW
    saar.edition.course.save()
    with transaction.atomic():
        saar_page().delete()
    assert not CoursePage.objects.exists()
    assert client.get("/leren/saar/volgorde/wat-zou-jij-doen/").status_code == 200
    assert client.get("/leren/saar/toets/toets/vraag/1/").status_code == 200
    answer_all(attempt)
    response = client.post("/leren/saar/toets/toets/nakijken/", {"attempt": attempt.number}, follow=True)
    assert response.status_code == 200
    assert Attempt.objects.get(pk=attempt.pk).state == "submitted"
    assert client_of(done.learner).get("/leren/saar/toets/toets/uitslag/1/").status_code == 200
    assert client_of(done.learner).get("/cursussen/saar/").status_code == 200
    # An archived course takes no new starters.
    assert Client().get("/cursussen/saar/").status_code == 404
    assert Client().post("/leren/saar/volgorde/wat-zou-jij-doen/").status_code == 404


def test_a_withdrawn_edition_takes_no_new_starters(saar: Loaded) -> None:
    halfway = make_enrollment()
    CourseEdition.objects.update(status="withdrawn")
    assert Client().get("/cursussen/saar/").status_code == 404
    assert "SAAR" not in Client().get("/cursussen/").content.decode().split("<main")[1]
    assert client_of(halfway.learner).get("/leren/saar/volgorde/wat-zou-jij-doen/").status_code == 200


# --- HTML is a cache --------------------------------------------------------------------------------
def test_a_new_template_version_leaves_the_text(saar: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    before = edition_texts(saar.edition)
    calls = []
    render = rendering.render_to_string
    monkeypatch.setattr(rendering, "render_to_string", lambda *args: calls.append(args) or render(*args))
    assert edition_texts(saar.edition) == before
    assert calls == []  # from the cache
    monkeypatch.setattr(rendering, "TEMPLATE_VERSION", rendering.TEMPLATE_VERSION + 1)
    assert edition_texts(saar.edition) == before
    assert calls  # rendered anew


def test_the_kept_html_is_free_of_what_changes(saar: Loaded) -> None:
    content = edition_content(saar.edition)
    for lesson in content.lessons:
        for screen in lesson.screens:
            for part in screen_parts(screen, content):
                assert "csrf" not in part["html"]
                assert "/static/" not in part["html"]
                assert " style=" not in part["html"]
                assert "<script" not in part["html"]


def test_two_editions_keep_their_own_sources(saar: Loaded) -> None:
    """The screen did not change, its source did: each edition shows what it was released with."""
    before = edition_texts(saar.edition)
    source = Source.objects.get(title__startswith="Gemeente Stein")
    source.title = "Een andere titel van de bron"
    source.save()
    edition = release(MINOR)
    assert "Een andere titel van de bron" in edition_texts(edition)
    assert edition_texts(CourseEdition.objects.get(pk=saar.edition.pk)) == before


def test_every_screen_can_be_read(saar: Loaded) -> None:
    enrollment = make_enrollment(make_learner())
    client = client_of(enrollment.learner)
    content = edition_content(saar.edition)
    for lesson in content.lessons:
        for screen in lesson.screens:
            response = client.get(f"/leren/saar/{lesson.slug}/{screen.slug}/")
            assert response.status_code == 200
            assert screen.title in response.content.decode().replace("&#x27;", "'")


# --- what has changed -------------------------------------------------------------------------------
def test_the_summary_names_what_changed(saar: Loaded) -> None:
    other_words()
    other_question()
    edit_quiz(pass_mark=80, intro="Een andere inleiding.")
    lesson = LessonPage.objects.order_by("path").first()
    lesson.message = "Een andere boodschap."
    lesson.save_revision().publish()
    lines = summarize(saar.edition.source, freeze_course(saar_page()).source)
    assert "Gewijzigd scherm: ‘Wat zou jij doen?’." in lines
    assert "Vragen gewijzigd: 1." in lines
    assert "De regels van de toets zijn veranderd." in lines
    assert "Gewijzigde les: ‘Waarom een vaste volgorde?’." in lines
    assert "Gewijzigde toets: ‘De toets’." in lines


@pytest.mark.parametrize(
    "change",
    [
        other_words,
        add_screen,
        swap_screens,
        move_lesson,
        other_question,
        other_practice,
        all_lessons_optional,
        lambda: edit_quiz(counts=False),
    ],
)
def test_no_change_goes_unnamed(saar: Loaded, change: Any) -> None:
    change()
    assert summarize(saar.edition.source, freeze_course(saar_page()).source) != []


def test_the_quiz_page_does_not_reach_an_open_attempt() -> None:
    attempt = make_attempt()
    edit_quiz(pass_mark=100)
    release(MAJOR)
    attempt.refresh_from_db()
    assert attempt.policy["pass_mark"] == 75
    answer_all(attempt, wrong=1)
    assert submit_attempt(attempt=attempt, now=attempt.started_at).grade.passed


def test_shown_hash_is_that_of_what_is_shown() -> None:
    from courses.services.attempting import parsed

    attempt = make_attempt()
    for item in attempt.items.select_related("version"):
        assert content_hash(parsed(item.version).shown(item.arrangement)) == item.shown_hash
    assert quiz_of(attempt.enrollment).question_count == attempt.items.count() == 8
    assert QuizPage.objects.count() == 1
