"""The whole chain: one waiting file becomes a sealed PDF whose code, credential and row say the same."""

import hashlib
import json
import logging
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import zxingcpp
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.roles import Role
from certificates import keyring
from certificates.keyring import KeysMissing
from certificates.models import Certificate, CertificateFile, Signatory, SigningKey
from certificates.services import files, making
from certificates.services.changing import revoke
from certificates.services.status_lists import publish
from certificates.signing.attached import NotAttached, attached_file
from certificates.signing.cose import read_claims
from certificates.signing.credential import verify_credential
from certificates.signing.judging import Verdict, judge_pdf
from certificates.signing.keys import Purpose
from tests.certificates.judging import judge
from tests.conftest import NOW
from tests.factories.certificates import GOALS, make_certificate, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def made(private_folder: Path) -> tuple[Certificate, bytes]:
    """A certificate and its stored bytes."""
    Signatory.objects.create(name="Anna Voorbeeld", function="voorzitter")
    certificate = make_certificate(
        make_user("Đorđe van den Berg"),
        goals=GOALS,
        course_code="saar",
        issued_at=NOW,
        signatory=Signatory.objects.current(),
    )
    file = CertificateFile.objects.with_facts().get(certificate=certificate)
    CertificateFile.objects.update(next_try_at=NOW)
    assert files.render_file(file=file, now=LATER) is True
    file.refresh_from_db()
    with file.pdf.open("rb") as stored:
        return certificate, stored.read()


def page(pdf: bytes, folder: Path) -> Image.Image:
    """The page as a printer of 150 dots an inch sees it."""
    command = ["pdftoppm", "-r", "150", "-png", "-singlefile", "-", str(folder / "page")]
    subprocess.run(command, input=pdf, check=True, capture_output=True)
    return Image.open(folder / "page.png")


def test_the_stored_bytes_are_sealed_by_us_and_known_by_their_hash(made: Any) -> None:
    certificate, pdf = made
    judgment = judge_pdf(pdf, roots=keyring.root_pems(), pinned=keyring.pins())
    assert (judgment.verdict, judgment.number) == (Verdict.GENUINE, certificate.number)
    file = CertificateFile.objects.get()
    assert file.sha256 == hashlib.sha256(pdf).hexdigest()
    assert file.seal_kid == SigningKey.objects.get(purpose="seal", retired_at=None).kid
    assert len(pdf) <= 64_000


def test_the_code_on_the_page_says_by_itself_what_is_printed(made: Any, tmp_path: Path) -> None:
    certificate, pdf = made
    [code] = zxingcpp.read_barcodes(page(pdf, tmp_path))
    address, _, payload = code.text.partition("#")
    assert address.startswith(f"HTTP://TESTSERVER/C/{certificate.number}/")
    key = keyring.current(Purpose.QR)
    claims = read_claims(payload, public_keys={key.kid: key.key.public_key()})
    assert (claims.number, claims.name, claims.course) == (certificate.number, "Đorđe van den Berg", "saar")
    assert (claims.issued_on, claims.valid_until) == (certificate.issued_on, certificate.valid_until)
    assert (claims.status_list, claims.status_index) == (1, certificate.status_index)


def test_the_badge_in_the_pdf_is_the_stored_one_and_names_nobody(made: Any) -> None:
    certificate, pdf = made
    text = attached_file(pdf, making.BADGE_NAME).decode()
    assert text == CertificateFile.objects.get().credential
    key = keyring.current(Purpose.CREDENTIAL)
    content = verify_credential(text, public_keys={key.kid: key.key.public_key()})
    assert content["validUntil"] == "2028-05-03T21:59:59Z"  # the last second of the day in Amsterdam
    email = certificate.registration.user.email
    for secret in ("Đorđe", "Berg", email, certificate.group_number, certificate.group_name):
        assert secret not in text


def badge_out_of(certificate: Certificate) -> str:
    """Makes the PDF of a certificate, and takes the credential out of what was stored."""
    file = CertificateFile.objects.with_facts().get(certificate=certificate)
    assert files.render_file(file=file, now=timezone.now()) is True
    with file.pdf.open("rb") as stored:
        return attached_file(stored.read(), making.BADGE_NAME).decode()


def public_pages(client: Client, badge: str) -> dict[str, tuple[str, str]]:
    """Our keys and the status list of `badge`, as others get them; every host has https but that of the tests."""
    pages = {}
    for path in ("/.well-known/did.json", urlsplit(json.loads(badge)["credentialStatus"]["statusListCredential"]).path):
        response = client.get(path)
        assert response.status_code == 200, path
        answer = (response.headers["Content-Type"], response.content.decode())
        pages |= {f"{scheme}://testserver{path}": answer for scheme in ("http", "https")}
    return pages


def test_verifiers_of_others_tell_genuine_revoked_and_tampered_apart(client: Client) -> None:
    """Out of the sealed files, with nothing else than our public pages, by the real clock that verifiers have."""
    today = timezone.localdate()
    days = {
        "passed_on": today - timedelta(days=2),
        "issued_on": today - timedelta(days=1),
        "valid_until": today + timedelta(days=700),
        "issued_at": timezone.now() - timedelta(days=1),
        "course_code": "saar",
    }
    good, gone = make_certificate(**days), make_certificate(**days)
    badges = {"genuine": badge_out_of(good), "revoked": badge_out_of(gone)}
    badges["tampered"] = json.dumps(json.loads(badges["genuine"]) | {"validUntil": "2099-01-01T00:00:00Z"})
    revoke(certificate=gone, by=make_staff(Role.CERTIFIER), reason="Toets overgedaan.", now=timezone.now())
    publish(number=1, now=timezone.now())
    verdicts = judge(pages=public_pages(client, badges["genuine"]), credentials=badges)
    genuine, revoked, tampered = (verdicts[name] for name in ("genuine", "revoked", "tampered"))
    assert genuine["bazaar"] == {"verified": True, "status": [False], "errors": []}
    assert genuine["mit"]["errors"] == []
    for step in ("valid_signature", "revocation_status", "expiration"):
        assert genuine["mit"]["steps"][step] is True, step
    assert revoked["bazaar"]["status"] == [True]
    assert revoked["mit"]["steps"]["valid_signature"] is True
    assert revoked["mit"]["steps"]["revocation_status"] is False
    assert tampered["bazaar"]["verified"] is False
    assert tampered["mit"]["errors"] and "valid_signature" not in tampered["mit"]["steps"]


def test_the_row_in_the_pdf_has_no_address_and_no_score(made: Any) -> None:
    certificate, pdf = made
    row = json.loads(attached_file(pdf, "certificaat.json"))
    assert row["number"] == certificate.number
    assert row["token_hash"] == certificate.token_hash
    assert not {"email", "score", "registration", "token"} & set(row)
    assert certificate.registration.user.email not in json.dumps(row)
    with pytest.raises(NotAttached):
        attached_file(pdf, "iets-anders.json")


def test_the_same_row_gives_the_same_page_before_the_seal(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "seal_pdf", lambda pdf, **_: pdf)
    certificate = make_certificate(course_code="saar")
    file = CertificateFile.objects.with_facts().get(certificate=certificate)
    assert making.make(file, at=NOW).pdf == making.make(file, at=LATER).pdf


def test_without_keys_it_waits_and_says_so(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def missing(purpose: Purpose) -> Any:
        raise KeysMissing(purpose)

    monkeypatch.setattr(keyring, "current", missing)
    make_certificate()
    with caplog.at_level(logging.WARNING):
        assert files.render_due(now=NOW + timedelta(days=400)) == 0
    file = CertificateFile.objects.get()
    assert (file.state, file.last_error) == ("waiting", "KeysMissing")
    assert file.pending_token
    assert "Traceback" not in caplog.text


def test_ten_files_cost_ten_times_the_queries_of_one(django_assert_num_queries: Any) -> None:
    def due(count: int, moment: datetime) -> None:
        for _ in range(count):
            make_certificate()
        CertificateFile.objects.filter(state="waiting").update(next_try_at=moment)

    due(1, NOW)
    files.render_due(now=NOW)  # the public halves of the keys get their rows here
    due(1, NOW)
    with django_assert_num_queries(9):
        assert files.render_due(now=NOW) == 1
    due(3, NOW)
    with django_assert_num_queries(1 + 3 * 8):
        assert files.render_due(now=NOW) == 3
