"""What there is to learn: readable by anybody, and nothing is written."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.learners import LearnerRequest
from courses.selectors import catalog_cards, standing_in

__all__ = ["catalog", "course", "resume"]


def catalog(request: LearnerRequest) -> HttpResponse:
    """All courses that take new starters."""
    return render(request, "courses/catalog.html", {"courses": catalog_cards()})


def course(request: LearnerRequest, slug: str) -> HttpResponse:
    """One course: what, for whom, how long, and where you are."""
    standing = standing_in(slug, request.learner)
    if standing is None:
        raise Http404
    lessons = [(lesson, standing.has_read(lesson)) for lesson in standing.content.lessons]
    url = f"{settings.ACADEMIE_URL}{request.path}"
    title, minutes = standing.content.course["title"], standing.content.minutes
    context = {
        "standing": standing,
        "lessons": lessons,
        "share_url": url,
        "share_text": _("%(title)s Gratis cursus, %(minutes)s minuten, op je telefoon: %(url)s")
        % {"title": title, "minutes": minutes, "url": url},
    }
    return render(request, "courses/course.html", context)


def resume(request: LearnerRequest, slug: str) -> HttpResponse:
    """Leads to where you were."""
    standing = standing_in(slug, request.learner)
    if standing is None:
        raise Http404
    return redirect(standing.next_url)
