"""Releasing later, by itself (DESIGN §4)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from courses.models import Course, CoursePage, PlannedRelease
from courses.services.comparing import refusals_of
from courses.services.frozen import Frozen
from courses.services.history import note_act
from courses.services.releasing import (
    ReleaseRefused,
    make_candidate,
    newest_of,
    refuse_incomplete,
    refuse_while_planned,
    refuse_who_may_not,
    release_candidate,
)

__all__ = ["cancel_plan", "plan_release", "release_due"]


@transaction.atomic
def plan_release(
    *,
    page: CoursePage,
    kind: str,
    due_at: datetime,
    by: User,
    reason: str = "",
    notes: str = "",
    seen: str | None = None,
    now: datetime,
) -> PlannedRelease:
    """Freezes the manuscript of this moment and releases exactly that at `due_at`.

    Raises ReleaseRefused for a past hour, a second plan for one course, or what `release_edition` would refuse now;
    CannotFreeze when the manuscript is not complete.
    """
    refuse_who_may_not(by)
    refuse_incomplete(kind, notes)
    if due_at <= now:
        raise ReleaseRefused(_("Kies een dag en een tijd die nog moeten komen."))
    edition = make_candidate(page=page, by=by, seen=seen, now=now)
    newest = newest_of(edition.course)
    if newest and (reasons := refusals_of(kind, newest, Frozen.of(edition))):
        raise ReleaseRefused(" ".join(reasons))
    # make_candidate has locked the course, so nobody plans at the same time.
    refuse_while_planned(edition.course)
    plan = PlannedRelease.objects.create(
        edition=edition,
        course=edition.course,
        kind=kind,
        notes=notes,
        reason=reason,
        due_at=due_at,
        planned_by=by,
        planned_at=now,
    )
    audit.record(actor=by, verb="release.planned", target=plan, at=now, kind=kind)
    note_act("release.planned", course=plan.course, plan=plan, by=by, at=now)
    return plan


@transaction.atomic
def cancel_plan(*, plan: PlannedRelease, by: User, now: datetime) -> bool:
    """Takes a plan back; False when it is not waiting any more. Raises ReleaseRefused without the right."""
    refuse_who_may_not(by)
    # In line with a release of this minute, which has the course.
    Course.objects.select_for_update(no_key=True).get(pk=plan.course_id)
    cancelled = PlannedRelease.objects.waiting().filter(pk=plan.pk)
    if not cancelled.update(state=PlannedRelease.State.CANCELLED, finished_at=now):
        return False
    audit.record(actor=by, verb="release.cancelled", target=plan, at=now)
    note_act("release.cancelled", course=plan.course, plan=plan, by=by, at=now)
    return True


def release_due(*, now: datetime) -> int:
    """Releases every plan whose hour has come; one that is refused by now says why. Gives how many came out.

    A plan that breaks keeps no other from going out; then all that went wrong is raised together.
    """
    released, broken = 0, []
    for pk in PlannedRelease.objects.due(now).order_by("due_at", "pk").values_list("pk", flat=True):
        try:
            released += release_one(pk, now)
        except Exception as error:  # noqa: BLE001  (raised below, with the others)
            broken.append(error)
    if broken:
        raise ExceptionGroup("planned releases", broken)
    return released


@transaction.atomic
def release_one(pk: int, now: datetime) -> bool:
    """One plan, in line with releases by hand: the course first, then the plan."""
    course = PlannedRelease.objects.values("course").get(pk=pk)["course"]
    Course.objects.select_for_update(no_key=True).get(pk=course)
    plan = PlannedRelease.objects.waiting().select_related("edition", "planned_by").filter(pk=pk).first()
    if plan is None:  # another worker, or cancelled a moment ago
        return False
    try:
        with transaction.atomic():
            release_candidate(
                edition=plan.edition,
                kind=plan.kind,
                by=plan.planned_by,
                reason=plan.reason,
                notes=plan.notes,
                plan=plan,
                now=now,
            )
    except ReleaseRefused as error:
        plan.problem = str(error)
        note_act("release.refused", course=plan.course, plan=plan, by=plan.planned_by, at=now)
    plan.state = PlannedRelease.State.REFUSED if plan.problem else PlannedRelease.State.RELEASED
    plan.finished_at = now
    plan.save(update_fields=["state", "problem", "finished_at"])
    return not plan.problem
