"""Releasing an edition (DESIGN §4)."""

from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import Role
from courses.models import Course, CourseEdition, CoursePage, EditionAsset, PlannedRelease, QuestionVersion
from courses.services.comparing import refusals_of
from courses.services.following import follow
from courses.services.freezing import freeze_course
from courses.services.frozen import Asset, Frozen
from courses.services.history import note_act

__all__ = [
    "ReleaseRefused",
    "keep_edition",
    "lasting_course",
    "make_candidate",
    "newest_of",
    "release_candidate",
    "release_edition",
]


class ReleaseRefused(Exception):
    """The edition was not made; the message is a Dutch sentence for the editor."""


@transaction.atomic
def release_edition(
    *,
    page: CoursePage,
    kind: str,
    by: User | None,
    reason: str = "",
    notes: str = "",
    seen: str | None = None,
    now: datetime | None = None,
) -> CourseEdition:
    """Makes an immutable edition of the live manuscript.

    `by` is None for a command; `notes` is what learners read of it; `seen` is the content hash of what `by` looked
    at, None when nobody looked. Raises ReleaseRefused when nothing changed, when something changed since `by` looked,
    when `by` may not release, or when the change is more than `kind` allows; CannotFreeze when the manuscript is not
    complete.
    """
    now = now or timezone.now()
    refuse_who_may_not(by)
    refuse_incomplete(kind, notes)
    # The lock first: what is frozen here is what there is after the release before this one.
    course = lasting_course(page)
    refuse_while_planned(course)
    frozen = freeze_course(page)
    refuse_what_may_not(newest_of(course), frozen, kind)
    refuse_unseen(frozen, seen)
    return number_edition(keep_edition(course, frozen, now=now), kind=kind, by=by, reason=reason, notes=notes, now=now)


@transaction.atomic
def make_candidate(*, page: CoursePage, by: User, seen: str | None = None, now: datetime) -> CourseEdition:
    """Freezes the live manuscript without a number: for a panel to judge, or for later.

    Raises CannotFreeze when the manuscript is not complete, ReleaseRefused when nothing changed since the newest
    edition, or something since `by` looked at it (`seen` as for `release_edition`).
    """
    course = lasting_course(page)
    frozen = freeze_course(page)
    refuse_nothing_new(newest_of(course), frozen)
    refuse_unseen(frozen, seen)
    edition = keep_edition(course, frozen, now=now)
    audit.record(actor=by, verb="edition.frozen", target=edition, at=now)
    note_act("edition.frozen", course=course, by=by, at=now)
    return edition


@transaction.atomic
def release_candidate(
    *,
    edition: CourseEdition,
    kind: str,
    by: User,
    reason: str = "",
    notes: str = "",
    plan: PlannedRelease | None = None,
    now: datetime,
) -> CourseEdition:
    """Gives a candidate its number, as it was frozen; `plan` is the one that does it.

    Raises ReleaseRefused as `release_edition` does.
    """
    refuse_who_may_not(by)
    refuse_incomplete(kind, notes)
    course = Course.objects.select_for_update(no_key=True).get(pk=edition.course_id)
    refuse_while_planned(course, plan)
    edition = CourseEdition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if edition.status != CourseEdition.Status.CANDIDATE:
        raise ReleaseRefused(_("Deze kandidaat is al uitgegeven."))
    refuse_overtaken(newest_of(course), edition)
    refuse_what_may_not(newest_of(course), Frozen.of(edition), kind)
    return number_edition(edition, kind=kind, by=by, reason=reason, notes=notes, now=now)


def number_edition(
    edition: CourseEdition, *, kind: str, by: User | None, reason: str, notes: str, now: datetime
) -> CourseEdition:
    """The candidate as the newest edition of its course, with everybody who follows."""
    newest = newest_of(edition.course)
    edition.status, edition.kind = CourseEdition.Status.RELEASED, kind
    edition.reason, edition.notes = reason, notes
    edition.released_by, edition.released_at = by, now
    edition.major, edition.minor = next_number(newest, kind)
    edition.save()
    Course.objects.filter(pk=edition.course_id).update(current=edition)
    moved = follow(newest=newest, edition=edition, now=now) if newest and kind == CourseEdition.Kind.MINOR else 0
    audit.record(actor=by, verb="edition.released", target=edition, at=now, kind=kind, moved=moved)
    note_act("edition.released", course=edition.course, edition=edition, by=by, at=now)
    return edition


def keep_edition(
    course: Course,
    frozen: Frozen,
    *,
    now: datetime,
    status: CourseEdition.Status = CourseEdition.Status.CANDIDATE,
) -> CourseEdition:
    """Stores what was frozen, without a number."""
    edition = CourseEdition.objects.create(
        course=course, status=status, source=frozen.source, content_hash=frozen.content_hash, frozen_at=now
    )
    edition.questions.set(keep_questions(frozen))
    edition.assets.set([keep_asset(asset) for asset in frozen.assets.values()])
    return edition


def newest_of(course: Course) -> CourseEdition | None:
    """The edition with the highest number, also when it was withdrawn: the next number comes after it."""
    return course.editions.numbered().newest_first().first()


def lasting_course(page: CoursePage) -> Course:
    """The row that outlives the page, made at the first release or preview, and locked.

    Raises ReleaseRefused when its address belongs to a course that was ever out or is before a panel.
    """
    let_go(page)
    Course.objects.get_or_create(key=page.key, defaults={"slug": page.slug})
    # The lock puts two releases of one course in line: the second sees what the first one made. Without the key, so
    # that people can begin meanwhile.
    course = Course.objects.select_for_update(no_key=True).get(key=page.key)
    if course.slug != page.slug:
        course.slug = page.slug
        course.save(update_fields=["slug"])
    return course


def let_go(page: CoursePage) -> None:
    """Frees the address of `page` from a course that only had previews: its page is gone, or has another address."""
    other = Course.objects.filter(slug=page.slug).exclude(key=page.key).first()
    if other is None:
        return
    if other.editions.exclude(status=CourseEdition.Status.PREVIEW).exists():
        raise ReleaseRefused(_("Dit webadres is van een andere cursus. Kies een ander webadres voor deze cursus."))
    other.slug = f"{other.slug[:16]}-{other.key.hex}"
    other.save(update_fields=["slug"])


def refuse_who_may_not(by: User | None) -> None:
    """Only an eindredacteur releases; None is a command."""
    if by is not None and not by.has_role(Role.CHIEF_EDITOR, Role.ADMIN):
        raise ReleaseRefused(_("Alleen een eindredacteur geeft een editie uit."))


def refuse_incomplete(kind: str, notes: str) -> None:
    """A release has a kind, and a safety correction tells learners why."""
    if kind not in set(CourseEdition.Kind):
        raise ReleaseRefused(_("Kies een kleine verbetering, een nieuwe editie of een veiligheidscorrectie."))
    if kind == CourseEdition.Kind.SAFETY and not notes.strip():
        raise ReleaseRefused(_("Schrijf bij een veiligheidscorrectie wat de deelnemers moeten weten."))


def refuse_while_planned(course: Course, plan: PlannedRelease | None = None) -> None:
    """One release at a time: another plan than `plan` has to be cancelled first."""
    waiting = PlannedRelease.objects.waiting().filter(course=course)
    if any(one != plan for one in waiting):
        raise ReleaseRefused(_("Voor deze cursus staat al een editie klaar. Zeg die eerst af."))


def refuse_unseen(frozen: Frozen, seen: str | None) -> None:
    """What goes out is what somebody looked at, also when a colleague publishes at the same time."""
    if seen is not None and seen != frozen.content_hash:
        raise ReleaseRefused(
            _("Er is iets veranderd sinds je deze pagina opende. Kijk hieronder wat erbij kwam, en kies opnieuw.")
        )


def refuse_nothing_new(newest: CourseEdition | None, frozen: Frozen) -> None:
    """Nothing to release when the newest edition says the same and stands."""
    if newest and newest.content_hash == frozen.content_hash and newest.status == CourseEdition.Status.RELEASED:
        raise ReleaseRefused(_("Er is niets veranderd sinds de vorige editie."))


def refuse_overtaken(newest: CourseEdition | None, candidate: CourseEdition) -> None:
    """A candidate from before the newest edition would take that one back: a number to call, a correction."""
    if newest and newest.released_at and newest.released_at > candidate.frozen_at:
        raise ReleaseRefused(
            _("Er is intussen een andere editie uitgegeven. Deze kandidaat zou die terugdraaien. Maak een nieuwe.")
        )


def refuse_what_may_not(newest: CourseEdition | None, frozen: Frozen, kind: str) -> None:
    """Raises ReleaseRefused when there is nothing new, or more than this kind allows."""
    refuse_nothing_new(newest, frozen)
    if newest is None:
        if kind == CourseEdition.Kind.SAFETY:
            raise ReleaseRefused(_("De eerste editie is een nieuwe editie."))
        return
    if reasons := refusals_of(kind, newest, frozen):
        raise ReleaseRefused(" ".join(reasons))


def next_number(newest: CourseEdition | None, kind: str) -> tuple[int, int]:
    """1.0 to begin with; a new edition raises the first figure, the other kinds the second."""
    if newest is None or newest.major is None or newest.minor is None:
        return 1, 0
    if kind == CourseEdition.Kind.MAJOR:
        return newest.major + 1, 0
    return newest.major, newest.minor + 1


def keep_questions(frozen: Frozen) -> list[QuestionVersion]:
    """The versions of all questions in use; the same content never makes a second one."""
    references = frozen.source["questions"]
    return [
        QuestionVersion.objects.get_or_create(
            question_key=key,
            content_hash=references[key]["hash"],
            defaults={"type": content["type"], "content": content},
        )[0]
        for key, content in frozen.questions.items()
    ]


def keep_asset(asset: Asset) -> EditionAsset:
    """Stores a file once under its hash; never overwritten, never deleted."""
    if not default_storage.exists(asset.name):
        with asset.file.open("rb") as file:
            default_storage.save(asset.name, file)
    kept, _made = EditionAsset.objects.get_or_create(
        sha256=asset.sha256, defaults={"file": asset.name, "media_type": asset.media_type}
    )
    return kept
