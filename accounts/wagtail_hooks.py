"""Our account pages in Wagtail's admin."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from wagtail import hooks

from accounts.models import User
from accounts.viewsets import refuse_delete

# Wagtail reads this name from its own AppConfig when it registers the pages of `/beheer/users/`, after all
# wagtail_hooks modules are loaded.
apps.get_app_config("wagtailusers").user_viewset = "accounts.viewsets.AccountViewSet"  # type: ignore[attr-defined]


@hooks.register("before_bulk_action")
def accounts_are_not_deleted(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """The bulk action would run into the PROTECT keys and end in an error page."""
    return refuse_delete(request) if action_type == "delete" and User in action.models else None
