"""Background work of accounts. Tasks only wake the work; the rows hold its state (DESIGN §8)."""

from datetime import timedelta

from django.core.cache import cache
from django.db.models import F
from django_tasks import task
from post_office import mail
from post_office.models import STATUS, Email

__all__ = ["PAUSES", "send_mail", "send_waiting_mail"]

# Before each retry, six days in all: a mail server that is down for a weekend loses nothing (DESIGN §11d). As many
# as MAX_RETRIES in the settings; after the last the mail stands in `accounts.mail.stranded`.
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(hours=48),
    timedelta(hours=72),
)

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
            space_retries()
        finally:
            cache.delete(LOCK)
    return sent


def space_retries() -> None:
    """Sets the next try of what did not go out; post_office itself knows one pause only.

    Counted from the last try, so that doing it again changes nothing.
    """
    waiting = Email.objects.filter(status=STATUS.requeued)
    for retry, pause in enumerate(PAUSES, start=1):
        waiting.filter(number_of_retries=retry).update(scheduled_time=F("last_updated") + pause)
