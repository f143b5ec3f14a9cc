"""Reading the log for `/beheer/logboek/`: filters, pages that cost the same however long it is, names for keys."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AuditEvent, User
from certificates.models import Certificate
from certificates.numbers import normalize
from cms.log_words import DETAILS, SENTENCES, VALUES, sentence
from courses.models import CourseEdition
from registrations.models import Group, Registration

__all__ = ["SYSTEM", "Line", "filtered", "key_of", "lines", "page_after"]

SYSTEM = "vanzelf"  # in place of the key of an account: what no person did
AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One act as it is read."""

    pk: int
    at: datetime
    actor: str
    actor_key: str
    words: str
    kind: str
    key: str
    about: str
    link: str
    details: str


def filtered(
    rows: QuerySet[AuditEvent],
    *,
    actor: str = "",
    verb: str = "",
    about: str = "",
    first: date | None = None,
    last: date | None = None,
) -> QuerySet[AuditEvent]:
    """`rows` narrowed. `actor`: key of an account or SYSTEM; `verb`: a verb or the part before its dot; `about`: what
    `key_of` reads; `first` and `last`: days in the Netherlands, both included."""
    if actor:
        rows = rows.filter(actor=None) if actor == SYSTEM else rows.filter(actor__key=actor)
    if verb:
        rows = rows.filter(verb__in=[verb] if "." in verb else _verbs_of(verb))
    if about:
        rows = rows.filter(object_key=key_of(about))
    if first:
        rows = rows.filter(at__gte=_midnight(first))
    if last:
        rows = rows.filter(at__lt=_midnight(last + timedelta(days=1)))
    return rows


def _verbs_of(group: str) -> list[str]:
    return [verb for verb in SENTENCES if verb.startswith(f"{group}.")]


def key_of(typed: str) -> str:
    """The key by which the log knows what somebody typed: the number of a certificate or group, or a key as it is."""
    if number := normalize(typed):
        key = Certificate.objects.filter(number=number).values_list("key", flat=True).first()
    else:
        key = Group.objects.filter(number__iexact=typed).values_list("key", flat=True).first()
    return str(key or typed)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def page_after(rows: QuerySet[AuditEvent], *, last_seen: int | None, size: int) -> tuple[list[AuditEvent], int | None]:
    """The `size` newest of `rows` that come after the row `last_seen`, and where the next page goes on, if it does.

    Nothing is counted and nothing is skipped over: the hundredth page of a million rows costs what the first does.
    """
    if last_seen is not None:
        edge = AuditEvent.objects.filter(pk=last_seen).values_list("at", flat=True).first()
        if edge is not None:
            rows = rows.filter(Q(at__lt=edge) | Q(at=edge, pk__lt=last_seen))
    found = list(rows.select_related("actor")[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def kind_words(object_type: str) -> str:
    """The word of a model, `account` for `accounts.user`; of one that is gone its name."""
    try:
        return str(apps.get_model(object_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return object_type


def lines(events: Iterable[AuditEvent]) -> Iterator[Line]:
    """The acts as they are read: a few queries for each five hundred, whatever they are about."""
    rows = iter(events)
    while some := list(islice(rows, AT_A_TIME)):
        names = _names(some)
        for event in some:
            about, link = names.get((event.object_type, event.object_key), ("", ""))
            yield Line(
                pk=event.pk,
                at=event.at,
                actor=_account_words(event.actor) if event.actor else "",
                actor_key=str(event.actor.key) if event.actor else SYSTEM,
                words=sentence(event.verb),
                kind=kind_words(event.object_type),
                key=event.object_key,
                about=about,
                link=link,
                details=_details(event.detail),
            )


def _details(detail: dict[str, Any]) -> str:
    said = ((DETAILS[name], _value(value)) for name, value in detail.items() if name in DETAILS)
    return ", ".join(f"{label}: {value}" for label, value in said if value)


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(_value, value)))
    if isinstance(value, dict):
        return ", ".join(f"{name} {_value(one)}" for name, one in value.items())
    return "" if value is None else str(VALUES.get(value, value) if isinstance(value, str) else value)


# --- names for keys --------------------------------------------------------------------------------------------

Named = tuple[str, str, str]  # key, words, address


def _names(events: Iterable[AuditEvent]) -> dict[tuple[str, str], tuple[str, str]]:
    """(kind, key) → (words, address or nothing) of what still exists: one query for each kind that is known here."""
    keys: dict[str, set[str]] = {}
    for event in events:
        keys.setdefault(event.object_type, set()).add(event.object_key)
    found = ((kind, KNOWN[kind](some)) for kind, some in keys.items() if kind in KNOWN)
    return {(kind, key): (words, link) for kind, rows in found for key, words, link in rows}


def _account_words(user: User) -> str:
    return _("(gewist account)") if user.erased_at else str(user)


def _accounts(keys: set[str]) -> Iterator[Named]:
    for user in User.objects.filter(key__in=keys):
        yield str(user.key), _account_words(user), reverse("wagtailusers_users:edit", args=[user.pk])


def _certificates(keys: set[str]) -> Iterator[Named]:
    for key, number in Certificate.objects.filter(key__in=keys).values_list("key", "number"):
        yield str(key), number, reverse("certificaten:inspect", args=[number])


def _registrations(keys: set[str]) -> Iterator[Named]:
    rows = Registration.objects.filter(key__in=keys).select_related("user", "group")
    for row in rows:
        words = f"{_account_words(row.user)}, {row.group.name}"
        yield str(row.key), words, reverse("registrations_admin:detail", args=[row.key])


def _editions(keys: set[str]) -> Iterator[Named]:
    rows = CourseEdition.objects.filter(key__in=keys).select_related("course").defer("source")
    for row in rows:
        yield str(row.key), f"{row.course.slug} {row.number or ''}".strip(), ""


KNOWN: dict[str, Callable[[set[str]], Iterator[Named]]] = {
    User._meta.label_lower: _accounts,
    Certificate._meta.label_lower: _certificates,
    Registration._meta.label_lower: _registrations,
    CourseEdition._meta.label_lower: _editions,
}
