"""Our account pages in Wagtail's admin."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from wagtail import hooks

from accounts.erase_admin import EraseAccount
from accounts.factor_admin import ResetFactor
from accounts.models import User
from accounts.viewsets import refuse_bulk

# Wagtail reads this name from its own AppConfig when it registers the pages of `/beheer/users/`, after all
# wagtail_hooks modules are loaded.
apps.get_app_config("wagtailusers").user_viewset = "accounts.viewsets.AccountViewSet"  # type: ignore[attr-defined]


@hooks.register("before_bulk_action")
def accounts_are_changed_one_by_one(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """Refuses every bulk action on accounts.

    Deleting would run into the PROTECT keys; roles and blocking would pass by the rules and the audit row of the
    form of one account (nobody gives himself a role, nobody blocks a superuser).
    """
    return refuse_bulk(request) if User in action.models else None


@hooks.register("register_admin_urls")
def second_factor_urls() -> list[URLPattern]:
    """`/beheer/tweede-stap/<key>/`."""
    return [path("tweede-stap/<uuid:key>/", ResetFactor.as_view(), name="reset_factor")]


@hooks.register("register_admin_urls")
def erase_urls() -> list[URLPattern]:
    """`/beheer/wissen/<key>/`."""
    return [path("wissen/<uuid:key>/", EraseAccount.as_view(), name="erase_account")]
