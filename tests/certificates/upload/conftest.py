"""Our seal, and a certificate that was issued under it."""

import hashlib
import subprocess
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from certificates.models import Certificate, CertificateFile
from certificates.rendering import render_certificate
from certificates.signing.seal import KeySealer, seal_pdf
from tests.certificates.keys import SEALED_AT, register_seal, seal
from tests.certificates.sample import DATA, NUMBER
from tests.certificates.upload.sending import NAME
from tests.conftest import NOW
from tests.factories.certificates import make_certificate


@pytest.fixture(scope="package")
def plain() -> bytes:
    return render_certificate(DATA)


@pytest.fixture(scope="package")
def sealed(plain: bytes) -> bytes:
    return seal_pdf(plain, sealer=KeySealer(seal().key), at=SEALED_AT)


@pytest.fixture(autouse=True)
def still(now: datetime) -> Iterator[datetime]:
    yield now


@pytest.fixture
def our_seal() -> None:
    register_seal(seal())


@pytest.fixture
def issued(our_seal: None, sealed: bytes) -> Certificate:
    """The certificate whose file `sealed` is."""
    certificate = make_certificate(number=NUMBER, holder_name=NAME)
    CertificateFile.objects.filter(certificate=certificate).update(
        state="ready", pdf="x.pdf", pending_token="", sha256=hashlib.sha256(sealed).hexdigest(), ready_at=NOW
    )
    return certificate


@pytest.fixture
def no_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any parser is too much."""

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "run", refuse)
