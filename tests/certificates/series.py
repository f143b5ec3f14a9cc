"""A series of certificates to revoke, in one call."""

from typing import Any

from accounts.models import AuditEvent
from accounts.roles import Role
from certificates.models import Certificate
from certificates.services import revoking
from certificates.services.revoking import Series
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_staff

SAAR = Series(course_code="saar", edition_number="1.0")


def issued(count: int = 1, **fields: Any) -> list[Certificate]:
    return [make_certificate(**{"course_code": "saar", **fields}) for _ in range(count)]


def revoke_all(series: Series = SAAR, **fields: Any) -> int:
    values = {"shown": revoking.shown_of(series), "by": make_staff(Role.CERTIFIER), "reason": "Fout in de toets."}
    return revoking.revoke_series(series=series, **{**values, "now": NOW, **fields})


def last_act() -> str:
    """The series that was revoked last, as its audit rows call it."""
    return str(AuditEvent.objects.filter(verb="certificate.revoke").latest("pk").detail["series"])


def numbers_revoked() -> set[str]:
    return set(Certificate.objects.filter(revoked_at__isnull=False).values_list("number", flat=True))
