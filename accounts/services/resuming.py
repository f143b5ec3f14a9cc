"""A code on paper, with which a guest goes on at another device (DESIGN §6)."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.misses import MissLimit
from accounts.models import GUEST_LIFETIME, Learner, ResumeCode, User
from accounts.services.merging import GuestTaken, lock_learner, merge_guest, merge_guests
from accounts.typed_codes import new_code, read_code

__all__ = [
    "CODE_LENGTH",
    "Owner",
    "TooManyTries",
    "UnknownCode",
    "WhoseWork",
    "delete_old_codes",
    "go_on",
    "make_code",
    "resume",
    "standing_code",
]

CODE_LENGTH = 8  # 25 symbols: 150 billion codes, and it fits on a slip of paper
TRIES = 5
# An evening of thirty people behind one Wi-Fi, half of whom mistype.
MISSES = MissLimit(name="resume-miss", per_address=30, window=timedelta(minutes=10), in_all=1000, per_address_then=5)


class UnknownCode(Exception):
    """No such code, or its last day is over, or its work went into an account: one sentence for all."""

    message = _(
        "Deze code klopt niet, of hij is verlopen. Kijk nog eens goed op je papier. "
        "Heb je intussen je e-mailadres gegeven? Log dan in."
    )


class WhoseWork(Exception):
    """Another guest began on this device: ask whether his work is of the same person (`Owner`) before going on."""


class Owner(StrEnum):
    """Whose the work is that this device already had."""

    SELF = "self"
    OTHER = "other"


class TooManyTries(Exception):
    """Too many wrong codes from this network address."""

    message = _("Vanaf deze plek zijn te veel verkeerde codes getypt. Wacht tien minuten en probeer het dan opnieuw.")


def make_code(*, learner: Learner, now: datetime) -> tuple[str, date]:
    """A new code of 8 symbols for the guest `learner`, and its last day, 30 days on; an older code ends.

    Only the hash is kept, so show the code now. Raises ValueError for who has an account: his address is his code.
    """
    last_day = _day(now) + GUEST_LIFETIME
    for _try in range(TRIES):
        code = new_code(CODE_LENGTH)
        try:
            _keep(learner, code=code, last_day=last_day, now=now)
        except IntegrityError as error:  # the code of somebody else
            latest = error
        else:
            return code, last_day
    raise latest


@transaction.atomic
def _keep(learner: Learner, *, code: str, last_day: date, now: datetime) -> None:
    guest = lock_learner(learner.pk)
    if not guest.is_guest:
        raise ValueError("only a guest needs a code on paper")
    values = {"code_hash": _hash(code), "made_at": now, "last_day": last_day}
    ResumeCode.objects.update_or_create(learner=guest, defaults=values)
    # His last act: what is on paper may not go before the day that stands on it.
    Learner.objects.filter(pk=guest.pk).update(last_seen_at=now)
    audit.record(actor=None, verb="learner.paper", target=guest, at=now)


def standing_code(*, learner: Learner, now: datetime) -> ResumeCode | None:
    """The code of `learner` that still works, without its symbols: those stand on paper only."""
    return ResumeCode.objects.filter(learner=learner, last_day__gte=_day(now)).first()


def resume(*, code: str, address: str, now: datetime) -> Learner:
    """The guest of a typed code. Raises TooManyTries for this network `address`, or UnknownCode.

    Outside a transaction: what is rolled back was not counted.
    """
    if MISSES.is_reached(address=address, now=now):
        raise TooManyTries
    plain = read_code(code, CODE_LENGTH)
    rows = ResumeCode.objects.filter(code_hash=_hash(plain), last_day__gte=_day(now)).select_related("learner")
    found = rows.first() if plain else None
    guest = _standing(found.learner) if found else None
    if guest is None:
        MISSES.count(address=address, now=now)
        raise UnknownCode
    return guest


@transaction.atomic
def go_on(*, guest: Learner, device: Learner | None, user: User | None, owner: str, now: datetime) -> Learner:
    """Brings the work of `guest` (of a code) to this device; gives the learner who goes on there.

    The account of `user`, who is signed in, takes the guest over. Else `device` is the guest that this device has
    now: he is joined to the other when `owner` says that both are one person. Work of somebody else stays where it
    is, and only when he has a code of his own to find it again. Raises WhoseWork to have that asked, and UnknownCode
    when the guest was taken over meanwhile.
    """
    try:
        if user is not None:
            return merge_guest(guest=guest, user=user, now=now)
        if device is None or device.pk == guest.pk:
            return _arrived(guest, now)
        if owner == Owner.SELF:
            return _arrived(merge_guests(guest=device, target=guest, now=now), now)
    except GuestTaken:
        raise UnknownCode from None
    if owner == Owner.OTHER and standing_code(learner=device, now=now):
        return _arrived(guest, now)
    raise WhoseWork


def _arrived(guest: Learner, now: datetime) -> Learner:
    Learner.objects.filter(pk=guest.pk).update(last_seen_at=now)
    audit.record(actor=None, verb="learner.resumed", target=guest, at=now)
    return guest


def _standing(learner: Learner) -> Learner | None:
    """The learner, or the guest who took him over on a device that both used; None once he has an account."""
    while learner.merged_into is not None:
        learner = learner.merged_into
    return learner if learner.is_guest else None


def delete_old_codes(*, now: datetime, limit: int) -> int:
    """Deletes up to `limit` codes whose last day is over; gives how many."""
    over = ResumeCode.objects.filter(last_day__lt=_day(now)).values_list("pk", flat=True)[:limit]
    return ResumeCode.objects.filter(pk__in=list(over)).delete()[0]


def _day(moment: datetime) -> date:
    return timezone.localtime(moment, timezone.get_default_timezone()).date()


def _hash(code: str) -> str:
    """Keyed: who reads the table cannot try codes against it."""
    return salted_hmac("accounts.resume", code, algorithm="sha256").hexdigest()
