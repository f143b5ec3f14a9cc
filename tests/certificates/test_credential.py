"""Open Badges credentials: what is in them, and what we refuse."""

import base64
import hashlib
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from certificates.signing.credential import BadCredential, CredentialFacts, sign_credential, verify_credential
from certificates.signing.did import did_web
from certificates.signing.keys import Purpose, new_key
from certificates.signing.multibase import from_base58, to_base58, to_base64url
from certificates.signing.proofs import BadProof, add_proof
from tests.certificates.credentials import FACTS, FORGERIES, KEY, LONG_AGO, PUBLIC, SITE, changed, sign


def test_it_holds_what_open_badges_asks() -> None:
    content = verify_credential(sign(), public_keys=PUBLIC)
    assert content["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert content["issuer"]["id"] == "did:web:academie.wabp.nl%3A8443"
    assert (content["validFrom"], content["validUntil"]) == ("2020-05-03T12:00:00Z", "2099-05-03T21:59:59Z")
    achievement = content["credentialSubject"]["achievement"]
    assert (achievement["id"], achievement["achievementType"]) == (f"{SITE}/badges/saar/1.0/", "Certificate")
    assert "- kiezen tussen 112 en 0900-8844." in achievement["criteria"]["narrative"]
    assert content["credentialStatus"]["statusListIndex"] == "3"
    assert content["evidence"][0]["id"] == FACTS["evidence_url"]
    assert content["proof"]["verificationMethod"] == f"did:web:academie.wabp.nl%3A8443#{KEY.kid}"


def test_the_address_is_only_there_as_a_salted_hash() -> None:
    text = sign()
    assert "wil.bos" not in text.lower() and "example" not in text.lower()
    identity = json.loads(text)["credentialSubject"]["identifier"][0]
    expected = hashlib.sha256(b"wil.bos@example.nl" + b"3f0b7c52").hexdigest()
    assert identity["identityHash"] == f"sha256${expected}"
    assert "identifier" not in json.loads(sign(email=None))["credentialSubject"]


def test_an_address_is_never_hashed_without_salt() -> None:
    with pytest.raises(ValueError, match="salt"):
        sign(salt="")


def test_the_same_facts_give_the_same_text_in_threads_too() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: sign(), range(40))) == {sign()}


def test_the_moment_of_signing_is_that_of_issue() -> None:
    text = sign(issued_at=datetime(2020, 6, 1, 14, 3, 9, 5, tzinfo=UTC))
    assert json.loads(text)["proof"]["created"] == "2020-06-01T14:03:09Z"
    verify_credential(text, public_keys=PUBLIC)


@pytest.mark.parametrize("name", FORGERIES)
def test_we_refuse_what_was_changed_too(name: str) -> None:
    with pytest.raises(BadCredential):
        verify_credential(FORGERIES[name], public_keys=PUBLIC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nee",
        "[]",
        "{}",
        '{"proof": 3}',
        '{"proof": {"verificationMethod": 3}, "issuer": []}',
        "[" * 60_000,
        "x" * 70_000,
        sign()[:-1] + ',"name":"tweemaal"}',
        changed(lambda each: each.update(issuer="did:web:elders.nl")),
        changed(lambda each: each["proof"].update(proofValue="z0OIl")),
        changed(lambda each: each["proof"].update(proofValue=7)),
        changed(lambda each: each["proof"].update(cryptosuite="eddsa-jcs-2022")),
        changed(lambda each: each["proof"].update(domain="elders.nl")),
        changed(lambda each: each.update(proof=[each["proof"]])),
        changed(lambda each: each.update({"@context": ["https://www.w3.org/ns/credentials/v2"]})),
        changed(lambda each: each.update({"@context": "https://example.org/context"})),
        changed(lambda each: each.pop("@context")),
        changed(lambda each: each["@context"].append({"wijkagent": "https://example.nl/w"})),
    ],
)
def test_anything_else_is_a_bad_credential(text: str) -> None:
    with pytest.raises(BadCredential):
        verify_credential(text, public_keys=PUBLIC)


def test_order_and_layout_of_the_json_do_not_matter() -> None:
    document = json.loads(sign())
    text = json.dumps(dict(reversed(document.items())), indent=3, ensure_ascii=False)
    assert verify_credential(text, public_keys=PUBLIC) == document


def test_what_has_no_meaning_is_not_signed() -> None:
    document = {"@context": ["https://www.w3.org/ns/credentials/v2"], "onbekend": "woord"}
    with pytest.raises(BadProof):
        add_proof(document, key=KEY, method="did:web:a.nl#1", at=LONG_AGO)


def test_signing_never_uses_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    document = {"@context": ["https://www.w3.org/ns/credentials/v1.1", "https://example.org/c"], "id": "urn:x:y"}
    with pytest.raises(BadProof):
        add_proof(document, key=KEY, method="did:web:a.nl#1", at=LONG_AGO)
    sign()


def test_only_ed25519_signs_credentials() -> None:
    with pytest.raises(ValueError, match="Ed25519"):
        sign_credential(CredentialFacts(**FACTS), key=new_key(Purpose.QR))


def test_a_moment_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        sign(valid_until=datetime(2028, 5, 3))


@pytest.mark.parametrize("host", ["", "https://a.nl", "a.nl/pad", "a.nl:poort", "a b.nl", "a.nl#x", "-a.nl"])
def test_a_did_takes_a_bare_host(host: str) -> None:
    with pytest.raises(ValueError, match="not a host"):
        did_web(host)


def test_multibase_goes_there_and_back() -> None:
    for data in (b"", b"\0", b"\0\0a", b"hallo", bytes(range(64)), b"\xff" * 64):
        assert from_base58(to_base58(data)) == data
        assert to_base64url(data) == "u" + base64.urlsafe_b64encode(data).decode().rstrip("=")
    # The example of the draft standard for base58.
    assert to_base58(b"Hello World!") == "z2NEpo7TZRRrLZSi2U"


@pytest.mark.parametrize("text", ["", "z0", "zO", "u12", "z" + "1" * 300])
def test_other_text_is_no_base58(text: str) -> None:
    with pytest.raises(ValueError, match="base58"):
        from_base58(text)
