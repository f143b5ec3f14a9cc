"""Rate limits that hold across processes: one conditional UPDATE per try (DESIGN §8)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from accounts.models import RateLimit

__all__ = ["allow", "key_for"]


def key_for(name: str, value: str) -> str:
    """The key of a limit: its name and a keyed hash of `value`, so that no address is stored."""
    return f"{name}:{salted_hmac('accounts.limits', value, algorithm='sha256').hexdigest()[:40]}"


def allow(*, key: str, limit: int, window: timedelta, now: datetime) -> bool:
    """Counts one try against `key`; False when `limit` tries were already made in this window."""
    rows = RateLimit.objects.filter(key=key)
    if rows.filter(window_ends_at__gt=now, count__lt=limit).update(count=F("count") + 1):
        return True
    if rows.filter(window_ends_at__lte=now).update(count=1, window_ends_at=now + window):
        return True
    try:
        with transaction.atomic():
            RateLimit.objects.create(key=key, count=1, window_ends_at=now + window)
    except IntegrityError:  # the row is there and full, or somebody made it this instant
        return bool(rows.filter(window_ends_at__gt=now, count__lt=limit).update(count=F("count") + 1))
    return True
