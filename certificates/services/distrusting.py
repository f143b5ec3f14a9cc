"""A key that was stolen: what it signed counts no more, but for the files that we know by their hash.

distrust_key(Purpose.SEAL, kid="1f2e…", now=now)    # after make_keys(rotate=[Purpose.SEAL], …)
"""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from certificates import keyring
from certificates.keyring import KeyProblem
from certificates.models import SigningKey, StatusList
from certificates.services.status_lists import LONGEST_UNSIGNED
from certificates.signing.keys import Purpose

__all__ = ["KeyStillSigns", "KeyUnknown", "distrust_key"]


class KeyUnknown(KeyProblem):
    code = "key_unknown"
    message = _("Een sleutel met dat nummer voor %(what)s kennen wij niet.")


class KeyStillSigns(KeyProblem):
    code = "key_still_signs"
    message = _(
        "Met deze sleutel voor %(what)s wordt nu getekend. Vervang hem eerst: "
        "python manage.py make_signing_keys --rotate %(purpose)s"
    )


@transaction.atomic
def distrust_key(purpose: Purpose, *, kid: str, now: datetime) -> SigningKey:
    """Leaves the key out of all that others believe us by, for good; a second time changes nothing.

    Raises KeyUnknown, or KeyStillSigns for the key of today.
    """
    row = SigningKey.objects.select_for_update().filter(purpose=purpose.value, kid=kid).first()
    if row is None:
        raise KeyUnknown(purpose)
    if row.distrusted_at:
        return row
    if row.retired_at is None or _signs_here(purpose, kid=kid):
        raise KeyStillSigns(purpose)
    row.distrusted_at = now
    row.save(update_fields=["distrusted_at"])
    if purpose is Purpose.CREDENTIAL:  # it may have signed the lists: the next minute signs them again
        StatusList.objects.update(signed_at=now - LONGEST_UNSIGNED)
    record(actor=None, verb="signing_key.distrusted", target=row, at=now, purpose=row.purpose, kid=row.kid)
    return row


def _signs_here(purpose: Purpose, *, kid: str) -> bool:
    with suppress(KeyProblem):
        return keyring.current(purpose).kid == kid
    return False
