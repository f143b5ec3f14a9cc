"""Limits against guessing short codes: only misses count, so that a hall full of right codes never meets them."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts import limits
from accounts.models import RateLimit

__all__ = ["MissLimit"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class MissLimit:
    """How often one network address may miss within `window`, and all addresses together within an hour.

    Beyond `in_all` nobody is shut out, or that would be the attack: every address then gets `per_address_then`.
    """

    name: str
    per_address: int
    window: timedelta
    in_all: int
    per_address_then: int

    def is_reached(self, *, address: str, now: datetime) -> bool:
        """Whether this address used up its misses; ask before looking up, so that a hit tells a guesser nothing."""
        key = self._key(address)
        rows = RateLimit.objects.filter(key__in=(key, self.name), window_ends_at__gt=now)
        counts = dict(rows.values_list("key", "count"))
        is_attack = counts.get(self.name, 0) >= self.in_all
        return counts.get(key, 0) >= (self.per_address_then if is_attack else self.per_address)

    def count(self, *, address: str, now: datetime) -> None:
        """Counts one code that is none, against this address and in all."""
        limits.allow(key=self._key(address), limit=self.per_address, window=self.window, now=now)
        is_counted = limits.allow(key=self.name, limit=self.in_all, window=timedelta(hours=1), now=now)
        if is_counted and RateLimit.objects.filter(key=self.name, count=self.in_all).exists():
            logger.error("%s: %s misses within an hour: somebody guesses", self.name, self.in_all)

    def _key(self, address: str) -> str:
        return limits.key_for(self.name, address)
