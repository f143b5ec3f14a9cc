"""Acts that begin at the same instant in other processes, each with threads of its own: several web workers."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.synchronize import Barrier
from typing import Any

__all__ = ["InProcesses", "processes"]

InProcesses = Callable[[Callable[..., Any], Sequence[tuple[Any, ...]]], list[Any]]

_barrier: Barrier


@contextmanager
def processes(count: int, database: str) -> Iterator[InProcesses]:
    """Starts `count` processes on the test database `database`; yields what runs calls in them.

    It takes a function that the processes can import, and one tuple of arguments per call; a process takes every
    `count`th call, and gives the results in their order. Start them inside a fixture of a module: it takes seconds.
    """
    spawn = multiprocessing.get_context("spawn")
    barrier = spawn.Barrier(count)
    with spawn.Pool(count, initializer=_prepare, initargs=(database, barrier)) as pool:
        yield partial(_run, pool, count)


def _run(pool: Any, count: int, act: Callable[..., Any], calls: Sequence[tuple[Any, ...]]) -> list[Any]:
    shares = [(act, list(calls[number::count])) for number in range(count)]
    # One share each: a process that is waiting at the barrier cannot take a second one.
    by_process = pool.starmap_async(_share, shares, chunksize=1).get(timeout=240)
    return [by_process[place % count][place // count] for place in range(len(calls))]


def _share(act: Callable[..., Any], calls: list[tuple[Any, ...]]) -> list[Any]:
    from tests.threads import together

    _barrier.wait(timeout=120)
    return together([partial(act, *call) for call in calls])


def _prepare(database: str, barrier: Barrier) -> None:
    """In a new process: Django with the settings of the tests, on the database that the tests made."""
    import django
    from django.db import connections

    global _barrier  # what a worker of a pool knows from its start, it can only keep here
    _barrier = barrier
    django.setup()
    connections["default"].settings_dict["NAME"] = database
    connections.settings["default"]["NAME"] = database  # for the connections of threads
