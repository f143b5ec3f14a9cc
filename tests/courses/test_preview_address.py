"""A preview takes no web address: only what was out, or is before a panel, keeps it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from courses.models import CoursePage, Question
from courses.services.duplicating import duplicate_course
from courses.services.releasing import make_candidate
from courses.services.trials import LIFETIME, remove_expired, start_preview
from tests.conftest import NOW
from tests.courses.desk import signed_in
from tests.courses.pages import text_of
from tests.factories.courses import saar_page

pytestmark = [pytest.mark.usefixtures("saar"), pytest.mark.usefixtures("clock")]


@pytest.fixture
def new_course(chief: User) -> CoursePage:
    page = duplicate_course(page=saar_page(), title="Nieuw", slug="nieuw", own_questions=True, by=chief, now=NOW)
    return CoursePage.objects.get(pk=page.pk)


def moved(page: CoursePage, slug: str = "anders") -> CoursePage:
    page = CoursePage.objects.get(pk=page.pk)
    page.slug = slug
    return page


def test_after_a_preview_the_address_may_change(new_course: CoursePage, chief: User) -> None:
    start_preview(page=new_course, by=chief, now=NOW)
    moved(new_course).full_clean()
    remove_expired(now=NOW + LIFETIME)
    moved(new_course).full_clean()


def published(page: CoursePage) -> CoursePage:
    rows: list[Any] = [page, *page.get_children().specific()]
    for row in rows:
        row.get_latest_revision().publish()
    for question in Question.objects.filter(category__course_slug=page.slug):
        question.get_latest_revision().publish()
    return CoursePage.objects.get(pk=page.pk)


def test_with_a_candidate_the_address_stays(new_course: CoursePage, chief: User) -> None:
    make_candidate(page=published(new_course), by=chief, now=NOW)
    with pytest.raises(ValidationError) as caught:
        moved(new_course).full_clean()
    assert set(caught.value.message_dict) == {"slug"}


def test_a_released_course_keeps_its_address() -> None:
    with pytest.raises(ValidationError):
        moved(saar_page()).full_clean()


def test_an_address_of_another_course_is_a_sentence(new_course: CoursePage, chief: User) -> None:
    """The course that was released under it is gone from the manuscript, and its learners are not."""
    old = saar_page()
    CoursePage.objects.filter(pk=old.pk).update(slug="weg")
    CoursePage.objects.filter(pk=new_course.pk).update(slug="saar")
    response = signed_in(chief).post(reverse("preview_course", args=[new_course.pk]))
    assert response.status_code == 409
    assert "Dit webadres is van een andere cursus" in text_of(response)
