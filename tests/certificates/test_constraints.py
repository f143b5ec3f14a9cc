"""Every constraint of certificates, broken past the services (DESIGN §3)."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.roles import Role
from certificates.models import STATUS_LIST_SIZE, Certificate, CertificateFile
from tests.factories.certificates import make_certificate, make_staff, raw_certificate

pytestmark = pytest.mark.django_db


def refused(error: pytest.ExceptionInfo[IntegrityError], name: str, columns: str) -> None:
    """The database names the constraint; SQLite names the columns of a unique one."""
    assert name in str(error.value) or (connection.vendor == "sqlite" and columns and columns in str(error.value))


def update(certificate: Certificate, **fields: Any) -> pytest.ExceptionInfo[IntegrityError]:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**fields)
    return error


def test_one_standing_certificate_per_completion() -> None:
    first = make_certificate()
    second = raw_certificate(first.completion, registration=first.registration)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Certificate.objects.bulk_create([second])
    refused(error, "certificate_one_standing", "certificates_certificate.completion_id")
    Certificate.objects.update(superseded_at=timezone.now())
    Certificate.objects.bulk_create([second])


@pytest.mark.parametrize("field", ["number", "token_hash", "status_index", "key"])
def test_what_must_be_unique(field: str) -> None:
    first, second = make_certificate(), make_certificate()
    error = update(second, **{field: getattr(first, field)})
    refused(error, field, f"certificates_certificate.{field}")


def test_one_successor() -> None:
    first = make_certificate()
    make_certificate(supersedes=first)
    refused(update(make_certificate(), supersedes=first), "supersedes_id", "certificates_certificate.supersedes_id")


def test_no_certificate_replaces_itself() -> None:
    certificate = make_certificate()
    refused(update(certificate, supersedes=certificate), "certificate_not_its_own_successor", "")


def test_revoked_means_when_by_whom_and_why() -> None:
    certificate, by = make_certificate(), make_staff(Role.CERTIFIER)
    now = timezone.now()
    for fields in (
        {"revoked_at": now},
        {"revoked_by": by},
        {"revoked_reason": "Fraude."},
        {"revoked_at": now, "revoked_by": by},
        {"revoked_at": now, "revoked_reason": "Fraude."},
    ):
        refused(update(certificate, **fields), "certificate_revoked_has_reason_and_revoker", "")


def test_it_ends_after_it_was_passed() -> None:
    error = update(make_certificate(passed_on=date(2026, 5, 3)), valid_until=date(2026, 5, 2))
    refused(error, "certificate_ends_after_passing", "")


def test_the_index_lies_in_the_list() -> None:
    refused(update(make_certificate(), status_index=STATUS_LIST_SIZE), "certificate_index_in_list", "")


def test_it_has_a_name() -> None:
    refused(update(make_certificate(), holder_name=""), "certificate_has_a_name", "")


@pytest.mark.parametrize(
    "fields",
    [
        {"pending_token": ""},
        {"sha256": "a" * 64},
        {"ready_at": timezone.now()},
        {"state": "ready"},
        {"state": "ready", "sha256": "a" * 64, "ready_at": timezone.now(), "pdf": "x.pdf"},
        {"state": "ready", "sha256": "a" * 64, "ready_at": timezone.now(), "pending_token": ""},
        {"state": "ready", "sha256": "a" * 64, "pdf": "x.pdf", "pending_token": ""},
        {"state": "ready", "ready_at": timezone.now(), "pdf": "x.pdf", "pending_token": ""},
        {"state": "anders"},
    ],
)
def test_a_ready_file_has_bytes_and_no_token(fields: dict[str, Any]) -> None:
    make_certificate()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        CertificateFile.objects.update(**fields)
    refused(error, "certificate_file_ready_has_bytes_and_no_token", "")


def test_one_file_per_certificate() -> None:
    certificate = make_certificate()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        CertificateFile.objects.bulk_create([CertificateFile(certificate=certificate, pending_token="x")])
    refused(error, "certificate_id", "certificates_certificatefile.certificate_id")
