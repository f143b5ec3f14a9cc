"""More time, given by the foundation to somebody who asked for it (DESIGN §5)."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import Learner, User
from accounts.services.identity import find_account
from courses.models import MoreTime
from courses.services.allowing import give_more_time

__all__ = ["AlreadyGiven", "UnknownAddress", "grant_more_time"]


class UnknownAddress(Exception):
    """No account has proved that this address is its own."""


class AlreadyGiven(Exception):
    """This person has more time; `more` since when."""

    def __init__(self, more: MoreTime) -> None:
        super().__init__("already given")
        self.more = more


def grant_more_time(*, email: str, by: User, now: datetime) -> MoreTime:
    """Gives the person with this address twice the time. Raises UnknownAddress and AlreadyGiven.

    An address that is not known is logged too, without the address: asking who has an account leaves a trace.
    """
    user = find_account(email)
    if user is None or user.verified_at is None:
        audit.record(actor=by, verb="quiz.more_time_address_unknown", target=by, at=now)
        raise UnknownAddress
    with transaction.atomic():
        learner, _ = Learner.objects.get_or_create(user=user, defaults={"created_at": now, "last_seen_at": now})
        standing = MoreTime.objects.for_learner(learner).standing().first()
        if standing:
            raise AlreadyGiven(standing)
        return give_more_time(learner=learner, by=by, now=now)
