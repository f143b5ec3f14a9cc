"""What the register adds to `/beheer/`."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from registrations.desk.menu import ClaimsSummary
from registrations.desk.viewsets import RegistrationsGroup

__all__: list[str] = []


@hooks.register("register_admin_viewset")
def register_viewsets() -> RegistrationsGroup:
    """The menu *Registraties*."""
    return RegistrationsGroup()


@hooks.register("construct_homepage_summary_items")
def add_summary(request: HttpRequest, items: list[Any]) -> None:
    """How many claims wait."""
    items.append(ClaimsSummary(request))
