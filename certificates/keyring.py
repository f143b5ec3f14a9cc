"""Where the keys are: the private ones in the environment or the data folder, the public ones in the database.

    key = current(Purpose.QR)           # signs now; raises a KeyProblem
    rows = public_keys(Purpose.QR)      # everything that ever signed or is about to, but for what was stolen
    trusted = roots()                   # what a seal must stand under

The environment is read here and not in the settings: `manage.py diffsettings` prints those.
Who signs takes his key from `certificates.services.keys.signing_key`, which registers its public half first.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates import models
from certificates.errors import CertificateError
from certificates.models import SigningKey
from certificates.signing.keys import BadKey, PrivateKey, Purpose, read_key

__all__ = [
    "ROOT_FILE",
    "ROOT_KEY_FILE",
    "VARIABLES",
    "DemoKeys",
    "KeyDistrusted",
    "KeyProblem",
    "KeysMissing",
    "KeysUnreadable",
    "RealKeys",
    "SealEnded",
    "current",
    "folder",
    "forget",
    "given",
    "key_file",
    "label",
    "locked",
    "next_file",
    "pins",
    "public_keys",
    "refuse_demo_keys",
    "root_pems",
    "roots",
    "store",
]

logger = logging.getLogger(__name__)

VARIABLES: Final = {
    Purpose.SEAL: "ACADEMIE_SEAL_KEY",
    Purpose.CREDENTIAL: "ACADEMIE_CREDENTIAL_KEY",
    Purpose.QR: "ACADEMIE_QR_KEY",
}
LABELS: Final = {
    Purpose.SEAL: _("het zegel op de PDF"),
    Purpose.CREDENTIAL: _("de Open Badge"),
    Purpose.QR: _("de QR-code"),
}
ROOT_FILE: Final = "seal-root.pem"
ROOT_KEY_FILE: Final = "seal-root-key.pem"


class KeyProblem(CertificateError):
    """Base of what can be wrong with the key for `purpose`."""

    code = "key_problem"

    def __init__(self, purpose: Purpose) -> None:
        super().__init__(purpose)
        self.purpose = purpose

    def __str__(self) -> str:
        return str(self.message) % self.facts()

    def facts(self) -> dict[str, object]:
        """What the message may name."""
        return {
            "what": label(self.purpose),
            "file": f"{self.purpose}.pem",
            "purpose": self.purpose,
            "variable": VARIABLES[self.purpose],
        }


class KeysMissing(KeyProblem):
    code = "keys_missing"
    message = _("De sleutel voor %(what)s ontbreekt. Voer uit: python manage.py make_signing_keys")


class KeysUnreadable(KeyProblem):
    code = "keys_unreadable"
    message = _(
        "De sleutel voor %(what)s is niet te lezen. Zet %(file)s terug uit de reservekopie, of kijk %(variable)s na."
    )


class DemoKeys(KeyProblem):
    code = "demo_keys"
    message = _(
        "De sleutel voor %(what)s is van de demo: daarmee kan iedereen certificaten namaken. Maak echte sleutels: "
        "python manage.py make_signing_keys --rotate seal credential qr --new-authority"
    )


class RealKeys(KeyProblem):
    code = "real_keys"
    message = _(
        "Dit is een proefsite, en de sleutel voor %(what)s is echt: daarmee zouden proefcertificaten echt lijken. "
        "Haal %(file)s of %(variable)s hier weg en voer uit: python manage.py make_signing_keys"
    )


class KeyDistrusted(KeyProblem):
    code = "key_distrusted"
    message = _(
        "De sleutel voor %(what)s is als gestolen gemeld en tekent niet meer. Maak een nieuwe: "
        "python manage.py make_signing_keys --rotate %(purpose)s"
    )


class SealEnded(KeyProblem):
    code = "seal_ended"
    message = _(
        "Het zegel op de PDF is afgelopen. Certificaten wachten tot er een nieuw zegel is: "
        "python manage.py make_signing_keys --rotate seal"
    )


def label(purpose: Purpose) -> str | Promise:
    """What people call it, within a sentence: "het zegel op de PDF"."""
    return LABELS[purpose]


# --- reading ---------------------------------------------------------------------------------------------


def folder() -> Path:
    """The folder of the private keys."""
    return settings.DATA_DIR / "keys"


def key_file(purpose: Purpose, where: Path | None = None) -> Path:
    """The file of the private key, in `folder()` or in `where`."""
    return (where or folder()) / f"{purpose}.pem"


def next_file(purpose: Purpose, where: Path | None = None) -> Path:
    """The file of the private key that is prepared and does not sign yet, in `folder()` or in `where`."""
    return (where or folder()) / f"{purpose}-next.pem"


def current(purpose: Purpose) -> PrivateKey:
    """The key that signs now: from the environment, else from the data folder, read once as long as it is the same.

    Raises KeysMissing, KeysUnreadable, in production DemoKeys, and in the demo RealKeys.
    """
    try:
        key = _read(purpose)
    except FileNotFoundError:
        raise KeysMissing(purpose) from None
    except (BadKey, OSError):
        raise KeysUnreadable(purpose) from None
    if key.is_demo and not settings.DEMO:
        raise DemoKeys(purpose)
    if settings.DEMO and not key.is_demo:
        raise RealKeys(purpose)
    return key


def given(purpose: Purpose) -> str:
    """What the environment says that the key is; empty when it lies in the folder."""
    return os.environ.get(VARIABLES[purpose], "").strip()


def forget() -> None:
    """Drops what was read, for tests and after a rotation; other processes see a new file by its inode and time."""
    _given.cache_clear()
    _stored.cache_clear()


def _read(purpose: Purpose) -> PrivateKey:
    if text := given(purpose):
        return _given(text, purpose)
    path = key_file(purpose)
    status = path.stat()
    return _stored(path, purpose, (status.st_ino, status.st_mtime_ns, status.st_size))


@lru_cache(maxsize=8)
def _given(text: str, purpose: Purpose) -> PrivateKey:
    """From a variable, in which many tools only take one line: `\\n` stands for its end."""
    return read_key(text.replace("\\n", "\n").encode(), purpose)


@lru_cache(maxsize=8)
def _stored(path: Path, purpose: Purpose, stamp: tuple[int, int, int]) -> PrivateKey:
    return read_key(path.read_bytes(), purpose)


# --- what others may know --------------------------------------------------------------------------------


def public_keys(purpose: Purpose) -> list[SigningKey]:
    """All keys that ever signed and those that are prepared, newest first, but for those that others may have.

    Those are the ones that were stolen, and in production those of a demo.
    """
    rows = SigningKey.objects.of(models.Purpose(purpose.value)).published().filter(distrusted_at=None)
    return list(rows if settings.DEMO else rows.filter(is_demo=False))


def roots() -> list[x509.Certificate]:
    """The roots under which a seal of ours stands, newest first: of the seals of today, before, and to come."""
    return list(dict.fromkeys(chain[-1] for chain in _seal_chains(public_keys(Purpose.SEAL))))


def root_pems() -> list[bytes]:
    """`roots` as PEM, for `judge_pdf` and for who wants to download them."""
    return [root.public_bytes(serialization.Encoding.PEM) for root in roots()]


def pins() -> frozenset[str]:
    """The SHA-256, in hex, of every certificate (DER) that we trust to have sealed: what `judge_pdf` knows as ours."""
    sealed = [row for row in public_keys(Purpose.SEAL) if not row.is_prepared]
    return frozenset(chain[0].fingerprint(hashes.SHA256()).hex() for chain in _seal_chains(sealed))


def _seal_chains(rows: list[SigningKey]) -> list[list[x509.Certificate]]:
    """Of `rows`, after that of today's seal."""
    chains = [x509.load_pem_x509_certificates(row.public.encode()) for row in rows]
    # The seal of today, also when nobody registered it yet; without a key what was sealed before stays true.
    with suppress(KeyProblem):
        seal = current(Purpose.SEAL)
        if not SigningKey.objects.filter(purpose="seal", kid=seal.kid, distrusted_at__isnull=False).exists():
            chains.insert(0, list(seal.certificates))
    return chains


def refuse_demo_keys() -> None:
    """Call when the site starts. Raises DemoKeys in production; logs what is missing, for which certificates wait."""
    for purpose in Purpose:
        try:
            current(purpose)
        except DemoKeys:
            raise
        except KeyProblem as problem:
            logger.warning("%s", problem)


# --- writing ---------------------------------------------------------------------------------------------


@contextmanager
def locked(where: Path) -> Iterator[None]:
    """Only one process at a time makes keys in `where`, which is made when needed and is for its owner only."""
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    where.chmod(0o700)
    handle = os.open(where, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def store(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Puts `content` at `path` so that, whenever the power goes, either the old or the new file is there, whole.

    Needs `locked`: the file beside it that is written first has a fixed name, so that a crash leaves one at most.
    """
    fresh = path.with_name(f".{path.name}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, mode)  # it may be left from a crash, with another mode
        file.write(content)
        file.flush()
        os.fsync(handle)
    os.replace(fresh, path)
    _sync(path.parent)


def _sync(where: Path) -> None:
    """Makes the new name last too, not only what is in the file."""
    handle = os.open(where, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
