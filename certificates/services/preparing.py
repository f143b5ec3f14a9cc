"""Keys that others know before they sign, so that nobody meets a signature with a key that he never heard of.

    prepare_keys(now=now, organization="WABP Academie", purposes=[Purpose.QR])     # to be seen; the old one signs
    ready_at([Purpose.QR])                                                         # from when all may know it
    use_prepared(now=a_week_later, purposes=[Purpose.QR])                          # signs from now on

Private halves lie beside those of today (`keyring.next_file`), public ones stand in the table with `is_prepared`.
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from certificates import keyring
from certificates.errors import CertificateError
from certificates.keyring import KeyProblem
from certificates.models import SigningKey
from certificates.services.keys import (
    KNOWN_AFTER,
    register_key,
    register_leaving,
    signing_key,
    withdraw_prepared,
)
from certificates.services.new_keys import draw_keys, store_keys
from certificates.signing.keys import BadKey, PrivateKey, Purpose, public_pem, read_key, write_key

__all__ = [
    "NothingPrepared",
    "PreparedElsewhere",
    "PreparedForEnvironment",
    "PreparedLost",
    "PreparedTooEarly",
    "prepare_keys",
    "ready_at",
    "use_prepared",
]


class NothingPrepared(CertificateError):
    """None of `purposes` that were asked for has a prepared key, or one of them has none."""

    code = "nothing_prepared"
    message = _("Er ligt geen nieuwe sleutel klaar. Voer eerst uit: python manage.py make_signing_keys --prepare")

    def __init__(self, purposes: Collection[Purpose]) -> None:
        super().__init__(purposes)
        self.purposes = purposes

    def __str__(self) -> str:
        return " ".join([super().__str__(), *self.purposes])


class PreparedTooEarly(KeyProblem):
    code = "prepared_too_early"
    message = _(
        "De nieuwe sleutel voor %(what)s is nog te kort bekend. Niet elke telefoon en elke site heeft hem al. Wacht "
        "tot %(moment)s. Kan dat niet, voeg dan toe: --early. Nieuwe certificaten zijn dan zonder internet niet te "
        "controleren op een telefoon die na het klaarzetten nog niet online was."
    )

    def __init__(self, purpose: Purpose, moment: datetime) -> None:
        super().__init__(purpose)
        self.moment = moment

    def facts(self) -> dict[str, object]:
        local = timezone.localtime(self.moment, timezone.get_default_timezone())
        return {**super().facts(), "moment": f"{local:%d-%m-%Y %H:%M}"}


class PreparedLost(KeyProblem):
    code = "prepared_lost"
    message = _(
        "De nieuwe sleutel voor %(what)s ligt niet in %(purpose)s-next.pem. Zet dat bestand terug uit de reservekopie. "
        "Heb je die niet, voer dan uit: python manage.py make_signing_keys --prepare %(purpose)s"
    )


class PreparedElsewhere(KeyProblem):
    code = "prepared_elsewhere"
    message = _(
        "De sleutel voor %(what)s staat in %(variable)s. Zet de nieuwe klaar in een map die verder niemand ziet, en "
        "voeg toe: --into MAP"
    )


class PreparedForEnvironment(KeyProblem):
    code = "prepared_for_environment"
    message = _(
        "De nieuwe sleutel voor %(what)s is lang genoeg bekend. Zet wat in %(purpose)s-next.pem staat nu zelf in "
        "%(variable)s, op alle servers, en start ze opnieuw. Dan tekent hij."
    )


# --- to be seen ------------------------------------------------------------------------------------------


def prepare_keys(
    *,
    now: datetime,
    organization: str,
    purposes: Collection[Purpose] = (),
    new_authority: bool = False,
    into: Path | None = None,
) -> list[PrivateKey]:
    """Makes the next keys for `purposes` (none: for all), publishes their public halves, and gives the new ones.

    What lies ready stays; a prepared key of which the private half is gone is withdrawn and made anew. Keys that come
    from the environment want `into`, a folder from which somebody puts them there. The rest as for `make_keys`.
    Raises a KeyProblem before anything is made, or the ValueError of `new_seal`.
    """
    where = into or keyring.folder()
    wanted = [one for one in Purpose if one in (purposes or Purpose)]
    for purpose in wanted:
        if keyring.given(purpose) and into is None:
            raise PreparedElsewhere(purpose)
        signing_key(purpose, now=now)  # there is nothing to follow up without a key that signs
    with keyring.locked(where):
        made, authority = draw_keys(
            [one for one in wanted if not _lies_ready(one, where)],
            where,
            organization=organization,
            at=now,
            is_demo=settings.DEMO,
            new_authority=new_authority,
        )
        store_keys(made, authority, where, file_of=keyring.next_file)
        _publish(made, now=now)
    return made


@transaction.atomic
def _publish(made: Collection[PrivateKey], *, now: datetime) -> None:
    withdraw_prepared([key.purpose for key in made], now=now)
    for key in made:
        row = SigningKey.objects.create(
            purpose=key.purpose.value,
            kid=key.kid,
            public=public_pem(key),
            is_demo=key.is_demo,
            is_prepared=True,
            added_at=now,
        )
        record(actor=None, verb="signing_key.prepared", target=row, at=now, purpose=row.purpose, kid=row.kid)


def _lies_ready(purpose: Purpose, where: Path) -> bool:
    row = SigningKey.objects.prepared().filter(purpose=purpose.value).first()
    return bool(row and _private_half(row, where))


def _private_half(row: SigningKey, where: Path) -> PrivateKey | None:
    """The key of `row` as it lies in `where`; None when it is gone, unreadable, another one, or not for this site."""
    purpose = Purpose(row.purpose)
    with suppress(BadKey, OSError):
        key = read_key(keyring.next_file(purpose, where).read_bytes(), purpose)
        if public_pem(key) == row.public and key.is_demo == row.is_demo == settings.DEMO:
            return key
    return None


# --- to sign ---------------------------------------------------------------------------------------------


def ready_at(purposes: Collection[Purpose] = ()) -> datetime:
    """From when all may know the prepared keys for `purposes` (none: for all). Raises NothingPrepared."""
    return max(_ready(row) for row in _prepared(purposes))


def _ready(row: SigningKey) -> datetime:
    """On the minute, so that the command works at the time that it named."""
    return (row.added_at + KNOWN_AFTER).replace(second=0, microsecond=0)


def use_prepared(*, now: datetime, purposes: Collection[Purpose] = (), early: bool = False) -> list[PrivateKey]:
    """Lets the prepared keys for `purposes` (none: all that are prepared) sign, and gives them.

    Those before them stay checkable. `early` does not wait until all know them. Safe to repeat after a crash.
    Raises NothingPrepared, PreparedTooEarly, PreparedLost or PreparedForEnvironment before anything is changed.
    """
    where = keyring.folder()
    rows = _prepared(purposes)
    for row in rows:
        if not early and now < _ready(row):
            raise PreparedTooEarly(Purpose(row.purpose), _ready(row))
    with keyring.locked(where):
        moving = [_to_move(row, where) for row in rows if not _is_in_place(row)]
        register_leaving([key.purpose for key in moving], now=now)
        for key in moving:
            keyring.store(keyring.key_file(key.purpose), write_key(key))
            keyring.next_file(key.purpose).unlink()
    keyring.forget()
    used = [keyring.current(Purpose(row.purpose)) for row in rows]
    for key in used:
        register_key(key, now=now)
    return used


def _prepared(purposes: Collection[Purpose]) -> list[SigningKey]:
    """The rows, in the order of Purpose. Raises NothingPrepared."""
    wanted = purposes or Purpose
    found = {Purpose(row.purpose): row for row in SigningKey.objects.prepared()}
    if not found or (purposes and not found.keys() >= set(purposes)):
        raise NothingPrepared([one for one in purposes if one not in found])
    return [found[one] for one in Purpose if one in wanted and one in found]


def _is_in_place(row: SigningKey) -> bool:
    """Whether it is the key of today here: put in the environment, or moved just before the power went."""
    with suppress(KeyProblem):
        return public_pem(keyring.current(Purpose(row.purpose))) == row.public
    return False


def _to_move(row: SigningKey, where: Path) -> PrivateKey:
    """The private half that takes the place of today's. Raises PreparedForEnvironment or PreparedLost."""
    purpose = Purpose(row.purpose)
    if keyring.given(purpose):
        raise PreparedForEnvironment(purpose)
    key = _private_half(row, where)
    if key is None:
        raise PreparedLost(purpose)
    return key
