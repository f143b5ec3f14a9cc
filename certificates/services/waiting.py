"""Which completions still wait for their certificate."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from certificates.models import Certificate
from courses.models import Completion

__all__ = ["covering", "waiting_completions"]


def covering(completion: Completion, *, user_id: int) -> Certificate | None:
    """The certificate of this person for the same course on a later completion, whatever its state.

    The newer one counts (DESIGN §7), in whichever order both were issued: an earlier completion gets none beside
    it, also not when the later one was revoked.
    """
    later = Q(completion__completed_at__gt=completion.completed_at)
    later |= Q(completion__completed_at=completion.completed_at, completion__gt=completion.pk)
    same = Certificate.objects.filter(
        registration__user=user_id, completion__enrollment__course=completion.enrollment.course_id
    )
    found = same.filter(later).order_by("completion__completed_at", "completion_id", "pk")
    return found.standing().last() or found.last()


def waiting_completions(*, user_id: Any = None) -> Any:
    """Completions without a certificate of their own and not covered by a later one, newest first.

    Newest first, so that of two that wait for one course only the newer gets a certificate. `user_id` names the
    person when completions of a guest, who is being taken over, are looked at; else their own account does.
    """
    later = Q(completion__completed_at__gt=OuterRef("completed_at"))
    later |= Q(completion__completed_at=OuterRef("completed_at"), completion__gt=OuterRef("pk"))
    covered = Certificate.objects.filter(
        later,
        registration__user=user_id or OuterRef("enrollment__learner__user"),
        completion__enrollment__course=OuterRef("enrollment__course"),
    )
    waiting = Completion.objects.filter(~Exists(covered), certificates__isnull=True)
    return waiting.order_by("-completed_at", "-pk")
