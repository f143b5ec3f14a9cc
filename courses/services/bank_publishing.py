"""Publishing several questions of the bank at once: what is finished goes out, the rest stays a draft and says why."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.locks import ScheduledForPublishLock, WorkflowLock

from accounts.models import User
from courses.models import Question
from courses.services.question_problems import stored_problems

__all__ = ["Refusal", "Selection", "look_at", "publish_questions"]


@dataclass(frozen=True)
class Refusal:
    """A question that cannot be published now, and why, in sentences for the editor."""

    question: Question
    sentences: list[str]


@dataclass
class Selection:
    """Chosen questions: what can be published, what stays a draft, and what was out already."""

    ready: list[Question] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    unchanged: list[Question] = field(default_factory=list)


def look_at(*, questions: Iterable[Question], by: User) -> Selection:
    """What publishing these questions would do; changes nothing."""
    selection = Selection()
    chosen = [question.pk for question in questions]
    for question in Question.objects.filter(pk__in=chosen).select_related("latest_revision").order_by("title", "pk"):
        sort_in(selection, question, by)
    return selection


@transaction.atomic
def publish_questions(*, questions: Iterable[Question], by: User) -> Selection:
    """Publishes the newest words of every question that is finished, and tells of the others why not.

    Raises PermissionDenied for who may not publish. Wagtail writes a row of history for each.
    """
    if not by.has_perm("courses.publish_question"):
        raise PermissionDenied
    selection = Selection()
    chosen = [question.pk for question in questions]
    # One after the other: of two with the same mark only the first can go out.
    for question in Question.objects.select_for_update().filter(pk__in=chosen).order_by("pk"):
        if sort_in(selection, question, by):
            (question.latest_revision or question.save_revision(user=by)).publish(user=by)
    return selection


def sort_in(selection: Selection, question: Question, by: User) -> bool:
    """Puts a question where it belongs; whether it can be published."""
    if question.live and not question.has_unpublished_changes:
        selection.unchanged.append(question)
        return False
    draft = newest_words(question)
    sentences = why_locked(question, by) or why_later(draft) or stored_problems(draft)
    if sentences:
        selection.refused.append(Refusal(question, sentences))
        return False
    selection.ready.append(question)
    return True


def newest_words(question: Question) -> Question:
    """The question as it would go out."""
    revision = question.latest_revision
    draft: Question = question.with_content_json(revision.content) if revision else question
    return draft


def why_locked(question: Question, by: User) -> list[str]:
    """That somebody else has it in his hands."""
    lock = question.get_lock()
    if lock is None or not lock.for_user(by):
        return []
    if isinstance(lock, ScheduledForPublishLock):
        return [_("Deze vraag is al gepland en komt vanzelf.")]
    if isinstance(lock, WorkflowLock):
        return [_("Deze vraag ligt ter beoordeling bij een ander. Wacht tot dat klaar is.")]
    return [_("Deze vraag staat op slot. Haal eerst het slot eraf.")]


def why_later(draft: Question) -> list[str]:
    """That its editor chose a later moment."""
    if draft.go_live_at and draft.go_live_at > timezone.now():
        return [_("Bij deze vraag staat een later moment. Open de vraag om hem te plannen, of haal dat moment weg.")]
    return []
