"""Making, replacing and registering the keys that certificates are signed with.

    make_keys(now=now, organization="WABP Academie")                          # what is missing
    make_keys(now=now, organization="WABP Academie", rotate=[Purpose.QR])     # a new one; the old stays checkable
    key = signing_key(Purpose.QR, now=now)                                    # for who signs

A private key is only replaced when its public half is in the table, and only signs when it is: whatever was ever
signed stays checkable, also when the power goes halfway. A new key that others know before it signs:
`certificates.services.preparing`.
"""

import logging
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from certificates import keyring
from certificates.keyring import DemoKeys, KeyDistrusted, KeyProblem, KeysMissing, SealEnded
from certificates.models import SigningKey
from certificates.services.new_keys import draw_keys, store_keys
from certificates.signing.keys import PrivateKey, Purpose, public_pem

__all__ = [
    "KNOWN_AFTER",
    "KeyFromEnvironment",
    "KeyLost",
    "KidTaken",
    "make_keys",
    "register_key",
    "register_keys",
    "register_leaving",
    "signing_key",
    "withdraw_prepared",
]

logger = logging.getLogger(__name__)

TRIES = 3  # a race is lost to one process, and then there is a row to find
# How long a key is to be seen before all may be expected to know it. Caches are soon done: did.json is fresh for five
# minutes, the list of the roots for an hour, and the key list of the offline page is asked again at each visit. What
# counts is who does not visit: a phone checks with the list of its last visit, and the page calls that list old only
# after 7 days (OLD in static/js/offline.js). After as many days every phone that does not know the key says that it
# is behind.
KNOWN_AFTER: Final = timedelta(days=7)


class KeyLost(KeyProblem):
    code = "key_lost"
    message = _(
        "Er is al getekend met een sleutel voor %(what)s, maar %(file)s is weg. Zet de reservekopie terug. Heb je die "
        "niet, voeg dan toe: --rotate %(purpose)s. Wat al is uitgegeven, blijft te controleren."
    )


class KeyFromEnvironment(KeyProblem):
    code = "key_from_environment"
    message = _(
        "De sleutel voor %(what)s staat in %(variable)s. Maak een nieuwe met --into MAP en zet die in %(variable)s."
    )


class KidTaken(KeyProblem):
    code = "kid_taken"
    message = _(
        "Het nummer van deze sleutel voor %(what)s is al van een andere sleutel. Maak een nieuwe: "
        "python manage.py make_signing_keys --rotate %(purpose)s"
    )


# --- the public halves -----------------------------------------------------------------------------------


def register_keys(*, now: datetime) -> list[SigningKey]:
    """Gives the public half of every current key its row, retires the row before it; the rows that changed.

    A second time changes nothing, processes that race end with one row, and a key that was retired and is put back
    signs again. A key that is missing is passed over. Raises DemoKeys, KeysUnreadable, KeyDistrusted or KidTaken.
    """
    changed = []
    for purpose in Purpose:
        with suppress(KeysMissing):
            changed.append(register_key(keyring.current(purpose), now=now))
    return [row for row in changed if row]


def signing_key(purpose: Purpose, *, now: datetime) -> PrivateKey:
    """The key to sign with; what it signs can be checked, for its public half is registered.

    Costs one query. A key that another machine retired still signs: machines get a new key one by one.
    Raises KeysMissing, KeysUnreadable, DemoKeys, KeyDistrusted, KidTaken or SealEnded.
    """
    key = keyring.current(purpose)
    if key.certificates and now > key.certificates[0].not_valid_after_utc:
        raise SealEnded(purpose)
    row = SigningKey.objects.filter(purpose=purpose.value, kid=key.kid).first()
    if row is None or row.is_prepared:
        register_key(key, now=now)
    else:
        _refuse_other(row, key)
    return key


def register_key(key: PrivateKey, *, now: datetime) -> SigningKey | None:
    """Makes `key` the one that signs; its row, or None when it was that already. Raises as `_refuse_other` does."""
    for left in reversed(range(TRIES)):
        try:
            return _make_current(key, now=now)
        except IntegrityError:  # another process was first: its row is there at the next look
            if not left:
                raise
    return None


@transaction.atomic
def _make_current(key: PrivateKey, *, now: datetime) -> SigningKey | None:
    """The row of `key` when it is new, was prepared or came back, None when it was current already."""
    row = SigningKey.objects.select_for_update().filter(purpose=key.purpose.value, kid=key.kid).first()
    if row:
        _refuse_other(row, key)
        if row.retired_at is None and not row.is_prepared:
            return None
    # The one before goes first: the database allows one that signs.
    for old in SigningKey.objects.signing().filter(purpose=key.purpose.value):
        _retire(old, verb="signing_key.retired", now=now)
    if row is None:
        row = SigningKey.objects.create(
            purpose=key.purpose.value, kid=key.kid, public=public_pem(key), is_demo=key.is_demo, added_at=now
        )
        verb = "signing_key.added"
    else:
        verb = _verb_of_return(row, now=now)
        row.retired_at, row.is_prepared = None, False
        row.save(update_fields=["retired_at", "is_prepared"])
    record(actor=None, verb=verb, target=row, at=now, purpose=row.purpose, kid=row.kid)
    return row


def _verb_of_return(row: SigningKey, *, now: datetime) -> str:
    """What happens to a row that stood already; the log says so when others may not know the key yet."""
    if not row.is_prepared:
        return "signing_key.returned"
    if now < row.added_at + KNOWN_AFTER:
        logger.warning("De sleutel %s tekent al, maar niet elke telefoon en elke site kent hem (docs/keys.md).", row)
    return "signing_key.used"


@transaction.atomic
def withdraw_prepared(purposes: Collection[Purpose], *, now: datetime) -> None:
    """Takes back the prepared keys of `purposes`: who stole the key of today had the next one too."""
    for row in SigningKey.objects.prepared().filter(purpose__in=[purpose.value for purpose in purposes]):
        _retire(row, verb="signing_key.withdrawn", now=now)


def _retire(row: SigningKey, *, verb: str, now: datetime) -> None:
    SigningKey.objects.filter(pk=row.pk).update(retired_at=now)
    record(actor=None, verb=verb, target=row, at=now, purpose=row.purpose, kid=row.kid)


def _refuse_other(row: SigningKey, key: PrivateKey) -> None:
    """Raises KidTaken when the row is about another key, KeyDistrusted when it was stolen, DemoKeys when of a demo."""
    if row.public != public_pem(key):
        raise KidTaken(key.purpose)
    if row.distrusted_at:
        raise KeyDistrusted(key.purpose)
    if row.is_demo and not settings.DEMO:
        raise DemoKeys(key.purpose)


# --- the private halves ----------------------------------------------------------------------------------


def make_keys(
    *,
    now: datetime,
    organization: str,
    is_demo: bool = False,
    rotate: Collection[Purpose] = (),
    new_authority: bool = False,
    into: Path | None = None,
) -> list[PrivateKey]:
    """Makes the keys that are missing and new ones for `rotate`, registers them, and gives the new ones.

    `organization` (40 bytes of UTF-8 at most) is who seals. `new_authority` starts a new root for the seal. `into` is a
    folder for keys that go to the environment of another machine: those are not registered here.
    A prepared key that a new one takes the place of is withdrawn.
    Raises a KeyProblem before anything is changed, or the ValueError of `new_seal`.
    """
    where = into or keyring.folder()
    with keyring.locked(where):
        wanted = [one for one in Purpose if one in rotate or _is_missing(one, into)]
        if into is None:
            _refuse(wanted, rotate=rotate, is_demo=is_demo)
        made, authority = draw_keys(
            wanted, where, organization=organization, at=now, is_demo=is_demo, new_authority=new_authority
        )
        if into is None:
            register_leaving(wanted, now=now)
            _drop_prepared(wanted, now=now)
        store_keys(made, authority, where)
    if into is None:
        keyring.forget()
        register_keys(now=now)
    return made


def _is_missing(purpose: Purpose, into: Path | None) -> bool:
    if into:
        return not keyring.key_file(purpose, into).exists()
    with suppress(KeyProblem):  # to replace those is for `rotate`
        try:
            keyring.current(purpose)
        except KeysMissing:
            return True
    return False


def _refuse(wanted: Collection[Purpose], *, rotate: Collection[Purpose], is_demo: bool) -> None:
    """Raises KeyFromEnvironment, or KeyLost when there was a key that nobody said to replace."""
    for purpose in wanted:
        if keyring.given(purpose):
            raise KeyFromEnvironment(purpose)
        if purpose not in rotate and not is_demo and keyring.public_keys(purpose):
            raise KeyLost(purpose)


def register_leaving(purposes: Collection[Purpose], *, now: datetime) -> None:
    """The private files are about to go: what they signed must stay checkable. What cannot sign needs no row."""
    for purpose in purposes:
        with suppress(KeyProblem):
            register_key(keyring.current(purpose), now=now)


def _drop_prepared(purposes: Collection[Purpose], *, now: datetime) -> None:
    withdraw_prepared(purposes, now=now)
    for purpose in purposes:
        keyring.next_file(purpose).unlink(missing_ok=True)
