"""Taking an edition or a whole course out of the shop window; who is in it may finish (DESIGN §4)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import Role
from courses.models import Course, CourseEdition, PlannedRelease
from courses.services.history import note_act

__all__ = ["ClosingRefused", "archive_course", "discard_candidate", "reopen_course", "withdraw_edition"]


class ClosingRefused(Exception):
    """Nothing was closed; the message is a Dutch sentence for the editor."""


@transaction.atomic
def withdraw_edition(*, edition: CourseEdition, by: User, reason: str, now: datetime) -> CourseEdition:
    """No new starters in `edition`: they get the newest one that still stands, or none.

    Raises ClosingRefused without a reason, without the right, or when it is not out.
    """
    refuse_who_may_not(by)
    if not reason.strip():
        raise ClosingRefused(_("Schrijf waarom je deze editie terugtrekt. Collega’s lezen dat later terug."))
    course = Course.objects.select_for_update(no_key=True).get(pk=edition.course_id)
    withdrawn = CourseEdition.objects.released().filter(pk=edition.pk).update(status=CourseEdition.Status.WITHDRAWN)
    if not withdrawn:
        raise ClosingRefused(_("Deze editie staat niet uit, of is al teruggetrokken."))
    course.current = course.editions.current().first()
    course.save(update_fields=["current"])
    edition.refresh_from_db(fields=["status"])
    audit.record(actor=by, verb="edition.withdrawn", target=edition, at=now, reason=reason.strip()[:300])
    note_act("edition.withdrawn", course=course, edition=edition, by=by, at=now)
    return edition


@transaction.atomic
def archive_course(*, course: Course, by: User, now: datetime) -> None:
    """Takes the whole course out of the catalog; who is in it may finish. Raises ClosingRefused."""
    refuse_who_may_not(by)
    if not Course.objects.filter(pk=course.pk, archived_at__isnull=True).update(archived_at=now):
        raise ClosingRefused(_("Deze cursus is al gesloten."))
    audit.record(actor=by, verb="course.archived", target=course, at=now)
    note_act("course.archived", course=course, by=by, at=now)


@transaction.atomic
def reopen_course(*, course: Course, by: User, now: datetime) -> None:
    """Puts an archived course back in the catalog. Raises ClosingRefused."""
    refuse_who_may_not(by)
    if not Course.objects.filter(pk=course.pk, archived_at__isnull=False).update(archived_at=None):
        raise ClosingRefused(_("Deze cursus is al open."))
    audit.record(actor=by, verb="course.reopened", target=course, at=now)
    note_act("course.reopened", course=course, by=by, at=now)


@transaction.atomic
def discard_candidate(*, edition: CourseEdition, by: User, now: datetime) -> None:
    """Throws a candidate away that no panel ever had and no plan brings out; a plan that ended without it goes along.

    Raises ClosingRefused for any other edition.
    """
    refuse_who_may_not(by)
    Course.objects.select_for_update(no_key=True).get(pk=edition.course_id)
    there = CourseEdition.objects.select_for_update(of=("self",)).filter(pk=edition.pk).first()
    if there is None:
        raise ClosingRefused(_("Deze kandidaat is al weg."))
    if not there.is_discardable:
        raise ClosingRefused(_("Deze kandidaat hoort bij een panel of een planning, en blijft bewaard."))
    audit.record(actor=by, verb="edition.discarded", target=there, at=now)
    note_act("edition.discarded", course=there.course, by=by, at=now)
    PlannedRelease.objects.filter(edition=there).delete()
    there.delete()


def refuse_who_may_not(by: User) -> None:
    """Only who releases may close."""
    if not by.has_role(Role.CHIEF_EDITOR, Role.ADMIN):
        raise ClosingRefused(_("Alleen een eindredacteur sluit een cursus of trekt een editie terug."))
