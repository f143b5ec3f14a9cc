"""Joining a course evening: a code, a name, and on to the course; without an account (DESIGN §6)."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import client_address
from accounts.learners import LearnerRequest, TooManyGuests, begin_learner
from accounts.models import User
from cms.evening_forms import CodeForm, JoinForm
from cms.evening_selectors import course_title
from cms.models.evenings import Evening, EveningGuest
from cms.services.evenings import (
    EveningError,
    EveningOver,
    NotYetToday,
    TooManyMisses,
    UnknownEvening,
    find_evening,
    join_evening,
    joinable,
)
from courses.selectors import standing_in

__all__ = ["join", "type_code"]


@never_cache
@require_safe
def type_code(request: LearnerRequest) -> HttpResponse:
    """`/avond/`: the code of the big screen, typed; a GET with `code` leads to the evening."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if not form.is_valid():
        return render(request, "cms/evening_code.html", {"form": form})
    return with_evening(request, form.cleaned_data["code"], lambda found: redirect("evening", found.code))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: LearnerRequest, code: str) -> HttpResponse:
    """`/avond/<code>/`: GET shows, and writes nothing; POST joins and leads to the course."""
    return with_evening(request, code, lambda evening: join_page(request, evening))


def with_evening(request: LearnerRequest, code: str, page: Any) -> HttpResponse:
    """`page(evening)` for a code that is right; else the form with what was typed and what to do."""
    try:
        evening = find_evening(text=code, address=client_address(request), now=timezone.now())
    except (UnknownEvening, TooManyMisses) as error:
        form = CodeForm({"code": code})
        form.add_error("code", str(error))
        status = HTTPStatus.TOO_MANY_REQUESTS if isinstance(error, TooManyMisses) else HTTPStatus.NOT_FOUND
        return render(request, "cms/evening_code.html", {"form": form}, status=status)
    response: HttpResponse = page(evening)
    return response


def join_page(request: LearnerRequest, evening: Evening) -> HttpResponse:
    """The name, asked of who has none yet; who joined before goes on at once."""
    joined = EveningGuest.objects.filter(evening=evening, learner=request.learner).first() if request.learner else None
    standing = standing_in(evening.course.slug, request.learner)
    context = {"evening": evening, "title": course_title(evening.course), "joined": joined, "standing": standing}
    try:
        joinable(evening, now=timezone.now())
    except (EveningOver, NotYetToday) as error:
        return render(request, "cms/evening_closed.html", context | {"is_over": isinstance(error, EveningOver)})
    if standing is None:
        return render(request, "cms/evening_closed.html", context)
    if joined and request.method == "POST":
        return redirect("courses:resume", evening.course.slug)
    form = JoinForm(joining(request) if request.method == "POST" else None)
    context |= {"form": form, "own_name": own_name(request)}
    return go_in(request, context) if form.is_valid() else render(request, "cms/evening_join.html", context)


def go_in(request: LearnerRequest, context: dict[str, Any]) -> HttpResponse:
    """A stranger becomes a guest here; then the course. `context`: that of the page with the name, which stays."""
    evening, form, now = context["evening"], context["form"], timezone.now()
    try:
        learner = begin_learner(request, now=now)
        join_evening(evening=evening, learner=learner, name=form.cleaned_data["name"], now=now)
    except TooManyGuests as error:
        form.add_error(None, str(error.message))
        return render(request, "cms/evening_join.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    except EveningError:  # closed at this instant: the page says so
        return redirect("evening", evening.code)
    return redirect("courses:resume", evening.course.slug)


def joining(request: LearnerRequest) -> dict[str, str]:
    """What counts as the name: that of the account, else what was typed."""
    return {"name": own_name(request) or request.POST.get("name", "")}


def own_name(request: LearnerRequest) -> str:
    return request.user.name if isinstance(request.user, User) else ""
