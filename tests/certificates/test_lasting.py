"""Promise (c): what could be checked yesterday can be checked tomorrow, in every way there is."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.core.files.base import ContentFile
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from certificates import keyring
from certificates.models import Certificate, CertificateFile
from certificates.services import files
from certificates.services.erasing import erase_certificates
from certificates.services.keys import make_keys
from certificates.services.making import BADGE_NAME
from certificates.services.readmitting import readmit_certificate
from certificates.signing.attached import attached_file
from certificates.signing.cose import read_claims
from certificates.signing.credential import verify_credential
from certificates.signing.judging import Verdict, judge_pdf
from certificates.signing.keys import Purpose
from courses.models import Course, CoursePage, LessonPage
from registrations.models import Group, GroupContact, PostcodeRange, Registration
from tests.factories.certificates import make_certificate, make_completion, make_user
from tests.factories.courses import load_saar, saar_edition

pytestmark = pytest.mark.django_db
TOKEN = "7ZABCDEFGHJKMNPQRSTVWXYZ23"
ORGANIZATION = "Stichting Voorbeeldwacht"


@pytest.fixture(autouse=True)
def own_keys(settings: Any, private_folder: Path, db: None) -> None:
    """Keys of this test only, because it replaces them."""
    settings.DATA_DIR = private_folder / "data"
    settings.DEMO = False  # real keys sign nothing in a demo
    make_keys(now=timezone.now(), organization=ORGANIZATION)


@pytest.fixture
def sealed() -> tuple[Certificate, bytes]:
    """A certificate of a course with pages, with its sealed file."""
    load_saar(now=timezone.now())
    user = make_user("Łukasz Żółć")
    completion = make_completion(user, edition=saar_edition())
    certificate = make_certificate(user, completion=completion, token=TOKEN, course_code="saar")
    CertificateFile.objects.update(next_try_at=timezone.now())
    assert files.render_due(now=timezone.now()) == 1
    with CertificateFile.objects.get().pdf.open("rb") as stored:
        return certificate, stored.read()


# --- what happens ----------------------------------------------------------------------------------------


def archive_course(certificate: Certificate, pdf: bytes) -> None:
    assert Course.objects.update(archived_at=timezone.now()) == 1


def delete_pages(certificate: Certificate, pdf: bytes) -> None:
    for pages in (LessonPage.objects.all(), CoursePage.objects.filter(slug="saar")):
        assert pages.exists()
        pages._raw_delete("default")
        assert not pages.exists()


def lose_edition_text(certificate: Certificate, pdf: bytes) -> None:
    assert type(certificate.whole[0].edition).objects.update(status="withdrawn", source={})


def remove_group(certificate: Certificate, pdf: bytes) -> None:
    """Everything of it that may go; the row itself stays as long as a certificate hangs on it."""
    group = certificate.whole[1].group
    GroupContact.objects.create(group=group, email_hash="a" * 64, role="member")
    PostcodeRange.objects.create(group=group, first="2711AA", last="2711ZZ")
    Group.objects.update(status=Group.Status.ENDED, name="Opgeheven", municipality="Elders")
    Registration.objects.update(status="ended", ended_at=timezone.now())
    assert GroupContact.objects.all().delete()[0] == PostcodeRange.objects.all().delete()[0] == 1
    for row in (certificate.whole[1], group):
        with pytest.raises(ProtectedError):
            row.delete()


def new_keys(certificate: Certificate, pdf: bytes) -> None:
    """Others for everything; the seal stands under the same root."""
    root = keyring.roots()
    assert len(make_keys(now=timezone.now(), organization=ORGANIZATION, rotate=list(Purpose))) == 3
    assert keyring.roots() == root
    assert all(len(keyring.public_keys(purpose)) == 2 for purpose in Purpose)


def new_root(certificate: Certificate, pdf: bytes) -> None:
    """The secret of the root was lost: another root, and a seal under that."""
    (keyring.folder() / keyring.ROOT_KEY_FILE).unlink()
    make_keys(now=timezone.now(), organization=ORGANIZATION, rotate=[Purpose.SEAL], new_authority=True)
    assert len(keyring.roots()) == 2


def restore(certificate: Certificate, pdf: bytes) -> None:
    """From a backup of the hour before: the row is gone, and is taken in again from the PDF."""
    CertificateFile.objects.all()._raw_delete("default")
    Certificate.objects.all()._raw_delete("default")
    assert readmit_certificate(content=pdf, by=None, now=timezone.now())[1] is True


Event = Callable[[Certificate, bytes], None]
EVENTS: list[Event] = [archive_course, delete_pages, lose_edition_text, remove_group, new_keys, new_root, restore]


# --- and then --------------------------------------------------------------------------------------------


def ways(client: Client, certificate: Certificate, pdf: bytes) -> dict[str, Any]:
    """What a stranger reads: by number, by the code on paper, by the file."""
    return {
        "number": client.post("/controle/", {"number": certificate.number}),
        "paper": client.get(f"/C/{certificate.number}/{TOKEN}"),
        "file": client.post("/controle/pdf/", {"pdf": ContentFile(pdf, name="c.pdf")}),
    }


def public_keys(purpose: Purpose) -> dict[str, Any]:
    """Every key of which we keep the public half, by its kid."""
    return {row.kid: load_pem_public_key(row.public.encode()) for row in keyring.public_keys(purpose)}


def check_signatures(certificate: Certificate, pdf: bytes) -> None:
    """What others check with our public halves only: the seal, the code without network, the Open Badge."""
    judgment = judge_pdf(pdf, roots=keyring.root_pems(), pinned=keyring.pins())
    assert (judgment.verdict, judgment.number) == (Verdict.GENUINE, certificate.number)
    notes = [each.get_object() for each in PdfReader(BytesIO(pdf)).pages[0]["/Annots"]]
    (payload,) = (note["/A"]["/URI"].partition("#")[2] for note in notes if "/A" in note)
    claims = read_claims(payload, public_keys=public_keys(Purpose.QR))
    assert (claims.number, claims.name) == (certificate.number, "Łukasz Żółć")
    badge = attached_file(pdf, BADGE_NAME).decode()
    content = verify_credential(badge, public_keys=public_keys(Purpose.CREDENTIAL))
    assert content["evidence"][0]["id"].endswith(f"/c/{certificate.number}/")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_it_is_checked_as_before(client: Client, sealed: Any, event: Event) -> None:
    certificate, pdf = sealed
    event(certificate, pdf)
    for name, response in ways(client, certificate, pdf).items():
        text = response.content.decode()
        assert response.status_code == 200 and "GELDIG" in text and "Opgeheven" not in text, name
        assert ("Łukasz" in text) == (name != "number"), name
    check_signatures(certificate, pdf)


def test_after_an_erasure_it_says_that_it_is_real_and_nobody_s_name(client: Client, sealed: Any) -> None:
    certificate, pdf = sealed
    erase_certificates(certificate.whole[1].user, timezone.now())
    for name, response in ways(client, certificate, pdf).items():
        text = response.content.decode()
        assert response.status_code == 200 and "GELDIG" in text, name
        assert "Łukasz" not in text and "laten wissen" in text, name
    check_signatures(certificate, pdf)  # what stands on paper and in the file is the holder's own
