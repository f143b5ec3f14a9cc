"""Revoking a whole series at once, never more than was shown, and undoing that within an hour."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, UUIDField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Replace

from accounts.models import AuditEvent, User
from certificates.errors import NotAllowed, SeriesChanged, SeriesMissing
from certificates.models import Certificate
from certificates.services.changing import UNDO_TIME, clean_reason, may_change
from certificates.services.revocation_mail import tell_holders
from certificates.services.telling import status_changed
from certificates.services.waiting import later_than

__all__ = [
    "Act",
    "Series",
    "Shown",
    "Undone",
    "recent_acts",
    "revoke_series",
    "series_editions",
    "shown_of",
    "unrevoke_series",
]

BATCH = 500
Row = tuple[uuid.UUID, int]  # key and status list of a certificate
# The certificate of an audit row, which names it in text: SQLite keeps a UUID without hyphens.
KEY = Cast(Replace("object_key", Value("-"), Value("")), UUIDField())
KEY_OF_EVENT = Cast(Replace(OuterRef("object_key"), Value("-"), Value("")), UUIDField())


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """Which certificates: all that stand for one edition of a course; days and group make it fewer."""

    course_code: str
    edition_number: str
    issued_from: date | None = None
    issued_until: date | None = None
    group_number: str = ""

    def certificates(self) -> QuerySet[Certificate]:
        """Those that were not revoked or replaced yet."""
        wanted = {
            "course_code": self.course_code,
            "edition_number": self.edition_number,
            "issued_on__gte": self.issued_from,
            "issued_on__lte": self.issued_until,
            "group_number": self.group_number,
        }
        known = {name: value for name, value in wanted.items() if value}
        return Certificate.objects.standing().filter(revoked_at__isnull=True, **known)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What somebody saw of a series: how many, and the number of the newest; "" for none."""

    count: int
    newest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One revocation of the last hour, of one certificate or of a series, as far as it still stands."""

    series: str
    at: datetime
    by: str
    reason: str
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Undone:
    """How many count again, and how many stay revoked because their holder has a newer certificate."""

    count: int
    left: int


def series_editions() -> list[tuple[str, str, str, int]]:
    """(code, edition, title, count) of every edition that has certificates to revoke, by title."""
    rows = Certificate.objects.standing().filter(revoked_at__isnull=True).exclude(course_code="").order_by()
    counted = rows.values("course_code", "edition_number").annotate(title=Max("course_title"), count=Count("pk"))
    found = counted.values_list("course_code", "edition_number", "title", "count")
    return sorted(found, key=lambda row: (row[2], row[1]))


def shown_of(series: Series) -> Shown:
    """How many certificates `series` has now, and which is the newest. Two queries, whatever the count."""
    rows = series.certificates().order_by("-pk")
    newest = rows.values_list("number", flat=True).first()
    return Shown(count=rows.count(), newest=newest or "")


@transaction.atomic
def revoke_series(*, series: Series, shown: Shown, by: User, reason: str, now: datetime) -> int:
    """Makes all of `series` INGETROKKEN in one UPDATE, with an audit row each; gives how many.

    `shown` is what `by` saw; when it is no longer so, nothing happens. Holders are told by mail, in the background.
    Raises NotAllowed, ReasonMissing or SeriesChanged.
    """
    if not may_change(by):
        raise NotAllowed
    reason = clean_reason(reason)
    rows = series.certificates().select_for_update().order_by("pk")
    found = list(rows.values_list("pk", "number", "key", "status_list"))
    if not found or Shown(count=len(found), newest=found[-1][1]) != shown:
        raise SeriesChanged
    seen = series.certificates().filter(pk__lte=found[-1][0])
    if seen.update(revoked_at=now, revoked_by=by, revoked_reason=reason) != shown.count:
        raise SeriesChanged
    _log([(key, status_list) for _pk, _number, key, status_list in found], verb="certificate.revoke", by=by, at=now)
    return shown.count


def recent_acts(*, now: datetime) -> list[Act]:
    """What was revoked in the last hour and can be undone, newest first. One query."""
    still = Certificate.objects.filter(key=KEY_OF_EVENT, revoked_at=OuterRef("at"))
    events = _revocations(now=now).annotate(reason=Subquery(still.values("revoked_reason")[:1]))
    acts = events.filter(reason__isnull=False).values("series", "at", "actor__name", "reason")
    found = acts.annotate(count=Count("pk")).order_by("-at", "series")
    rows = found.values_list("series", "at", "actor__name", "reason", "count")
    return [Act(series=key, at=at, by=by or "", reason=why, count=count) for key, at, by, why, count in rows]


@transaction.atomic
def unrevoke_series(*, series: str, by: User, now: datetime) -> Undone:
    """Takes back what was revoked in that act (`Act.series`), at most an hour ago.

    Who got a newer certificate for the course meanwhile keeps only that one. Raises NotAllowed or SeriesMissing.
    """
    if not may_change(by):
        raise NotAllowed
    events = _revocations(now=now).filter(detail__series=series)
    revoked_at = events.values_list("at", flat=True).first()
    revoked = Certificate.objects.filter(key__in=events.values(certificate=KEY), revoked_at=revoked_at)
    if revoked_at is None or not revoked.exists():
        raise SeriesMissing
    _lock_holders(revoked)
    back = revoked.filter(~Exists(_newer()) | Q(superseded_at__isnull=False))
    found = list(back.values_list("key", "status_list"))
    count = back.update(revoked_at=None, revoked_by=None, revoked_reason="")
    _log(found, verb="certificate.unrevoke", by=by, at=now, revoked_at=revoked_at.isoformat())
    return Undone(count=count, left=revoked.count())


def _revocations(*, now: datetime) -> Any:
    """The audit rows of the last hour, each with the `series` that its act gave it."""
    events = AuditEvent.objects.filter(verb="certificate.revoke", at__gte=now - UNDO_TIME).order_by()
    return events.annotate(series=KT("detail__series")).filter(series__isnull=False)


def _newer() -> QuerySet[Certificate]:
    """Certificates of the same person and course on a later completion."""
    return Certificate.objects.filter(
        later_than(OuterRef("completion__completed_at"), OuterRef("completion")),
        registration__user=OuterRef("registration__user"),
        completion__enrollment__course=OuterRef("completion__enrollment__course"),
    )


def _lock_holders(certificates: QuerySet[Certificate]) -> None:
    """As `lock_holder`, for all of them in one order: no renewal is issued beside one that comes back."""
    holders = certificates.filter(registration__isnull=False).values(user=F("registration__user"))
    list(User.objects.select_for_update(no_key=True).filter(pk__in=holders).order_by("pk").values_list("pk"))


def _log(rows: Iterable[Row], *, verb: str, by: User, at: datetime, **detail: str) -> None:
    """An audit row per certificate; then the status lists and the holders are told."""
    rows = list(rows)
    detail["series"] = str(uuid.uuid4())
    label = Certificate._meta.label_lower
    AuditEvent.objects.bulk_create(
        (
            AuditEvent(actor=by, verb=verb, object_type=label, object_key=str(key), detail=detail, at=at)
            for key, _status_list in rows
        ),
        batch_size=BATCH,
    )
    status_changed({status_list for _key, status_list in rows})
    transaction.on_commit(tell_holders.enqueue, robust=True)
