"""`/api/v1/`: the public figures as open data, CSV and JSON, for anybody and from any site (DESIGN §6)."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from certificates.dates import local_day
from cms.services import public_figures
from spreadsheets import csv_bytes

__all__ = ["documentation", "groups_csv", "groups_json", "municipalities_csv", "municipalities_json"]

MUNICIPALITY = ("gemeente", "groepen", "buurtpreventieteams", "geoefende_mensen")
GROUP = ("nummer", "naam", "soort", "plaats", "gemeente", "geoefend")
Row = Sequence[str | int | bool | None]


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """What there is, what the columns mean, and what is left out for the sake of people."""
    return render(request, "cms/open_data.html", {"municipality": MUNICIPALITY, "group": GROUP})


@require_safe
def municipalities_json(request: HttpRequest) -> HttpResponseBase:
    return _json("gemeenten", MUNICIPALITY, _municipalities(_today()), day=_today())


@require_safe
def municipalities_csv(request: HttpRequest) -> HttpResponseBase:
    return _csv("gemeenten", MUNICIPALITY, _municipalities(_today()))


@require_safe
def groups_json(request: HttpRequest) -> HttpResponseBase:
    return _json("groepen", GROUP, _groups(_today()), day=_today())


@require_safe
def groups_csv(request: HttpRequest) -> HttpResponseBase:
    return _csv("groepen", GROUP, _groups(_today()))


def _municipalities(today: date) -> Iterable[Row]:
    """Fewer than five trained people is an empty cell: nobody and few read the same."""
    for row in public_figures.municipalities(today=today):
        figures = row.figures
        yield figures.name, figures.groups, figures.teams, figures.trained or None


def _groups(today: date) -> Iterable[Row]:
    for group in public_figures.public_groups(today=today):
        yield group.number, group.name, group.kind, group.place, group.municipality, group.is_practiced


def _json(name: str, heads: Sequence[str], rows: Iterable[Row], *, day: date) -> HttpResponseBase:
    answer = JsonResponse(
        {"dag": day.isoformat(), name: [dict(zip(heads, row, strict=True)) for row in rows]},
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )
    return _public(answer)


def _csv(name: str, heads: Sequence[str], rows: Iterable[Row]) -> HttpResponseBase:
    data = csv_bytes([heads, *([_cell(value) for value in row] for row in rows)])
    answer = HttpResponse(data, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="wabp-academie-{name}.csv"'
    return _public(answer)


def _cell(value: str | int | bool | None) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return "" if value is None else str(value)


def _public(answer: HttpResponse) -> HttpResponseBase:
    """Kept by whoever asks for as long as we keep it ourselves; nothing in it is of one visitor."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["X-Robots-Tag"] = "noindex"
    patch_cache_control(answer, public=True, max_age=int(public_figures.KEPT.total_seconds()))
    return answer


def _today() -> date:
    return local_day(timezone.now())
