"""The pages of `/beheer/` where an editor writes and looks."""

from typing import Any

import pytest
from bs4 import Tag
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cms.models import HomePage
from courses.models import Category, CourseIndexPage, CoursePage, LessonPage, Meldpunt, Question, QuizPage, Source
from tests.courses.changes import first_lesson
from tests.courses.desk import edit_url, signed_in, single_choice, words
from tests.courses.pages import soup_of
from tests.factories.courses import edit_lesson, practice_screens, saar_page

pytestmark = pytest.mark.usefixtures("saar")


# --- pages that must open ---------------------------------------------------------------------------
def rows() -> list[Any]:
    models = [HomePage, CourseIndexPage, CoursePage, LessonPage, QuizPage, Question, Category, Source, Meldpunt]
    return [model.objects.first() for model in models]


def test_every_edit_page_opens(chief: User) -> None:
    client = signed_in(chief)
    for row in rows():
        assert client.get(edit_url(row)).status_code == 200, row


def test_every_question_and_lesson_opens(chief: User) -> None:
    client = signed_in(chief)
    kinds = {question.body[0].block_type: question for question in Question.objects.all()}
    assert len(kinds) == 6
    for row in [*kinds.values(), *LessonPage.objects.all()]:
        assert client.get(edit_url(row)).status_code == 200, row


def test_lists_and_add_pages_open(chief: User) -> None:
    client = signed_in(chief)
    course = saar_page()
    for model in (Question, Category, Source, Meldpunt):
        for name in ("list", "add"):
            assert client.get(reverse(model.snippet_viewset.get_url_name(name))).status_code == 200, (model, name)
    for parent, name in ((course, "lessonpage"), (course, "quizpage"), (course.get_parent(), "coursepage")):
        url = reverse("wagtailadmin_pages:add", args=["courses", name, parent.pk])
        assert client.get(url).status_code == 200, name
    for page in (course, course.get_parent()):
        assert client.get(reverse("wagtailadmin_explore", args=[page.pk])).status_code == 200
    for row in (course, LessonPage.objects.first()):
        assert client.get(reverse("wagtailadmin_pages:history", args=[row.pk])).status_code == 200


def test_previews(chief: User) -> None:
    client = signed_in(chief)
    lesson = LessonPage.objects.order_by("path").first()
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))
    assert response.status_code == 200
    assert "Wat zou jij doen?" in words(response)
    for question in Question.objects.all():
        response = client.get(reverse(question.snippet_viewset.get_url_name("preview_on_edit"), args=[question.pk]))
        assert response.status_code == 200


def test_what_a_preview_of_a_question_shows(chief: User) -> None:
    from django.test import RequestFactory

    question = single_choice()
    request = RequestFactory().get("/")
    request.user = chief
    response = question.make_preview_request(request, "")
    response.render()
    html = words(response)
    content = question.content()
    assert content["stem"] in html
    assert content["explanation"] in html
    for option in content["options"]:
        assert option["text"] in html


def preview_sections(client: Client, lesson: LessonPage) -> list[Tag]:
    """One section per screen of the preview of the draft."""
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))
    assert response.status_code == 200
    return [heading.find_parent("section") for heading in soup_of(response).main.find_all("h1")]


def test_every_problem_stands_with_its_own_screen(chief: User) -> None:
    """A draft with holes: the preview says what is wrong, in place, and the rest can be read."""
    number = {"type": "meldpunt", "id": "0d3f4a8e-0000-4000-8000-000000000001", "value": {"meldpunt": None}}
    drawing = {"type": "illustration", "id": "0d3f4a8e-0000-4000-8000-000000000002",
               "value": {"name": "bestaat-niet", "alt": "", "caption": ""}}  # fmt: skip

    def change(stored: list[dict[str, Any]]) -> None:
        stored[0]["value"]["content"].append(number)
        stored[-1]["value"]["content"].append(drawing)

    lesson = edit_lesson(first_lesson(), change)
    sections = preview_sections(signed_in(chief), lesson)
    assert len(sections) == len(lesson.screens) >= 3
    problems = [[" ".join(notice.get_text(" ").split()) for notice in s.select(".notice")] for s in sections]
    first, *between, last = problems
    assert first == ["Bij een blok ‘Nummer om te bellen’ is niets gekozen, of het is weggehaald. Kies opnieuw."]
    assert last == ["De tekening ‘bestaat-niet’ bestaat niet. Kies opnieuw."]
    assert between == [[]] * len(between)
    for section, screen in zip(sections, lesson.screens, strict=True):
        assert section.h1.get_text(strip=True) == screen.value["title"]


def test_a_preview_shows_practice_questions_as_forms(chief: User) -> None:
    """As a learner will see them: something to choose, and no answer told."""
    client, shown = signed_in(chief), 0
    for lesson in LessonPage.objects.all():
        for section, screen in zip(preview_sections(client, lesson), lesson.screens, strict=True):
            blocks = [block for block in screen.value["content"] if block.block_type == "practice"]
            forms = section.select("section.practice")
            assert len(forms) == len(blocks)
            for form, block in zip(forms, blocks, strict=True):
                content = block.value["question"].content()
                assert " ".join(content["stem"].split()) in " ".join(form.get_text(" ").split())
                assert form.find(["input", "select"], attrs={"name": True})
                assert content["explanation"] not in form.get_text()
                shown += 1
    assert shown == len(practice_screens()) >= 3
