"""Promise (b) under load: on every database, with real threads (DESIGN §11)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from post_office.models import Email

from accounts.models import AuditEvent, MailReceipt
from accounts.roles import Role
from certificates.errors import NotStanding
from certificates.models import Certificate, CertificateFile
from certificates.services import changing, issuing
from courses.models import Attempt, Completion, Grade
from courses.services.grading import submit_attempt
from tests.conftest import NOW
from tests.factories.certificates import make_completion, make_membership, make_staff, make_user
from tests.factories.courses import answer_all, load_saar, make_attempt, make_enrollment, make_learner, read_all
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 20


def at_once(act: Callable[[], Any], times: int = THREADS) -> list[Any]:
    """The same act `times` times."""
    return together([act] * times)


def test_twenty_parallel_submits_give_one_of_everything() -> None:
    """The whole chain: grade, completion, certificate and mail in the transaction of the submit (DESIGN §5)."""
    load_saar()
    learner = make_learner(email="mens@example.nl")
    make_membership(learner.user)
    enrollment = make_enrollment(learner)
    read_all(enrollment)
    attempt = make_attempt(enrollment)
    answer_all(attempt)
    assert not Completion.objects.exists() and not Email.objects.exists()
    submitted = at_once(lambda: submit_attempt(attempt=Attempt.objects.get(pk=attempt.pk), now=NOW))
    assert sorted(each.is_repeat for each in submitted) == [False] + [True] * (THREADS - 1)
    completion = Completion.objects.get()
    assert {each.completion for each in submitted} == {completion}
    assert {each.grade for each in submitted} == {Grade.objects.get()} and Grade.objects.get().passed
    certificate = Certificate.objects.get()
    assert (certificate.completion, certificate.registration.user) == (completion, learner.user)
    assert CertificateFile.objects.get().certificate == certificate
    assert MailReceipt.objects.get().email == Email.objects.get()
    assert Email.objects.get().to == ["mens@example.nl"]
    for verb in ("attempt.submitted", "course.completed", "certificate.issue"):
        assert AuditEvent.objects.filter(verb=verb).count() == 1


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


def test_two_completions_of_one_course_at_once_leave_one_standing() -> None:
    user = make_user()
    registration = make_membership(user)
    completions = [make_completion(user, completed_at=NOW - timedelta(days=days)) for days in range(4)]

    def issue(completion: Completion) -> Callable[[], Certificate]:
        return lambda: issuing.issue_certificate(completion=completion, registration=registration, now=NOW)

    together([issue(completion) for completion in completions * 3])
    assert Certificate.objects.standing().get().completion == completions[0]


def test_a_correction_and_a_renewal_at_once_leave_one_standing() -> None:
    user, by = make_user(), make_staff(Role.CERTIFIER)
    registration = make_membership(user)
    old = issuing.issue_certificate(
        completion=make_completion(user, completed_at=NOW - timedelta(days=9)), registration=registration, now=NOW
    )
    renewed = make_completion(user, completed_at=NOW)

    def correct() -> None:
        with suppress(NotStanding):
            changing.correct(certificate=old, by=by, holder_name="Beter", now=NOW)

    def renew() -> None:
        issuing.issue_certificate(completion=renewed, registration=registration, now=NOW)

    together([correct, renew] * 4)
    assert Certificate.objects.standing().get().completion == renewed


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
