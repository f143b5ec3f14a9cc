"""A part of the log as a table to take along. That it was taken is in the log too."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit
from accounts.models import AuditEvent, User
from accounts.roles import Role
from cms.log_selectors import lines
from spreadsheets import csv_bytes

__all__ = ["MOST", "LogReason", "NotAllowed", "TooMuch", "export_log"]

MOST = 20_000  # lines: some months, and a few seconds of work


class LogReason(models.TextChoices):
    """Why. A choice and no free text: the log holds no personal data."""

    CHECK = "check", gettext_lazy("Een controle van wie wat doet")
    INCIDENT = "incident", gettext_lazy("Een datalek of misbruik uitzoeken")
    QUESTION = "question", gettext_lazy("Een vraag van iemand over de eigen gegevens")
    OTHER = "other", gettext_lazy("Iets anders")


class NotAllowed(Exception):
    """Only who keeps the site."""


class TooMuch(Exception):
    """More than MOST lines; show `message`."""

    message = gettext_lazy("Dit is te veel voor één bestand. Kies minder dagen en probeer het opnieuw.")


@transaction.atomic
def export_log(*, rows: QuerySet[AuditEvent], reason: LogReason, by: User, now: datetime) -> bytes:
    """`rows` as CSV, newest first, as `/beheer/logboek/` shows them; no text in it is a formula.

    Raises NotAllowed, TooMuch.
    """
    if not by.has_role(Role.ADMIN):
        raise NotAllowed
    found = list(rows.select_related("actor")[: MOST + 1])
    if len(found) > MOST:
        raise TooMuch
    audit.record(actor=by, verb="log.export", target=by, at=now, reason=reason.value, count=len(found))
    return csv_bytes([_headings(), *_texts(found)])


def _headings() -> list[str]:
    return [_("Wanneer"), _("Wie"), _("Wat"), _("Soort"), _("Waarover"), _("Sleutel"), _("Bijzonderheden")]


def _texts(events: list[AuditEvent]) -> Iterator[list[str]]:
    for line in lines(events):
        at = timezone.localtime(line.at).isoformat(timespec="seconds")
        yield [at, line.actor or _("vanzelf"), line.words, line.kind, line.about, line.key, line.details]
