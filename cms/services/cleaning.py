"""The daily clean-up: what nobody needs any more, a bounded piece at a time (the terms are in `cms.services.terms`)."""

from datetime import datetime, timedelta

from django.core.cache import cache

from cms.services.terms import DAILY, LIMIT, TERMS

__all__ = ["DONE", "clean_up"]

EVERY = timedelta(days=1)
DONE = "cms.services.cleaning"


def clean_up(*, now: datetime, limit: int = LIMIT) -> dict[str, int]:
    """Once a day; gives how many rows of each term went, nothing when today's work is done.

    A day with more than `limit` rows of a kind goes on at the next call, a minute later.
    """
    if cache.get(DONE):
        return {}
    counts = {term.name: term.clean(now, limit) for term in TERMS if term.job == DAILY}
    if max(counts.values()) < limit:
        cache.set(DONE, True, timeout=EVERY.total_seconds())
    return counts
