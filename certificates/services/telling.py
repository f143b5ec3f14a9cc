"""What the world is told when the status of certificates changes."""

from collections.abc import Collection
from functools import partial

from django.db import transaction

from certificates import tasks

__all__ = ["status_changed"]


def status_changed(numbers: Collection[int]) -> None:
    """Call it inside the transaction of the act, with the numbers of the status lists whose bits changed.

    A worker signs them anew after the commit; what it misses, `run_due_jobs` finds.
    """
    for number in sorted(numbers):
        transaction.on_commit(partial(tasks.publish_status_list.enqueue, number), robust=True)
