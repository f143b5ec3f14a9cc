"""Publishing the status lists: which credentials no longer count (DESIGN §7).

Revoked and superseded certificates both have their bit on, with the purpose "revocation": who checks an old
credential must not be told that it counts, and Open Badges knows no word for *vervangen*.

    publish(number=certificate.status_list, now=now)     # after a revocation, its undoing or a correction
    refresh_due(now=now)                                 # every minute: finds whatever was missed
"""

import hashlib
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q

from certificates.models import Certificate, StatusList
from certificates.services.keys import signing_key
from certificates.signing.keys import Purpose
from certificates.signing.status_list import bits_of, sign_status_list

__all__ = ["GONE", "publish", "refresh_due"]

LONGEST_UNSIGNED = timedelta(hours=24)
# Word for word the condition of the index `certificate_gone_in_list`, so that only these rows are read.
GONE = Q(revoked_at__isnull=False) | Q(superseded_at__isnull=False)


@transaction.atomic
def publish(*, number: int, now: datetime) -> StatusList:
    """The list as it is to be served: signed again when a bit changed or the signature is a day old.

    Safe to repeat and to race: the row is locked before the bits are read, so that the last one who publishes has
    seen everything that was committed. Raises KeyProblem, as `signing_key` does.
    """
    standing = StatusList.objects.select_for_update().filter(number=number).first()
    indexes = _gone_in(number)
    digest = hashlib.sha256(bits_of(indexes)).hexdigest()
    if standing and standing.bits_sha256 == digest and now - standing.signed_at < LONGEST_UNSIGNED:
        return standing
    fields = {"credential": _signed(number, indexes, now=now), "bits_sha256": digest, "signed_at": now}
    if standing is None:
        standing, is_new = StatusList.objects.get_or_create(number=number, defaults=fields)
        # Somebody else made the row this instant, from what he saw: look again, now that it can be locked.
        return standing if is_new else publish(number=number, now=now)
    StatusList.objects.filter(pk=standing.pk).update(**fields)
    standing.refresh_from_db()
    return standing


def refresh_due(*, now: datetime) -> int:
    """Publishes every list that is in use, the first one always; gives how many were signed. For `run_due_jobs`."""
    newest = Certificate.objects.aggregate(newest=Max("status_list"))["newest"] or 1
    lists = [publish(number=number, now=now) for number in range(1, newest + 1)]
    return sum(each.signed_at == now for each in lists)


def _gone_in(number: int) -> list[int]:
    gone = Certificate.objects.filter(GONE, status_list=number).order_by()
    return list(gone.values_list("status_index", flat=True))


def _signed(number: int, indexes: list[int], *, now: datetime) -> str:
    site = _site_of(number)
    return sign_status_list(
        url=f"{site}/status/{number}/",
        issuer_host=urlsplit(site).netloc,
        indexes=indexes,
        at=now,
        key=signing_key(Purpose.CREDENTIAL, now=now),
    )


def _site_of(number: int) -> str:
    """The address that stands in the credentials of this list: a verifier wants the same issuer on both."""
    hosts = Certificate.objects.filter(status_list=number).order_by("status_index").values_list("host", flat=True)
    return (hosts.first() or settings.ACADEMIE_URL).rstrip("/")
