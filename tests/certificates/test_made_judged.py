"""What a holder downloads, the stored bytes: judged by veraPDF, poppler with NSS, and OpenSSL."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from certificates import keyring
from certificates.models import CertificateFile, Signatory
from certificates.services import files
from certificates.signing.keys import write_key
from tests.certificates.keys import credential_key, qr_key, seal
from tests.certificates.pdfs import assert_conforming, picture_count, squeezed, text_of
from tests.certificates.sample import LONG_WORDS, NAMES, WIDE_WORD, signature
from tests.certificates.test_seal import openssl_says, pdfsig
from tests.factories.certificates import GOALS, make_certificate, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
# Ordinary, rare letters (Vietnamese, Greek, Ukrainian), long, and as wide as can be.
HOLDERS = [NAMES[0], *NAMES[4:7], LONG_WORDS, WIDE_WORD]


@pytest.fixture
def stored(settings: Any, private_folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The bytes of a certificate for each of HOLDERS, signed by somebody, sealed by the seal that the judges trust."""
    settings.DATA_DIR = private_folder / "data"
    settings.DEMO = False  # real keys sign nothing in a demo
    with keyring.locked(keyring.folder()):
        for key in (seal().key, credential_key(), qr_key()):
            keyring.store(keyring.key_file(key.purpose), write_key(key))
    monkeypatch.setattr(Signatory._meta.get_field("picture"), "storage", FileSystemStorage(private_folder))
    picture = ContentFile(signature(), name="handtekening.png")
    signatory = Signatory.objects.create(name="Roos van Duin-Martinez", function="voorzitter", picture=picture)
    for name in HOLDERS:
        make_certificate(make_user(name), goals=GOALS, course_code="saar", signatory=signatory)
    CertificateFile.objects.update(next_try_at=timezone.now())
    assert files.render_due(now=timezone.now()) == len(HOLDERS)
    return [file.pdf.read() for file in CertificateFile.objects.order_by("pk")]


def test_what_is_downloaded_is_what_it_says_to_be(stored: list[bytes], tmp_path: Path) -> None:
    assert_conforming(stored, folder=tmp_path)
    for index, (name, pdf) in enumerate(zip(HOLDERS, stored, strict=True)):
        assert squeezed(name).replace("-", "") in squeezed(text_of(pdf)).replace("-", "")
        assert picture_count(pdf) == 1
        (folder := tmp_path / str(index)).mkdir()
        said = pdfsig(pdf, folder=folder)
        for line in ("Total document signed", "Signature is Valid", "Certificate is Trusted"):
            assert line in said, (name, said)
        verified = openssl_says(pdf, folder=folder)
        assert verified.returncode == 0, verified.stderr
