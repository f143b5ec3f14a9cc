"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from courses.selectors import catalog_cards

__all__ = ["home"]


def home(request: HttpRequest) -> HttpResponse:
    """What this is, for whom, and the courses."""
    return render(request, "cms/home_page.html", {"courses": catalog_cards()})
