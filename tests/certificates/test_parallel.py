"""Promise (b) under load: on every database, with real threads (DESIGN §11)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import AuditEvent, MailReceipt
from accounts.roles import Role
from certificates.errors import NotStanding
from certificates.models import Certificate, CertificateFile
from certificates.services import changing, issuing
from tests.conftest import NOW
from tests.factories.certificates import make_completion, make_membership, make_staff, make_user

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 20


def at_once(act: Callable[[], Any], times: int = THREADS) -> list[Any]:
    """Runs `act` in threads that start together, each on a connection of its own."""
    barrier = Barrier(times)

    def run(_: int) -> Any:
        try:
            barrier.wait(timeout=30)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_twenty_parallel_issues_give_one_certificate_and_one_mail_row() -> None:
    user = make_user()
    registration, completion = make_membership(user), make_completion(user)
    issued = at_once(lambda: issuing.issue_certificate(completion=completion, registration=registration, now=NOW).pk)
    assert len(set(issued)) == 1
    assert Certificate.objects.count() == CertificateFile.objects.count() == 1
    assert MailReceipt.objects.filter(key=f"certificate:{completion.key}", email__isnull=False).count() == 1
    assert AuditEvent.objects.filter(verb="certificate.issue").count() == 1


def test_parallel_renewals_replace_the_old_one_once() -> None:
    user = make_user()
    registration = make_membership(user)
    old = issuing.issue_certificate(completion=make_completion(user), registration=registration, now=NOW)
    completion = make_completion(user)
    at_once(lambda: issuing.issue_certificate(completion=completion, registration=registration, now=NOW), 8)
    assert Certificate.objects.standing().get().supersedes == old
    assert Certificate.objects.count() == 2


def test_parallel_revocations_write_one_audit_row() -> None:
    user, by = make_user(), make_staff(Role.CERTIFIER)
    certificate = issuing.issue_certificate(
        completion=make_completion(user), registration=make_membership(user), now=NOW
    )
    at_once(lambda: changing.revoke(certificate=certificate, by=by, reason="Fraude.", now=NOW), 8)
    assert AuditEvent.objects.filter(verb="certificate.revoke").count() == 1


def test_parallel_corrections_make_one_successor() -> None:
    user, by = make_user(), make_staff(Role.CERTIFIER)
    certificate = issuing.issue_certificate(
        completion=make_completion(user), registration=make_membership(user), now=NOW
    )

    def correct() -> bool:
        try:
            changing.correct(certificate=certificate, by=by, holder_name="Beter", now=NOW)
        except NotStanding:
            return False
        return True

    assert sorted(at_once(correct, 8)) == [False] * 7 + [True]
    assert Certificate.objects.standing().get().supersedes == certificate
