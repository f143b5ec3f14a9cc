"""Data Integrity proofs with the cryptosuite eddsa-rdfc-2022 (W3C): Ed25519 over what JSON-LD means.

    signed = add_proof(document, key=key, method="did:web:academie.wabp.nl#0123…", at=moment)
    check_proof(signed, public_key=key.key.public_key())       # BadProof when it does not hold

What a document means is its RDF in canonical order, so the order and the layout of the JSON do not matter. What
has no meaning in the contexts would not be signed: such a document is refused, both ways. No network: only the
contexts in the folder `contexts`. Safe in threads; signing takes about three milliseconds, nearly all of it RDF.
"""

import hashlib
import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyld import jsonld

from certificates.signing.keys import PrivateKey
from certificates.signing.multibase import from_base58, to_base58

__all__ = ["BadProof", "add_proof", "as_json", "check_proof", "moment"]

FOLDER: Final = Path(__file__).resolve().parent / "contexts"
SUITE: Final = "eddsa-rdfc-2022"
PROOF_MEMBERS: Final = frozenset(["type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"])
# The caches of pyld are shared by all who use it, and no two threads may change them at once.
_rdf_lock = threading.Lock()


class BadProof(ValueError):
    """The document has no proof that holds; the message says what is wrong, without any of its content."""


def add_proof(document: Mapping[str, Any], *, key: PrivateKey, method: str, at: datetime) -> dict[str, Any]:
    """Return `document` with a proof by `key`, made at `at` (aware; whole seconds are kept).

    `method` is the address at which verifiers find the public key. The same arguments give the same proof.
    Raises BadProof when the contexts do not know everything in `document`, ValueError when `key` is no Ed25519 key.
    """
    if not isinstance(key.key, Ed25519PrivateKey):
        raise ValueError("credentials are signed with Ed25519")
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": moment(at),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    signature = key.key.sign(_to_be_signed(document, options))
    return {**document, "proof": {**options, "proofValue": to_base58(signature)}}


def check_proof(signed: Mapping[str, Any], *, public_key: Ed25519PublicKey) -> None:
    """Return when the one proof of `signed` is by `public_key`. Raises BadProof when it is not."""
    proof = signed.get("proof")
    if not isinstance(proof, dict) or set(proof) != PROOF_MEMBERS or proof["cryptosuite"] != SUITE:
        raise BadProof("no proof of the kind that we make")
    document = {name: value for name, value in signed.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        public_key.verify(from_base58(str(proof["proofValue"])), _to_be_signed(document, options))
    except (InvalidSignature, ValueError) as error:
        raise BadProof("the signature does not belong to this document") from error


def as_json(document: Mapping[str, Any]) -> str:
    """Return `document` as compact JSON in ASCII, members in order: the same content is the same text."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def moment(at: datetime) -> str:
    """Return an aware moment as credentials write it: UTC, whole seconds. Raises ValueError without time zone."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _to_be_signed(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    """Return the 64 bytes that the key signs: what the proof says about itself, then what the document says."""
    # Only its own words: without this, "@context" in the proof could give them another meaning.
    about_proof = {"@context": document.get("@context"), **options}
    return hashlib.sha256(_canonical(about_proof)).digest() + hashlib.sha256(_canonical(document)).digest()


def _canonical(document: Mapping[str, Any]) -> bytes:
    """Return the RDF of `document` as canonical N-Quads. Raises BadProof for what has no meaning."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load, "base": ""}
    try:
        with _rdf_lock:
            text: str = _processor().normalize(dict(document), options)
    except jsonld.JsonLdError as error:
        raise BadProof("the contexts do not fit the document") from error
    return text.encode()


def _processor() -> Any:
    def refuse(_name: str | None) -> None:
        raise jsonld.JsonLdError("a member has no meaning", "jsonld.Dropped")

    return jsonld.JsonLdProcessor(on_property_dropped=refuse)


def _load(address: str, _options: Mapping[str, Any]) -> dict[str, Any]:
    """The document loader of pyld: our own files, never the network."""
    if address not in _files():
        raise jsonld.JsonLdError("a context that we do not bring", "jsonld.LoadDocumentError")
    document = json.loads((FOLDER / _files()[address]).read_text(encoding="utf-8"))
    # The tag makes pyld keep the context: it would else work it out again for every signature.
    return {"contextUrl": None, "documentUrl": address, "document": document, "tag": "static"}


@cache
def _files() -> dict[str, str]:
    """Address of a context → name of its file."""
    found: dict[str, str] = json.loads((FOLDER / "contexts.json").read_text(encoding="utf-8"))
    return found
