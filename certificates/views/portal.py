"""`/wijk/`: what a wijkagent sees of his own area (DESIGN §6). For everybody else it does not exist."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates.checking import is_officer
from certificates.dates import local_day
from certificates.portal.figures import Month, kept_figures
from certificates.portal.forms import ExportForm
from certificates.portal.groups import GroupFilter, course_heads, group_rows
from certificates.portal.people import findable
from certificates.portal.plots import Point, bars, columns
from certificates.portal.table import group_table
from certificates.services.portal import FORMATS, export_groups, note_people_seen
from certificates.views.check import answer_number
from certificates.views.requests import MemberRequest
from registrations.codes import clean_query, postcode_mistake
from registrations.models import Beat, Group, GroupQuerySet

__all__ = ["export", "figures", "group", "people", "portal"]

PAGE_SIZE = 25
MOST_BARS = 12


def with_beat(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a wijkagent with a second factor and a beat: the view gets the beat as its second argument, or 404."""

    @login_required
    @wraps(view)
    def wrapped(request: MemberRequest, **kwargs: str) -> HttpResponse:
        beat = beat_of(request)
        if beat is None:
            raise Http404
        return view(request, beat, **kwargs)

    return cast(Callable[..., HttpResponse], wrapped)


def beat_of(request: MemberRequest) -> Beat | None:
    """The beat of this wijkagent, None once it ended. 404 for anybody else."""
    if not is_officer(request.user):
        raise Http404
    beat = Beat.objects.filter(user=request.user).first()
    if beat:
        beat.user = request.user  # the same person: no query to find him again
    return beat


def groups_of(beat: Beat) -> GroupQuerySet:
    return Group.objects.in_beat_of(beat.user)


def this_day() -> date:
    return local_day(timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def portal(request: MemberRequest) -> HttpResponse:
    """Checks a POSTed number as on `/controle/`; below that the groups in his beat with counts per course.

    Without a beat only certificates can be checked: that belongs to the role, not to the area (DESIGN §6).
    """
    beat = beat_of(request)
    if request.method == "POST":
        return answer_number(request)
    context: dict[str, Any] = {"beat": beat, "here": "groups"}
    if beat:
        context |= group_list(request, beat)
    return render(request, "certificates/portal.html", context)


def group_list(request: HttpRequest, beat: Beat) -> dict[str, Any]:
    """One page of groups, as narrowed in the address."""
    today, chosen, heads = this_day(), GroupFilter.read(request.GET), course_heads()
    page = Paginator(chosen.narrow(groups_of(beat), heads=heads, today=today), PAGE_SIZE).get_page(
        request.GET.get("pagina")
    )
    return {
        "filter": chosen,
        "mistake": postcode_mistake(chosen.text),
        "kinds": Group.Kind.choices,
        "courses": [head for head in heads if head.is_open],
        "page": page,
        "rows": group_rows(page.object_list, heads=heads, today=today),
    }


@require_safe
@with_beat
def group(request: MemberRequest, beat: Beat, group_number: str) -> HttpResponse:
    """One group in the beat: what the register knows, and counts per course."""
    found = get_object_or_404(groups_of(beat).prefetch_related("postcodes"), number__iexact=clean_query(group_number))
    row = group_rows([found], heads=course_heads(), today=this_day())[0]
    return render(request, "certificates/portal_group.html", {"beat": beat, "group": found, "row": row})


@require_http_methods(["GET", "HEAD", "POST"])
@with_beat
def people(request: MemberRequest, beat: Beat) -> HttpResponse:
    """Who may be found. A name is POSTed, so that it stands in no address; each look is written down."""
    now, name = timezone.now(), clean_query(request.POST.get("naam", ""))
    number = clean_query(request.POST.get("groep", request.GET.get("groep", "")))
    rows = findable(beat.user, today=local_day(now), text=name, group_number=number)
    page = Paginator(rows, PAGE_SIZE).get_page(request.POST.get("pagina"))
    note_people_seen(certificates=list(page.object_list), beat=beat, searched=bool(name), now=now)
    context = {"beat": beat, "page": page, "name": name, "here": "people"}
    context["group"] = groups_of(beat).filter(number=number).first() if number else None
    return render(request, "certificates/portal_people.html", context)


@require_safe
@with_beat
def figures(request: MemberRequest, beat: Beat) -> HttpResponse:
    """People with a valid certificate, per month and per neighborhood, as plots with a table beside each."""
    asked = {"plaats": False, "postcode": True}.get(request.GET.get("per", ""))
    found = kept_figures(beat, today=this_day(), by_postcode=asked)
    told = [(part.name, part.people) for part in found.neighborhoods if part.people]
    context = {
        "beat": beat,
        "here": "figures",
        "figures": found,
        "told": told,
        "hidden": len(found.neighborhoods) - len(told),
        "months_plot": months_plot(found.months),
        "neighborhoods_plot": neighborhoods_plot(told),
    }
    return render(request, "certificates/portal_figures.html", context)


def months_plot(months: Sequence[Month]) -> SafeString:
    points = [(date_format(month.last_day, "b Y"), month.people) for month in months]
    words = _("Een kolom per maand, van %(first)s tot en met %(last)s. De tabel zegt hetzelfde in cijfers.")
    return columns(
        points,
        title=_("Mensen met een geldig certificaat, per maand"),
        description=words % {"first": points[0][0], "last": points[-1][0]},
    )


def neighborhoods_plot(told: Sequence[Point]) -> SafeString:
    """The neighborhoods with most people; the table has them all."""
    return bars(
        told[:MOST_BARS],
        title=_("Mensen met een geldig certificaat, per buurt"),
        description=_("Een balk per buurt, de langste boven. De tabel zegt hetzelfde in cijfers."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_beat
def export(request: MemberRequest, beat: Beat) -> HttpResponse:
    """Asks what the list is for; a POST with a reason gives the file of what the filter leaves."""
    chosen = GroupFilter.read(request.POST if request.method == "POST" else request.GET)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if not (request.method == "POST" and form.is_valid()):
        errors = [{"id": f"id_{name}_0", "text": words[0]} for name, words in form.errors.items()]
        context = {"beat": beat, "form": form, "errors": errors, "filter": chosen}
        return render(request, "certificates/portal_export.html", context)
    now, kind = timezone.now(), form.cleaned_data["kind"]
    today, heads = local_day(now), course_heads()
    groups = chosen.narrow(groups_of(beat), heads=heads, today=today).prefetch_related("postcodes")
    table = group_table(group_rows(groups, heads=heads, today=today))
    data = export_groups(table=table, kind=kind, reason=form.cleaned_data["reason"], beat=beat, now=now)
    name = f"groepen-{local_day(now)}.{kind}"
    return HttpResponse(data, FORMATS[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})
