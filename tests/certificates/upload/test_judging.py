"""Each forgery is told apart, in the process that does it on the site."""

import hashlib
from datetime import datetime, timedelta

import pytest
import time_machine

from certificates import uploads
from certificates.models import Certificate, CertificateFile, SigningKey
from certificates.rendering import render_certificate
from certificates.signing.judging import Judgment, Verdict, judge_pdf
from certificates.signing.seal import KeySealer, seal_pdf
from tests.certificates import forged
from tests.certificates.keys import SEALED_AT, look_alike_seal, register_seal, seal
from tests.certificates.sample import DATA, NUMBER
from tests.certificates.upload.sending import (
    ESCAPED,
    MEGABYTE,
    Forger,
    answer,
    big_word,
    judged,
    sealed_by,
    send,
    text,
)
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_file_as_issued_is_known_by_its_hash_without_a_parser(
    issued: Certificate, sealed: bytes, no_judge: None
) -> None:
    assert answer(sealed) == uploads.UploadAnswer(verdict=Verdict.GENUINE, certificate=issued)


ADDED: dict[str, Forger] = {
    "text over the name": forged.with_free_text,
    "harmless object": forged.with_extra_object,
    "script": forged.with_javascript,
    "second signature": lambda pdf: forged.sealed_twice(pdf, look_alike_seal()),
    "trailing bytes": lambda pdf: pdf + b"meer",
    "many trailing bytes": lambda pdf: pdf + b"\0" * 5000,
    "trailing line end": lambda pdf: pdf + b"\n",
}
CHANGED: dict[str, Forger] = {
    "flipped byte": forged.flipped,
    "re-saved": forged.resaved,
    "hidden in the seal": forged.filled_up,
    "form renamed": forged.stripped,
    "bytes before": lambda pdf: b"% voor\n" + pdf,
    "seal in small letters": lambda pdf: pdf.replace(b"<3082", b"<3082".lower()).replace(
        b"06092A864886", b"06092a864886"
    ),
}
OTHER: dict[str, tuple[Forger, Verdict]] = {
    "printed": (forged.printed, Verdict.UNSIGNED),
    "script of nobody": (lambda _: forged.scripted_only(), Verdict.UNSIGNED),
    "encrypted": (forged.encrypted, Verdict.ENCRYPTED),
    "half": (lambda pdf: pdf[: len(pdf) // 2], Verdict.UNREADABLE),
    "end missing": (lambda pdf: pdf[:-800], Verdict.UNREADABLE),
    "picture": (lambda _: b"\x89PNG\r\n\x1a\n" + b"x" * 2000, Verdict.UNREADABLE),
    "header too far": (lambda pdf: b" " * 1024 + pdf, Verdict.UNREADABLE),
    "empty": (lambda _: b"", Verdict.UNREADABLE),
    "deep": (lambda _: forged.deep(), Verdict.TOO_HARD),
    "bomb": (lambda _: forged.bomb(), Verdict.TOO_HARD),
    "circle": (lambda _: forged.circular(), Verdict.UNREADABLE),
    "many tables": (lambda _: forged.many_tables(), Verdict.UNSIGNED),
    "too large": (lambda pdf: pdf + bytes(2 * MEGABYTE), Verdict.TOO_LARGE),
}


@pytest.mark.parametrize("forger", ADDED.values(), ids=ADDED)
def test_what_was_added_to_is_told_with_the_certificate_that_it_was(
    issued: Certificate, sealed: bytes, forger: Forger
) -> None:
    made = forger(sealed)
    assert made.startswith(sealed)
    assert answer(made) == uploads.UploadAnswer(verdict=Verdict.EXTENDED, certificate=issued)


@pytest.mark.parametrize("forger", CHANGED.values(), ids=CHANGED)
def test_what_was_changed_is_told_and_says_nothing_about_a_certificate(
    issued: Certificate, sealed: bytes, forger: Forger
) -> None:
    made = forger(sealed)
    assert made != sealed
    assert answer(made) == uploads.UploadAnswer(verdict=Verdict.CHANGED)


@pytest.mark.parametrize(("forger", "verdict"), OTHER.values(), ids=OTHER)
def test_other_files_are_told_apart(issued: Certificate, sealed: bytes, forger: Forger, verdict: Verdict) -> None:
    assert answer(forger(sealed)) == uploads.UploadAnswer(verdict=verdict)


def test_look_alike_with_the_same_names_is_not_ours(issued: Certificate) -> None:
    ours, theirs = seal().key.certificates[0], look_alike_seal().key.certificates[0]
    assert (ours.subject, ours.issuer) == (theirs.subject, theirs.issuer)
    assert answer(sealed_by(look_alike_seal())) == uploads.UploadAnswer(verdict=Verdict.FOREIGN)


def test_seal_under_our_root_that_is_not_pinned_is_not_ours(sealed: bytes) -> None:
    assert judge_pdf(sealed, roots=[seal().root_pem], pinned={look_alike_seal().pin}).verdict is Verdict.FOREIGN


def test_pinned_seal_that_is_not_under_our_root_is_not_believed(sealed: bytes) -> None:
    assert judge_pdf(sealed, roots=[look_alike_seal().root_pem], pinned={seal().pin}).verdict is Verdict.CHANGED


def test_no_single_byte_can_be_changed(sealed: bytes) -> None:
    verdicts = {judged(forged.flipped(sealed, at=at)).verdict for at in range(3, len(sealed), 241)}
    assert Verdict.CHANGED in verdicts
    # A byte in the certificate itself makes it another one, or none.
    assert verdicts <= {Verdict.CHANGED, Verdict.FOREIGN, Verdict.UNREADABLE}


def test_number_and_hash_come_from_under_the_seal(sealed: bytes) -> None:
    sha256 = hashlib.sha256(sealed).hexdigest()
    assert judged(sealed) == Judgment(verdict=Verdict.GENUINE, number=NUMBER, signed_sha256=sha256)
    added = judged(forged.with_free_text(sealed))
    assert added == Judgment(verdict=Verdict.EXTENDED, number=NUMBER, signed_sha256=sha256)
    assert Judgment.read(added.write()) == added


def test_seal_stays_good_after_its_certificate_ended(sealed: bytes) -> None:
    with time_machine.travel(datetime(2041, 1, 1, tzinfo=SEALED_AT.tzinfo), tick=False):
        assert judged(sealed).verdict is Verdict.GENUINE


@pytest.fixture
def other_file() -> bytes:
    """Under our seal and with the number of a certificate, but not the bytes that we stored for it."""
    return seal_pdf(render_certificate(DATA), sealer=KeySealer(seal().key), at=SEALED_AT - timedelta(minutes=1))


@pytest.mark.parametrize("forger", [bytes, *ADDED.values()], ids=["as sealed", *ADDED])
def test_who_stole_our_seal_makes_nothing_genuine(issued: Certificate, other_file: bytes, forger: Forger) -> None:
    assert answer(forger(other_file)) == uploads.UploadAnswer(verdict=Verdict.NOT_ISSUED)


def test_file_from_a_lost_hour_is_found_by_its_number(issued: Certificate, other_file: bytes) -> None:
    CertificateFile.objects.update(state="waiting", pdf="", pending_token="x", sha256="", ready_at=None)
    found = uploads.UploadAnswer(verdict=Verdict.GENUINE, certificate=issued, is_stored=False)
    assert answer(other_file) == found
    response = send(other_file)
    assert big_word(response) == "GELDIG"
    assert "precies zoals wij het uitgaven" not in text(response)
    assert "Kijk of er hetzelfde op staat als hieronder. Dit certificaat is echt en geldig tot" in text(response)
    assert ESCAPED in text(response)


def test_after_a_theft_what_we_stored_still_counts_and_nothing_else_under_that_seal(
    issued: Certificate, sealed: bytes, other_file: bytes
) -> None:
    SigningKey.objects.update(retired_at=NOW, distrusted_at=NOW)
    register_seal(look_alike_seal())
    assert answer(sealed) == uploads.UploadAnswer(verdict=Verdict.GENUINE, certificate=issued)
    assert answer(other_file) == uploads.UploadAnswer(verdict=Verdict.FOREIGN)


def test_after_erasure_the_file_is_still_known(issued: Certificate, sealed: bytes, no_judge: None) -> None:
    CertificateFile.objects.update(state="erased", pdf="", credential="")
    assert answer(sealed).certificate == issued
