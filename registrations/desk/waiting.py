"""How many claims wait, for menu, filter and pages: looked up once for a request."""

from typing import Any

from django.db.models import Count

from registrations.models import Registration

__all__ = ["waiting_by_municipality"]

NAME = "_claims_waiting"


def waiting_by_municipality(request: Any) -> dict[str, int]:
    """The number of claims that wait and that this person may decide, by municipality, in its order."""
    if not hasattr(request, NAME):
        rows = Registration.objects.decidable_by(request.user).pending().order_by("group__municipality")
        setattr(request, NAME, dict(rows.values_list("group__municipality").annotate(Count("pk"))))
    found: dict[str, int] = getattr(request, NAME)
    return found
