"""*Klopt er iets niet* in `/beheer/`: what people said, for who can do something about it (DESIGN §6)."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from courses.models import CoursePage, LessonPage, Question, Remark
from courses.models.remarks import ABOUT_COURSES
from courses.remark_forms import HandledForm
from courses.services.remarking import AlreadyHandled, handle_remark
from courses.views.desk import REMARKS, for_roles, may_open
from courses.views.fact_rows import edit_url

__all__ = ["RemarksPanel", "remarks"]

ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(REMARKS)
def remarks(request: HttpRequest) -> HttpResponse:
    """What waits first, the oldest on top; then what was dealt with. POST: dealt with."""
    if request.method == "POST":
        return handled(request)
    return remarks_page(request)


def remarks_page(request: HttpRequest, *, refused: tuple[UUID, HandledForm] | None = None) -> HttpResponse:
    """The list; with `refused`, the form of that remark stands as it was typed."""
    mine = Remark.objects.for_user(request.user).select_related("course", "handled_by")
    ordered = mine.order_by(F("handled_at").desc(nulls_first=True), "sent_at", "pk")
    page = Paginator(ordered, ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Klopt er iets niet?"),
        "header_icon": "comment",
        "page": page,
        "rows": remark_rows(list(page), links=may_open(request.user, ABOUT_COURSES), refused=refused),
    }
    return render(request, "courses/admin/remarks.html", context, status=400 if refused else 200)


def handled(request: HttpRequest) -> HttpResponse:
    """Dealt with, in the words of the desk; a colleague who was first is told about."""
    remark = wanted(request)
    form = HandledForm(request.POST, prefix=str(remark.key))
    if not form.is_valid():
        return remarks_page(request, refused=(remark.key, form))
    user: Any = request.user
    try:
        handle_remark(remark=remark, by=user, note=form.cleaned_data["note"], now=timezone.now())
    except AlreadyHandled as error:
        first = error.remark.handled_by
        messages.warning(request, _("%(name)s had dit al afgehandeld. Je notitie is niet bewaard.") % {"name": first})
    else:
        messages.success(request, _("Afgehandeld."))
    return redirect("remarks")


def wanted(request: HttpRequest) -> Remark:
    """The remark that the pressed button names; 404 for none, and for one of another desk."""
    try:
        key = UUID(request.POST.get("remark", ""))
    except ValueError as error:
        raise Http404 from error
    remark = Remark.objects.for_user(request.user).filter(key=key).first()
    if remark is None:
        raise Http404
    return remark


def remark_rows(
    found: Sequence[Remark], *, links: bool, refused: tuple[UUID, HandledForm] | None
) -> list[dict[str, Any]]:
    """What the list shows, with where an editor changes it; the same queries for one as for fifty."""
    urls = edit_urls(found) if links else {}
    return [
        {
            "remark": remark,
            "links": [
                (words, urls[key])
                for words, key in (
                    (_("Vraag"), remark.question_key),
                    (_("Les"), remark.lesson_key),
                    (_("Cursus"), remark.course.key if remark.course else None),
                )
                if key in urls
            ],
            "form": refused[1] if refused and refused[0] == remark.key else HandledForm(prefix=str(remark.key)),
        }
        for remark in found
    ]


def edit_urls(found: Sequence[Remark]) -> dict[UUID | None, str]:
    """Key of a question, lesson or course → its editor; what was deleted since has none."""
    questions = Question.objects.filter(key__in=keys(remark.question_key for remark in found)).defer("body", "facts")
    lessons = LessonPage.objects.filter(key__in=keys(remark.lesson_key for remark in found)).defer("screens")
    courses = CoursePage.objects.filter(key__in=keys(remark.course.key for remark in found if remark.course))
    return {row.key: edit_url(row) for rows in (questions, lessons, courses) for row in rows}


def keys(values: Iterable[UUID | None]) -> set[UUID]:
    return {value for value in values if value is not None}


class RemarksPanel(Component):
    """How many remarks wait for this desk; nothing when none does."""

    name = "remarks"
    order = 55
    template_name = "courses/admin/_remarks_panel.html"

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        is_reader = may_open(self.user, REMARKS)
        return {
            "count": Remark.objects.for_user(self.user).open().count() if is_reader else 0,
            "url": reverse("remarks"),
        }
