"""What there is to learn: readable by anybody, and nothing is written."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.learners import LearnerRequest
from courses.selectors import catalog_cards, current_standing, path_cards, standing_in
from courses.services.rendering import screen_parts

__all__ = ["catalog", "course", "paper", "resume"]


def catalog(request: LearnerRequest) -> HttpResponse:
    """All courses that take new starters."""
    cards = catalog_cards()
    return render(request, "courses/catalog.html", {"courses": cards, "paths": path_cards(cards)})


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
        # Where the end of a lesson leads when a safety correction took him along.
        "moved": standing.edition.notes if "verbeterd" in request.GET and standing.enrollment else "",
        "share_url": url,
        "share_text": _("%(title)s Gratis cursus, %(minutes)s minuten, op je telefoon: %(url)s")
        % {"title": title, "minutes": minutes, "url": url},
    }
    return render(request, "courses/course.html", context)


def paper(request: LearnerRequest, slug: str, lesson_slug: str, screen_slug: str) -> HttpResponse:
    """A screen as it comes on paper: of the edition of who takes the course, else of the one of today."""
    standing = standing_in(slug, request.learner)
    screen = standing.content.paper(lesson_slug, screen_slug) if standing else None
    # Behind a private link there is no other edition.
    if screen is None and not hasattr(request, "trial"):
        standing = current_standing(slug)
        screen = standing.content.paper(lesson_slug, screen_slug) if standing else None
    if standing is None or screen is None:
        raise Http404
    # No exercise, and no sources: they have no place on paper.
    parts = [part for part in screen_parts(screen, standing.content) if part["html"] and part["key"] != "bronnen"]
    return render(request, "courses/paper.html", {"standing": standing, "screen": screen, "parts": parts})


def resume(request: LearnerRequest, slug: str) -> HttpResponse:
    """Leads to where you were."""
    standing = standing_in(slug, request.learner)
    if standing is None:
        raise Http404
    return redirect(standing.next_url)
