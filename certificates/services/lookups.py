"""That a wijkagent looked at a certificate: kept, and shown to its holder (DESIGN §6)."""

from datetime import datetime, timedelta

from accounts.models import User
from certificates.models import Certificate, CertificateLookup
from registrations.models import Beat

__all__ = ["log_lookup"]

PAUSE = timedelta(minutes=10)  # reloading a page, or turning back to it, is one look


def log_lookup(*, certificate: Certificate, officer: User, now: datetime) -> None:
    """One row per officer and certificate in ten minutes."""
    looked = CertificateLookup.objects.filter(certificate=certificate, user=officer, at__gt=now - PAUSE)
    if not looked.exists():
        beat = Beat.objects.filter(user=officer).values_list("name", flat=True).first()
        CertificateLookup.objects.create(certificate=certificate, user=officer, beat_name=beat or "", at=now)
