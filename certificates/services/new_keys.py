"""New private keys: drawn, and put where they belong. Nobody knows them yet (`certificates.services.keys`).

made, authority = draw_keys([Purpose.QR], folder, organization="WABP Academie", at=now)
store_keys(made, authority, folder)      # or, to sign later: store_keys(…, file_of=keyring.next_file)
"""

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from django.utils.translation import gettext_lazy as _

from certificates import keyring
from certificates.keyring import KeyProblem
from certificates.models import SigningKey
from certificates.signing.authority import Authority, BadAuthority, new_seal, read_authority, write_authority
from certificates.signing.keys import BadKey, PrivateKey, Purpose, new_key, write_key

__all__ = ["NoKidLeft", "RootKeyInTheWay", "RootKeyMissing", "RootKeyUnfit", "draw_keys", "store_keys"]

QR_KIDS = 256  # one byte stands in the code on paper

FileOf = Callable[[Purpose, Path], Path]


class RootKeyMissing(KeyProblem):
    code = "root_key_missing"
    message = _(
        "Een nieuw zegel vraagt de sleutel van het stamcertificaat, en die ligt hier niet. Zet seal-root-key.pem even "
        "terug. Ben je die kwijt, of wordt hij misbruikt, voeg dan toe: --new-authority"
    )


class RootKeyUnfit(KeyProblem):
    code = "root_key_unfit"
    message = _(
        "Onder het stamcertificaat in seal-root-key.pem kan geen nieuw zegel: het is onleesbaar, van de demo, of het "
        "loopt te vroeg af. Zet het goede bestand terug, of haal het weg en voeg toe: --new-authority"
    )


class RootKeyInTheWay(KeyProblem):
    code = "root_key_in_the_way"
    message = _(
        "Er ligt hier al een sleutel van een stamcertificaat: seal-root-key.pem. Bewaar hem eerst ergens anders, "
        "of laat --new-authority weg: dan komt het nieuwe zegel daaronder."
    )


class NoKidLeft(KeyProblem):
    code = "no_kid_left"
    message = _("Alle nummers voor %(what)s zijn gebruikt. Vraag de bouwers om hulp.")


def draw_keys(
    wanted: Collection[Purpose], where: Path, *, organization: str, at: datetime, is_demo: bool, new_authority: bool
) -> tuple[list[PrivateKey], Authority | None]:
    """New keys, nothing stored yet; and for a seal the authority of `where` that it stands under, or a new one.

    Raises RootKeyMissing, RootKeyUnfit, RootKeyInTheWay, NoKidLeft, or the ValueError of `new_seal`.
    """
    made = [_new_key(one, is_demo=is_demo) for one in wanted if one is not Purpose.SEAL]
    if Purpose.SEAL not in wanted:
        return made, None
    authority = _authority(where, is_demo=is_demo, new_authority=new_authority)
    try:
        seal, authority = new_seal(organization=organization, at=at, is_demo=is_demo, authority=authority)
    except BadAuthority:
        raise RootKeyUnfit(Purpose.SEAL) from None
    return [seal, *made], authority


def _new_key(purpose: Purpose, *, is_demo: bool) -> PrivateKey:
    """Drawn until it has a kid of its own: that of a QR code is one byte."""
    taken = set(SigningKey.objects.filter(purpose=purpose.value).values_list("kid", flat=True))
    if purpose is Purpose.QR and len(taken) >= QR_KIDS:
        raise NoKidLeft(purpose)
    while (key := new_key(purpose, is_demo=is_demo)).kid in taken:
        pass
    return key


def _authority(where: Path, *, is_demo: bool, new_authority: bool) -> Authority | None:
    """The authority of which the secret lies in `where`; None when a new one is to be made.

    Raises RootKeyMissing, RootKeyInTheWay or RootKeyUnfit. A real secret is never written over.
    """
    found = _read_authority(where / keyring.ROOT_KEY_FILE)
    if new_authority and found and not found.is_demo:
        raise RootKeyInTheWay(Purpose.SEAL)
    if found and not new_authority:
        return found
    had_one = (where / keyring.ROOT_FILE).exists() or bool(keyring.public_keys(Purpose.SEAL))
    if had_one and not (new_authority or is_demo):
        raise RootKeyMissing(Purpose.SEAL)
    return None


def _read_authority(path: Path) -> Authority | None:
    try:
        return read_authority(path.read_bytes())
    except FileNotFoundError:
        return None
    except (BadKey, OSError):
        raise RootKeyUnfit(Purpose.SEAL) from None


def store_keys(
    made: Collection[PrivateKey], authority: Authority | None, where: Path, *, file_of: FileOf = keyring.key_file
) -> None:
    """Puts them in `where` under the names that `file_of` gives; needs `keyring.locked`.

    The root first: after a crash the next run makes the seal under it.
    """
    if authority:
        keyring.store(where / keyring.ROOT_KEY_FILE, write_authority(authority))
        root = authority.root.public_bytes(serialization.Encoding.PEM)
        keyring.store(where / keyring.ROOT_FILE, root, mode=0o644)
    for key in made:
        keyring.store(file_of(key.purpose, where), write_key(key))
