"""Every written course as a learner takes it: screens open, links lead somewhere, the quiz is passed and failed."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from bs4 import Tag
from django.test import Client

from cms.demo.answers import fields_for
from courses.models import Attempt, Completion, Course, CourseEdition, Enrollment
from courses.services.attempting import parsed
from courses.services.enrolling import enroll
from courses.services.reading import Content, edition_content
from tests.conftest import NOW
from tests.content.written import SLUGS
from tests.courses.conftest import client_of
from tests.courses.pages import forms_of, soup_of
from tests.factories.certificates import make_user
from tests.factories.courses import load_once, read_all

pytestmark = pytest.mark.django_db


@pytest.fixture(params=SLUGS)
def enrollment(request: pytest.FixtureRequest, db: None) -> Enrollment:
    """Somebody who has just begun with the course."""
    edition = load_once(request.param).edition
    return enroll(learner=make_user("Sam de Vries").learner, course=edition.course, edition=edition, now=NOW)


@pytest.fixture
def client(enrollment: Enrollment) -> Client:
    return client_of(enrollment.learner)


def content(enrollment: Enrollment) -> Content:
    return edition_content(enrollment.edition)


def screens(enrollment: Enrollment) -> Iterator[str]:
    """The addresses of all screens, in order, and of what can be printed."""
    slug = enrollment.course.slug
    for lesson, screen in content(enrollment).screen_places.values():
        yield f"/leren/{slug}/{lesson.slug}/{screen.slug}/"
        if screen.paper:
            yield f"/cursussen/{slug}/papier/{lesson.slug}/{screen.slug}/"


def test_every_screen_opens_and_every_link_and_picture_is_whole(enrollment: Enrollment, client: Client) -> None:
    followed: dict[str, int] = {}
    for url in [f"/cursussen/{enrollment.course.slug}/", *screens(enrollment)]:
        response = client.get(url)
        assert response.status_code == 200, url
        main = soup_of(response).find("main")
        assert [picture for picture in main.select("img, svg[role=img]") if not described(picture)] == [], url
        for link in main.select("a[href^='/']"):
            address = link["href"].partition("#")[0]
            if address not in followed:
                followed[address] = client.get(address).status_code
    assert {address: status for address, status in followed.items() if status not in {200, 302}} == {}


def described(picture: Tag) -> bool:
    """Whether somebody who cannot see it hears what it is."""
    names: Any = (picture.get("alt"), picture.get("aria-label"), picture.find("title"))
    return any(names)


def test_every_practice_question_is_explained(enrollment: Enrollment, client: Client) -> None:
    asked = 0
    for url in screens(enrollment):
        for form in forms_of(client.get(url)):
            if "/oefening/" in form.action:
                asked += 1
                assert client.post(form.action, form.fields, follow=True).status_code == 200
    assert asked >= 6


@pytest.mark.parametrize("is_right", [True, False])
def test_the_quiz_is_passed_with_right_answers_and_failed_with_wrong_ones(
    enrollment: Enrollment, client: Client, is_right: bool
) -> None:
    read_all(enrollment)
    quiz = f"/leren/{enrollment.course.slug}/toets/{content(enrollment).quizzes[0].slug}/"
    assert client.post(quiz).status_code == 302
    attempt = Attempt.objects.get()
    for item in attempt.items.select_related("version"):
        for fields in fields_for(parsed(item.version), is_right=is_right):
            page = client.get(f"{quiz}vraag/{item.position}/")
            form = next(form for form in forms_of(page) if "sequence" in form.fields)
            client.post(form.action, form.fill(**fields, uuid=str(uuid4())))
    result = client.post(f"{quiz}nakijken/", follow=True)
    heading = soup_of(result).find("h1").get_text()
    assert heading == ("Gehaald" if is_right else "Nog niet gehaald"), heading
    assert Completion.objects.exists() == is_right
    assert attempt.items.count() >= 8


def test_every_draw_asks_every_lesson(enrollment: Enrollment, client: Client) -> None:
    quiz = content(enrollment).quizzes[0]
    lessons = {lesson.slug for lesson in content(enrollment).lessons}
    assert {slot["category"] for slot in quiz.slots} == lessons


def test_six_courses_six_first_editions(db: None) -> None:
    for slug in SLUGS:
        load_once(slug)
    assert len(SLUGS) == Course.objects.open().count() == 6
    assert {edition.number for edition in CourseEdition.objects.all()} == {"1.0"}
