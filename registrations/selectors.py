"""Reads for one screen."""

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet

from accounts.models import User
from registrations.models import Group, Registration, RegistrationEvent, RegistrationQuerySet

__all__ = ["PAGE_SIZE", "claims_for_manager", "find_groups", "own_registrations"]

PAGE_SIZE = 50


def find_groups(*, text: str, page: str | None) -> Page[Group]:
    """One page of active groups for a search; an unknown page number gives the nearest one."""
    return Paginator(Group.objects.matching(text), PAGE_SIZE).get_page(page)


def own_registrations(user: User) -> QuerySet[Registration]:
    """His own registrations, newest first, with group and history; not more for who keeps the register."""
    events = Prefetch("events", RegistrationEvent.objects.order_by("-at", "-id"))
    own = Registration.objects.for_user(user).filter(user=user)
    return own.select_related("group").prefetch_related(events).order_by("-claimed_at", "-id")


def claims_for_manager(user: User) -> RegistrationQuerySet:
    """Claims of *lid*, decided ones too, in the groups that `user` manages himself, oldest first (DESIGN §6).

    Who keeps the register decides about all the others behind his second factor, in `/beheer/`.
    """
    managed = Registration.objects.managed_by(user).values("group")
    claims = Registration.objects.decidable_by(user).exclude(user=user)
    return claims.filter(role=Registration.Role.MEMBER, group__in=managed).select_related("group", "user")
