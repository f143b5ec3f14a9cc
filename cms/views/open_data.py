"""`/api/v1/`: the public figures as open data, CSV and JSON, for anybody and from any site (DESIGN §6)."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cms.services.open_data import GROUPS, MUNICIPALITIES, Sheet, file_of
from cms.services.public_figures import KEPT

__all__ = ["documentation", "groups_csv", "groups_json", "municipalities_csv", "municipalities_json"]


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """What there is, what the columns mean, and what is left out for the sake of people."""
    return render(request, "cms/open_data.html")


@require_safe
def municipalities_json(request: HttpRequest) -> HttpResponseBase:
    return _json(MUNICIPALITIES)


@require_safe
def municipalities_csv(request: HttpRequest) -> HttpResponseBase:
    return _csv(MUNICIPALITIES)


@require_safe
def groups_json(request: HttpRequest) -> HttpResponseBase:
    return _json(GROUPS)


@require_safe
def groups_csv(request: HttpRequest) -> HttpResponseBase:
    return _csv(GROUPS)


def _json(sheet: Sheet) -> HttpResponseBase:
    return _public(HttpResponse(file_of(sheet, "json", now=timezone.now()), content_type="application/json"))


def _csv(sheet: Sheet) -> HttpResponseBase:
    answer = HttpResponse(file_of(sheet, "csv", now=timezone.now()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="wabp-academie-{sheet.name}.csv"'
    return _public(answer)


def _public(answer: HttpResponse) -> HttpResponseBase:
    """Kept by whoever asks for as long as we keep it ourselves; nothing in it is of one visitor."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["X-Robots-Tag"] = "noindex"
    patch_cache_control(answer, public=True, max_age=int(KEPT.total_seconds()))
    return answer
