"""*Toetsen > Extra pogingen* and *Meer tijd*: the desk of the foundation (DESIGN §5)."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from courses.desk_forms import MoreTimeForm
from courses.models import ExtraAttempt, MoreTime, Purpose
from courses.services.allowing import end_more_time, mark_read
from courses.services.granting import AlreadyGiven, UnknownAddress, grant_more_time
from courses.services.reading import edition_content
from courses.views.desk import FOUNDATION, for_roles

__all__ = ["extra_attempts", "more_time_desk"]

ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(FOUNDATION)
def extra_attempts(request: HttpRequest) -> HttpResponse:
    """Who took one attempt more, and why: unread first, then newest first. POST: read."""
    if request.method == "POST":
        return attempt_read(request)
    rows = ExtraAttempt.objects.filter(enrollment__purpose=Purpose.LEARNER)
    rows = rows.select_related("enrollment__learner__user", "enrollment__edition", "read_by")
    rows = rows.defer("enrollment__edition__source").order_by(F("read_at").asc(nulls_first=True), "-taken_at", "-pk")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Extra pogingen"),
        "header_icon": "redirect",
        "page": page,
        "rows": [attempt_row(extra) for extra in page],
    }
    return render(request, "courses/admin/extra_attempts.html", context)


def attempt_read(request: HttpRequest) -> HttpResponse:
    """Puts one among the read ones; an unknown one is nothing to say anything about."""
    number = request.POST.get("extra", "")
    user: Any = request.user
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    extra = ExtraAttempt.objects.filter(pk=number).first() if is_number else None
    if extra:
        mark_read(extra=extra, by=user, now=timezone.now())
        messages.success(request, _("Staat nu bij gelezen."))
    return redirect("quiz_extra_attempts")


def attempt_row(extra: ExtraAttempt) -> dict[str, Any]:
    """One line of the list, in the words of the edition that the learner is in."""
    content = edition_content(extra.enrollment.edition)
    quiz = content.quiz_by_key(str(extra.quiz_key))
    return {
        "extra": extra,
        "user": extra.enrollment.learner.user,
        "course": content.course["title"],
        "quiz": quiz.title if quiz else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(FOUNDATION)
def more_time_desk(request: HttpRequest) -> HttpResponse:
    """Who has more time; POST gives it to an address, or ends it."""
    if request.method == "POST" and "stop" in request.POST:
        return time_ended(request)
    form = MoreTimeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and time_given(request, form):
        return redirect("quiz_more_time")
    rows = MoreTime.objects.standing().exclude(learner__enrollments__trial__isnull=False)  # previews, panels
    rows = rows.select_related("learner__user", "granted_by")
    context = {
        "page_title": _("Meer tijd"),
        "header_icon": "time",
        "form": form,
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("p")),
    }
    return render(request, "courses/admin/more_time.html", context, status=400 if form.errors else 200)


def time_given(request: HttpRequest, form: MoreTimeForm) -> bool:
    """Gives more time to the address of a valid form, or puts a sentence in it that says why not."""
    user: Any = request.user
    try:
        grant_more_time(email=form.cleaned_data["email"], by=user, now=timezone.now())
    except UnknownAddress:
        form.add_error("email", _("Er is geen account met dit e-mailadres. Vraag met welk adres de deelnemer inlogt."))
        return False
    except AlreadyGiven:
        form.add_error("email", _("Deze deelnemer heeft al meer tijd. Je hoeft niets te doen."))
        return False
    messages.success(request, _("Deze deelnemer heeft nu twee keer zo veel tijd, ook in een toets die al open staat."))
    return True


def time_ended(request: HttpRequest) -> HttpResponse:
    """Ends the more time of one learner; a second press changes nothing."""
    user: Any = request.user
    try:
        key = UUID(request.POST["stop"])
    except ValueError:
        return redirect("quiz_more_time")
    more = MoreTime.objects.standing().filter(learner__key=key).first()
    if more:
        end_more_time(more=more, by=user, now=timezone.now())
        messages.success(request, _("Gestopt. Een toets die al open staat, houdt de tijd die hij had."))
    return redirect("quiz_more_time")
