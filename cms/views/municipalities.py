"""`/gemeenten/`: per municipality how many groups, teams and trained people, for anybody (DESIGN §6)."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from certificates.counting import practiced
from certificates.dates import local_day
from cms.services import public_figures
from registrations.codes import clean_query
from registrations.models import Group

__all__ = ["all_municipalities", "one_municipality"]

PAGE_SIZE = 50


@require_safe
def all_municipalities(request: HttpRequest) -> HttpResponse:
    """All of them by letter, or those with the typed words in their name."""
    text = clean_query(request.GET.get("q", ""))
    rows = public_figures.municipalities(now=timezone.now())
    found = [row for row in rows if text.casefold() in row.figures.name.casefold()]
    found.sort(key=lambda row: (row.letter, slugify(row.figures.name)))
    context = {
        "q": text,
        "found": len(found),
        "letters": [(letter, list(group)) for letter, group in groupby(found, key=lambda row: row.letter)],
        "groups": sum(row.figures.groups for row in rows),
        "teams": sum(row.figures.teams for row in rows),
        "trained": public_figures.total_trained(rows),
    }
    return render(request, "cms/municipalities.html", context)


@require_safe
def one_municipality(request: HttpRequest, slug: str) -> HttpResponse:
    """Its figures and its groups, 50 on a page."""
    now = timezone.now()
    row = public_figures.municipality(slug, now=now)
    if row is None:
        raise Http404
    groups = Group.objects.active().filter(municipality=row.figures.name).order_by("name", "number")
    page = Paginator(groups, PAGE_SIZE).get_page(request.GET.get("pagina"))
    context = {"row": row, "page": page, "practiced": practiced(page.object_list, today=local_day(now))}
    return render(request, "cms/municipality.html", context)
