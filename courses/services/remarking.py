"""*Klopt er iets niet?*: taking a remark in, dealing with it, and letting its words go (DESIGN §3, §6)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts import limits
from accounts.models import User
from courses.models import Course, Remark

__all__ = [
    "KEPT",
    "MAX_NOTE",
    "MAX_TEXT",
    "AlreadyHandled",
    "Subject",
    "TooManyRemarks",
    "forget_remarks",
    "handle_remark",
    "masked",
    "send_remark",
]

MAX_TEXT = 1000
"""Characters of a remark."""
MAX_NOTE = 300
"""Characters of what the desk did about it."""
MAX_PLACE = 300
KEPT = timedelta(days=365)
"""How long the words stay after somebody dealt with the remark."""

PER_ADDRESS = 30  # a hall of people behind one network sends no more than this about one course
WINDOW = timedelta(hours=1)

HIDDEN = "•••"
E_MAIL = re.compile(r"[^\s@<>()\"',;:]+@[^\s@<>()\"',;:]+\.\w{2,}")
# A certificate number however it was typed.
CERTIFICATE = re.compile(r"\bWABP(?:[-\s.]?[0-9A-Z]{4}){3}\b", re.IGNORECASE)
# Dutch numbers of ten digits and numbers with a country code, with whatever people put between the digits. Not 112,
# 0900-8844 or a year: those are what a remark is about.
TELEPHONE = re.compile(r"(?<![\w+])(?:(?:\+|00)\d{1,3}[\s().-]*(?:\d[\s().-]*){7,10}\d|0(?:[\s().-]*\d){9})(?!\w)")


class TooManyRemarks(Exception):
    """This network sent too many within the hour."""


class AlreadyHandled(Exception):
    """A colleague was first; `remark` is as it stands now."""

    def __init__(self, remark: Remark) -> None:
        super().__init__(remark.key)
        self.remark = remark


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a remark is about, in `words` from large to small (course, lesson, screen).

    Without a course: checking a certificate.
    """

    words: tuple[str, ...]
    course: Course | None = None
    edition_number: str = ""
    lesson_key: str | UUID | None = None
    question_key: str | UUID | None = None

    @property
    def place(self) -> str:
        """The words on one line."""
        return " · ".join(" ".join(word.split()) for word in self.words)[:MAX_PLACE]


def send_remark(*, key: UUID, subject: Subject, kind: str, text: str, address: str, now: datetime) -> Remark:
    """Keeps a remark for the desk, once per `key`: a second press of the button gives the same one.

    `text` is not empty and at most MAX_TEXT long (the form sees to it); what looks like an e-mail address or a
    telephone number is hidden. `address` is only counted, never kept. Raises TooManyRemarks.
    """
    sent = Remark.objects.filter(key=key).first()
    if sent is not None:
        return sent
    if not limits.allow(key=limits.key_for("remark", address), limit=PER_ADDRESS, window=WINDOW, now=now):
        raise TooManyRemarks
    values = {
        "kind": kind,
        "course": subject.course,
        "edition_number": subject.edition_number,
        "lesson_key": subject.lesson_key,
        "question_key": subject.question_key,
        "place": subject.place,
        "text": masked(text),
        "sent_at": now,
    }
    return Remark.objects.get_or_create(key=key, defaults=values)[0]


def handle_remark(*, remark: Remark, by: User, note: str, now: datetime) -> Remark:
    """Says that `by` dealt with it, and what he did; the first one counts. Raises AlreadyHandled.

    The row is the record of who and when, so there is no audit row beside it.
    """
    open_one = Remark.objects.for_user(by).open().filter(pk=remark.pk)
    is_first = open_one.update(handled_by=by, handled_at=now, note=masked(note))
    remark.refresh_from_db()
    if not is_first:
        raise AlreadyHandled(remark)
    return remark


def forget_remarks(now: datetime, limit: int = 1000) -> int:
    """Empties words and note of at most `limit` remarks that were dealt with longer than KEPT ago; how many it did.

    What, where, which kind, who and when stay. A remark that waits keeps its words: somebody must read it first.
    """
    old = Remark.objects.filter(forgotten_at__isnull=True, handled_at__lte=now - KEPT)
    chosen = list(old.order_by("handled_at").values_list("pk", flat=True)[:limit])
    return Remark.objects.filter(pk__in=chosen, forgotten_at__isnull=True).update(text="", note="", forgotten_at=now)


def masked(text: str) -> str:
    """`text` without e-mail addresses, telephone numbers and certificate numbers; short emergency numbers stay."""
    for pattern in (E_MAIL, CERTIFICATE, TELEPHONE):
        text = pattern.sub(HIDDEN, text)
    return text
