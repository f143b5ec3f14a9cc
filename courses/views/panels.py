"""*Redactie > Panels*: a candidate before named people, and all that they said of it on one page (DESIGN §4)."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from accounts.models import User
from courses.models import CourseEdition, CoursePage, PanelMember, PanelReview
from courses.panel_forms import DateForm, MemberFormSet, PanelForm
from courses.services.freezing import CannotFreeze, left_out
from courses.services.panel_reading import findings, members_of
from courses.services.panels import PanelRefused, PanelStands, address_of, end_of, last_day, open_panel
from courses.services.reading import edition_content
from courses.services.releasing import ReleaseRefused
from courses.views.desk import JUDGES, WRITERS, for_roles, may_open
from courses.views.panel_links import forget_links, handed_over, invited

__all__ = ["panel_new", "panel_print", "panel_review", "panels", "review_or_404", "review_page", "user_of"]

ON_A_PAGE = 30
URGENCY = [PanelMember.Verdict.REJECT, PanelMember.Verdict.ADJUST, PanelMember.Verdict.GOOD]


@require_safe
@for_roles(WRITERS)
def panels(request: HttpRequest) -> HttpResponse:
    """Every panel, newest first, and the courses to begin one for."""
    verdicts = {value: Count("members", filter=Q(members__verdict=value)) for value in PanelMember.Verdict.values}
    rows = PanelReview.objects.select_related("edition__course", "created_by").defer("edition__source")
    rows = rows.annotate(invited=Count("members"), **verdicts).order_by("-created_at", "-pk")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("p"))
    courses = list(CoursePage.objects.only("title", "key").order_by("path"))
    titles = {course.key: course.title for course in courses}
    now = timezone.now()
    context = {
        "page_title": _("Panels"),
        "header_icon": "group",
        "page": page,
        "courses": courses,
        "rows": [
            {
                "review": review,
                "title": titles.get(review.edition.course.key, review.edition.course.slug),
                "is_open": review.is_open(now),
                "last_day": last_day(review),
            }
            for review in page
        ],
    }
    return render(request, "courses/admin/panels.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(WRITERS)
def panel_new(request: HttpRequest, page_id: int) -> HttpResponse:
    """What to ask, of whom and until when; POST freezes the candidate and invites them."""
    page = get_object_or_404(CoursePage, id=page_id)
    if request.method != "POST":
        return new_page(request, page, PanelForm(), MemberFormSet(prefix="leden"))
    form, people = PanelForm(request.POST), MemberFormSet(request.POST, prefix="leden")
    if not (form.is_valid() and people.is_valid()):
        people.is_valid()  # both at once, so that nobody mends one fault after the other
        return new_page(request, page, form, people, status=400)
    try:
        review, links = open_panel(
            page=page,
            question=form.cleaned_data["question"],
            closes_at=form.closes_at,
            invitees=people.invitees,
            by=user_of(request),
            now=timezone.now(),
        )
    except CannotFreeze as error:
        return new_page(request, page, form, people, problems=error.problems, status=400)
    except PanelStands as error:
        messages.info(request, str(error))
        return redirect("panel_review", error.review.key)
    except (PanelRefused, ReleaseRefused) as error:
        return new_page(request, page, form, people, problems=[str(error)], status=400)
    return invited(request, review, links)


def new_page(
    request: HttpRequest, page: CoursePage, form: PanelForm, people: Any, *, status: int = 200, problems: Any = ()
) -> HttpResponse:
    """The form of a new panel, with what the candidate leaves out."""
    context = {
        "page_title": _("Nieuw panel"),
        "page_subtitle": page.title,
        "header_icon": "group",
        "form": form,
        "people": people,
        "problems": problems,
        "drafts": left_out(page),
    }
    return render(request, "courses/admin/panel_new.html", context, status=status)


@require_safe
@for_roles(WRITERS)
def panel_review(request: HttpRequest, key: UUID) -> HttpResponse:
    """Everything of one panel: who, what they found, what they wrote, in the order of the course."""
    review = review_or_404(key)
    tokens = handed_over(request, review)
    response = review_page(request, review, tokens=tokens)
    if tokens:
        forget_links(response, review)
    return response


@require_safe
@for_roles(WRITERS)
def panel_print(request: HttpRequest, key: UUID) -> HttpResponse:
    """The same on paper: for a meeting."""
    return render(request, "courses/admin/panel_print.html", review_context(review_or_404(key)))


def review_page(
    request: HttpRequest,
    review: PanelReview,
    *,
    tokens: dict[UUID, str] | None = None,
    people: Any = None,
    dates: DateForm | None = None,
    error: str = "",
) -> HttpResponse:
    """The page of a panel; with a form that was refused as it was typed."""
    tokens, is_refused = tokens or {}, bool(people or dates or error)
    context = review_context(review)
    context |= {
        "page_title": _("Panel"),
        "page_subtitle": context["course"]["title"],
        "header_icon": "group",
        "links": [
            link_row(row["member"], tokens[row["member"].key], context["course"]["title"])
            for row in context["rows"]
            if row["member"].key in tokens
        ],
        "people": people or MemberFormSet(prefix="leden"),
        "dates": dates or DateForm(initial={"last_day": context["last_day"].date()}),
        "error": error,
        "release_url": release_url(request, review),
    }
    return render(request, "courses/admin/panel_review.html", context, status=400 if is_refused else 200)


def review_context(review: PanelReview) -> dict[str, Any]:
    """What the page and the paper both show."""
    rows: list[dict[str, Any]] = [{"member": member, "state": state_of(member)} for member in members_of(review)]
    sections = findings(review)
    return {
        "review": review,
        "course": edition_content(review.edition).course,
        "is_open": review.is_open(timezone.now()),
        "last_day": last_day(review),
        "ended_at": end_of(review),
        "rows": rows,
        "judged": sorted(
            (row["member"] for row in rows if row["member"].verdict),
            key=lambda member: (URGENCY.index(member.verdict), member.judged_at),
        ),
        "counts": [
            (label, sum(row["member"].verdict == value for row in rows)) for value, label in PanelMember.Verdict.choices
        ],
        "sections": sections,
        "comment_count": sum(section["count"] for section in sections),
    }


def state_of(member: Any) -> str:
    """How far a member is: `judged`, `busy` or `new`."""
    if member.verdict:
        return "judged"
    return "busy" if member.has_written or member.has_begun else "new"


def link_row(member: PanelMember, token: str, course: str) -> dict[str, Any]:
    """A link to pass on, with a text for WhatsApp."""
    url = address_of(token)
    words = _("Hallo %(name)s, wil je meekijken met de cursus ‘%(course)s’ voordat hij uitkomt? Jouw link: %(url)s")
    return {"member": member, "url": url, "text": words % {"name": member.name, "course": course, "url": url}}


def release_url(request: HttpRequest, review: PanelReview) -> str:
    """Where an eindredacteur releases this candidate; "" for others, and when it is out."""
    if not may_open(request.user, JUDGES) or review.edition.status != CourseEdition.Status.CANDIDATE:
        return ""
    try:
        return reverse("release_candidate", args=[review.edition.key])
    except NoReverseMatch:
        return ""


def review_or_404(key: UUID) -> PanelReview:
    """A panel with its edition, without the JSON of it."""
    rows = PanelReview.objects.select_related("edition__course", "created_by").defer("edition__source")
    return get_object_or_404(rows, key=key)


def user_of(request: HttpRequest) -> User:
    """Who presses the button; `for_roles` let nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user
