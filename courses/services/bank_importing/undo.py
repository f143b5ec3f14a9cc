"""Taking an import back, as far as nobody went on with its questions."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from wagtail.models import Revision

from accounts import audit
from accounts.models import User
from courses.models import BankImport, BankImportRow, Category, LessonPage, Question, QuestionVersion, QuizPage
from courses.services.bank_importing.apply import locked_import, save_draft
from courses.services.bank_importing.errors import TooLate
from courses.services.bank_importing.items import problem_of

__all__ = ["UNDO_DAYS", "may_undo", "undo_import"]

UNDO_DAYS = 7
Action = BankImportRow.Action
STREAMS = ((QuizPage, "slots"), (LessonPage, "screens"))
"""Where a page names a question."""


def may_undo(bank_import: BankImport, now: datetime) -> bool:
    """Whether it was taken in, at most seven days ago."""
    applied_at = bank_import.applied_at
    return (
        bank_import.state == BankImport.State.APPLIED
        and applied_at is not None
        and now - applied_at <= timedelta(days=UNDO_DAYS)
    )


@transaction.atomic
def undo_import(*, bank_import: BankImport, by: User, now: datetime) -> BankImport:
    """New questions go, changed ones get their earlier draft back.

    What somebody edited, published or uses since then stays, with a sentence in `problems`. A second press does
    nothing. Raises TooLate and ImportGone.
    """
    bank_import = locked_import(bank_import)
    if bank_import.state != BankImport.State.APPLIED:
        return bank_import
    if not may_undo(bank_import, now):
        raise TooLate
    told, counts = undo_rows(bank_import, by, now)
    bank_import.problems = [*bank_import.problems, *told]
    bank_import.state, bank_import.undone_at = BankImport.State.UNDONE, now
    bank_import.save(update_fields=["problems", "state", "undone_at"])
    audit.record(actor=by, verb="bank.import_undone", target=bank_import, at=now, kept=len(told), **counts)
    return bank_import


def undo_rows(bank_import: BankImport, by: User, now: datetime) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """What stayed and why, and how many went or came back."""
    rows = bank_import.rows.exclude(action=Action.SAME).select_related("question__latest_revision")
    found = [(row, row.question) for row in rows if row.question]
    used = used_questions([question for _, question in found])
    categories = frozenset(Category.objects.values_list("pk", flat=True))
    told: list[dict[str, Any]] = []
    ours: list[int] = []
    restored: list[int] = []
    for row, question in found:
        code = why_kept(row, question, bank_import, used, categories)
        if code:
            told.append(problem_of(code, {"title": question.title}))
        elif row.action == Action.CREATED:
            ours.append(question.pk)
        else:
            restored.append(restore(question, row.before, by))
    Question.objects.filter(pk__in=ours).delete()
    Revision.objects.filter(pk__in=restored).update(created_at=now)
    return told, {"deleted": len(ours), "restored": len(restored)}


def why_kept(
    row: BankImportRow,
    question: Question,
    bank_import: BankImport,
    used: frozenset[int],
    categories: frozenset[int],
) -> str:
    """The reason to leave a question alone, "" for none."""
    if was_touched(row, question, bank_import):
        return "kept_edited"
    if row.action == Action.CREATED:
        return "kept_used" if question.pk in used else ""
    return "" if row.before["draft"]["category"] in categories else "kept_category"


def was_touched(row: BankImportRow, question: Question, bank_import: BankImport) -> bool:
    """Whether somebody saved or published the question after the import."""
    revision, published = question.latest_revision, question.last_published_at
    if revision is None or revision.created_at != bank_import.applied_at or not question.has_unpublished_changes:
        return True
    is_other = row.before.get("revision", revision.pk) != revision.pk
    return is_other or (published is not None and published > revision.created_at)


def restore(question: Question, before: Mapping[str, Any], by: User) -> int:
    """The earlier draft as the newest one, of which it gives the number; the history keeps both."""
    revision = save_draft(question.with_content_json(before["draft"]), by, changed=False)
    Question.objects.filter(pk=question.pk).update(has_unpublished_changes=before["has_unpublished_changes"])
    return int(revision.pk)


def used_questions(questions: list[Question]) -> frozenset[int]:
    """Which of these a page names, live or in its newest draft, or an edition holds. Three queries."""
    keys = frozenset(QuestionVersion.objects.values_list("question_key", flat=True))
    used = {question.pk for question in questions if question.key in keys}
    for model, field in STREAMS:
        for page in model.objects.select_related("latest_revision"):
            used.update(named(getattr(page, field).get_prep_value()))
            if page.has_unpublished_changes and page.latest_revision:
                used.update(named(json.loads(page.latest_revision.content[field])))
    return frozenset(used)


def named(stored: Any) -> Iterator[int]:
    """The questions that stored JSON of a stream names, by primary key."""
    if isinstance(stored, Mapping):
        for name, value in stored.items():
            if name == "question" and isinstance(value, int):
                yield value
            else:
                yield from named(value)
    elif isinstance(stored, list | tuple):
        for part in stored:
            yield from named(part)
