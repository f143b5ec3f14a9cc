"""A course as large as the limits of the editor's desk speak of, and what working on it costs (`make bench`)."""

import json
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from courses.models import CoursePage, LessonPage, QuizPage
from courses.services.releasing import release_edition
from tests.factories.blocks import VALUES, stored_block, stored_screen
from tests.factories.courses import make_editor
from tests.factories.neighborhood import QUESTIONS
from tests.factories.quizzes import make_quiz_course, stream

__all__ = ["BLOCKS", "LESSONS", "QUESTION_COUNT", "large_course", "long_lesson", "measure"]

LESSONS, QUESTION_COUNT, BLOCKS = 10, 60, 40
SLUG = "groot"
SCREENS = 6  # in each lesson
KINDS = [kind for kind in VALUES if kind not in {"practice", "meldpunt"}]
"""What needs nothing of another course."""


def large_course() -> CoursePage:
    """Ten lessons and sixty questions of every type, released once; then every lesson got other words."""
    kinds = list(QUESTIONS)
    contents = [QUESTIONS[kinds[number % len(kinds)]].content for number in range(QUESTION_COUNT)]
    make_quiz_course(contents, slug=SLUG)
    page = CoursePage.objects.get(slug=SLUG)
    page.get_children().type(LessonPage).get().delete()
    for number in range(LESSONS):
        add_lesson(page, number, "Kijk eerst.")
    release_edition(page=CoursePage.objects.get(pk=page.pk), kind="major", by=None)
    for lesson in LessonPage.objects.child_of(page):
        lesson.message = "Kijk, en bel dan."
        lesson.save_revision().publish()
    return CoursePage.objects.get(pk=page.pk)


def add_lesson(page: CoursePage, number: int, message: str) -> LessonPage:
    """A lesson with six screens of three blocks, before the quiz."""
    kinds = [KINDS[(number + at) % len(KINDS)] for at in range(SCREENS * 3)]
    blocks = [stored_block(kind) for kind in kinds]
    screens = [stored_screen(f"Scherm {at // 3 + 1}", *blocks[at : at + 3]) for at in range(0, len(blocks), 3)]
    lesson = LessonPage(title=f"Les {number}", slug=f"les-{number}", message=message)
    lesson.screens = stream(LessonPage, "screens", screens)
    QuizPage.objects.child_of(page).get().add_sibling(pos="left", instance=lesson)
    lesson.save_revision().publish()
    return lesson


def long_lesson(page: CoursePage) -> LessonPage:
    """A lesson with forty blocks."""
    blocks = [stored_block(KINDS[number % len(KINDS)]) for number in range(BLOCKS)]
    screens = [stored_screen(f"Scherm {at // 6 + 1}", *blocks[at : at + 6]) for at in range(0, len(blocks), 6)]
    lesson = LessonPage(title="Lang", slug="lang", message="Kijk.", screens=stream(LessonPage, "screens", screens))
    QuizPage.objects.child_of(page).get().add_sibling(pos="left", instance=lesson)
    return lesson


def measure() -> None:
    """Prints JSON: act → CPU in milliseconds and queries, each in a process that did the same once before."""
    with transaction.atomic():
        page = large_course()
        chief = make_editor(Role.CHIEF_EDITOR, email="eindredacteur.meting@example.org")
        lesson = long_lesson(page)
        editor = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
        client = Client()
        client.force_login(chief)
        figures = {
            "release screen": cost(lambda: opened(client, reverse("release_course", args=[page.pk]))),
            "release": cost(lambda: released_and_back(page, chief)),
            "lesson editor": cost(lambda: opened(client, editor)),
        }
        transaction.set_rollback(True)
    print(json.dumps(figures))  # noqa: T201  (what the bench reads)


def opened(client: Client, address: str) -> None:
    response = client.get(address, headers={"host": "localhost"})
    assert response.status_code == 200, (address, response.status_code, response.headers.get("Location"))


def released_and_back(page: CoursePage, chief: User) -> None:
    with transaction.atomic():
        release_edition(page=CoursePage.objects.get(pk=page.pk), kind="major", by=chief)
        transaction.set_rollback(True)


def cost(act: Callable[[], Any]) -> tuple[float, int]:
    """CPU in milliseconds and queries of the second time."""
    act()
    begin = time.process_time()
    with CaptureQueriesContext(connection) as queries:
        act()
    return (time.process_time() - begin) * 1000, len(queries)
