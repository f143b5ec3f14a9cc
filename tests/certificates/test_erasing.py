"""Erasure: the paper stays checkable, the person is gone from it (DESIGN §7, §11 c)."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from accounts.roles import Role
from certificates import tasks
from certificates.models import Certificate, CertificateFile, CertificateLookup, NameRequest
from certificates.numbers import new_token
from certificates.services.changing import correct
from certificates.services.erasing import erase_certificates, export_certificates
from certificates.services.files import delete_erased, render_file
from cms.jobs import JOBS
from tests.conftest import NOW
from tests.factories.certificates import (
    make_certificate,
    make_completion,
    make_course,
    make_officer,
    make_staff,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NAME, GROUP = "Fatma Yıldız-Ünal", "Buurtwacht De Kersenboom"
LATER = NOW + timedelta(days=3)
ERASED = {"holder_name", "group_name", "group_number", "municipality", "revoked_reason", "erased_at"}
Commit = Any


def held(user: User, **fields: Any) -> Certificate:
    completion = make_completion(user, edition=make_course(fields.pop("slug", "saar")))
    return make_certificate(completion=completion, holder_name=NAME, group_name=GROUP, **fields)


def store(certificate: Certificate) -> str:
    """Bytes and credential as the worker leaves them; gives the name in the storage."""
    name = str(certificate.file.pdf.storage.save("certificaten/een.pdf", ContentFile(b"%PDF-1.7")))
    CertificateFile.objects.filter(certificate=certificate).update(
        state="ready", pdf=name, sha256="a" * 64, pending_token="", ready_at=NOW, credential='{"name": "x"}'
    )
    return name


def erase(user: User, commit: Commit) -> None:
    with commit(execute=True), transaction.atomic():
        erase_certificates(user, LATER)


def everything() -> str:
    """All that the tables of this app hold, as text."""
    models = (Certificate, CertificateFile, CertificateLookup, NameRequest)
    return json.dumps([list(model.objects.values()) for model in models], default=str, ensure_ascii=False)


@pytest.fixture
def user() -> User:
    return make_user(NAME)


# --- what goes and what stays --------------------------------------------------------------------------------


def test_names_go_and_the_rest_stays(user: User, django_capture_on_commit_callbacks: Commit) -> None:
    certificate = held(user)
    store(certificate)
    before = Certificate.objects.values().get()
    erase(user, django_capture_on_commit_callbacks)
    after = Certificate.objects.values().get()
    assert {name for name in before if before[name] != after[name]} == ERASED - {"revoked_reason"}
    assert {after[name] for name in ("holder_name", "group_name", "group_number", "municipality")} == {""}
    assert after["erased_at"] == LATER
    assert NAME not in everything() and GROUP not in everything()


def test_the_bytes_go_after_the_commit_and_their_name_after_the_bytes(
    user: User, private_folder: Path, django_capture_on_commit_callbacks: Commit
) -> None:
    name = store(held(user))
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        erase_certificates(user, LATER)
    assert [callback.__self__ for callback in callbacks] == [tasks.delete_erased]
    assert (private_folder / name).exists()  # a transaction that fails loses nothing
    assert CertificateFile.objects.get().pdf.name == name
    tasks.delete_erased.call()
    assert not (private_folder / name).exists()
    file = CertificateFile.objects.get()
    assert (file.state, file.pdf.name, file.credential, file.sha256) == ("erased", "", "", "a" * 64)


def test_a_storage_that_fails_is_asked_again(
    user: User, monkeypatch: pytest.MonkeyPatch, caplog: Any, django_capture_on_commit_callbacks: Commit
) -> None:
    first, second = store(held(user)), store(held(user, slug="een"))
    erase(user, django_capture_on_commit_callbacks)
    storage = CertificateFile._meta.get_field("pdf").storage
    delete = storage.delete

    def fail(name: str) -> None:
        if name == first:
            raise OSError(f"no connection for {NAME}")
        delete(name)

    monkeypatch.setattr(storage, "delete", fail)
    assert delete_erased() == 1
    assert "still in the storage: OSError" in caplog.text and NAME not in caplog.text
    assert (storage.exists(first), storage.exists(second)) == (True, False)
    monkeypatch.setattr(storage, "delete", delete)
    assert JOBS["erased certificates"](LATER) == 1
    assert not storage.exists(first)
    assert set(CertificateFile.objects.values_list("state", "pdf")) == {("erased", "")}
    assert delete_erased() == 0


def test_a_file_that_waits_is_never_made(user: User, django_capture_on_commit_callbacks: Commit) -> None:
    file = held(user).file
    erase(user, django_capture_on_commit_callbacks)
    assert render_file(file=file, now=LATER) is False
    file.refresh_from_db()
    assert (file.state, file.pending_token, file.pdf.name) == ("erased", "", "")


def test_every_state_is_erased(user: User, django_capture_on_commit_callbacks: Commit) -> None:
    by = make_staff(Role.CERTIFIER)
    held(user)
    held(user, slug="een", revoked_at=NOW, revoked_by=by, revoked_reason=f"{NAME} deed de toets niet zelf.")
    correct(certificate=held(user, slug="twee"), by=by, holder_name=f"{NAME} II", now=NOW)
    erase(user, django_capture_on_commit_callbacks)
    assert Certificate.objects.filter(erased_at=LATER).count() == Certificate.objects.count() == 4
    assert Certificate.objects.get(revoked_at=NOW).revoked_reason == "gewist"
    assert NAME not in everything() and GROUP not in everything()


def test_requests_lose_their_words_and_no_request_waits(user: User, django_capture_on_commit_callbacks: Commit) -> None:
    certificate, by = held(user), make_staff(Role.CERTIFIER)
    fields = {"certificate": certificate, "wanted_name": f"{NAME} Jr", "reason": "misspelled"}
    judged = {"judged_at": NOW, "judged_by": by}
    NameRequest.objects.create(**fields, state="refused", answer=f"Nee {NAME}", **judged)
    NameRequest.objects.create(**fields, state="approved", **judged)
    NameRequest.objects.create(**fields)
    erase(user, django_capture_on_commit_callbacks)
    rows = set(NameRequest.objects.values_list("state", "wanted_name", "answer"))
    assert rows == {("refused", "", "gewist"), ("approved", "", ""), ("withdrawn", "", "")}
    assert not NameRequest.objects.waiting().exists()


def test_looks_stay_and_name_nobody(user: User, django_capture_on_commit_callbacks: Commit) -> None:
    look = CertificateLookup.objects.create(certificate=held(user), user=make_officer(), beat_name="Stein")
    erase(user, django_capture_on_commit_callbacks)
    assert CertificateLookup.objects.get() == look


def test_other_people_keep_theirs(user: User, django_capture_on_commit_callbacks: Commit) -> None:
    held(user)
    other = make_certificate(holder_name="Bo Visser")
    erase(user, django_capture_on_commit_callbacks)
    other.refresh_from_db()
    assert (other.holder_name, other.erased_at, other.file.state) == ("Bo Visser", None, "waiting")


def test_a_certificate_without_completion_is_found_by_its_registration(
    user: User, django_capture_on_commit_callbacks: Commit
) -> None:
    certificate = held(user)
    Certificate.objects.filter(pk=certificate.pk).update(completion=None, readmitted_at=NOW)
    erase(user, django_capture_on_commit_callbacks)
    assert Certificate.objects.get().erased_at == LATER


def test_twice_is_once(user: User, django_capture_on_commit_callbacks: Commit) -> None:
    held(user)
    erase(user, django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        erase_certificates(user, LATER + timedelta(days=1))
    assert Certificate.objects.get().erased_at == LATER
    [event] = AuditEvent.objects.filter(verb="certificate.erase")
    assert event.object_key == str(Certificate.objects.get().key) and event.detail == {}


# --- the check page -------------------------------------------------------------------------------------------


def test_the_paper_can_still_be_checked(user: User, client: Client, django_capture_on_commit_callbacks: Commit) -> None:
    token = new_token()
    certificate = held(user, token=token)
    path = f"/c/{certificate.number}/{token}/"
    assert NAME in client.get(path).content.decode()
    erase(user, django_capture_on_commit_callbacks)
    page = client.get(path).content.decode()
    for fact in ("GELDIG", "SAAR", "3 mei 2026", "3 mei 2028", certificate.number, "laten wissen"):
        assert fact in page
    assert NAME not in page and GROUP not in page


def test_a_wijkagent_reads_that_it_was_erased(user: User, django_capture_on_commit_callbacks: Commit) -> None:
    certificate = held(user)
    erase(user, django_capture_on_commit_callbacks)
    client = Client()
    client.force_login(make_officer())
    page = client.get(f"/c/{certificate.number}/").content.decode()
    assert "laten wissen" in page and "Registratie nu" not in page


# --- export ----------------------------------------------------------------------------------------------------


def test_the_export_holds_everything_about_the_person(user: User) -> None:
    certificate, officer = held(user), make_officer()
    store(certificate)
    CertificateLookup.objects.create(certificate=certificate, user=officer, beat_name="Stein", at=NOW)
    NameRequest.objects.create(certificate=certificate, wanted_name="Fatma Yıldız", reason="misspelled")
    make_certificate(holder_name="Bo Visser")
    rows = json.loads(json.dumps(export_certificates(user)))["certificates"]
    [own] = rows["certificates"]
    assert (own["holder_name"], own["group_name"], own["number"]) == (NAME, GROUP, certificate.number)
    assert (own["valid_until"], own["pdf_sha256"], own["credential"]) == ("2028-05-03", "a" * 64, '{"name": "x"}')
    [look] = rows["lookups"]
    assert datetime.fromisoformat(look.pop("at")) == NOW
    assert look == {"number": certificate.number, "beat": "Stein"}
    assert rows["name_requests"][0]["wanted_name"] == "Fatma Yıldız"
    text = json.dumps(rows, ensure_ascii=False)
    assert "Bo Visser" not in text and officer.name not in text and certificate.token_hash not in text


def test_the_export_costs_three_queries(user: User) -> None:
    for slug in ("een", "twee", "drie"):
        CertificateLookup.objects.create(certificate=held(user, slug=slug), user=make_officer(area=slug))
    with CaptureQueriesContext(connection) as queries:
        assert len(export_certificates(user)["certificates"]["lookups"]) == 3
    assert len(queries) == 3
