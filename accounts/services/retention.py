"""What goes by itself after a while (DESIGN §6)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import ProtectedError, Q
from post_office.models import STATUS, Email

from accounts.models import UNVERIFIED_LIFETIME, RateLimit, User

__all__ = ["CODE_TEXT_LIFETIME", "MAIL_TEXT_LIFETIME", "blank_mail", "delete_limits", "delete_unverified"]

MAIL_TEXT_LIFETIME = timedelta(days=30)  # `/privacy/` says so
CODE_TEXT_LIFETIME = timedelta(days=1)
WAITING = (STATUS.queued, STATUS.requeued)


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


def delete_limits(*, now: datetime, limit: int) -> int:
    """Deletes up to `limit` counters whose window is over; gives how many."""
    over = RateLimit.objects.filter(window_ends_at__lte=now).values_list("pk", flat=True)[:limit]
    # The condition once more: somebody may have begun a new window this instant.
    return RateLimit.objects.filter(pk__in=list(over), window_ends_at__lte=now).delete()[0]


def blank_mail(*, now: datetime, limit: int) -> int:
    """Empties the text of up to `limit` old mails, a code after a day and the rest after 30; gives how many.

    The row stays, because it says that the mail went out. What still waits to be sent keeps its text.
    """
    code = Q(expires_at__lt=now - CODE_TEXT_LIFETIME)
    other = Q(expires_at=None, created__lt=now - MAIL_TEXT_LIFETIME) & ~Q(status__in=WAITING)
    old = Email.objects.filter(code | other).exclude(message="", html_message="", context__isnull=True)
    rows = Email.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit]))
    return rows.update(message="", html_message="", context=None)
