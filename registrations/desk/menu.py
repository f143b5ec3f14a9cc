"""What the front of `/beheer/` says about the register. (In the menu a count would be a query on every page.)"""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.site_summary import SummaryItem

from registrations.desk.waiting import waiting_by_municipality
from registrations.models import Registration
from registrations.permissions import RegisterPolicy

__all__ = ["ClaimsSummary"]


def may_decide(request: HttpRequest) -> bool:
    """Whether he keeps the register."""
    return RegisterPolicy(Registration).user_has_permission(request.user, "change")


class ClaimsSummary(SummaryItem):
    """How many claims wait, on the front of `/beheer/`."""

    order = 300
    template_name = "registrations/admin/claims_summary.html"

    def is_shown(self) -> bool:
        return may_decide(self.request)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"count": sum(waiting_by_municipality(self.request).values())}
