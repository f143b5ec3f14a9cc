"""A second factor that was lost: the foundation takes it away, after a check, and its owner sets up a new one."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.mail import queue
from accounts.models import User, new_salt
from accounts.roles import Role

__all__ = ["NoFactor", "NotAllowed", "ResetReason", "may_reset", "reset_second_factor"]


class ResetReason(models.TextChoices):
    """Why. A choice and no free text: the audit log holds no personal data."""

    LOST = "lost", _("De telefoon is kwijt of gestolen")
    NEW = "new", _("Een nieuwe telefoon, zonder de oude app")
    CODES = "codes", _("De app werkt niet en de noodcodes zijn op")
    OTHER = "other", _("Iets anders")


class NotAllowed(Exception):
    """Only who gives roles, never for himself; that of a superuser only by a superuser."""


class NoFactor(Exception):
    """There is none (any more): a colleague was first."""

    message = _("Dit account heeft geen tweede stap. Bij het inloggen wordt daar vanzelf om gevraagd.")


def may_reset(*, user: User, by: User) -> bool:
    """Whether `by` may take the second factor of `user` away."""
    return by.has_role(Role.ADMIN) and by.pk != user.pk and (by.is_superuser or not user.is_superuser)


@transaction.atomic
def reset_second_factor(*, user: User, reason: ResetReason, by: User, now: datetime) -> None:
    """Takes app, passkeys and emergency codes of `user` away, ends his sessions and tells him by mail.

    Raises NotAllowed, NoFactor.
    """
    if not may_reset(user=user, by=by):
        raise NotAllowed
    user = User.objects.select_for_update().get(pk=user.pk)
    if not Authenticator.objects.filter(user=user).delete()[0]:
        raise NoFactor
    user.session_salt = new_salt()
    user.save(update_fields=["session_salt"])
    audit.record(actor=by, verb="second_factor.reset", target=user, at=now, reason=reason.value)
    if user.email:
        queue(to=user.email, template="second_factor_reset", context={"name": user.name})
