"""*Uitgeven*: what changed, what it means for people, and the button: now, or at a chosen hour (DESIGN §4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from accounts.models import User
from courses.edition_selectors import People, facts_about, last_plan, people_in
from courses.models import Course, CourseEdition, CoursePage, PlannedRelease
from courses.release_forms import ReleaseForm, typed
from courses.services.advising import advise
from courses.services.comparing import refusals_of, summarize
from courses.services.differences import differences
from courses.services.freezing import CannotFreeze, freeze_course, left_out
from courses.services.frozen import Frozen
from courses.services.planning import cancel_plan, plan_release
from courses.services.releasing import (
    ReleaseRefused,
    newest_of,
    refuse_nothing_new,
    release_candidate,
    release_edition,
)
from courses.views.desk import JUDGES, WRITERS, for_roles, may_open

__all__ = ["cancel", "may_prepare", "release", "release_frozen", "to_editions"]

Kind = CourseEdition.Kind
READING = ["GET", "HEAD", "POST"]

KINDS: dict[str, tuple[str | Promise, tuple[str | Promise, ...]]] = {
    Kind.MINOR: (
        gettext_lazy("Kleine verbetering"),
        (
            gettext_lazy("Alleen andere woorden of beelden."),
            gettext_lazy("Wie halverwege is, gaat meteen mee en houdt zijn voortgang."),
        ),
    ),
    Kind.MAJOR: (
        gettext_lazy("Nieuwe editie"),
        (
            gettext_lazy("Alles mag anders zijn."),
            gettext_lazy("Wie halverwege is, maakt zijn eigen editie af. Wie nieuw begint, krijgt deze."),
        ),
    ),
    Kind.SAFETY: (
        gettext_lazy("Veiligheidscorrectie"),
        (
            gettext_lazy("Er stond iets fout dat kwaad kan. Bijvoorbeeld een nummer, of wat je moet doen."),
            gettext_lazy("Wie halverwege is, leest een melding en gaat bij het einde van zijn les mee."),
            gettext_lazy("Schrijf dan ook wat deelnemers moeten weten."),
        ),
    ),
}
"""What each kind is called, and its rules in plain words."""


def may_prepare(user: Any) -> bool:
    """Whether `user` may see what a release would do."""
    return may_open(user, WRITERS)


@dataclass(frozen=True)
class Subject:
    """What may go out: the manuscript of `page` as it is now, or a `candidate` that was frozen before."""

    title: str
    course: Course | None
    page: CoursePage | None
    candidate: CourseEdition | None = None

    @classmethod
    def of_page(cls, page: CoursePage) -> "Subject":
        return cls(page.title, Course.objects.filter(key=page.key).first(), page)

    @classmethod
    def of_candidate(cls, edition: CourseEdition) -> "Subject":
        page = CoursePage.objects.filter(key=edition.course.key).first()
        return cls(edition.source["course"]["title"], edition.course, page, edition)

    @property
    def newest(self) -> CourseEdition | None:
        """What stands now, or stood last."""
        return newest_of(self.course) if self.course else None

    def frozen(self) -> Frozen:
        """What would go out; raises CannotFreeze."""
        if self.candidate:
            return Frozen.of(self.candidate)
        assert self.page  # noqa: S101  (a subject has one of both)
        return freeze_course(self.page)


# --- the pages ------------------------------------------------------------------------------------------
@require_http_methods(READING)
@for_roles(WRITERS)
def release(request: HttpRequest, page_id: int) -> HttpResponse:
    """GET shows what would be released; POST releases it, or plans that."""
    page = get_object_or_404(CoursePage, id=page_id)
    if request.method == "POST":
        return released(request, Subject.of_page(page))
    return release_page(request, Subject.of_page(page))


@require_http_methods(READING)
@for_roles(WRITERS)
def release_frozen(request: HttpRequest, key: UUID) -> HttpResponse:
    """The same for a candidate: it goes out as it was frozen."""
    editions = CourseEdition.objects.select_related("course").exclude(status=CourseEdition.Status.PREVIEW)
    edition = get_object_or_404(editions, key=key)
    if edition.status != CourseEdition.Status.CANDIDATE:
        messages.error(request, _("Deze kandidaat is al uitgegeven."))
        return to_editions(edition.course)
    if request.method == "POST":
        return released(request, Subject.of_candidate(edition))
    return release_page(request, Subject.of_candidate(edition))


@require_POST
@for_roles(JUDGES)
def cancel(request: HttpRequest, key: UUID) -> HttpResponse:
    """Takes a plan back."""
    plan = get_object_or_404(PlannedRelease.objects.select_related("course"), key=key)
    user: Any = request.user
    if cancel_plan(plan=plan, by=user, now=timezone.now()):
        messages.success(request, _("De planning is afgezegd. Er komt niets vanzelf uit."))
    else:
        messages.error(request, _("Deze planning wacht niet meer: er valt niets af te zeggen."))
    return to_editions(plan.course)


def to_editions(course: Course) -> HttpResponse:
    """On to the list of editions; to the front when the page of the course is gone."""
    page = CoursePage.objects.filter(key=course.key).only("pk").first()
    return redirect("course_editions", page.pk) if page else redirect("wagtailadmin_home")


# --- releasing ------------------------------------------------------------------------------------------
def released(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Releases or plans; or shows the page again with what is wrong and all that was typed."""
    form = ReleaseForm(typed(request.POST.dict()))
    if not form.is_valid():
        return release_page(request, subject, form.data, form.problems)
    user: Any = request.user
    try:
        course, words = released_words(subject, form, user)
    except CannotFreeze as error:
        return release_page(request, subject, form.data, error.problems)
    except ReleaseRefused as error:
        return release_page(request, subject, form.data, [str(error)])
    messages.success(request, words)
    return to_editions(course)


def released_words(subject: Subject, form: ReleaseForm, user: User) -> tuple[Course, str]:
    """Does what was asked, and says what happened; raises CannotFreeze and ReleaseRefused."""
    now = timezone.now()
    if subject.candidate:
        if form.due_at is not None:
            raise ReleaseRefused(_("Een kandidaat komt meteen uit, niet later."))
        return out_words(release_candidate(edition=subject.candidate, by=user, plan=None, now=now, **form.wish))
    assert subject.page  # noqa: S101  (a subject has one of both)
    seen = form.cleaned_data["seen"]
    if form.due_at is None:
        return out_words(release_edition(page=subject.page, by=user, seen=seen, now=now, **form.wish))
    plan = plan_release(page=subject.page, due_at=form.due_at, by=user, seen=seen, now=now, **form.wish)
    return plan.course, _("Het staat klaar. Op het gekozen moment komt het vanzelf uit.")


def out_words(edition: CourseEdition) -> tuple[Course, str]:
    """The course, and the sentence about an edition that is out."""
    words = _("Editie %(number)s is uitgegeven. Nieuwe deelnemers krijgen deze.")
    if edition.course.archived_at:
        words = _("Editie %(number)s is uitgegeven. De cursus is gesloten: niemand begint eraan tot je hem heropent.")
    return edition.course, words % {"number": edition.number}


# --- showing --------------------------------------------------------------------------------------------
def release_page(
    request: HttpRequest, subject: Subject, values: Mapping[str, Any] | None = None, errors: list[str] | None = None
) -> HttpResponse:
    """The page, with `values` as they were typed and the `errors` that kept it from happening."""
    user: Any = request.user
    context = {
        "page_title": _("Uitgeven"),
        "page_subtitle": subject.title,
        "header_icon": "upload",
        "subject": subject,
        "page": subject.page,
        "may_release": may_open(user, JUDGES),
        "values": values or {},
        "errors": errors or [],
    }
    context |= release_context(subject, str((values or {}).get("kind", "")))
    return render(request, "courses/admin/release.html", context, status=400 if errors else 200)


def release_context(subject: Subject, chosen: str) -> dict[str, Any]:
    """The newest edition against what would go out."""
    newest = subject.newest
    context: dict[str, Any] = {
        "newest": newest,
        "drafts": left_out(subject.page) if subject.page and not subject.candidate else [],
        "problems": [],
    }
    if subject.course:
        context |= plan_context(subject.course) | people_context(subject.course)
    try:
        frozen = subject.frozen()
    except CannotFreeze as error:
        return context | {"problems": error.problems}
    return context | change_context(newest, frozen, chosen)


def change_context(newest: CourseEdition | None, frozen: Frozen, chosen: str) -> dict[str, Any]:
    """What changed, and the kinds that this allows."""
    context: dict[str, Any] = {
        "seen": frozen.content_hash,
        "kinds": kind_choices(newest, frozen, chosen),
        "lessons": frozen.source["lessons"],
        "advice": advise(frozen, today=timezone.localdate()),
    }
    try:
        refuse_nothing_new(newest, frozen)
    except ReleaseRefused:
        return context | {"is_same": True}
    if newest is None:
        return context | {"can_release": True}
    return context | {
        "can_release": True,
        "summary": summarize(newest, frozen),
        "differences": differences(Frozen.of(newest), frozen),
    }


def plan_context(course: Course) -> dict[str, Any]:
    """The plan that waits, or the last one when it did not go out."""
    plan = last_plan(course)
    is_waiting = plan is not None and plan.state == PlannedRelease.State.WAITING
    return {"plan": plan if is_waiting else None, "refused_plan": None if is_waiting else plan}


def people_context(course: Course) -> dict[str, Any]:
    """Who has to do with a release, in sentences."""
    people = people_in(course)
    closed = [_("De cursus is gesloten: niemand begint eraan.")] if course.archived_at else []
    return {"facts": [*closed, *people_facts(course, people), *facts_about(course)]}


def people_facts(course: Course, people: People) -> list[str]:
    """How many are half-way in which edition, and how many finished."""
    editions = course.editions.numbered().filter(pk__in=people.halfway).defer("source").newest_first()
    lines = [halfway_words(people.halfway[edition.pk], edition.number) for edition in editions]
    if not lines:
        lines = [_("Er is niemand halverwege.")]
    done = ngettext("De cursus is %(count)s keer gehaald.", "De cursus is %(count)s keer gehaald.", people.total_done)
    return [*lines, done % {"count": people.total_done}]


def halfway_words(count: int, number: str) -> str:
    """How many are half-way in one edition."""
    words = ngettext(
        "%(count)s deelnemer is halverwege in editie %(number)s.",
        "%(count)s deelnemers zijn halverwege in editie %(number)s.",
        count,
    )
    return words % {"count": count, "number": number}


def kind_choices(newest: CourseEdition | None, frozen: Frozen, chosen: str) -> list[dict[str, Any]]:
    """The three kinds with their rules, each with why it may not be chosen now; one is chosen beforehand."""
    rows = [kind_choice(kind, newest, frozen) for kind in KINDS]
    allowed = [row["value"] for row in rows if not row["refusals"]]
    chosen = chosen if chosen in allowed else allowed[0]
    return [row | {"is_chosen": row["value"] == chosen} for row in rows]


def kind_choice(kind: str, newest: CourseEdition | None, frozen: Frozen) -> dict[str, Any]:
    """One kind."""
    label, rules = KINDS[kind]
    first = [] if kind == Kind.MAJOR else [_("De eerste editie is een nieuwe editie.")]
    refusals = refusals_of(kind, newest, frozen) if newest else first
    return {"value": kind, "label": label, "rules": rules, "refusals": refusals}
