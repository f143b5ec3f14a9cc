"""The register as a file to take along; the same register gives the same bytes, and the import reads it."""

from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from registrations.models import Group, GroupContact
from spreadsheets import csv_bytes

__all__ = ["export_register"]


def export_register(*, by: User, now: datetime) -> bytes:
    """CSV with a line per group, by number; of the contacts only how many. Four queries, one of them an audit row."""
    headings = [_("Registernummer"), _("Soort"), _("Naam"), _("Plaats"), _("Gemeente"), _("Postcodes"), _("Status")]
    contacts = dict(GroupContact.objects.order_by().values_list("group").annotate(Count("pk")))
    groups = Group.objects.prefetch_related("postcodes").order_by("number")
    lines = [_line(group, contacts.get(group.pk, 0)) for group in groups]
    audit.record(actor=by, verb="register.export", target=by, at=now, groups=len(lines))
    return csv_bytes([[*headings, _("Aantal contacten")], *lines])


def _line(group: Group, contacts: int) -> list[str]:
    ranges = sorted((part.first, part.last) for part in group.postcodes.all())
    postcodes = ", ".join(first if first == last else f"{first}-{last}" for first, last in ranges)
    return [
        *(group.number, group.get_kind_display(), group.name, group.place, group.municipality),
        *(postcodes, group.get_status_display(), str(contacts)),
    ]
