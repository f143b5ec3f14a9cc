"""What the staff roles may do in `/beheer/` (DESIGN §6). Granting twice changes nothing."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import chain
from typing import Any, NamedTuple

from django.contrib.auth.models import Group as AuthGroup
from django.contrib.auth.models import Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from accounts.roles import Role

__all__ = ["grant_rights"]

BANK_ACTIONS = ("add", "change")
BANK_MODELS = ("question", "category", "source", "meldpunt", "coursevideo")
# What is in use or in an edition is kept by courses.guarding, whoever asks.
CHIEF_BANK = ("publish_question", "lock_question", "unlock_question", *(f"delete_{model}" for model in BANK_MODELS))
# A path has no draft: who saves one publishes it.
CHIEF_PATHS = ("add_path", "change_path", "delete_path")
EDITOR_PAGES = ("add_page", "change_page")
CHIEF_PAGES = (*EDITOR_PAGES, "publish_page", "lock_page", "unlock_page")
# Wagtail asks for rights on its own models, also when a site has custom ones.
FILES = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "change_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "change_document"),
    ("wagtaildocs", "choose_document"),
)


class On(StrEnum):
    """What a right is about: a model, the pages from the home page down, the files of every collection."""

    MODEL = "model"
    PAGES = "pages"
    FILES = "files"


class Right(NamedTuple):
    """One right of one role."""

    role: str
    on: On
    app_label: str
    codename: str


def wanted_rights() -> set[Right]:
    """Every right of every role; the rest of a role is code that asks `has_role`."""
    write = [("courses", f"{action}_{model}") for model in BANK_MODELS for action in BANK_ACTIONS]
    publish = [*write, *(("courses", name) for name in (*CHIEF_BANK, *CHIEF_PATHS))]
    people = [("accounts", "add_user"), ("accounts", "change_user")]
    enter = {Right(role, On.MODEL, "wagtailadmin", "access_admin") for role in Role if role is not Role.OFFICER}
    return enter.union(
        rights_of(Role.EDITOR, EDITOR_PAGES, write),
        rights_of(Role.CHIEF_EDITOR, CHIEF_PAGES, publish),
        rights_of(Role.ADMIN, CHIEF_PAGES, [*publish, *people, ("cms", "change_contact")]),
    )


def rights_of(role: Role, pages: Iterable[str], models: Iterable[tuple[str, str]]) -> set[Right]:
    """The rights of a role that writes."""
    return {
        *(Right(role, On.MODEL, *names) for names in models),
        *(Right(role, On.PAGES, "wagtailcore", codename) for codename in pages),
        *(Right(role, On.FILES, *names) for names in FILES),
    }


def held_rights(home: Page, collection: Collection) -> set[Right]:
    """What the roles have now: three queries."""
    names = ("permission__content_type__app_label", "permission__codename")
    found = {
        On.MODEL: AuthGroup.permissions.through.objects.values_list("group__name", *names),
        On.PAGES: GroupPagePermission.objects.filter(page=home).values_list("group__name", *names),
        On.FILES: GroupCollectionPermission.objects.filter(collection=collection).values_list("group__name", *names),
    }
    return set(chain.from_iterable((Right(row[0], on, *row[1:]) for row in rows) for on, rows in found.items()))


def grant_rights() -> int:
    """Gives every role the rights that it does not have yet; gives how many those were.

    Needs the permissions that `migrate` makes: Permission.DoesNotExist means that a migration is missing.
    """
    home, collection = Site.objects.get(is_default_site=True).root_page, Collection.get_first_root_node()
    missing = wanted_rights() - held_rights(home, collection)
    if missing:
        with transaction.atomic():
            give(missing, home=home, collection=collection)
    return len(missing)


def give(rights: set[Right], *, home: Page, collection: Collection) -> None:
    """Writes rights that nobody has yet, all in a handful of queries. Raises Permission.DoesNotExist."""
    groups = {str(role): AuthGroup.objects.get_or_create(name=role)[0] for role in Role}
    permissions = permissions_of(rights)
    rows: dict[On, list[dict[str, Any]]] = {on: [] for on in On}
    for right in sorted(rights):
        rows[right.on].append({"group": groups[right.role], "permission": permissions[right.app_label, right.codename]})
    through = AuthGroup.permissions.through
    through.objects.bulk_create(through(**row) for row in rows[On.MODEL])
    GroupPagePermission.objects.bulk_create(GroupPagePermission(page=home, **row) for row in rows[On.PAGES])
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(collection=collection, **row) for row in rows[On.FILES]
    )


def permissions_of(rights: set[Right]) -> dict[tuple[str, str], Permission]:
    """(app, codename) → the permission of it. Raises Permission.DoesNotExist for one that no migration made."""
    codenames = {right.codename for right in rights}
    rows = Permission.objects.filter(codename__in=codenames).select_related("content_type")
    found = {(row.content_type.app_label, row.codename): row for row in rows}
    if lacking := {(right.app_label, right.codename) for right in rights} - found.keys():
        raise Permission.DoesNotExist(f"No permission for {sorted(lacking)}: was the database migrated?")
    return found
