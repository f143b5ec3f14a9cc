"""The name under which the site signs credentials, `did:web`, and the document in which it tells its keys.

`did:web:academie.wabp.nl` means: the keys are at `https://academie.wabp.nl/.well-known/did.json`.
"""

import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.signing.multibase import to_base58

__all__ = ["did_document", "did_web", "key_address"]

ED25519_CODE: Final = b"\xed\x01"  # the number of this kind of key in the table of multicodec, as a varint
HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")
CONTEXTS: Final = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")


def did_web(host: str) -> str:
    """Return the DID of `host`, like "academie.wabp.nl" or "localhost:8000".

    Raises ValueError for anything but a host with, perhaps, a port: no scheme, no path.
    """
    plain = host.lower()
    if not HOST.fullmatch(plain):
        raise ValueError(f"not a host: {host[:100]!r}")
    return f"did:web:{quote(plain, safe='')}"


def key_address(*, host: str, kid: str) -> str:
    """Return how a signature names the key `kid` (`kid_of`) of `host`."""
    return f"{did_web(host)}#{kid}"


def did_document(*, host: str, keys: Iterable[tuple[str, Ed25519PublicKey]]) -> dict[str, Any]:
    """Return the DID document of `host` with `keys` (kid and public key), in that order.

    Give the keys that no longer sign too: a verifier takes a signature of a key that is not listed for a forgery.
    """
    methods = [
        {
            "id": key_address(host=host, kid=kid),
            "type": "Multikey",
            "controller": did_web(host),
            "publicKeyMultibase": multikey(key),
        }
        for kid, key in keys
    ]
    return {
        "@context": list(CONTEXTS),
        "id": did_web(host),
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def multikey(key: Ed25519PublicKey) -> str:
    """Return the public key as Multikey, `z6Mk…`."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return to_base58(ED25519_CODE + raw)
