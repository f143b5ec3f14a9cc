"""Ticking a fact off: by whom, what is published of it, what is refused, and the button."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

from accounts.models import AuditEvent, User
from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.models import LessonPage, Question, Source
from courses.services.fact_checking import FactNotChecked
from courses.services.facts import Fact, all_facts
from tests.courses.desk import signed_in, words
from tests.courses.facts.one_fact import OPEN, TODAY, URL, post_data, put_fact, the_fact, tick
from tests.courses.pages import forms_of
from tests.factories.courses import edit_lesson, make_editor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


# --- ticking off ----------------------------------------------------------------------------------------
def test_who_may_publish_publishes_the_tick(chief: User, lesson: LessonPage) -> None:
    assert tick(the_fact(), chief) is True
    row = LessonPage.objects.get()
    fact = row.screens[0].value["content"][0].value["facts"][0]
    assert (fact["status"], fact["checked_on"]) == ("gecontroleerd", TODAY)
    assert (row.live, row.has_unpublished_changes) == (True, False)
    assert the_fact().due(TODAY) is None
    event = AuditEvent.objects.get(verb="fact.checked")
    assert (event.actor, event.object_key) == (chief, str(lesson.key))
    assert event.detail == {"fact": "f0000000-0000-4000-8000-000000000001", "by_role": "medisch", "published": True}


def test_who_may_not_publish_leaves_a_draft(editor: User, lesson: LessonPage) -> None:
    assert tick(the_fact(), editor) is False
    row = LessonPage.objects.get()
    assert row.has_unpublished_changes
    assert row.screens[0].value["content"][0].value["facts"][0]["status"] == "te_controleren"
    assert the_fact().status == "gecontroleerd"
    assert row.latest_revision.user == editor


def test_other_changes_that_wait_are_not_published_along(chief: User, lesson: LessonPage) -> None:
    draft = lesson.get_latest_revision_as_object()
    draft.message = "Nog niet af."
    draft.save_revision()
    assert tick(the_fact(), chief) is False
    row = LessonPage.objects.get()
    assert row.message == "Kijk."
    assert row.get_latest_revision_as_object().message == "Nog niet af."
    assert the_fact().status == "gecontroleerd"


def test_a_lesson_that_was_never_published_stays_a_draft(chief: User, lesson: LessonPage) -> None:
    lesson.unpublish()
    assert tick(the_fact(), chief) is False
    assert not LessonPage.objects.get().live


@pytest.mark.parametrize(("who", "published"), [("chief", True), ("editor", False)])
def test_a_fact_of_a_question(request: pytest.FixtureRequest, question: Question, who: str, published: bool) -> None:
    fact = all_facts()[1]
    before = question.content_hash()
    assert tick(fact, request.getfixturevalue(who), by_role="redactie") is published
    row = Question.objects.get()
    assert (row.facts[0].value["status"] == "gecontroleerd") is published
    assert row.has_unpublished_changes is not published
    assert all_facts()[1].checked_on == TODAY
    assert row.content_hash() == before


# --- refusals -------------------------------------------------------------------------------------------
def lock(page: Page | Question, by: User | None) -> None:
    page.locked, page.locked_by, page.locked_at = True, by, timezone.now()
    page.save()


def refused(fact: Fact, by: User, **fields: Any) -> str:
    with pytest.raises(FactNotChecked) as refusal:
        tick(fact, by, **fields)
    assert not AuditEvent.objects.filter(verb="fact.checked").exists()
    return str(refusal.value)


def test_a_locked_lesson_refuses_others(editor: User, chief: User, lesson: LessonPage) -> None:
    lock(lesson, chief)
    assert "staat op slot" in refused(the_fact(), editor)
    assert tick(the_fact(), chief) is True


def test_a_locked_question_refuses(editor: User, question: Question) -> None:
    lock(question, None)
    assert "staat op slot" in refused(all_facts()[1], editor, by_role="redactie")


def moderated(page: Page, group: str) -> None:
    """Puts the page before the people of a group."""
    from django.contrib.auth.models import Group

    task = GroupApprovalTask.objects.create(name="Lezen")
    task.groups.add(Group.objects.get(name=group))
    workflow = Workflow.objects.create(name="Meelezen")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    WorkflowPage.objects.create(workflow=workflow, page=page)
    workflow.start(page, None)


def test_a_lesson_before_somebody_else_refuses_and_a_reader_of_it_leaves_a_draft(
    editor: User, chief: User, lesson: LessonPage
) -> None:
    moderated(lesson, Role.CHIEF_EDITOR)
    assert "ligt ter beoordeling" in refused(the_fact(), editor)
    assert tick(the_fact(), chief) is False
    assert LessonPage.objects.get().workflow_in_progress


def test_a_fact_that_changed_or_went_meanwhile_is_not_ticked_off(
    chief: User, lesson: LessonPage, source: Source
) -> None:
    old = the_fact()
    put_fact(lesson, **OPEN | {"sentence": "Anders."}, source=source.pk)
    assert "intussen veranderd" in refused(old, chief)
    edit_lesson(LessonPage.objects.get(), forget_facts)
    assert "intussen veranderd" in refused(old, chief)
    LessonPage.objects.get().delete()
    assert "weggehaald" in refused(old, chief)


def forget_facts(screens: list[dict[str, Any]]) -> None:
    screens[0]["value"]["content"][0]["value"]["facts"] = []


def test_twice_pressed_is_once_ticked(chief: User, lesson: LessonPage) -> None:
    fact = the_fact()
    assert tick(fact, chief)
    with pytest.raises(FactNotChecked, match="intussen veranderd"):
        tick(fact, chief)
    assert AuditEvent.objects.filter(verb="fact.checked").count() == 1


@pytest.mark.parametrize(
    ("by_role", "sentence"), [("", "Kies wie"), ("Sam de Vries", "Kies wie"), ("redactie", "een arts of")]
)
def test_only_the_role_that_the_fact_asks_for(chief: User, lesson: LessonPage, by_role: str, sentence: str) -> None:
    assert sentence in refused(the_fact(), chief, by_role=by_role)


def test_who_may_not_edit_is_refused_by_the_service_too(lesson: LessonPage) -> None:
    grant_rights()
    registrar = make_editor(Role.REGISTRAR, email="registraties@example.nl")
    assert "niet bewerken" in refused(the_fact(), registrar)


# --- the button -----------------------------------------------------------------------------------------
def press(client: Client, url: str = URL, **fields: Any) -> str:
    """Presses the first *Zet op nagekeken* as it stands; the words of the next page."""
    form = next(form for form in forms_of(client.get(url)) if "fact" in form.fields)
    return words(client.post(url, form.fill(**fields) | form.press("Zet op nagekeken"), follow=True))


def test_the_button_ticks_off_and_keeps_the_filter(chief: User, editor: User, lesson: LessonPage) -> None:
    text = press(signed_in(chief), f"{URL}?course=proef&check_by=medisch&show=all")
    assert "is gepubliceerd" in text
    assert "21 november 2026" in text
    assert "Stand nagekeken" in text


def test_an_editor_is_told_that_it_is_a_draft_and_the_form_brings_its_token(editor: User, lesson: LessonPage) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert "in een concept" in press(client)


def test_without_a_role_of_its_own_the_fact_asks_which(client: Client, question: Question) -> None:
    url = f"{URL}?check_by=niemand"
    assert "Kies wie dit feit heeft nagekeken." in press(client, url)
    assert "in een concept" in press(client, url, by_role="juridisch")
    assert AuditEvent.objects.get(verb="fact.checked").detail["by_role"] == "juridisch"


@pytest.mark.parametrize(
    "fields",
    [
        {"place": "cursus"},
        {"number": "9" * 40},
        {"number": "-1"},
        {"number": ""},
        {"number": "1e3"},
        {"number": 999_999},
        {"fact": "\0"},
        {"fact": "x" * 5000},
        {"fact": "f0000000-0000-4000-8000-00000000ffff"},
        {"seen": ""},
        {"seen": "\0"},
        {"by_role": "\0"},
        {"place": "vraag"},
    ],
)
def test_bad_input_is_a_sentence(chief: User, lesson: LessonPage, fields: dict[str, Any]) -> None:
    client = signed_in(chief)
    answer = client.post(URL, post_data(the_fact(), **fields), follow=True)
    assert answer.status_code == 200
    errors = [message for message in answer.context["messages"] if message.level_tag == "error"]
    assert len(errors) == 1
    assert str(errors[0]).strip().endswith(".")
    assert the_fact().status == "te_controleren"


def test_an_empty_post_is_a_sentence(client: Client, lesson: LessonPage) -> None:
    assert "intussen veranderd" in words(client.post(URL, follow=True))
    assert client.put(URL).status_code == 405


def test_it_stands_in_the_menu_of_who_writes(client: Client, lesson: LessonPage) -> None:
    assert reverse("facts_to_check") == URL
    assert URL.encode() in client.get("/beheer/").content
