"""`/mijn/`: everything of one person on one page."""

from datetime import date
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.learners import LearnerRequest
from accounts.models import Learner, User
from accounts.roles import Role
from certificates.dates import local_day
from certificates.selectors import held_briefly, waiting_for
from cms.evening_selectors import course_title, evening_of_day
from courses.selectors import courses_of
from registrations.models import Registration

__all__ = ["dashboard"]


@require_safe
def dashboard(request: LearnerRequest) -> HttpResponse:
    """Go on, certificates, registrations. A guest sees his courses; a stranger signs in first."""
    if not request.user.is_authenticated and request.learner is None:
        return redirect_to_login(request.get_full_path())
    courses, today = courses_of(request.learner), local_day(timezone.now())
    context: dict[str, Any] = {
        "current": [standing for standing in courses if not standing.completion],
        "done": [standing for standing in courses if standing.completion],
    }
    if not courses:
        context |= way_back(request.learner, today)
    if isinstance(request.user, User):
        context |= {
            "is_officer": request.user.has_role(Role.OFFICER),
            "is_desk": request.user.has_role(*(set(Role) - {Role.OFFICER})),
            "held": held_briefly(request.user, today=today),
            "waiting": waiting_for(request.user),
            "registrations": Registration.objects.filter(user=request.user).standing().select_related("group"),
        }
    return render(request, "cms/dashboard.html", context)


def way_back(learner: Learner | None, today: date) -> dict[str, Any]:
    """To the course of his evening of today, for who joined and began nothing yet. Asked only of who has no course."""
    evening = evening_of_day(learner, day=today)
    return {"evening": evening, "evening_course": course_title(evening.course)} if evening else {}
