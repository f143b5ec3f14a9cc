"""`/groepen/`: which groups are there, for anybody: name, place and kind only (DESIGN §6)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registrations.codes import clean_query, postcode_mistake
from registrations.selectors import find_groups

__all__ = ["search"]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Groups by name, place, postcode or register number, 50 on a page."""
    text = clean_query(request.GET.get("q", ""))
    page = find_groups(text=text, page=request.GET.get("pagina"))
    context = {"q": text, "page": page, "mistake": postcode_mistake(text)}
    return render(request, "registrations/search.html", context)
