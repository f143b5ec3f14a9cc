"""One invented Open Badges credential, and forgeries of it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from certificates.signing.credential import CredentialFacts, sign_credential
from certificates.signing.keys import Purpose, new_key

HOST = "academie.wabp.nl:8443"
SITE = f"https://{HOST}"
LIST = f"{SITE}/status/1/"
# Real verifiers have a real clock.
LONG_AGO, FAR_AWAY = datetime(2020, 5, 3, 12, tzinfo=UTC), datetime(2099, 5, 3, 21, 59, 59, tzinfo=UTC)
KEY = new_key(Purpose.CREDENTIAL)
OLD_KEY = new_key(Purpose.CREDENTIAL)
PUBLIC = {KEY.kid: KEY.key.public_key()}
EMAIL = "Wil.Bos@Example.nl"
FACTS: dict[str, Any] = {
    "identifier": "urn:uuid:3f0b7c52-7a5e-4c58-9a3e-6d8f64c0a001",
    "issuer_host": HOST,
    "issuer_name": "WABP Academie",
    "achievement_id": f"{SITE}/badges/saar/1.0/",
    "achievement_name": "SAAR: wat doe je bij één verdachte situatie?",
    "goals": ("de vier stappen van SAAR noemen;", "kiezen tussen 112 en 0900-8844."),
    "valid_from": LONG_AGO,
    "valid_until": FAR_AWAY,
    "evidence_url": f"{SITE}/c/WABP-7K3M-Q9XD-2R5V/",
    "status_list_url": LIST,
    "status_index": 3,
    "email": EMAIL,
    "salt": "3f0b7c52",
}


def sign(**changed: Any) -> str:
    return sign_credential(CredentialFacts(**(FACTS | changed)), key=changed.pop("key", KEY))


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    document = json.loads(sign())
    change(document)
    return json.dumps(document)


FORGERIES = {
    "other name": changed(lambda each: each.update(name="Iets anders")),
    "longer valid": changed(lambda each: each.update(validUntil="2199-01-01T00:00:00Z")),
    "other place in the list": changed(lambda each: each["credentialStatus"].update(statusListIndex="4")),
    "other address": changed(lambda each: each["credentialSubject"]["identifier"][0].update(salt="x")),
    "injected member": changed(lambda each: each.update(wijkagent="ja")),
    "injected deep": changed(lambda each: each["credentialSubject"]["achievement"].update(score=10)),
    "injected type": changed(lambda each: each["type"].append("Politiepas")),
    "other moment of signing": changed(lambda each: each["proof"].update(created="2021-01-01T00:00:00Z")),
    "other key": sign_credential(CredentialFacts(**FACTS), key=new_key(Purpose.CREDENTIAL)),
}
