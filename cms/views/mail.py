"""`/beheer/mail/`: mail that could not be sent, so that somebody does something about it (DESIGN §11d)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from post_office.models import Log
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem

from accounts.mail import stranded
from accounts.models import User
from accounts.roles import Role

__all__ = ["StrandedMenuItem", "StrandedSummary", "stranded_mail"]

ON_A_PAGE = 50


def may_see(user: Any) -> bool:
    """Whether `user` keeps the site."""
    return isinstance(user, User) and user.has_role(Role.ADMIN)


@require_admin_access
@require_safe
def stranded_mail(request: HttpRequest) -> HttpResponse:
    """Occasion, address, day, tries and the kind of the last error; never the text of the mail."""
    if not may_see(request.user):
        raise PermissionDenied
    last = Log.objects.filter(email=OuterRef("pk")).order_by("-pk").values("exception_type")[:1]
    rows = stranded(now=timezone.now()).annotate(error=Subquery(last))
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("p"))
    return render(request, "cms/admin/stranded_mail.html", {"page": page, "page_title": StrandedMenuItem.words})


class StrandedMenuItem(MenuItem):
    """Only for who may open the page."""

    words = _("Mail die niet weg kon")

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


class StrandedSummary(SummaryItem):
    """How many there are, on the front of `/beheer/`."""

    order = 900
    template_name = "cms/admin/stranded_summary.html"

    def is_shown(self) -> bool:
        return may_see(self.request.user)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"count": stranded(now=timezone.now()).count()}
