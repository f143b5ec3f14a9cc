"""*Redactie > Feiten nakijken*: every fact that somebody has to check, by course and by who checks it (DESIGN §4)."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from courses.fact_forms import CheckForm, FactFilter
from courses.models import LessonPage, Question
from courses.services.fact_checking import FactNotChecked, check_fact
from courses.services.facts import all_facts
from courses.views.desk import WRITERS, for_roles
from courses.views.fact_export import csv_of
from courses.views.fact_rows import FactRow, chosen_facts, count_table, fact_rows, stale_sources

__all__ = ["export_facts", "facts_to_check"]

ON_A_PAGE = 40
PLACES: dict[str, type[LessonPage] | type[Question]] = {"les": LessonPage, "vraag": Question}


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(WRITERS)
def facts_to_check(request: HttpRequest) -> HttpResponse:
    """The list, with `?print=1` all of it on paper; POST ticks one fact off."""
    if request.method == "POST":
        return checked(request)
    today = timezone.localdate()
    rows = fact_rows(all_facts(), today)
    form, chosen = filtered(request, rows)
    query = urlencode({name: form.data.get(name, "") for name in form.fields}) if form.is_valid() else ""
    context = {
        "page_title": _("Feiten nakijken"),
        "header_icon": "check",
        "form": form,
        "query": query,
        "today": today,
        "shown": len(chosen),
        "counts": count_table(rows),
    }
    if "print" in request.GET:
        return render(request, "courses/admin/facts_print.html", context | {"rows": chosen})
    page = Paginator(chosen, ON_A_PAGE).get_page(request.GET.get("p"))
    context |= {"page": page, "stale_sources": stale_sources(rows, today)}
    return render(request, "courses/admin/facts.html", context, status=400 if form.errors else 200)


@require_safe
@for_roles(WRITERS)
def export_facts(request: HttpRequest) -> HttpResponse:
    """The same list as a table."""
    _form, chosen = filtered(request, fact_rows(all_facts(), timezone.localdate()))
    response = HttpResponse(csv_of(chosen), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="feiten.csv"'
    return response


def filtered(request: HttpRequest, rows: list[FactRow]) -> tuple[FactFilter, list[FactRow]]:
    """The form of the filter, and what it leaves; what it does not know filters nothing."""
    courses = {row.fact.course_slug: row.fact.course for row in rows}
    form = FactFilter(request.GET, courses.items())
    form.is_valid()
    return form, chosen_facts(rows, form.cleaned_data)


def checked(request: HttpRequest) -> HttpResponse:
    """Ticks a fact off and goes back to the same list; a refusal is a sentence above it."""
    user: Any = request.user
    form = CheckForm(request.POST)
    try:
        if not form.is_valid():
            raise FactNotChecked(form.refusal)
        data = form.cleaned_data
        published = check_fact(
            place=place_of(data["place"], data["number"]),
            fact_id=data["fact"],
            seen=data["seen"],
            by_role=data["by_role"],
            by=user,
            now=timezone.now(),
        )
    except FactNotChecked as refusal:
        messages.error(request, str(refusal))
    else:
        say_checked(request, published=published)
    return redirect(request.get_full_path())


def place_of(kind: str, number: int) -> LessonPage | Question:
    """The lesson or question of a fact."""
    place = PLACES[kind].objects.filter(pk=number).first()
    if place is None:
        raise FactNotChecked(_("De les of vraag van dit feit is weggehaald."))
    return place


def say_checked(request: HttpRequest, *, published: bool) -> None:
    """Tells what happened, and what is left to do."""
    if published:
        messages.success(request, _("Het feit staat op nagekeken en is gepubliceerd."))
    else:
        messages.success(request, _("Het feit staat op nagekeken, in een concept. Publiceren moet nog gebeuren."))
