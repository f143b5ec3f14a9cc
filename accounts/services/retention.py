"""What goes by itself after a while (DESIGN §6)."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from accounts.models import UNVERIFIED_LIFETIME, User

__all__ = ["delete_unverified"]


def delete_unverified(*, now: datetime) -> int:
    """Deletes accounts whose address nobody proved within 24 hours; gives how many.

    An account with a role is an invitation of the foundation and stays; so does one that something points at
    (a learner, a registration), which the PROTECT keys hold.
    """
    late = User.objects.filter(
        verified_at=None, created_at__lt=now - UNVERIFIED_LIFETIME, groups=None, is_superuser=False, learner=None
    )
    return sum(_delete(user) for user in late)


def _delete(user: User) -> bool:
    try:
        with transaction.atomic():
            # Once more with the condition: the code may have been typed this instant.
            return bool(User.objects.filter(pk=user.pk, verified_at=None).delete()[0])
    except ProtectedError:
        return False
