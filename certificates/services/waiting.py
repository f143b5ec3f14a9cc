"""Which completions still wait for their certificate."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, When

from certificates.models import Certificate
from courses.models import Completion

__all__ = ["covering", "earlier_than", "later_than", "waiting_completions"]


def later_than(completed_at: Any, pk: Any, *, on: str = "completion__") -> Q:
    """What is of a later completion than this one; at the same moment the higher primary key is the later.

    Moment and key may be an OuterRef; `on` leads to the completion of a row, "" when the rows are completions.
    """
    same = Q(**{f"{on}completed_at": completed_at}, **{f"{on}pk__gt": pk})
    return Q(**{f"{on}completed_at__gt": completed_at}) | same


def earlier_than(completed_at: Any, pk: Any, *, on: str = "completion__") -> Q:
    """The other way round."""
    same = Q(**{f"{on}completed_at": completed_at}, **{f"{on}pk__lt": pk})
    return Q(**{f"{on}completed_at__lt": completed_at}) | same


def covering(completion: Completion, *, user_id: int) -> Certificate | None:
    """The certificate of this person for the same course on a later completion, whatever its state.

    The newer one counts (DESIGN §7), in whichever order both were issued: an earlier completion gets none beside
    it, also not when the later one was revoked.
    """
    found = Certificate.objects.filter(
        later_than(completion.completed_at, completion.pk),
        registration__user=user_id,
        completion__enrollment__course=completion.enrollment.course_id,
    )
    standing_first = Case(When(superseded_at__isnull=True, then=0), default=1)
    return found.order_by(standing_first, "-completion__completed_at", "-completion_id", "-pk").first()


def waiting_completions(*, user_id: Any = None) -> Any:
    """Completions without a certificate of their own and not covered by a later one, newest first.

    Newest first, so that of two that wait for one course only the newer gets a certificate. `user_id` names the
    person when completions of a guest, who is being taken over, are looked at; else their own account does.
    """
    covered = Certificate.objects.filter(
        later_than(OuterRef("completed_at"), OuterRef("pk")),
        registration__user=user_id or OuterRef("enrollment__learner__user"),
        completion__enrollment__course=OuterRef("enrollment__course"),
    )
    waiting = Completion.objects.filter(~Exists(covered), certificates__isnull=True)
    return waiting.order_by("-completed_at", "-pk")
