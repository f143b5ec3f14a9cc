"""Background work of accounts. Tasks only wake the work; the rows hold its state (DESIGN §8)."""

from django.core.cache import cache
from django_tasks import task
from post_office import mail

__all__ = ["send_mail", "send_waiting_mail"]

LOCK = "accounts.tasks.send_mail"
LOCK_SECONDS = 300


@task()
def send_mail() -> None:
    """Sends what waits in the outbox; `run_due_jobs` wakes it too, for what was missed."""
    send_waiting_mail()


def send_waiting_mail() -> int:
    """Sends the outbox batch by batch; gives how many mails went out.

    One sender at a time, over all machines: two would send the same mail twice. Who finds the door closed may
    leave, because the one inside looks again after opening it.
    """
    sent = 0
    while mail.get_queued().exists():
        if not cache.add(LOCK, True, timeout=LOCK_SECONDS):
            break
        try:
            sent += mail.send_queued()[0]
        finally:
            cache.delete(LOCK)
    return sent
