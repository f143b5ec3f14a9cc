"""Acts that begin at the same instant, for what must hold when many people press at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

__all__ = ["together"]


def together(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Runs `acts` in threads that start together, each on a connection of its own; their results in order."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=30)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
