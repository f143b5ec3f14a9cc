"""`/groepen/`: which groups are there, for anybody: name, place, kind and the mark *geoefend* (DESIGN §6)."""

from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates.counting import practiced
from certificates.dates import local_day
from courses.selectors import catalog_cards
from registrations.codes import clean_query, postcode_mistake
from registrations.models import Group
from registrations.selectors import find_groups

__all__ = ["public_group", "search_groups"]


@require_safe
def search_groups(request: HttpRequest) -> HttpResponse:
    """Groups by name, place, postcode or register number, 50 on a page."""
    text = clean_query(request.GET.get("q", ""))
    page = find_groups(text=text, page=request.GET.get("pagina"))
    context = {
        "q": text,
        "page": page,
        "mistake": postcode_mistake(text),
        "practiced": practiced(page.object_list, today=local_day(timezone.now())),
    }
    return render(request, "certificates/groups.html", context)


@require_safe
def public_group(request: HttpRequest, number: str) -> HttpResponse:
    """One group, for who got its link: what it is, what to learn, and how to belong to it."""
    group = Group.objects.filter(number__iexact=clean_query(number)).first()
    if group is None:
        raise Http404
    title = _("Leer mee met %(group)s") % {"group": group.name}
    context = {
        "group": group,
        "is_active": group.status == Group.Status.ACTIVE,
        "is_practiced": bool(practiced([group], today=local_day(timezone.now()))),
        "courses": catalog_cards(),
        "join_url": f"{reverse('registrations:add')}?q={quote(group.number)}",
        "title": title,
        "share_url": f"{settings.ACADEMIE_URL}{request.path}",
    }
    return render(request, "certificates/group.html", context)
