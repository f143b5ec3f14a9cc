"""Taking the questions of a preview into the bank."""

import json
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from wagtail.models import Revision

from accounts import audit
from accounts.models import User
from courses.models import BankImport, BankImportRow, Question
from courses.services.bank_importing.bank import Categories
from courses.services.bank_importing.contents import body_of
from courses.services.bank_importing.errors import BankChanged, ImportGone
from courses.services.bank_importing.items import Item, has_own_title
from courses.services.bank_importing.planning import Plan, Step, plan_import

__all__ = ["apply_import", "locked_import"]

Action = BankImportRow.Action


def apply_import(*, bank_import: BankImport, by: User, now: datetime) -> BankImport:
    """New questions come in as drafts, changed ones get a draft on top of what is live: a person looks first.

    Compares with the bank of this moment, so what changed since the preview counts. A second press does nothing.
    Raises ImportGone and BankChanged.
    """
    try:
        with transaction.atomic():
            return applied(locked_import(bank_import), by, now)
    except IntegrityError as error:
        raise BankChanged from error


def locked_import(bank_import: BankImport) -> BankImport:
    """The row of this moment. Two imports that go in or back wait for each other: they may touch one question."""
    list(BankImport.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    found = BankImport.objects.filter(pk=bank_import.pk).first()
    if found is None:
        raise ImportGone
    return found


def applied(bank_import: BankImport, by: User, now: datetime) -> BankImport:
    if bank_import.state != BankImport.State.PREVIEW:
        return bank_import
    plan = plan_import(bank_import.items, bank_import.course_slug)
    rows = write_steps(plan, bank_import, by, now)
    told = [one for one in plan.problems if one not in bank_import.problems]
    bank_import.problems = [*bank_import.problems, *told]
    bank_import.state, bank_import.applied_at = BankImport.State.APPLIED, now
    bank_import.save(update_fields=["items", "problems", "state", "applied_at"])
    counts = {str(action.value): sum(row.action == action for row in rows) for action in Action}
    audit.record(
        actor=by, verb="bank.import_applied", target=bank_import, at=now, course=bank_import.course_slug, **counts
    )
    return bank_import


def write_steps(plan: Plan, bank_import: BankImport, by: User, now: datetime) -> list[BankImportRow]:
    """One row for each question that the file is about; the items of the import say which it became."""
    rows: dict[int, BankImportRow] = {}
    made: list[int] = []
    bank_import.items = []
    for step in plan.steps:
        question, before = write_step(step, plan.categories, by)
        bank_import.items.append(Step(step.item, step.action, question).to_json())
        if question is None:
            continue
        if step.action != Action.SAME:
            made.append(question.latest_revision_id)
        row = BankImportRow(bank_import=bank_import, question=question, action=step.action, before=before)
        if step.action != Action.SAME or question.pk not in rows:
            rows[question.pk] = row
    # The moment of the import: a draft with another time was touched by somebody (undo_import).
    Revision.objects.filter(pk__in=made).update(created_at=now)
    return BankImportRow.objects.bulk_create(rows.values())


def write_step(step: Step, categories: Categories, by: User) -> tuple[Question | None, dict[str, Any]]:
    """The question after the step, and what to put back."""
    if step.action == Action.CREATED:
        return create_question(step.item, categories, by), {}
    if step.action == Action.CHANGED and step.question:
        return change_question(step.question, step.item, categories, by)
    return step.question, {}


def create_question(item: Item, categories: Categories, by: User) -> Question:
    """A draft with a first revision."""
    key = uuid4()
    question = Question(
        key=key,
        title=item["title"],
        category=categories.need(item["category"]),
        idnumber=item["idnumber"],
        body=body_of(item["content"], key),
        live=False,
        has_unpublished_changes=True,
    )
    if item["tags"]:
        question.tags.set(item["tags"])
    question.save()
    question.save_revision(user=by, clean=False, log_action="wagtail.create")
    return question


def change_question(
    question: Question, item: Item, categories: Categories, by: User
) -> tuple[Question, dict[str, Any]]:
    """A draft on top; learners keep what is live until somebody publishes it."""
    draft = question.get_latest_revision_as_object()
    before = {"draft": plain(draft), "has_unpublished_changes": question.has_unpublished_changes}
    draft.body = body_of(item["content"], question.key)
    if has_own_title(item):
        draft.title = item["title"]
    if item["category"]:
        draft.category = categories.need(item["category"])
    if item["tags"]:
        draft.tags.set(item["tags"])
    revision = save_draft(draft, by)
    question.latest_revision = revision
    return question, before | {"revision": revision.pk}


def save_draft(draft: Question, by: User, *, changed: bool = True) -> Revision:
    """A new revision; a question that was never live follows its draft, as in the editor."""
    if not draft.live:
        draft.save()
    return draft.save_revision(user=by, clean=False, changed=changed, log_action=True)


def plain(question: Question) -> dict[str, Any]:
    """The question as JSON: Wagtail's own revision may be overwritten or thrown away."""
    stored: dict[str, Any] = json.loads(json.dumps(question.serializable_data(), cls=DjangoJSONEncoder))
    return stored
