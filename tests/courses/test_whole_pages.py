"""Half a form of a course, lesson or quiz: a sentence, and what was saved stays."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Page

from accounts.models import User
from courses.models import CourseIndexPage, CoursePage, LessonPage, QuizPage
from tests.courses.desk import edit_url, signed_in, words
from tests.factories.courses import saar_page

pytestmark = pytest.mark.usefixtures("saar")

SAID = "Het formulier kwam niet heel aan"
HALF: list[dict[str, Any]] = [
    {"title": "Half", "slug": "half"},
    {"title": "Half", "message": "x", "intro": "x", "slots-count": "x", "bands-count": "0", "screens-count": "x"},
    {"title": "Half", "message": "x", "screens-count": "1", "slots-count": "1", "bands-count": "0"},
    {"title": "Half", "message": "x", "screens-count": "0", "slots-count": "0", "screens-0-id": "\0"},
]


def parent_of(model: type[Page]) -> Page:
    return CourseIndexPage.objects.get() if model is CoursePage else saar_page()


@pytest.mark.parametrize("posted", HALF)
@pytest.mark.parametrize("model", [CoursePage, LessonPage, QuizPage])
def test_half_a_form_is_not_kept(chief: User, model: type[Page], posted: dict[str, Any]) -> None:
    page = model.objects.first()
    before = (page.revisions.count(), Page.objects.count())
    client = signed_in(chief)
    add = reverse("wagtailadmin_pages:add", args=["courses", model._meta.model_name, parent_of(model).pk])
    for url in (edit_url(page), add):
        response = client.post(url, posted)
        assert response.status_code == 200
        assert SAID in words(response)
        answer = client.post(url, posted, headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()["success"]) == (400, False)
    assert page.title in words(client.post(edit_url(page), posted))
    assert (page.revisions.count(), Page.objects.count()) == before


@pytest.mark.parametrize("posted", HALF)
def test_half_a_form_is_not_previewed(chief: User, posted: dict[str, Any]) -> None:
    client, lesson = signed_in(chief), LessonPage.objects.first()
    edit = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    assert client.post(edit, posted).json()["is_valid"] is False
    add = reverse("wagtailadmin_pages:preview_on_add", args=["courses", "lessonpage", saar_page().pk])
    assert client.post(add, posted).json()["is_valid"] is False
