"""How a text goes from redacteur to eindredacteur: one workflow for pages and questions (DESIGN §1)."""

from django.contrib.auth.models import Group as AuthGroup
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    GroupApprovalTask,
    Page,
    Site,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from accounts.roles import Role
from courses.models import Question

__all__ = ["set_up_workflow"]

WORKFLOW = "Eindredactie"
TASK = "Een eindredacteur leest mee"
APPROVERS = (Role.CHIEF_EDITOR, Role.ADMIN)


@transaction.atomic
def set_up_workflow() -> bool:
    """Makes the workflow, and hangs pages and questions on it; whether it had to.

    Runs at every start and touches nothing once it is there: the foundation may rename, change or stop it.
    """
    home = Site.objects.get(is_default_site=True).root_page
    questions = ContentType.objects.get_for_model(Question)
    if is_set_up(home, questions):
        return False
    # Wagtail's own hangs on groups that we do not have: nobody could ever approve.
    for empty in Workflow.objects.active().filter(workflow_tasks__task__groupapprovaltask__groups__isnull=True):
        empty.deactivate()
    workflow = Workflow.objects.create(name=WORKFLOW)
    task = GroupApprovalTask.objects.create(name=TASK)
    task.groups.set([AuthGroup.objects.get_or_create(name=role)[0] for role in APPROVERS])
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
    WorkflowContentType.objects.update_or_create(content_type=questions, defaults={"workflow": workflow})
    return True


def is_set_up(home: Page, questions: ContentType) -> bool:
    """Whether both hang on a workflow, whatever its name, or ours is there: who stops it unhangs them."""
    pages_hang = WorkflowPage.objects.filter(page=home).exists()
    if pages_hang and WorkflowContentType.objects.filter(content_type=questions).exists():
        return True
    return Workflow.objects.filter(workflow_tasks__task__groupapprovaltask__groups__name__in=APPROVERS).exists()
