"""A holder, his certificate with its file, and the pages under `/mijn/certificaten/`."""

import io
from typing import Any

import pypdfium2
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from certificates.models import Certificate, CertificateFile
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_staff

LIST = "/mijn/certificaten/"
CREDENTIAL = '{"name": "Đ"}'


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def holder_of(certificate: Certificate) -> Client:
    return signed_in(certificate.registration.user)


def shown(client: Client, path: str = LIST) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def make_ready(certificate: Certificate, pdf: bytes = b"%PDF-1.7 echt") -> CertificateFile:
    """Stores bytes as the worker does."""
    name = certificate.file.pdf.storage.save("certificaten/test.pdf", ContentFile(pdf))
    CertificateFile.objects.filter(certificate=certificate).update(
        state="ready", pdf=name, sha256="a" * 64, pending_token="", ready_at=NOW
    )
    return CertificateFile.objects.get(certificate=certificate)


def path_of(certificate: Certificate, name: str = "") -> str:
    return f"{LIST}{certificate.number}/{name}"


def soup_of(response: HttpResponse) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def one_page() -> bytes:
    """A PDF of one empty A4."""
    document, file = pypdfium2.PdfDocument.new(), io.BytesIO()
    document.new_page(842, 595)
    document.save(file)
    return file.getvalue()


def with_files(user: User | None = None, **fields: Any) -> Certificate:
    certificate = make_certificate(user, **fields)
    make_ready(certificate, one_page())
    CertificateFile.objects.filter(certificate=certificate).update(credential=CREDENTIAL)
    return certificate


def revoked() -> dict[str, Any]:
    return {"revoked_at": NOW, "revoked_by": make_staff(Role.CERTIFIER), "revoked_reason": "Fraude."}


def ask(
    client: Client, certificate: Certificate, name: str = "Fatma Yıldız", reason: str = "misspelled"
) -> HttpResponse:
    data = {"wanted_name": name, "reason": reason}
    return client.post(path_of(certificate, "naam/"), data, follow=True)
