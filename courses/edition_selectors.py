"""What the desk reads of editions: who is in them, what became of them, and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from wagtail import hooks

from accounts.models import AuditEvent
from courses.models import Completion, Course, CourseEdition, CoursePage, Enrollment, PlannedRelease, Purpose

__all__ = [
    "People",
    "editions_of",
    "facts_about",
    "halfway_by_line",
    "last_plan",
    "people_in",
    "refused_plans",
    "successor_of",
    "withdrawal_reasons",
]


@dataclass(frozen=True)
class People:
    """Edition id → how many are half-way in it, and how many finished it; previews and panels do not count."""

    halfway: dict[int, int]
    done: dict[int, int]

    @property
    def total_halfway(self) -> int:
        return sum(self.halfway.values())

    @property
    def total_done(self) -> int:
        return sum(self.done.values())


def people_in(course: Course) -> People:
    """Who is in which edition of `course`: two queries."""
    halfway = Enrollment.objects.halfway().filter(course=course)
    done = Completion.objects.filter(enrollment__course=course, enrollment__purpose=Purpose.LEARNER)
    return People(
        halfway=dict(halfway.order_by().values_list("edition").annotate(Count("pk"))),
        done=dict(done.order_by().values_list("edition").annotate(Count("pk"))),
    )


def halfway_by_line(courses: Sequence[int]) -> dict[tuple[int, int], int]:
    """Course id and first figure of the edition → how many are half-way there: one query."""
    halfway = Enrollment.objects.halfway().filter(course__in=courses).order_by()
    rows = halfway.values_list("course", "edition__major").annotate(Count("pk"))
    return {(course, major): count for course, major, count in rows}


def editions_of(course: Course) -> QuerySet[CourseEdition]:
    """All editions of `course`, candidates first, then from new to old; previews of editors are not among them."""
    editions = CourseEdition.objects.filter(course=course).exclude(status=CourseEdition.Status.PREVIEW)
    editions = editions.defer("source").select_related("released_by", "plan__planned_by", "panel", "course")
    return editions.order_by(F("major").desc(nulls_first=True), F("minor").desc(nulls_first=True), "-frozen_at", "-pk")


def withdrawal_reasons(editions: Sequence[CourseEdition]) -> dict[str, AuditEvent]:
    """Edition key → the audit row of its withdrawal, which says why."""
    keys = [str(row.key) for row in editions if row.status == CourseEdition.Status.WITHDRAWN]
    events = AuditEvent.objects.filter(verb="edition.withdrawn", object_key__in=keys).select_related("actor")
    return {event.object_key: event for event in events}


def successor_of(edition: CourseEdition) -> CourseEdition | None:
    """What new learners get when `edition` is withdrawn."""
    return edition.course.editions.current().exclude(pk=edition.pk).defer("source").first()


def last_plan(course: Course) -> PlannedRelease | None:
    """The plan that waits, else the last one when it was refused and nothing came out since."""
    plans = PlannedRelease.objects.filter(course=course).select_related("edition", "planned_by")
    plans = plans.defer("edition__source")
    return plans.waiting().first() or plans.filter(pk__in=refused_plans()).first()


def refused_plans() -> QuerySet[PlannedRelease]:
    """Plans that did not go out, of courses of which nothing was planned or released since."""
    later_plan = PlannedRelease.objects.filter(course=OuterRef("course"), planned_at__gt=OuterRef("finished_at"))
    released = CourseEdition.objects.filter(course=OuterRef("course"), released_at__gt=OuterRef("finished_at"))
    page = CoursePage.objects.filter(key=OuterRef("course__key")).order_by().values("pk")
    plans = PlannedRelease.objects.filter(~Exists(later_plan), ~Exists(released), state=PlannedRelease.State.REFUSED)
    return plans.select_related("course").annotate(page_id=page[:1])


def facts_about(course: Course) -> list[str]:
    """What other apps know about `course`, in Dutch sentences: the hook `course_release_facts(course)`."""
    return [line for ask in hooks.get_hooks("course_release_facts") for line in ask(course)]
