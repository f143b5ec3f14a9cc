"""A course of ten lessons and sixty questions, and a lesson of forty blocks: what the limits of the desk speak of."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from courses.models import CourseEdition, CoursePage
from courses.services.enrolling import enroll
from courses.services.releasing import release_edition
from tests.conftest import NOW
from tests.courses.desk import signed_in
from tests.factories.courses import make_learner
from tests.factories.large_course import BLOCKS, LESSONS, QUESTION_COUNT, large_course, long_lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> CoursePage:
    return large_course()


def queries(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_it_is_as_large_as_it_says(page: CoursePage, chief: User) -> None:
    edition = release_edition(page=page, kind="minor", by=chief, now=NOW)
    assert (len(edition.source["lessons"]), edition.questions.count()) == (LESSONS, QUESTION_COUNT)
    assert sum(len(screen.value["content"]) for screen in long_lesson(page).screens) == BLOCKS


def test_editing_costs_the_same_with_one_learner_and_with_many(page: CoursePage, chief: User) -> None:
    client, lesson = signed_in(chief), long_lesson(page)
    addresses = [
        reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
        reverse("wagtailadmin_explore", args=[page.pk]),
        reverse("release_course", args=[page.pk]),
        reverse("course_editions", args=[page.pk]),
        reverse("wagtailsnippets_courses_question:list"),
        reverse("wagtailadmin_home"),
    ]
    for address in addresses:
        assert client.get(address).status_code == 200, address
    edition = CourseEdition.objects.get(course__slug="groot", major=2)
    enroll(learner=make_learner(), course=edition.course, edition=edition, now=NOW)
    before = {address: queries(lambda: client.get(address)) for address in addresses}  # noqa: B023
    for _ in range(12):
        enroll(learner=make_learner(), course=edition.course, edition=edition, now=NOW)
    after = {address: queries(lambda: client.get(address)) for address in addresses}  # noqa: B023
    assert after == before
