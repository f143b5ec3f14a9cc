"""Who may keep the register in `/beheer/` (DESIGN §6)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from accounts.models import User
from accounts.roles import Role

__all__ = ["RegisterPolicy"]

KEEPERS = (Role.REGISTRAR, Role.ADMIN)


class RegisterPolicy(BasePermissionPolicy):
    """Wagtail's question *may this user …* answered by role; `actions` are those that exist at all.

    Registrations and groups are history, so nobody may delete them: a `PROTECT` key alone would be a 500.
    """

    def __init__(self, model: Any, actions: Iterable[str] = ("add", "change", "view")) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and isinstance(user, User) and user.has_role(*KEEPERS)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        users = User.objects.filter(is_active=True)
        if self.actions.isdisjoint(actions):
            return users.none()
        return users.filter(Q(is_superuser=True) | Q(groups__name__in=KEEPERS)).distinct()
