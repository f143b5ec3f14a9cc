"""A preview of a course that is half written: what is there can be read, what is missing is a sentence."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.models import LessonPage, QuizPage
from courses.services.advising import advise_lesson
from courses.services.freezing import CannotFreeze, freeze_course
from courses.services.rendering import preview_screens
from courses.services.trials import start_preview
from tests.conftest import NOW
from tests.courses import changes
from tests.courses.desk import signed_in
from tests.courses.pages import soup_of, text_of
from tests.factories.courses import saar_page

pytestmark = [pytest.mark.usefixtures("saar"), pytest.mark.usefixtures("clock")]


def draft_of(row: Any, name: str, change: Callable[[list[dict[str, Any]]], Any]) -> Any:
    """Changes a stream as *Bewaar concept* does, which asks for nothing."""
    prep = getattr(row, name).get_prep_value()
    change(prep)
    setattr(row, name, type(row)._meta.get_field(name).stream_block.to_python(prep))
    row.save_revision(clean=False)
    return row


def draft_lesson(change: Callable[[list[dict[str, Any]]], Any]) -> LessonPage:
    return draft_of(changes.first_lesson(), "screens", change)


def no_minutes(screens: list[dict[str, Any]]) -> None:
    screens[0]["value"]["minutes"] = None


def preview_problems() -> list[str]:
    with pytest.raises(CannotFreeze) as caught:
        freeze_course(saar_page(), drafts=True)
    return caught.value.problems


def test_a_screen_without_minutes_can_be_read(chief: User) -> None:
    lesson = draft_lesson(no_minutes)
    _trial, token = start_preview(page=saar_page(), by=chief, now=NOW)
    assert Client().get(f"/proef/{token}/cursussen/saar/").status_code == 200
    screen = Client().get(f"/proef/{token}/leren/saar/{lesson.slug}/", follow=True)
    assert lesson.screens[0].value["title"] in text_of(screen)
    assert freeze_course(saar_page(), drafts=True).source["lessons"][0]["screens"][0]["minutes"] == 1


def test_a_screen_without_minutes_gets_advice_and_a_preview() -> None:
    lesson = draft_lesson(no_minutes)
    rest = sum(screen.value["minutes"] for screen in list(lesson.screens)[1:])
    assert advise_lesson(lesson, today=date(2026, 1, 1)).minutes == rest + 1
    assert preview_screens(lesson)


def test_a_lesson_without_screens_is_not_in_the_preview(chief: User) -> None:
    lesson = draft_lesson(list.clear)
    _trial, token = start_preview(page=saar_page(), by=chief, now=NOW)
    course = Client().get(f"/proef/{token}/cursussen/saar/")
    links = [link["href"] for link in soup_of(course).select("main a[href]")]
    assert links
    assert not [link for link in links if f"/leren/saar/{lesson.slug}/" in link]
    assert Client().get(f"/proef/{token}/leren/saar/{lesson.slug}/").status_code == 404


def test_a_course_with_only_empty_lessons_cannot_be_previewed() -> None:
    for lesson in LessonPage.objects.all():
        draft_of(lesson, "screens", list.clear)
    QuizPage.objects.get().delete()
    assert preview_problems() == ["Er is nog geen les met een scherm.", "Er is nog geen toets."]


def test_a_draw_without_a_number_is_a_sentence(chief: User) -> None:
    def change(slots: list[dict[str, Any]]) -> None:
        slots[0]["value"]["count"] = None

    quiz = draft_of(QuizPage.objects.get(), "slots", change)
    name = quiz.slots[0].value["category"].name
    response = signed_in(chief).post(reverse("preview_course", args=[saar_page().pk]))
    assert response.status_code == 409
    sentence = f"In de toets ‘De toets’ staat niet hoeveel vragen je vraagt uit ‘{name}’. Vul een aantal in."
    assert sentence in text_of(response)


def test_a_draw_without_a_category_is_a_sentence() -> None:
    def change(slots: list[dict[str, Any]]) -> None:
        slots[0]["value"] = {"count": None, "category": None}

    draft_of(QuizPage.objects.get(), "slots", change)
    assert preview_problems() == ["In de toets ‘De toets’ is een categorie weggehaald. Kies een andere."]


def test_a_closing_line_without_a_figure_is_for_everybody() -> None:
    def change(bands: list[dict[str, Any]]) -> None:
        bands[:] = [
            {"type": "band", "id": f"1b4d8f5e-0000-4000-8000-00000000000{number}", "value": {"low": low, "text": "x"}}
            for number, low in enumerate((50, None))
        ]

    draft_of(QuizPage.objects.get(), "bands", change)
    bands = freeze_course(saar_page(), drafts=True).source["quizzes"][0]["bands"]
    assert [band["from"] for band in bands] == [0, 50]


def test_a_preview_is_asked_for_or_made(chief: User) -> None:
    assert signed_in(chief).put(reverse("preview_course", args=[saar_page().pk])).status_code == 405
