"""Open Badges credentials: that verifiers of others take them for what they are."""

import json
import re
import subprocess
from datetime import UTC, datetime
from typing import Any

import pytest

from certificates.signing.credential import CredentialFacts, sign_credential
from certificates.signing.did import did_document
from certificates.signing.status_list import sign_status_list
from tests.certificates import judging
from tests.certificates.credentials import FACTS, FORGERIES, HOST, KEY, LIST, LONG_AGO, OLD_KEY, SITE, sign


@pytest.fixture(scope="module")
def judged() -> dict[str, Any]:
    """One run of the judges over everything below."""
    keys = [(key.kid, key.key.public_key()) for key in (KEY, OLD_KEY)]
    document = json.dumps(did_document(host=HOST, keys=keys))
    signed = sign_status_list(url=LIST, issuer_host=HOST, indexes=[0, 7, 131_071], at=LONG_AGO, key=KEY)
    genuine = {
        "genuine": sign(),
        "without address": sign(email=None),
        "without goals": sign(goals=()),
        "old key": sign_credential(CredentialFacts(**FACTS), key=OLD_KEY),
        "expired": sign(valid_until=datetime(2021, 1, 1, tzinfo=UTC)),
        **{f"revoked {index}": sign(status_index=index) for index in (0, 7, 131_071)},
        **{f"beside {index}": sign(status_index=index) for index in (1, 6, 8, 131_070)},
    }
    pages = {f"{SITE}/.well-known/did.json": ("application/did+json", document), LIST: ("application/vc", signed)}
    return judging.ask(pages=pages, credentials=genuine | FORGERIES)


@pytest.mark.parametrize("name", ["genuine", "without address", "without goals", "old key", "beside 1", "beside 6"])
def test_both_verifiers_take_it(judged: dict[str, Any], name: str) -> None:
    verdict = judged["verdicts"][name]
    assert verdict["bazaar"] == {"verified": True, "status": [False], "errors": []}
    steps = verdict["mit"]["steps"]
    assert (steps["valid_signature"], steps["revocation_status"], steps["expiration"]) == (True, True, True)
    assert verdict["mit"]["errors"] == []


@pytest.mark.parametrize("index", [0, 7, 131_071])
def test_both_see_that_it_was_revoked(judged: dict[str, Any], index: int) -> None:
    verdict = judged["verdicts"][f"revoked {index}"]
    assert verdict["bazaar"]["status"] == [True]
    assert verdict["mit"]["steps"]["valid_signature"] is True
    assert verdict["mit"]["steps"]["revocation_status"] is False


@pytest.mark.parametrize("index", [8, 131_070])
def test_a_bit_says_nothing_about_its_neighbor(judged: dict[str, Any], index: int) -> None:
    assert judged["verdicts"][f"beside {index}"]["bazaar"]["status"] == [False]


def test_both_see_that_it_expired(judged: dict[str, Any]) -> None:
    verdict = judged["verdicts"]["expired"]
    assert verdict["bazaar"]["verified"] is False
    assert verdict["mit"]["steps"]["expiration"] is False


@pytest.mark.parametrize("name", FORGERIES)
def test_both_refuse_what_was_changed(judged: dict[str, Any], name: str) -> None:
    verdict = judged["verdicts"][name]
    assert verdict["bazaar"]["verified"] is False
    assert verdict["mit"]["errors"]
    assert "valid_signature" not in verdict["mit"]["steps"]


def test_nothing_else_was_needed_from_the_network(judged: dict[str, Any]) -> None:
    """The schema is for who wants it; keys, list and contexts are all that a verdict takes."""
    assert all("/schema/json/ob_v3p0_achievementcredential_schema.json" in address for address in judged["asked"])


def test_our_contexts_are_those_of_the_verifiers(judged: dict[str, Any]) -> None:
    folder = judging.ROOT / "certificates" / "signing" / "contexts"
    files = json.loads((folder / "contexts.json").read_text())
    assert set(files) == set(json.loads(sign())["@context"])
    for address, name in files.items():
        assert json.loads((folder / name).read_text()) == judged["contexts"][address]


def test_without_npm_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nergens")
    judging.folder.cache_clear()
    with pytest.raises(AssertionError, match="apt-get install nodejs npm"):
        judging.folder()


def test_the_judges_are_pinned_and_name_no_registry() -> None:
    lock = (judging.SOURCE / "package-lock.json").read_text()
    assert '"resolved"' not in lock and '"integrity"' in lock
    package = json.loads((judging.SOURCE / "package.json").read_text())
    assert all(re.fullmatch(r"[0-9][\w.-]*", version) for version in package["dependencies"].values())
    assert subprocess.run(["git", "check-ignore", "-q", "var/judges"], cwd=judging.ROOT, check=False).returncode == 0
