"""Limits against guessing numbers and names (DESIGN §6, §7).

Who scans a real QR never meets them, nor does a wijkagent: views/check.py does not ask here for those. A number
that is typed waits while its network used up its misses, so that a hit tells a guesser nothing.
"""

import logging
from datetime import datetime, timedelta

from accounts import limits
from accounts.models import RateLimit

__all__ = ["count_miss", "is_guessing", "may_compare"]

logger = logging.getLogger(__name__)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# One address is often a whole network: a hall with one Wi-Fi, or all phones of a mobile carrier.
MISSES_A_MINUTE, MISSES_A_DAY = 10, 300
# All addresses together: no evening of typing errors comes near it, a swarm of guessers does within the hour. Nobody
# is shut out by it, or that would be the attack; who guesses from everywhere gets 3 tries a minute at each place.
EVERYWHERE, MISSES_EVERYWHERE, MISSES_A_MINUTE_THEN = "certificate-miss-everywhere", 3000, 3
# Comparing names: per address, and per certificate, so that many addresses together cannot try names either.
NAMES_A_MINUTE, NAMES_A_DAY, NAMES_PER_CERTIFICATE = 10, 100, 50


def is_guessing(*, address: str, now: datetime) -> bool:
    """Whether this network address used up its misses; asked before a number is looked up, so that hits stop too.

    While very many numbers are missed in all, from wherever, each address gets fewer.
    """
    minute, day = _miss_keys(address)
    rows = RateLimit.objects.filter(key__in=(minute, day, EVERYWHERE), window_ends_at__gt=now)
    counts = dict(rows.values_list("key", "count"))
    is_attack = counts.get(EVERYWHERE, 0) >= MISSES_EVERYWHERE
    a_minute = MISSES_A_MINUTE_THEN if is_attack else MISSES_A_MINUTE
    return counts.get(minute, 0) >= a_minute or counts.get(day, 0) >= MISSES_A_DAY


def count_miss(*, address: str, now: datetime) -> None:
    """Counts one number that we do not know, or one wrong code, against this network address and in all."""
    minute, day = _miss_keys(address)
    limits.allow(key=minute, limit=MISSES_A_MINUTE, window=MINUTE, now=now)
    limits.allow(key=day, limit=MISSES_A_DAY, window=DAY, now=now)
    is_counted = limits.allow(key=EVERYWHERE, limit=MISSES_EVERYWHERE, window=HOUR, now=now)
    if is_counted and RateLimit.objects.filter(key=EVERYWHERE, count=MISSES_EVERYWHERE).exists():
        logger.error("%s certificate numbers were missed within an hour: somebody guesses", MISSES_EVERYWHERE)


def may_compare(*, address: str, number: str, now: datetime) -> bool:
    """Counts one comparison of a name with the certificate `number`; False when there were too many."""
    tries = (
        (limits.key_for("certificate-name-minute", address), NAMES_A_MINUTE, MINUTE),
        (limits.key_for("certificate-name-day", address), NAMES_A_DAY, DAY),
        (limits.key_for("certificate-name-number", number), NAMES_PER_CERTIFICATE, DAY),
    )
    return all(limits.allow(key=key, limit=limit, window=window, now=now) for key, limit, window in tries)


def _miss_keys(address: str) -> tuple[str, str]:
    name = "certificate-miss"
    return limits.key_for(f"{name}-minute", address), limits.key_for(f"{name}-day", address)
