"""From redacteur to eindredacteur: one workflow for pages and questions, and publishing at an hour."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowPage

from accounts.models import User
from accounts.roles import Role
from cms.jobs import JOBS
from cms.services.rights import grant_rights
from cms.services.workflows import set_up_workflow
from courses.models import LessonPage, Question
from tests.conftest import NOW
from tests.factories.certificates import make_staff
from tests.factories.courses import load_saar

pytestmark = pytest.mark.django_db


@pytest.fixture
def saar(db: None) -> None:
    load_saar()
    grant_rights()
    set_up_workflow()


def lesson() -> LessonPage:
    found = LessonPage.objects.first()
    assert found is not None
    return found


def staff(role: Role) -> User:
    return User.objects.get(pk=make_staff(role).pk)


def test_setting_up_twice_changes_nothing_and_what_nobody_can_approve_stops() -> None:
    assert set_up_workflow()
    workflow = Workflow.objects.active().get()
    assert workflow.name == "Eindredactie"
    workflow.deactivate()
    assert not set_up_workflow()
    assert not Workflow.objects.active().exists()


@pytest.mark.parametrize("is_stopped", [False, True])
def test_a_renamed_workflow_gets_no_second_beside_it(is_stopped: bool) -> None:
    set_up_workflow()
    Workflow.objects.active().update(name="Meelezen")
    if is_stopped:
        Workflow.objects.active().get().deactivate()
    before = hanging()
    assert not set_up_workflow()
    assert hanging() == before
    assert not Workflow.objects.filter(name="Eindredactie").exists()


def test_a_workflow_of_the_foundation_itself_stays() -> None:
    """One with other people in it, and a task of its own."""
    set_up_workflow()
    GroupApprovalTask.objects.get(name="Een eindredacteur leest mee").groups.set([Group.objects.create(name="Raad")])
    Workflow.objects.active().update(name="De raad leest mee")
    before = hanging()
    assert not set_up_workflow()
    assert hanging() == before and len(before[0]) == len(before[1]) == 1


def hanging() -> tuple[list[int], list[int]]:
    """The workflows that pages and questions hang on."""
    kinds = WorkflowContentType.objects.values_list("workflow", flat=True)
    return list(WorkflowPage.objects.values_list("workflow", flat=True)), list(kinds)


@pytest.mark.parametrize("approver", [Role.CHIEF_EDITOR, Role.ADMIN])
def test_a_lesson_and_a_question_go_to_the_eindredacteur_and_out(saar: None, approver: Role) -> None:
    editor, chief = staff(Role.EDITOR), staff(approver)
    question = Question.objects.filter(is_practice=False)[0]
    for row in (lesson(), question):
        row.title = "Nieuwe titel"
        row.save_revision(user=editor)
        state = row.get_workflow().start(row, editor)
        task = state.current_task_state
        assert task.task.specific.user_can_access_editor(row, chief)
        assert [name for name, *_ in task.task.specific.get_actions(row, editor)] == []
        assert "approve" in [name for name, *_ in task.task.specific.get_actions(row, chief)]
        task.approve(user=chief)
        row.refresh_from_db()
        assert (row.title, row.live, row.has_unpublished_changes) == ("Nieuwe titel", True, False)


@pytest.mark.parametrize(("role", "may"), [(Role.EDITOR, False), (Role.CHIEF_EDITOR, True)])
def test_who_may_publish_and_lock(saar: None, role: Role, may: bool) -> None:
    rights = lesson().permissions_for_user(staff(role))
    assert (rights.can_edit(), rights.can_publish(), rights.can_lock()) == (True, may, may)


def test_comments_and_history_are_there_in_dutch(saar: None) -> None:
    client = Client()
    client.force_login(staff(Role.EDITOR))
    page = lesson()
    html = client.get(f"/beheer/pages/{page.pk}/edit/").content.decode()
    assert 'id="comments-data"' in html and "data-comment-add" in html
    history: Any = client.get(f"/beheer/pages/{page.pk}/history/")
    assert history.status_code == 200 and "geschiedenis" in history.content.decode().lower()


def test_what_is_planned_goes_live_at_its_hour(saar: None) -> None:
    page = lesson()
    page.title = "Straks"
    page.go_live_at = NOW + timedelta(hours=1)
    with time_machine.travel(NOW, tick=False):
        page.save_revision(approved_go_live_at=page.go_live_at)
        JOBS["planned pages"](NOW)
        assert lesson().title != "Straks"
    with time_machine.travel(NOW + timedelta(hours=1, seconds=1), tick=False):
        JOBS["planned pages"](NOW)
    assert lesson().title == "Straks"
