"""The keys that every test site signs with: made once per worker, in its own data folder."""

from datetime import UTC, datetime

from cryptography.hazmat.primitives import serialization

from certificates import keyring
from certificates.signing.authority import new_seal
from certificates.signing.keys import Purpose, new_key, write_key

__all__ = ["put_keys_in_data_folder"]

# Before the stopped clock of the tests, so that what is sealed then is sealed with a valid certificate.
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def put_keys_in_data_folder() -> None:
    """Makes seal, credential and QR key where the site looks for them, unless they are there."""
    with keyring.locked(keyring.folder()):
        if keyring.key_file(Purpose.SEAL).exists():
            return
        seal, authority = new_seal(organization="Stichting Voorbeeldwacht", at=SINCE, is_demo=True)
        root = authority.root.public_bytes(serialization.Encoding.PEM)
        keyring.store(keyring.folder() / keyring.ROOT_FILE, root, mode=0o644)
        for key in (new_key(Purpose.CREDENTIAL, is_demo=True), new_key(Purpose.QR, is_demo=True), seal):
            keyring.store(keyring.key_file(key.purpose), write_key(key))
