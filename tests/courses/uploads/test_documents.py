"""Documents: pdf, docx, odt and pptx, by what is in them."""

import struct
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from courses.models import CourseDocument
from tests.courses.desk import signed_in
from tests.courses.uploads.doors import DOORS, add, replace, said

pytestmark = pytest.mark.django_db
NO_DOCUMENT = "Dit is geen heel document dat we kunnen gebruiken. Kies een pdf, docx, odt of pptx."


OFFICE = "application/vnd.openxmlformats-officedocument."
WORD = f"{OFFICE}wordprocessingml.document.main+xml"
SLIDES = f"{OFFICE}presentationml.presentation.main+xml"
ODT = "application/vnd.oasis.opendocument.text"
MACROS = "In dit document zitten macro's. Bewaar het zonder macro's en kies het opnieuw."


def pdf(content: bytes = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", name: str = "plan.pdf") -> Any:
    return SimpleUploadedFile(name, content, "application/pdf")


def zipped(**parts: str | bytes) -> bytes:
    """A zip with these parts; `__` in a name is a dot."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", ".").replace("TYPES", "[Content_Types]"), content)
    return out.getvalue()


def office(kind: str, **parts: str | bytes) -> bytes:
    return zipped(TYPES__xml=f'<Override ContentType="{kind}"/>', document__xml="<w/>", **parts)


def lying_zip() -> bytes:
    """A document whose list says that a part is smaller than it is."""
    content = bytearray(office(WORD, film__bin=b"\0" * 1_000_000))
    place = content.rindex(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<I", 9)
    return bytes(content)


DOCUMENTS = {
    "plan.pdf": pdf().read(),
    "PLAN.PDF": pdf().read(),
    "plan.docx": office(WORD),
    "plan.pptx": office(SLIDES),
    "plan.odt": zipped(mimetype=ODT, content__xml="<o/>"),
}
REFUSED_DOCUMENTS: dict[str, tuple[str, bytes, str]] = {
    "words named pdf": ("plan.pdf", b"Geen pdf.", NO_DOCUMENT),
    "page named pdf": ("plan.pdf", b"<script>alert(1)</script>%PDF-1.7 %%EOF", NO_DOCUMENT),
    "a zip behind a pdf": ("plan.pdf", pdf().read() + zipped(Main__class="x"), NO_DOCUMENT),
    "half a pdf": ("plan.pdf", b"%PDF-1.7\n1 0 obj", NO_DOCUMENT),
    "a zip named docx": ("plan.docx", zipped(readme__txt="Hoi"), NO_DOCUMENT),
    "half a docx": ("plan.docx", office(WORD)[:-40], NO_DOCUMENT),
    "slides named docx": ("plan.docx", office(SLIDES), NO_DOCUMENT),
    "an old doc named docx": ("plan.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, NO_DOCUMENT),
    "something in front": ("plan.docx", b"GIF89a" + office(WORD), NO_DOCUMENT),
    "a list that lies": ("plan.docx", lying_zip(), NO_DOCUMENT),
    "macros": ("plan.docx", office(WORD, word_vbaProject__bin=b"x"), MACROS),
    "macros in slides": ("plan.pptx", office(SLIDES, VBAPROJECT__BIN=b"x"), MACROS),
    "macros by name": ("plan.docx", office(f"{WORD}", vbaData__xml=b"x"), MACROS),
    "a bomb": ("plan.docx", office(WORD, a__bin=b"\0" * 101 * 1024 * 1024),
               "Dit document wordt uitgepakt te groot. Maak de foto's erin kleiner, of kies een pdf."),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_of_the_four_kinds_are_taken(chief: User, name: str, door: str) -> None:
    response = DOORS[door](signed_in(chief), "doc", SimpleUploadedFile(name, DOCUMENTS[name]))
    assert response.status_code in {200, 302}
    assert CourseDocument.objects.get().file_size == len(DOCUMENTS[name]), said(response)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", REFUSED_DOCUMENTS)
def test_what_is_no_document_inside_is_refused(chief: User, case: str, door: str) -> None:
    name, content, sentence = REFUSED_DOCUMENTS[case]
    response = DOORS[door](signed_in(chief), "doc", SimpleUploadedFile(name, content))
    assert response.status_code == 200
    assert sentence in said(response)
    assert not CourseDocument.objects.exists()


@pytest.mark.parametrize("name", ["plan.exe", "plan.docm", "plan.html", "plan.svg", "plan.xlsx", "plan"])
@pytest.mark.parametrize("door", DOORS)
def test_other_endings_are_refused(chief: User, name: str, door: str) -> None:
    response = DOORS[door](signed_in(chief), "doc", SimpleUploadedFile(name, pdf().read()))
    assert response.status_code == 200
    assert "pdf, docx, odt" in said(response)
    assert not CourseDocument.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_a_document_of_more_than_ten_megabytes(chief: User, door: str) -> None:
    content = pdf().read().replace(b"%%EOF", b" " * 10 * 1024 * 1024 + b"%%EOF")
    response = DOORS[door](signed_in(chief), "doc", SimpleUploadedFile("plan.pdf", content))
    assert response.status_code == 200
    assert "10,0\xa0MB" in said(response)
    assert not CourseDocument.objects.exists()


def test_replacing_a_document_goes_the_same_way(chief: User) -> None:
    client = signed_in(chief)
    add(client, "doc", pdf())
    document = CourseDocument.objects.get()
    name, content, sentence = REFUSED_DOCUMENTS["macros"]
    response = replace(client, document, SimpleUploadedFile(name, content), "wagtaildocs:edit")
    assert sentence in said(response)
    assert CourseDocument.objects.get().file.name == document.file.name


def test_a_document_is_saved_and_never_opened(chief: User) -> None:
    client = signed_in(chief)
    add(client, "doc", pdf())
    document = CourseDocument.objects.get()
    for url in (document.url, f"/media/{document.file.name}"):
        response = client.get(url)
        assert response.status_code == 200, url
        assert response.headers["Content-Disposition"].startswith("attachment"), url
        assert response.headers["X-Content-Type-Options"] == "nosniff", url
