"""Bitstring Status List v1.0 (W3C): one bit per credential, the whole list in one signed credential.

Who checks a credential gets the whole list, so the site never learns which one was checked.

    encode_bits([3, 7])                    # "u…": bits 3 and 7 are on
    text = sign_status_list(url=…, issuer_host=…, indexes=[3, 7], at=moment, key=key)
"""

import gzip
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from certificates.signing.did import did_web, key_address
from certificates.signing.keys import PrivateKey
from certificates.signing.multibase import to_base64url
from certificates.signing.proofs import add_proof, as_json, moment

__all__ = ["SIZE", "bits_of", "encode_bits", "sign_status_list"]

SIZE: Final = 131_072  # bits: the least that the standard allows, so that one credential hides among many
CREDENTIALS: Final = "https://www.w3.org/ns/credentials/v2"


def bits_of(indexes: Iterable[int], size: int = SIZE) -> bytes:
    """Return `size` bits of which `indexes` are on; bit 0 is the leftmost (most significant) of the first byte.

    Raises ValueError for an index outside the list, or a size that is not a number of whole bytes.
    """
    if size < 1 or size % 8:
        raise ValueError("a list has a whole number of bytes")
    bits = bytearray(size // 8)
    for index in indexes:
        if not 0 <= index < size:
            raise ValueError(f"index {index} is outside the list")
        bits[index >> 3] |= 0x80 >> (index & 7)
    return bytes(bits)


def encode_bits(indexes: Iterable[int], size: int = SIZE) -> str:
    """Return the bits (`bits_of`) gzipped, as multibase base64url; the same indexes give the same text."""
    return to_base64url(gzip.compress(bits_of(indexes, size), compresslevel=6, mtime=0))


def sign_status_list(*, url: str, issuer_host: str, indexes: Iterable[int], at: datetime, key: PrivateKey) -> str:
    """Return the signed list as JSON: 1 kB when it is empty, 4 kB with one in a hundred revoked.

    `url` is where it is served and what credentials name; `issuer_host` has to be that of those credentials.
    """
    document = {
        "@context": [CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_web(issuer_host),
        "validFrom": moment(at),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode_bits(indexes),
        },
    }
    method = key_address(host=issuer_host, kid=key.kid)
    return as_json(add_proof(document, key=key, method=method, at=at))
