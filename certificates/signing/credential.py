"""Open Badges 3.0 credentials: what is said about a certificate, signed so that anybody can check it.

    text = sign_credential(facts, key=key)
    content = verify_credential(text, public_keys={key.kid: key.key.public_key()})

No name, e-mail address, score or register number goes in; who holds the credential proves that it is his with his
e-mail address, of which there is a salted hash.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.signing.did import did_web, key_address
from certificates.signing.keys import PrivateKey
from certificates.signing.proofs import BadProof, add_proof, as_json, check_proof, moment

__all__ = [
    "BadCredential",
    "CredentialFacts",
    "achievement_json",
    "achievement_page",
    "hash_email",
    "sign_credential",
    "verify_credential",
]

CREDENTIALS: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
SCHEMA: Final = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
NAME: Final = "WABP Academie"
CONTEXTS: Final = [CREDENTIALS, OPEN_BADGES, EXTENSIONS]
LONGEST: Final = 65_536  # symbols; ours have some 2,500


class BadCredential(ValueError):
    """Not a credential of ours as we signed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialFacts:
    """Everything in one credential.

    `identifier` is a URN or address that no other credential has. `issuer_host` is a host with, perhaps, a port.
    `achievement_id` is the address of the page about the course edition, with a slash at the end.
    All moments are aware; `valid_until` is the last valid one; `issued_at` stands in the proof (None: `valid_from`).
    `evidence_url` is the check page, without a token. `status_index` is the place in the list, from 0.
    `email` may be None; `salt` is no secret, but has to differ per credential.
    """

    identifier: str
    issuer_host: str
    issuer_name: str
    achievement_id: str
    achievement_name: str
    goals: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime
    evidence_url: str
    status_list_url: str
    status_index: int
    issued_at: datetime | None = None
    email: str | None = None
    salt: str = ""


def sign_credential(facts: CredentialFacts, *, key: PrivateKey) -> str:
    """Return the signed credential as JSON, about 2.5 kB; the same facts and key give the same text.

    Raises ValueError when a host or key is not what it should be, or when an e-mail address comes without salt.
    """
    method = key_address(host=facts.issuer_host, kid=key.kid)
    return as_json(add_proof(_credential(facts), key=key, method=method, at=facts.issued_at or facts.valid_from))


def verify_credential(text: str, *, public_keys: Mapping[str, Ed25519PublicKey]) -> dict[str, Any]:
    """Return the content of a credential that one of `public_keys` (by kid) signed.

    Says nothing about its dates or whether it was revoked. Raises BadCredential for everything else.
    """
    signed = _read(text)
    proof, issuer = signed.get("proof"), signed.get("issuer")
    method = proof.get("verificationMethod") if isinstance(proof, dict) else None
    did, _, kid = str(method).partition("#")
    public_key = public_keys.get(kid)
    if public_key is None or did != (issuer.get("id") if isinstance(issuer, dict) else issuer):
        raise BadCredential("not signed by a key of ours")
    if signed.get("@context") != CONTEXTS:
        # Words that somebody adds change nothing that was signed, but a reader could take them for ours.
        raise BadCredential("other contexts than ours")
    try:
        check_proof(signed, public_key=public_key)
    except BadProof as error:
        raise BadCredential(str(error)) from error
    return signed


def achievement_json(*, identifier: str, name: str, goals: Sequence[str]) -> dict[str, Any]:
    """Return what somebody can after a course, as Open Badges writes it: part of a credential, or a page of its own.

    `identifier` is the address of that page, with a slash at the end; its picture is `badge.png` under it.
    """
    return {
        "id": identifier,
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": name,
        "description": f"Certificaat van de cursus “{name}” van {NAME}.",
        "inLanguage": "nl",
        "criteria": {"narrative": _narrative(goals)},
        "image": {"id": f"{identifier}badge.png", "type": "Image", "caption": name},
    }


def achievement_page(achievement: Mapping[str, Any], *, host: str) -> dict[str, Any]:
    """Return the achievement as a document of its own, with the issuer at `host` as its creator."""
    creator = {"id": did_web(host), "type": ["Profile"], "name": NAME}
    return {"@context": [CREDENTIALS, OPEN_BADGES], **achievement, "creator": creator}


def hash_email(address: str, *, salt: str) -> str:
    """Return the identity hash of Open Badges: SHA-256 of the address in lower case with the salt after it.

    Raises ValueError without salt: who has the hash could then try out addresses for all credentials at once.
    """
    if not salt:
        raise ValueError("an e-mail address is never hashed without salt")
    return "sha256$" + hashlib.sha256((address.strip().lower() + salt).encode()).hexdigest()


def _credential(facts: CredentialFacts) -> dict[str, Any]:
    return {
        "@context": CONTEXTS,
        "id": facts.identifier,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.achievement_name,
        "issuer": {"id": did_web(facts.issuer_host), "type": ["Profile"], "name": facts.issuer_name},
        "validFrom": moment(facts.valid_from),
        "validUntil": moment(facts.valid_until),
        "credentialSubject": _subject(facts),
        "credentialStatus": _status(facts),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "evidence": [{"id": facts.evidence_url, "type": ["Evidence"], "name": "Controle van het certificaat"}],
    }


def _subject(facts: CredentialFacts) -> dict[str, Any]:
    achievement = achievement_json(identifier=facts.achievement_id, name=facts.achievement_name, goals=facts.goals)
    subject: dict[str, Any] = {"type": ["AchievementSubject"], "achievement": achievement}
    if not facts.email:
        return subject
    identity = {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": hash_email(facts.email, salt=facts.salt),
        "identityType": "emailAddress",
        "salt": facts.salt,
    }
    return {**subject, "identifier": [identity]}


def _status(facts: CredentialFacts) -> dict[str, str]:
    return {
        "id": f"{facts.status_list_url}#{facts.status_index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(facts.status_index),
        "statusListCredential": facts.status_list_url,
    }


def _narrative(goals: Sequence[str]) -> str:
    """What was asked for it, as Markdown, in the language of the course."""
    lines = [f"- {goal}" for goal in goals]
    head = "De toets van deze cursus gehaald."
    return "\n".join([head, "", "Leerdoelen:", "", *lines]) if lines else head


def _read(text: str) -> dict[str, Any]:
    """The JSON object in `text`; a member that stands there twice could mean two things, so it is refused."""
    if len(text) > LONGEST:
        raise BadCredential("too long")
    try:
        content = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise BadCredential("not JSON") from error
    if not isinstance(content, dict):
        raise BadCredential("not a JSON object")
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _value in pairs}) != len(pairs):
        raise ValueError("a member stands there twice")
    return dict(pairs)
