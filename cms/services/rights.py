"""What the staff roles may do in `/beheer/` (DESIGN §6). Granting twice changes nothing."""

from django.contrib.auth.models import Group as AuthGroup
from django.contrib.auth.models import Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Site

from accounts.roles import Role

__all__ = ["grant_rights"]

BANK_ACTIONS = ("add", "change")
BANK_MODELS = ("question", "category", "source", "meldpunt")
EDITOR_PAGES = ("add_page", "change_page")
CHIEF_PAGES = (*EDITOR_PAGES, "publish_page", "lock_page", "unlock_page")
# Wagtail asks for rights on its own models, also when a site has custom ones.
FILES = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "change_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "choose_document"),
)


@transaction.atomic
def grant_rights() -> None:
    """Gives every role its rights; the rest of a role is code that asks `has_role`."""
    for role in Role:
        group, _ = AuthGroup.objects.get_or_create(name=role)
        if role is not Role.OFFICER:
            group.permissions.add(permission("wagtailadmin", "access_admin"))
    write = [permission("courses", f"{action}_{model}") for model in BANK_MODELS for action in BANK_ACTIONS]
    publish = [permission("courses", "publish_question")]
    grant(Role.EDITOR, EDITOR_PAGES, write)
    grant(Role.CHIEF_EDITOR, CHIEF_PAGES, [*write, *publish])
    grant(Role.ADMIN, CHIEF_PAGES, [*write, *publish, *user_rights()])


def user_rights() -> list[Permission]:
    """Inviting and changing people."""
    return [permission("accounts", f"{action}_user") for action in ("add", "change")]


def grant(role: Role, pages: tuple[str, ...], permissions: list[Permission]) -> None:
    """Pages from the home page down, files of every collection, and rights on models."""
    group = AuthGroup.objects.get(name=role)
    group.permissions.add(*permissions)
    home, collection = Site.objects.get(is_default_site=True).root_page, Collection.get_first_root_node()
    for codename in pages:
        GroupPagePermission.objects.get_or_create(
            group=group, page=home, permission=permission("wagtailcore", codename)
        )
    for app_label, codename in FILES:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission(app_label, codename)
        )


def permission(app_label: str, codename: str) -> Permission:
    """A permission by its name; Permission.DoesNotExist means that a migration is missing."""
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)
