"""What the outbox keeps of a person: mails to him, and his name in mails to others (DESIGN §7)."""

import re

from django.utils.html import escape
from django_tasks_db.models import DBTaskResult
from post_office.models import STATUS, Email, Log

from accounts.mail import naming, queue
from accounts.models import User

__all__ = ["erase_mail", "move_mail"]

SOMEBODY = "iemand"  # stands for his name in a mail that still has to go out
WAITING = (STATUS.queued, STATUS.requeued)
TEXTS = ("subject", "message", "html_message")


def erase_mail(user: User) -> None:
    """Takes `user` out of the outbox, while he still has his address.

    Mails to him go, with what waits to be sent; their receipts stay, so that none is made again. What was sent to
    others and names him loses its text; what still waits says *iemand*. Which those are was said when they were
    queued (`names` of `accounts.mail`): a search for a name that somebody chose would change mails of everybody.
    """
    if user.email:
        Email.objects.filter(to__iexact=user.email).delete()
    Email.objects.filter(headers=_mark(user)).delete()
    for mail in naming(user):
        Email.objects.filter(pk=mail.pk).update(**_without(user, mail), context=None)
    _erase_failures(user)


def move_mail(user: User, *, old: str) -> None:
    """After a change of address: what waits goes to the new one, and the old one is told, as its last mail from us.

    The rest of what went to the old address is dropped, codes too: an erasure would not find it any more.
    """
    mine = Email.objects.filter(to__iexact=old)
    mine.filter(status__in=WAITING, expires_at=None).update(to=user.email)
    mine.delete()
    queue(to=old, template="email_changed", context={"name": user.name}, headers=_mark(user))


def _mark(user: User) -> dict[str, str]:
    """By which a mail to an earlier address is found again; a random key, which says nothing to who reads it."""
    return {"X-WABP-Account": str(user.key)}


def _without(user: User, mail: Email) -> dict[str, str]:
    """The texts of a mail to somebody else: nothing of what went out, no name in what still waits."""
    if mail.status not in WAITING:
        return dict.fromkeys(TEXTS, "")
    spellings = {spelling for word in (user.name, user.email) if word for spelling in (word, str(escape(word)))}
    words = "|".join(re.escape(spelling) for spelling in sorted(spellings, key=len, reverse=True))
    return {field: re.sub(words, SOMEBODY, getattr(mail, field)) if words else getattr(mail, field) for field in TEXTS}


def _erase_failures(user: User) -> None:
    """What a mail server or a task said that failed: it may quote an address."""
    for word in (user.name, user.email):
        if word:
            Log.objects.filter(message__icontains=word).update(message="")
            DBTaskResult.objects.filter(traceback__icontains=word).update(traceback="")
