"""pyHanko starts a loop of events for each signature, which Python refuses in a thread where one runs already."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["outside_a_loop"]

Result = TypeVar("Result")


def outside_a_loop(act: Callable[[], Result]) -> Result:
    """Return what `act` gives, called in a thread of its own when a loop runs in this one; raises what it raises."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return act()
    with ThreadPoolExecutor(max_workers=1) as threads:
        return threads.submit(act).result()
