"""`/beheer/logboek/`: who did what to what, for who keeps the site (DESIGN §6). There is nothing to change here."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access

from accounts.models import AuditEvent, User
from accounts.roles import Role
from cms.log_exporting import LogReason, TooMuch, export_log
from cms.log_forms import LogFilter, ReasonForm
from cms.log_selectors import filtered, lines, page_after
from courses.desk_menu import DeskMenuItem

__all__ = ["log", "log_menu_item"]

ON_A_PAGE = 50
LONGEST_KEY = 18  # digits: what every database takes for a number
TITLE = _("Logboek")


@never_cache
@require_admin_access
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """The newest first, fifty on a page. A POST gives what the filters of the address leave as CSV."""
    user = request.user
    if not isinstance(user, User) or not user.has_role(Role.ADMIN):
        raise PermissionDenied
    chosen = LogFilter(request.GET)
    rows = chosen_rows(chosen, user=user)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if chosen.is_valid() and form.is_valid():
        try:
            return download(rows, user=user, reason=LogReason(form.cleaned_data["reason"]))
        except TooMuch as error:
            form.add_error(None, str(error.message))
    return show(request, rows=rows, chosen=chosen, form=form)


def chosen_rows(chosen: LogFilter, *, user: User) -> QuerySet[AuditEvent]:
    """What the filters leave; nothing while one of them is wrong, for then everything would come along."""
    if not chosen.is_valid():
        return AuditEvent.objects.none()
    return filtered(AuditEvent.objects.for_user(user), **chosen.narrowing())


def download(rows: QuerySet[AuditEvent], *, user: User, reason: LogReason) -> HttpResponse:
    """The file. Raises TooMuch."""
    now = timezone.now()
    data = export_log(rows=rows, reason=reason, by=user, now=now)
    name = f"logboek-{timezone.localdate(now)}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


def show(request: HttpRequest, *, rows: QuerySet[AuditEvent], chosen: LogFilter, form: ReasonForm) -> HttpResponse:
    """One page of it, with the way to older acts."""
    last_seen = number_in(request.GET.get("na", ""))
    found, older = page_after(rows, last_seen=last_seen, size=ON_A_PAGE)
    context = {
        "page_title": TITLE,
        "lines": list(lines(found)),
        "chosen": chosen,
        "form": form,
        "older": address(request, na=older) if older else "",
        "newest": address(request) if last_seen else "",
        "here": request.get_full_path(),
    }
    return render(request, "cms/log/index.html", context)


def number_in(text: str) -> int | None:
    """The row after which the page begins; nonsense is the first page."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY else None


def address(request: HttpRequest, *, na: int | None = None) -> str:
    """This page with its filters, beginning after the row `na`, or with the newest."""
    query = request.GET.copy()
    query.pop("na", None)
    if na is not None:
        query["na"] = str(na)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def log_menu_item() -> DeskMenuItem:
    """Its line under *Instellingen*."""
    return DeskMenuItem(TITLE, "audit_log", "history", 910, frozenset({Role.ADMIN}))
