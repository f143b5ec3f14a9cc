"""The authentication backend: permissions of groups, and no passwords (DESIGN §6)."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User

__all__ = ["AccountBackend"]


class AccountBackend(ModelBackend):
    """Finds the account of a session; nobody gets in by password, because there are none."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> None:
        """Always None: signing in goes by e-mailed code only."""

    def get_user(self, user_id: Any) -> User | None:
        """The account with its learner in one query; None when it is blocked, which ends its sessions."""
        return User.objects.select_related("learner").filter(pk=user_id, is_active=True).first()
