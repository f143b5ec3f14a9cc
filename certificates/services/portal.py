"""What a wijkagent did with his area, written down (DESIGN §6): he took a list along, he looked at people."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import record
from certificates.models import Certificate, CertificateLookup
from registrations.models import Beat
from spreadsheets import csv_bytes, xlsx_bytes

__all__ = ["FORMATS", "ExportReason", "export_groups", "note_people_seen"]

# Kind → its media type.
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDTHS = (16, 36, 20, 24, 20, 26)
COURSE_WIDTH = 20
LIST_PAUSE = timedelta(days=1)  # a list that is opened ten times in a day is one look for the holder


class ExportReason(models.TextChoices):
    """Why a wijkagent takes the list along. A choice and no free text: the audit log holds no personal data."""

    MEETING = "meeting", gettext_lazy("Overleg met de gemeente of met groepen")
    EVENING = "evening", gettext_lazy("Een cursusavond of voorlichting plannen")
    REPORT = "report", gettext_lazy("Een verslag over mijn werkgebied")
    OTHER = "other", gettext_lazy("Iets anders")


@transaction.atomic
def export_groups(
    *, table: Sequence[Sequence[str]], kind: str, reason: ExportReason, beat: Beat, now: datetime
) -> bytes:
    """`table`, its heading first, as a file of `kind` (a key of FORMATS). No text in it is a formula."""
    count = len(table) - 1
    record(actor=beat.user, verb="officer.export", target=beat, at=now, reason=reason.value, kind=kind, count=count)
    if kind == "csv":
        return csv_bytes(table)
    widths = [*WIDTHS, *[COURSE_WIDTH] * (len(table[0]) - len(WIDTHS))]
    return xlsx_bytes(table, sheet=_("Groepen"), widths=widths)


@transaction.atomic
def note_people_seen(*, certificates: Sequence[Certificate], beat: Beat, searched: bool, now: datetime) -> None:
    """Writes down that the wijkagent of `beat` saw these people in a list: for the audit, and for each holder.

    A holder reads one look a day of the same wijkagent.
    """
    record(actor=beat.user, verb="officer.people", target=beat, at=now, count=len(certificates), searched=searched)
    looks = CertificateLookup.objects.filter(certificate__in=certificates, user=beat.user, at__gt=now - LIST_PAUSE)
    known = set(looks.order_by().values_list("certificate_id", flat=True))
    CertificateLookup.objects.bulk_create(
        CertificateLookup(certificate=row, user=beat.user, beat_name=beat.name, at=now)
        for row in certificates
        if row.pk not in known
    )
