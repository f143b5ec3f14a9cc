"""What goes: rows that nobody uses, and the day that somebody gets past every door (issue 4)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from taggit.models import Tag
from wagtail.models import Page

from accounts.models import User
from courses import guarding
from courses.models import (
    Category,
    CourseDocument,
    CourseImage,
    CourseIndexPage,
    CoursePage,
    CourseVideo,
    Meldpunt,
    Question,
    QuizPage,
    Source,
)
from tests.courses.changes import first_lesson
from tests.courses.deleting.doors import delete_urls, stands, told
from tests.courses.deleting.uses import UNUSED, USED, add_block, add_slot, new_course, new_document, new_question
from tests.courses.deleting.world import World, assert_nobody_suffers
from tests.courses.desk import edit_url, signed_in, words
from tests.courses.walks import assert_all_works
from tests.factories.courses import edit_lesson, make_image, saar_page


@pytest.mark.parametrize("way", [0, -1])
@pytest.mark.parametrize("case", UNUSED)
def test_what_is_not_in_use_goes(root: User, case: str, way: int) -> None:
    row = UNUSED[case]()
    assert signed_in(root).post(delete_urls(row)[way]).status_code == 302
    assert not stands(row)


def test_a_dropped_file_goes_by_script(root: User) -> None:
    for row in (make_image(), new_document()):
        response = signed_in(root).post(delete_urls(row)[1], headers={"x-requested-with": "XMLHttpRequest"})
        assert response.json()["success"] is True
        assert not stands(row)


@pytest.mark.parametrize("case", ["category with questions", "source of a meldpunt", "poster"])
def test_taken_into_use_between_the_look_and_the_deletion(
    root: User, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    """The key in the database refuses, and that is a sentence too."""
    row = USED[case][0]()
    monkeypatch.setattr(guarding, "why_kept", lambda rows: "")
    for url in delete_urls(row):
        response = signed_in(root).post(url, follow=True)
        assert response.status_code == 200, url
        assert "Dit is intussen in gebruik. Daarom is er niets verwijderd." in told(response), url
        assert stands(row)


def test_an_error_of_another_page_is_not_hidden(root: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.models import ProtectedError

    def break_down(*args: Any, **kwargs: Any) -> None:
        raise ProtectedError("x", set())

    monkeypatch.setattr("wagtail.admin.views.home.HomeView.get_context_data", break_down)
    with pytest.raises(ProtectedError):
        signed_in(root).get("/beheer/")


def test_the_whole_manuscript_gone_breaks_nobody(world: World) -> None:
    """Past every door: learners read editions, and those are whole; the desk's lists open."""
    Page.objects.filter(pk=CourseIndexPage.objects.get().pk).first().specific.delete()
    for model in (Question, Category, Meldpunt, CourseVideo, CourseImage, CourseDocument, Source, Tag):
        model.objects.all().delete()
    assert not CoursePage.objects.exists()
    assert_all_works({url: page for url, page in world.seen.items() if " " in url})
    chief, gone = world.client("chief"), (f"/{world.page}/", world.quiz)
    for url in world.desk(whole=True):
        assert chief.get(url).status_code in ({302, 404} if any(part in url for part in gone) else {200, 302}), url


def test_a_question_that_only_an_old_revision_asks_may_go(world: World) -> None:
    """Going back to that revision says what to choose again; nothing falls over."""
    question = new_question()
    add_slot("fixed", question=question.pk)
    add_block("practice", question=question.pk)
    quiz, lesson = QuizPage.objects.get(), first_lesson()
    old = [quiz.latest_revision_id, lesson.latest_revision_id]
    quiz.slots = quiz.slots.get_prep_value()[:-1]
    quiz.save_revision().publish()
    edit_lesson(lesson, lambda screens: screens[0]["value"]["content"].pop())
    client = world.client("root")
    assert client.post(delete_urls(question)[0]).status_code == 302
    assert not stands(question)
    for page, revision in zip((quiz, lesson), old, strict=True):
        for name in ("revisions_revert", "revisions_view"):
            url = reverse(f"wagtailadmin_pages:{name}", args=[page.pk, revision])
            assert client.get(url).status_code in {200, 302}
        page.revisions.get(pk=revision).publish()
    assert client.get(edit_url(QuizPage.objects.get())).status_code == 200
    assert "Kies opnieuw." in words(client.get(reverse("release_course", args=[world.page])))
    assert_nobody_suffers(world)


# --- what the editor reads after unpublishing -------------------------------------------------------
def unpublish(client: Client, page: Page) -> None:
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), {"include_descendants": "on"})


def unpublish_in_bulk(client: Client, page: Page) -> None:
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    client.post(f"{bulk}?id={page.pk}&next=/beheer/", {"include_descendants": "on"})


@pytest.mark.parametrize("way", [unpublish, unpublish_in_bulk])
@pytest.mark.parametrize("get", [saar_page, CourseIndexPage.objects.get])
def test_the_editor_reads_that_learners_go_on(
    root: User, get: Callable[[], Page], way: Callable[[Client, Page], None]
) -> None:
    client = signed_in(root)
    way(client, get())
    page = client.get("/beheer/")
    assert f"Deelnemers kunnen de cursus ‘{saar_page()}’ nog gewoon volgen." in words(page)
    assert reverse("course_editions", args=[saar_page().pk]) in page.content.decode()


def test_nothing_is_said_about_a_lesson_or_a_course_that_was_never_out(chief: User) -> None:
    client = signed_in(chief)
    fresh = new_course()
    fresh.save_revision().publish()
    for page in (first_lesson(), fresh):
        unpublish(client, page)
        assert "nog gewoon volgen" not in words(client.get("/beheer/"))


def test_a_copy_never_follows_its_original(chief: User) -> None:
    """An alias would have the keys of the page that it follows, and Wagtail cannot write a draft of one."""
    client, lesson = signed_in(chief), first_lesson()
    url = reverse("wagtailadmin_pages:copy", args=[lesson.pk])
    assert 'name="alias"' not in client.get(url).content.decode()
    parent = lesson.get_parent()
    data = {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": parent.pk, "alias": "on"}
    client.post(url, data)
    copy = type(lesson).objects.get(slug="kopie")
    assert copy.alias_of is None
    assert copy.key != lesson.key
    assert {screen.id for screen in copy.screens}.isdisjoint(screen.id for screen in lesson.screens)
