"""Pages and questions on their way from redacteur to eindredacteur, while other things happen to them."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Task, Workflow

from accounts.models import User
from courses.models import Question
from tests.courses.changes import first_lesson
from tests.courses.deleting.acts import NOBODY, WRITERS, Act, Do, Get
from tests.courses.deleting.acts_on_pages import edit, send_page
from tests.courses.deleting.uses import new_course, new_question
from tests.factories.courses import saar_page

__all__ = ["ACTS_IN_WORKFLOW"]

NAME = "Eindredactie"
DECISIONS = ("approve", "reject")


def handed_in(get: Get) -> Get:
    """A page or question that a redacteur handed in; gives it with where its task stands."""

    def hand_in() -> tuple[Any, Any]:
        row = get()
        row.save_revision()
        state = Workflow.objects.get(name=NAME).start(row, User.objects.get(email="editor@example.nl"))
        return row, state.current_task_state

    return hand_in


def urls(row: Any, task: Any, *names: str) -> list[str]:
    """Where somebody decides about what was handed in."""
    if isinstance(row, Page):
        to: Any = "wagtailadmin_pages:{}".format
    else:
        to = row.snippet_viewset.get_url_name
    return [reverse(to(name), args=[row.pk, what, task.pk]) for name in names for what in DECISIONS]


def decide(action: str) -> Do:
    def do(client: Client, got: tuple[Any, Any]) -> list[HttpResponse]:
        return [client.post(urls(*got, "workflow_action")[DECISIONS.index(action)], {"comment": "Gelezen."})]

    return do


def decide_about_what_is_gone(client: Client, got: tuple[Any, Any]) -> list[HttpResponse]:
    """It was deleted while somebody read it."""
    row, task = got
    Page.objects.get(pk=row.pk).delete() if isinstance(row, Page) else Question.objects.get(pk=row.pk).delete()
    responses = [client.post(url) for url in urls(row, task, "workflow_action", "collect_workflow_action_data")]
    lists = ["/beheer/", "/beheer/reports/workflow/", "/beheer/reports/workflow_tasks/"]
    return [*responses, *(client.get(url) for url in lists)]


def cancel(client: Client, got: tuple[Any, Any]) -> list[HttpResponse]:
    return list(edit(action_cancel_workflow="1")(client, got[0]))


def unpublish(client: Client, got: tuple[Any, Any]) -> list[HttpResponse]:
    return [send_page(client, "unpublish", got[0].pk), client.get("/beheer/")]


def delete(client: Client, got: tuple[Any, Any]) -> list[HttpResponse]:
    return [send_page(client, "delete", got[0].pk), client.get("/beheer/")]


def stop(client: Client, got: tuple[Any, Any]) -> list[HttpResponse]:
    """The foundation does away with the workflow while a page is under way."""
    workflow = Workflow.objects.get(name=NAME)
    task = Task.objects.get(workflow_tasks__workflow=workflow)
    names = {"disable_task": task.pk, "disable": workflow.pk}
    responses = [client.post(reverse(f"wagtailadmin_workflows:{name}", args=[pk])) for name, pk in names.items()]
    return [*responses, client.get(f"/beheer/pages/{got[0].pk}/edit/")]


lesson, question = handed_in(first_lesson), handed_in(Question.objects.first)
ACTS_IN_WORKFLOW: dict[str, Act] = {
    "approve a lesson": Act(lesson, decide("approve")),
    "reject a lesson": Act(lesson, decide("reject")),
    "approve a question": Act(question, decide("approve")),
    "reject a question": Act(question, decide("reject")),
    "unpublish what is handed in": Act(lesson, unpublish),
    "delete what is handed in": Act(handed_in(new_course), delete),
    "delete a lesson that is handed in": Act(lesson, delete, may=NOBODY),
    "decide about a page that is gone": Act(handed_in(new_course), decide_about_what_is_gone, may=WRITERS),
    "decide about a question that is gone": Act(handed_in(new_question), decide_about_what_is_gone, may=WRITERS),
    "cancel": Act(handed_in(saar_page), cancel, may=WRITERS),
    "stop the workflow": Act(lesson, stop, may=("root",)),
}
