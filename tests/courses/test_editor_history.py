"""Deleting and copying in `/beheer/`: history is not lost, and keys are new on copy (DESIGN §3)."""

from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cms.models import HomePage
from courses.models import (
    Category,
    Course,
    CourseIndexPage,
    CoursePage,
    LessonPage,
    Meldpunt,
    Question,
    QuizPage,
)
from courses.services.reading import edition_content
from tests.courses.conftest import client_of
from tests.courses.desk import form_data, signed_in, single_choice, stream_data, words
from tests.factories.courses import (
    make_enrollment,
    saar_edition,
    saar_page,
)

pytestmark = pytest.mark.usefixtures("saar")


# --- deleting ---------------------------------------------------------------------------------------
def test_pages_with_editions_cannot_be_deleted(root: User) -> None:
    """Single and bulk, and whatever holds them: refused with a message, never a 500 (DESIGN §3)."""
    client = signed_in(root)
    pages = [HomePage.objects.get(), CourseIndexPage.objects.get(), saar_page(), LessonPage.objects.first(),
             QuizPage.objects.get()]  # fmt: skip
    before = sorted(LessonPage.objects.values_list("pk", flat=True))
    for page in pages:
        single = reverse("wagtailadmin_pages:delete", args=[page.pk])
        bulk = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={page.pk}"
        for url in (single, bulk):
            assert client.get(url).status_code in {200, 302, 403}, (page, url)
            assert client.post(url).status_code in {200, 302, 403}, (page, url)
    assert CoursePage.objects.count() == 1
    assert sorted(LessonPage.objects.values_list("pk", flat=True)) == before


def test_a_page_without_editions_can_be_deleted(root: User) -> None:
    """The guard is for history, not for mistakes."""
    index = CourseIndexPage.objects.get()
    fresh = index.add_child(
        instance=CoursePage(title="Nieuw", slug="nieuw", subtitle="x", for_whom="x", intro="x", goals="x",
                            illustration="kijken")
    )  # fmt: skip
    signed_in(root).post(reverse("wagtailadmin_pages:delete", args=[fresh.pk]))
    assert not CoursePage.objects.filter(pk=fresh.pk).exists()


def test_unpublishing_is_archiving_and_refuses_nothing(root: User) -> None:
    client = signed_in(root)
    assert client.post(reverse("wagtailadmin_pages:unpublish", args=[saar_page().pk])).status_code == 302
    assert not saar_page().live
    assert Course.objects.count() == 1


def delete_urls(row: Any) -> list[str]:
    """The single and the bulk delete of a snippet."""
    bulk = reverse("wagtail_bulk_action", args=[row._meta.app_label, row._meta.model_name, "delete"])
    return [reverse(row.snippet_viewset.get_url_name("delete"), args=[row.pk]), f"{bulk}?id={row.pk}"]


def test_snippets_that_rows_stand_on_cannot_be_deleted(root: User) -> None:
    # The worker keeps this index; tests have no worker.
    call_command("rebuild_references_index", verbosity=0)
    client = signed_in(root)
    for row in (Category.objects.get(slug="signaleer"), Meldpunt.objects.get(number="112").source):
        for url in delete_urls(row):
            assert client.get(url).status_code in {200, 302, 403}, url
            assert client.post(url).status_code in {200, 302, 403}, url
        assert type(row).objects.filter(pk=row.pk).exists(), row


def test_what_a_lesson_shows_gone_leaves_editions_whole(root: User) -> None:
    """The desk refuses it (`deleting`); past that the edition has its own copy, and a release says what to mend."""
    client = signed_in(root)
    practice = Question.objects.filter(is_practice=True).first()
    meldpunt = Meldpunt.objects.get(number="112")
    learner = client_of(make_enrollment().learner)
    before = {url: words(learner.get(url)) for url in screens()}
    for row in (practice, meldpunt):
        for url in delete_urls(row):
            client.post(url)
        assert type(row).objects.filter(pk=row.pk).exists()
        row.delete()
    assert {url: words(learner.get(url)) for url in screens()} == before
    assert "Kies opnieuw." in words(client.get(reverse("release_course", args=[saar_page().pk])))


def screens() -> list[str]:
    content = edition_content(saar_edition())
    return [f"/leren/saar/{lesson.slug}/{screen.slug}/" for lesson in content.lessons for screen in lesson.screens]


# --- copying ----------------------------------------------------------------------------------------
def test_a_copied_question_gets_its_own_key(root: User) -> None:
    client, question = signed_in(root), single_choice()
    url = reverse(question.snippet_viewset.get_url_name("copy"), args=[question.pk])
    page = client.get(url)
    assert page.status_code == 200
    data = {name: value for name, value in form_data(page).items() if name != "body" and value is not False}
    add = reverse(question.snippet_viewset.get_url_name("add"))
    response = client.post(add, data | stream_data(question) | {"action-publish": "1", "title": "Een kopie"})
    assert response.status_code == 302
    copy = Question.objects.get(title="Een kopie")
    assert copy.key != question.key
    assert copy.content() == question.content()


def copy_page(client: Client, page: Any, slug: str) -> Any:
    """Copies through the page of the editor."""
    data = {"new_title": "Kopie", "new_slug": slug, "new_parent_page": page.get_parent().pk, "copy_subpages": "on",
            "publish_copies": "on"}  # fmt: skip
    assert signed_in_copy(client, page, data).status_code == 302
    return type(page).objects.get(slug=slug)


def signed_in_copy(client: Client, page: Any, data: dict[str, Any]) -> HttpResponse:
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)


def keys(page: Any) -> set[str]:
    """The keys of a page, of what stands below it, and of the screens and blocks."""
    found = {str(page.key)}
    for child in [page, *(child.specific for child in page.get_children())]:
        found.add(str(child.key))
        for screen in child.screens if isinstance(child, LessonPage) else []:
            found |= {screen.id, *(block.id for block in screen.value["content"])}
    return found


def test_a_copied_lesson_shares_no_keys(root: User) -> None:
    """New on copy (DESIGN §3): else reading one would count as reading the other."""
    lesson = LessonPage.objects.first()
    before = keys(lesson)
    copied = copy_page(signed_in(root), lesson, "kopie")
    assert copied.live
    assert not keys(copied) & before
    assert [screen.value["title"] for screen in copied.screens] == [screen.value["title"] for screen in lesson.screens]
    assert len(keys(copied)) == len(keys(lesson))
    assert keys(LessonPage.objects.get(pk=lesson.pk)) == before


def test_a_copied_course_shares_no_keys(root: User) -> None:
    page = saar_page()
    copied = copy_page(signed_in(root), page, "saar-kopie")
    assert len(keys(copied)) == len(keys(page))
    assert not keys(page) & keys(copied)


def test_two_screens_with_one_key_are_not_released(chief: User) -> None:
    """However they came there."""
    lesson = LessonPage.objects.first()
    lesson.copy(update_attrs={"slug": "kopie", "title": "Kopie"})
    page = signed_in(chief).get(reverse("release_course", args=[saar_page().pk]))
    assert "is een kopie met dezelfde sleutel" in words(page)
