"""Reads for one screen."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Aggregate, Count, Exists, OuterRef, Prefetch, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat

from accounts.models import User
from registrations.codes import hash_email
from registrations.models import Group, GroupContact, Registration, RegistrationEvent, RegistrationQuerySet

__all__ = [
    "PAGE_SIZE",
    "Knowledge",
    "claims_for_manager",
    "find_groups",
    "has_manager",
    "knowledge_of",
    "own_registrations",
    "shown_on_certificates",
    "with_knowledge",
]

PAGE_SIZE = 50


def find_groups(*, text: str, page: str | None) -> Page[Group]:
    """One page of active groups for a search; an unknown page number gives the nearest one."""
    return Paginator(Group.objects.matching(text), PAGE_SIZE).get_page(page)


def own_registrations(user: User) -> QuerySet[Registration]:
    """His own registrations, newest first, with group and history; not more for who keeps the register."""
    events = Prefetch("events", RegistrationEvent.objects.order_by("-at", "-id"))
    own = Registration.objects.for_user(user).filter(user=user)
    related = own.select_related("group", "moved_to__group")
    return related.prefetch_related(events).order_by("-claimed_at", "-id")


def shown_on_certificates(user: User) -> Registration | None:
    """The registration that the next certificate of `user` shows, when he has a confirmed one."""
    return Registration.objects.for_certificates().filter(user=user).select_related("group").first()


def has_manager(group: Group) -> bool:
    """Whether somebody is beheerder of this group here, and can thus confirm people himself."""
    return Registration.objects.managers_of(group).exists()


def claims_for_manager(user: User) -> RegistrationQuerySet:
    """Claims of others, decided ones too, in the groups that `user` manages himself, oldest first (DESIGN §6).

    Who keeps the register decides about all the others behind his second factor, in `/beheer/`.
    """
    managed = Registration.objects.managed_by(user).values("group")
    claims = Registration.objects.decidable_by(user).exclude(user=user).filter(group__in=managed)
    return claims.select_related("group", "user")


@dataclass(frozen=True)
class Knowledge:
    """What helps to judge one claim: as what the register knows the address, and what stands at the group."""

    roles: frozenset[str]  # of Registration.Role
    is_verified: bool
    managers: int
    refused_before: bool


class Joined(Aggregate):
    """Texts one after the other, with commas; both databases can, each by its own word."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", template="STRING_AGG(%(expressions)s, ',')")


def with_knowledge(claims: RegistrationQuerySet) -> RegistrationQuerySet:
    """Each with what `knowledge_of` reads, without a query more."""
    known = GroupContact.objects.filter(group=OuterRef("group")).values("group")
    contacts = known.annotate(all=Joined(Concat("role", Value(":"), "email_hash"))).values("all")
    managers = Registration.objects.confirmed().filter(group=OuterRef("group"), role=Registration.Role.MANAGER)
    counted = managers.order_by().values("group").annotate(count=Count("pk")).values("count")
    refused = Registration.objects.filter(
        status=Registration.Status.REFUSED, user=OuterRef("user"), group=OuterRef("group")
    )
    return claims.annotate(
        group_contacts=Subquery(contacts), group_managers=Subquery(counted), refused_before=Exists(refused)
    )


def knowledge_of(claim: Any) -> Knowledge:
    """Of a claim that came out of `with_knowledge`, with its `user`."""
    known = hash_email(claim.user.email) if claim.user.email else ""
    pairs = (contact.split(":") for contact in (claim.group_contacts or "").split(",") if contact)
    return Knowledge(
        roles=frozenset(role for role, email_hash in pairs if email_hash == known),
        is_verified=claim.user.verified_at is not None,
        managers=claim.group_managers or 0,
        refused_before=claim.refused_before,
    )
