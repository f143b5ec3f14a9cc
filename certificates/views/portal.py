"""`/wijk/`: what a wijkagent sees of his own area (DESIGN §6)."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from certificates import selectors
from certificates.checking import is_officer
from certificates.dates import local_day
from certificates.views.check import answer_number
from certificates.views.requests import MemberRequest
from registrations.models import Beat, Group

__all__ = ["portal"]

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def portal(request: MemberRequest) -> HttpResponse:
    """The groups in his beat with counts per course; a POSTed number is checked as on `/controle/`."""
    if not is_officer(request.user):
        raise Http404
    if request.method == "POST":
        return answer_number(request)
    page = Paginator(Group.objects.in_beat_of(request.user), PAGE_SIZE).get_page(request.GET.get("pagina"))
    context = {
        "beat": Beat.objects.filter(user=request.user).first(),
        "page": page,
        "rows": selectors.group_rows(page.object_list, today=local_day(timezone.now())),
    }
    return render(request, "certificates/portal.html", context)
