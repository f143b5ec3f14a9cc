"""What Wagtail lets somebody do to a page, one by one and in bulk, done to a course in full swing."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import querydict_from_html

from cms.models import HomePage
from courses.models import CourseIndexPage, LessonPage, QuizPage
from tests.courses.changes import first_lesson
from tests.courses.deleting.acts import NOBODY, WRITERS, Act, Do, Get, bulk, select
from tests.courses.deleting.uses import PAGES, new_course
from tests.factories.courses import saar_page

__all__ = ["ACTS_ON_PAGES", "edit", "send_page"]

home, shelf, quiz = HomePage.objects.get, CourseIndexPage.objects.get, QuizPage.objects.get


def send_page(client: Client, name: str, *args: Any, query: str = "", **data: Any) -> HttpResponse:
    """One form of Wagtail about a page."""
    return client.post(reverse(f"wagtailadmin_pages:{name}", args=args) + query, data)


def send(name: str, query: str = "", **data: Any) -> Do:
    return lambda client, page: [send_page(client, name, page.pk, query=query, **data)]


def all_of(*gets: Get) -> Get:
    return lambda: [get() for get in gets]


def edit(**fields: str) -> Do:
    """The big form of a page without a stream, with other `fields` and one of its buttons."""

    def do(client: Client, page: Page) -> list[HttpResponse]:
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        form = querydict_from_html(client.get(url).content.decode(), form_id="page-edit-form")
        for name, value in fields.items():
            form[name.replace("_", "-") if name.startswith("action") else name] = value
        return [client.post(url, form)]

    return do


# --- moving and copying -----------------------------------------------------------------------------
def move(client: Client, pages: list[Page]) -> list[HttpResponse]:
    page, to = pages
    return [send_page(client, "move_confirm", page.pk, to.pk)]


def move_in_bulk(client: Client, pages: list[Page]) -> list[HttpResponse]:
    page, to = pages
    return bulk(client, "move", [page], chooser=to.pk)


def copy(**data: Any) -> Do:
    def do(client: Client, pages: list[Page]) -> list[HttpResponse]:
        page, to = pages
        fields = {"new_title": "Kopie", "new_slug": "kopie", "new_parent_page": to.pk, "copy_subpages": "on"}
        return [send_page(client, "copy", page.pk, **fields | data)]

    return do


def copied_course() -> Page:
    """A copy that was never released; its questions are those of the course, its keys are not."""
    return saar_page().copy(recursive=True, update_attrs={"slug": "kopie", "title": "Kopie"}, keep_live=True)


# --- other words and addresses ----------------------------------------------------------------------
def other_address(get: Callable[[], Page]) -> Get:
    """What the form of a lesson does; its stream is filled by script."""

    def rename() -> list[Page]:
        page = get()
        page.slug, page.title = f"{page.slug}-anders", "Anders"
        page.save_revision()
        return [page]

    return rename


def back_to_the_first_words(client: Client, page: Page) -> list[HttpResponse]:
    first = page.revisions.order_by("pk").first()
    names = ["revisions_revert", "revisions_view"]
    return [client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk, first.pk])) for name in names]


WHOLE = {"include_descendants": "on"}
SITE = {"confirm": "WABP Academie"}
ACTS_ON_PAGES: dict[str, Act] = {
    "unpublish lesson": Act(first_lesson, send("unpublish")),
    "unpublish quiz": Act(quiz, send("unpublish")),
    "unpublish course": Act(saar_page, send("unpublish", **WHOLE)),
    "unpublish course alone": Act(saar_page, send("unpublish")),
    "unpublish shelf": Act(shelf, send("unpublish", **WHOLE)),
    "unpublish home": Act(home, send("unpublish", **WHOLE)),
    "unpublish lessons in bulk": Act(all_of(first_lesson, LessonPage.objects.last), select("unpublish")),
    "unpublish all in bulk": Act(all_of(home, shelf, saar_page), select("unpublish", **WHOLE)),
    "publish drafts in bulk": Act(other_address(first_lesson), select("publish", **WHOLE)),
    "publish all in bulk": Act(all_of(home, shelf, saar_page), select("publish", **WHOLE)),
    "delete lesson": Act(first_lesson, send("delete", **SITE), may=NOBODY),
    "delete course": Act(saar_page, send("delete", **SITE), may=NOBODY),
    "delete all in bulk": Act(all_of(*(get for get, _ in PAGES.values())), select("delete", **SITE), may=NOBODY),
    "move lesson to another course": Act(all_of(first_lesson, new_course), move),
    "move lesson in bulk": Act(all_of(first_lesson, new_course), move_in_bulk),
    "move quiz to another course": Act(all_of(quiz, new_course), move),
    "move lesson to the shelf": Act(all_of(first_lesson, shelf), move, may=NOBODY),
    "move course to the front": Act(all_of(saar_page, home), move, may=NOBODY),
    "move course to the front in bulk": Act(all_of(saar_page, home), move_in_bulk, may=NOBODY),
    "move course into itself": Act(all_of(saar_page, first_lesson), move, may=NOBODY),
    "other order": Act(first_lesson, send("set_page_position", query="?position=3")),
    "copy course": Act(all_of(saar_page, shelf), copy(publish_copies="on"), may=WRITERS),
    "copy course as drafts": Act(all_of(saar_page, shelf), copy(), may=WRITERS),
    "copy lesson within the course": Act(all_of(first_lesson, saar_page), copy(publish_copies="on"), may=WRITERS),
    "copy lesson to another course": Act(all_of(first_lesson, new_course), copy(), may=WRITERS),
    "copy quiz within the course": Act(all_of(quiz, saar_page), copy(publish_copies="on"), may=WRITERS),
    "copy that may not be one": Act(all_of(first_lesson, saar_page), copy(alias="on"), may=WRITERS),
    "copy that is taken": Act(all_of(saar_page, shelf), copy(new_slug="saar"), may=NOBODY),
    "delete a copy": Act(copied_course, send("delete", **SITE), may=("root",)),
    "delete a copy in bulk": Act(all_of(copied_course, new_course), select("delete", **SITE)),
    "hand in": Act(saar_page, edit(action_submit="1"), may=WRITERS),
    "privacy by password": Act(saar_page, send("set_privacy", restriction_type="password", password="geheim")),
    "privacy of the site": Act(home, send("set_privacy", restriction_type="login")),
    "lock": Act(first_lesson, send("lock")),
    "other address of a lesson": Act(other_address(first_lesson), select("publish")),
    "other address of the quiz": Act(other_address(quiz), select("publish")),
    "other address of the course": Act(saar_page, edit(slug="anders", action_publish="1"), may=NOBODY),
    "back to the first words": Act(first_lesson, back_to_the_first_words, may=NOBODY),
}
