"""A copy of a course: drafts only, keys of its own, questions of its own or shared (DESIGN §3)."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from courses.models import CoursePage, LessonPage, Question, QuizPage
from courses.services.copying import renew_screen_keys
from courses.services.duplicating import CannotDuplicate, duplicate_course
from courses.services.freezing import freeze_course
from courses.services.releasing import release_edition
from tests.conftest import NOW
from tests.courses.desk import signed_in, words
from tests.courses.test_course_files import keys_in, publish_drafts
from tests.factories.course_files import exported, full_course
from tests.factories.courses import edit_quiz, make_attempt, make_enrollment, saar_edition, saar_page

pytestmark = pytest.mark.usefixtures("saar")


def duplicate(page: CoursePage, by: User, *, own: bool) -> CoursePage:
    return duplicate_course(page=page, title="Kopie", slug="kopie", own_questions=own, by=by, now=NOW)


def released_copy(by: User, *, own: bool) -> CoursePage:
    copy = duplicate(saar_page(), by, own=own)
    copy.save_revision().publish()
    publish_drafts()
    return CoursePage.objects.get(pk=copy.pk)


def test_a_copy_with_its_own_questions(chief: User) -> None:
    page = full_course()
    before, edition = freeze_course(page).content_hash, saar_edition()
    copy = released_copy(chief, own=True)
    assert freeze_course(saar_page()).content_hash == before
    assert (saar_edition(), saar_page().has_unpublished_changes) == (edition, False)
    assert not keys_in(exported(page)) & keys_in(exported(copy))
    frozen = freeze_course(copy)
    assert len(frozen.questions) == len(freeze_course(page).questions)
    shown = {screen["key"] for lesson in frozen.source["lessons"] for screen in lesson["screens"]}
    screens = {row["screen"] for row in frozen.source["questions"].values()} - {""}
    assert screens
    assert screens <= shown
    assert release_edition(page=copy, kind="major", by=chief, now=NOW).number == "1.0"
    assert AuditEvent.objects.get(verb="course.duplicated").detail["own_questions"] is True


def test_nothing_of_a_copy_is_live(editor: User) -> None:
    published = Question.objects.filter(live=True).count()
    copy = duplicate(saar_page(), editor, own=True)
    assert not copy.live
    assert not copy.get_children().live().exists()
    assert Question.objects.filter(live=True).count() == published
    assert Question.objects.filter(category__course_slug="kopie").count() > 0


def test_a_copy_that_shares_its_questions(chief: User) -> None:
    """It draws from the categories of the other course, and somebody can take its quiz."""
    count = Question.objects.count()
    copy = released_copy(chief, own=False)
    assert Question.objects.count() == count
    edition = release_edition(page=copy, kind="major", by=chief, now=NOW)
    quiz = edition.source["quizzes"][0]
    assert {name.partition("/")[0] for name in quiz["bank"]} == {"saar"}
    assert {slot["category"] for slot in quiz["slots"] if slot["kind"] == "draw"} == set(quiz["bank"])
    old = saar_edition().source["quizzes"][0]
    assert quiz["bank"] == {f"saar/{name}": keys for name, keys in old["bank"].items()}
    attempt = make_attempt(make_enrollment(edition=edition))
    assert attempt.items.count() == sum(slot.get("count", 1) for slot in quiz["slots"])


def test_a_draw_from_an_own_category_is_named_as_before() -> None:
    """Or every course would seem changed."""
    assert freeze_course(saar_page()).content_hash == saar_edition().content_hash


def test_drafts_come_along(editor: User) -> None:
    lesson = LessonPage.objects.order_by("path").first()
    lesson.title = "Nog niet af"
    lesson.save_revision()
    copy = duplicate(saar_page(), editor, own=False)
    assert copy.get_children().order_by("path").first().title == "Nog niet af"


def test_a_taken_address_is_refused_and_nothing_stays(editor: User) -> None:
    pages, questions = CoursePage.objects.count(), Question.objects.count()
    with pytest.raises(CannotDuplicate):
        duplicate_course(page=saar_page(), title="Kopie", slug="saar", own_questions=True, by=editor, now=NOW)
    assert (CoursePage.objects.count(), Question.objects.count()) == (pages, questions)


# --- Wagtail's own copy ---------------------------------------------------------------------------------
def test_a_copied_lesson_keeps_its_draft() -> None:
    lesson = LessonPage.objects.order_by("path").first()
    lesson.message = "Nog niet af"
    lesson.save_revision()
    lesson = LessonPage.objects.get(pk=lesson.pk)
    copy = lesson.copy(update_attrs={"slug": "kopie"})
    renew_screen_keys(copy)
    copy = LessonPage.objects.get(pk=copy.pk)
    draft = copy.get_latest_revision_as_object()
    assert (copy.live, copy.has_unpublished_changes) == (True, True)
    assert (copy.message == lesson.message, draft.message) == (True, "Nog niet af")
    assert [screen.id for screen in draft.screens] == [screen.id for screen in copy.screens]
    assert not {screen.id for screen in copy.screens} & {screen.id for screen in lesson.screens}
    assert draft.key == copy.key != lesson.key


def test_a_course_copied_in_the_page_tree_can_be_released(chief: User) -> None:
    copy = saar_page().copy(recursive=True, update_attrs={"slug": "boom", "title": "Boom"})
    renew_screen_keys(copy)
    edition = release_edition(page=CoursePage.objects.get(pk=copy.pk), kind="major", by=chief, now=NOW)
    assert edition.content_hash != saar_edition().content_hash


# --- the page -------------------------------------------------------------------------------------------
def url() -> str:
    return reverse("course_duplicate", args=[saar_page().pk])


def post(client: Client, **fields: Any) -> Any:
    return client.post(url(), {"title": "Kopie", "slug": "kopie", "questions": "gedeeld"} | fields)


def test_an_editor_makes_a_copy(editor: User) -> None:
    client = signed_in(editor)
    page = client.get(url())
    assert page.status_code == 200
    assert "saar-2" in page.content.decode()
    response = post(client)
    copy = CoursePage.objects.get(slug="kopie")
    assert response.url == reverse("wagtailadmin_explore", args=[copy.pk])
    assert "Alles is nog concept" in words(client.get(response.url))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Geef de kopie een naam"),
        ({"title": "a" * 300}, "Deze naam is te lang"),
        ({"slug": ""}, "alleen kleine letters"),
        ({"slug": "Mijn cursus"}, "alleen kleine letters"),
        ({"slug": "saar"}, "al van een andere cursus"),
        ({"slug": "a" * 60}, "Dit webadres is te lang"),
        ({"questions": ""}, "Kies of de kopie eigen vragen krijgt"),
        ({"questions": "andere"}, "Kies of de kopie eigen vragen krijgt"),
    ],
)
def test_bad_input_is_told_and_kept(editor: User, fields: dict[str, str], sentence: str) -> None:
    response = post(signed_in(editor), **fields)
    assert response.status_code == 400
    assert sentence in words(response)
    assert not CoursePage.objects.filter(slug="kopie").exists()


def test_a_course_that_is_not_there(editor: User) -> None:
    client = signed_in(editor)
    for name in ("course_duplicate", "course_export"):
        assert client.get(reverse(name, args=[999999])).status_code == 404
        assert client.get(reverse(name, args=[LessonPage.objects.first().pk])).status_code == 404


def test_the_quiz_of_another_course_may_draw_from_here(chief: User) -> None:
    """Nobody has to duplicate for it."""
    from tests.factories.quizzes import add_question, stream
    from tests.quiz import samples

    for _number in range(2):
        question = add_question(samples.single(), slug="andere", category="gedeeld")
    slots = [*QuizPage.objects.get().slots.get_prep_value()]
    slots.append({"type": "draw", "value": {"count": 2, "category": question.category_id}})
    edit_quiz(slots=stream(QuizPage, "slots", slots))
    edition = release_edition(page=saar_page(), kind="major", by=chief, now=NOW)
    assert len(edition.source["quizzes"][0]["bank"]["andere/gedeeld"]) == 2


def test_what_cannot_be_read_is_said_in_a_sentence(chief: User) -> None:
    """Stored long ago, or by another road than our forms."""
    question = Question.objects.filter(live=True, category__course_slug="saar").first()
    stored = question.body.get_prep_value()
    stored[0]["id"] = "abc"
    Question.objects.filter(pk=question.pk).update(body=json.dumps(stored), latest_revision=None)
    page, client = saar_page(), signed_in(chief)
    with pytest.raises(CannotDuplicate, match="niet kunnen lezen"):
        duplicate(page, chief, own=True)
    assert "niet kunnen lezen" in words(client.get(reverse("course_export", args=[page.pk]), follow=True))


def test_what_nobody_typed_is_left_out_of_the_name(chief: User) -> None:
    data = {"title": "Ko\0pie", "slug": "kopie", "questions": "gedeeld"}
    signed_in(chief).post(reverse("course_duplicate", args=[saar_page().pk]), data)
    assert CoursePage.objects.get(slug="kopie").draft_title == "Kopie"
