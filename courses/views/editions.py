"""*Edities*: all releases of a course, and what is different between two of them (DESIGN §4)."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.ui.components import Component

from courses.edition_selectors import editions_of, last_plan, people_in, refused_plans, withdrawal_reasons
from courses.models import Course, CourseEdition, CoursePage, PlannedRelease
from courses.release_forms import CompareForm
from courses.services.differences import differences
from courses.services.freezing import CannotFreeze, freeze_course
from courses.services.frozen import Frozen
from courses.views.desk import JUDGES, WRITERS, for_roles, may_open

__all__ = ["RefusedPlansPanel", "compare", "editions"]

ON_A_PAGE = 30
Status = CourseEdition.Status

STATES: dict[str, tuple[str, str | Promise]] = {
    "current": ("circle-check", gettext_lazy("Staat uit: wie nieuw begint, krijgt deze")),
    "older": ("history", gettext_lazy("Ouder: wie erin begon, mag hem afmaken")),
    "withdrawn": ("circle-xmark", gettext_lazy("Teruggetrokken: niemand begint er meer aan")),
    "closed": ("lock", gettext_lazy("De cursus is gesloten: niemand begint er meer aan")),
    "candidate": ("draft", gettext_lazy("Kandidaat: bevroren, nog niet uitgegeven")),
    "planned": ("time", gettext_lazy("Staat klaar om vanzelf uit te komen")),
}
"""Icon and words of what an edition is now."""


# --- the list -------------------------------------------------------------------------------------------
@require_safe
@for_roles(WRITERS)
def editions(request: HttpRequest, page_id: int) -> HttpResponse:
    """Every edition, newest first."""
    page = get_object_or_404(CoursePage, id=page_id)
    context: dict[str, Any] = {
        "page_title": _("Edities"),
        "page_subtitle": page.title,
        "header_icon": "history",
        "course_page": page,
        "may_act": may_open(request.user, JUDGES),
        "manuscript": CompareForm.MANUSCRIPT,
    }
    course = Course.objects.filter(key=page.key).first()
    if course:
        rows = Paginator(editions_of(course), ON_A_PAGE).get_page(request.GET.get("p"))
        context |= {"course": course, "page": rows, "rows": edition_rows(course, list(rows))}
        context |= {"refused_plan": refused(last_plan(course))}
    return render(request, "courses/admin/editions.html", context)


def refused(plan: PlannedRelease | None) -> PlannedRelease | None:
    """The last plan, when it did not go out."""
    return plan if plan and plan.state == PlannedRelease.State.REFUSED else None


def edition_rows(course: Course, found: Sequence[CourseEdition]) -> list[dict[str, Any]]:
    """What the list shows of each edition; the number of queries does not grow with them."""
    people, reasons = people_in(course), withdrawal_reasons(found)
    numbered = [edition for edition in found if edition.major is not None]
    rows = []
    for edition in found:
        icon, words = STATES[state_of(edition, course)]
        older = [one for one in numbered if one is not edition and is_older(one, edition)]
        rows.append(
            {
                "edition": edition,
                "state_icon": icon,
                "state": words,
                "halfway": people.halfway.get(edition.pk, 0),
                "done": people.done.get(edition.pk, 0),
                "withdrawal": reasons.get(str(edition.key)),
                "plan": getattr(edition, "plan", None),
                "panel": getattr(edition, "panel", None),
                "older": older[0] if older else None,
            }
        )
    return rows


def state_of(edition: CourseEdition, course: Course) -> str:
    """One of STATES."""
    if edition.status == Status.CANDIDATE:
        plan = getattr(edition, "plan", None)
        return "planned" if plan and plan.state == PlannedRelease.State.WAITING else "candidate"
    if edition.status == Status.WITHDRAWN:
        return "withdrawn"
    if edition.pk != course.current_id:
        return "older"
    return "closed" if course.archived_at else "current"


def is_older(one: CourseEdition, other: CourseEdition) -> bool:
    """Whether `one` came before `other`; a candidate comes after every number."""
    return other.major is None or (one.major or 0, one.minor or 0) < (other.major, other.minor or 0)


# --- two of them side by side ---------------------------------------------------------------------------
@require_safe
@for_roles(WRITERS)
def compare(request: HttpRequest, page_id: int) -> HttpResponse:
    """What changed from `?van=` to `?naar=`, which are keys of editions; `naar` may be the manuscript of now."""
    page = get_object_or_404(CoursePage, id=page_id)
    found = list(editions_of(get_object_or_404(Course, key=page.key)))
    form = CompareForm(request.GET) if request.GET else None
    context: dict[str, Any] = {
        "page_title": _("Edities vergelijken"),
        "page_subtitle": page.title,
        "header_icon": "history",
        "course_page": page,
        "choices": found,
        "manuscript": CompareForm.MANUSCRIPT,
        "van": request.GET.get("van", "")[:40],
        "naar": request.GET.get("naar", "")[:40],
    }
    if form:
        context |= compared(page, found, form)
    return render(request, "courses/admin/compare.html", context, status=400 if context.get("error") else 200)


def compared(page: CoursePage, found: Sequence[CourseEdition], form: CompareForm) -> dict[str, Any]:
    """The differences, or in `error` why there are none."""
    keys = {edition.key: edition for edition in found}
    old = keys.get(form.cleaned_data["van"]) if form.is_valid() else None
    naar = form.cleaned_data.get("naar")
    new = next((edition for key, edition in keys.items() if key == naar), None)
    if old is None or (new is None and naar != CompareForm.MANUSCRIPT):
        return {"error": _("Kies twee edities van deze cursus om te vergelijken.")}
    try:
        frozen = Frozen.of(new) if new else freeze_course(page)
    except CannotFreeze as error:
        return {"error": _("De cursus zoals hij nu is, is nog niet af."), "problems": error.problems}
    found_differences = differences(Frozen.of(old), frozen)
    return {"old": old, "new": new, "differences": found_differences, "is_same": found_differences.is_empty}


# --- the front of /beheer/ ------------------------------------------------------------------------------
class RefusedPlansPanel(Component):
    """Plans that did not go out: nobody was looking when that happened."""

    name = "refused_plans"
    order = 50
    template_name = "courses/admin/_refused_plans.html"

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"plans": list(refused_plans()) if may_open(self.user, WRITERS) else []}
