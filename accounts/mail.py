"""Mail: a row in the outbox inside the caller's transaction, sent later by the worker (DESIGN §8, §11d)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from post_office.models import PRIORITY, STATUS, Email

from accounts import tasks
from accounts.models import MailReceipt, User

__all__ = ["DemoMailbox", "naming", "queue", "send_once", "stranded"]

NAMED = "names"


def send_once(
    *, key: str, to: str, template: str, context: dict[str, Any], now: datetime, names: Sequence[User] = ()
) -> MailReceipt:
    """Queues the mail that `key` names, once, ever; a repeat queues nothing and gives the same receipt.

    `key` names the occasion (`certificate:<uuid>`), `template` the files `templates/mail/<template>.subject.txt`,
    `.txt` and `.html`; for `names` see `queue`. Call it inside the transaction of the act, so that both happen or
    neither.
    """
    with transaction.atomic():
        receipt, is_new = MailReceipt.objects.get_or_create(key=key, defaults={"queued_at": now})
        if is_new:
            receipt.email = queue(to=to, template=template, context=context, names=names)
            receipt.save(update_fields=["email"])
    return receipt


def queue(
    *,
    to: str,
    template: str,
    context: dict[str, Any],
    expires_at: datetime | None = None,
    headers: dict[str, str] | None = None,
    names: Sequence[User] = (),
) -> Email:
    """Puts one mail in the outbox and wakes the worker after the commit. After `expires_at` it is not sent any more.

    `headers` go along with the mail and stay in its row, also when its text is emptied: to find it again. `names`: who
    besides the reader is named in the text, so that an erasure finds it (`naming`).

    The row is made directly: post_office.mail.send() would read the finished text as a template once more, and a
    name such as `{% now %}` would be run.
    """
    values = context | {"site_url": settings.ACADEMIE_URL}
    email: Email = Email.objects.create(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        subject=" ".join(render_to_string(f"mail/{template}.subject.txt", values).split()),
        message=render_to_string(f"mail/{template}.txt", values).strip() + "\n",
        html_message=render_to_string(f"mail/{template}.html", values),
        priority=PRIORITY.high if expires_at else PRIORITY.medium,
        status=STATUS.queued,
        expires_at=expires_at,
        headers=headers,
        # Of the row only: without a template of its own post_office renders nothing with it.
        context={NAMED: [str(user.key) for user in names]} if names else None,
    )
    # Robust: when the queue cannot be reached the mail still waits in its row for `run_due_jobs`.
    transaction.on_commit(tasks.send_mail.enqueue, robust=True)
    return email


def naming(user: User) -> list[Email]:
    """The mails to others in which `user` is named, as far as their text is still kept."""
    rows = Email.objects.filter(context__isnull=False)
    return [row for row in rows if str(user.key) in (row.context or {}).get(NAMED, ())]


def stranded(*, now: datetime) -> QuerySet[Email]:
    """Mail that is not tried any more, newest first: it failed every time, or (a code) it came too late.

    Without the text: a list of these is for who keeps the site, not for who reads other people's mail.
    """
    too_late = Q(status__in=[STATUS.queued, STATUS.requeued], expires_at__lte=now)
    rows: QuerySet[Email] = Email.objects.filter(Q(status=STATUS.failed) | too_late)
    return rows.defer("message", "html_message", "context").order_by("-created", "-pk")


class DemoMailbox(BaseEmailBackend):
    """Takes every mail as sent and lets nothing leave; the demo reads the outbox at `/demo/mail/`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return len(email_messages)
