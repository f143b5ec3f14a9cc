"""Taking the demo world out again, and nothing else: the one place that deletes history, because it is invented."""

from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from post_office.models import Email

from accounts.models import AuditEvent, Learner, MailReceipt, User
from certificates.models import Certificate, CertificateFile, CertificateLookup, private_storage
from cms.demo.data import DOMAIN
from courses.models import (
    AnswerEvent,
    Attempt,
    AttemptItem,
    Completion,
    CourseEdition,
    Enrollment,
    EnrollmentEdition,
    Grade,
    PracticeAnswer,
    ScreenPass,
)
from registrations.models import (
    Beat,
    BeatArea,
    Group,
    GroupContact,
    PostcodeRange,
    Registration,
    RegistrationEvent,
)

__all__ = ["remove_world"]


@transaction.atomic
def remove_world() -> dict[str, int]:
    """Deletes every row that belongs to a demo account or group; gives how many of each."""
    users = User.objects.filter(email__endswith=f"@{DOMAIN}")
    files = CertificateFile.objects.filter(certificate__in=certificates_of(users)).exclude(pdf="")
    names = list(files.values_list("pdf", flat=True))
    # An edition that a demo editor released stays: real learners may be in it.
    CourseEdition.objects.filter(released_by__in=users).update(released_by=None)
    counts = {rows.model._meta.label: rows._raw_delete(rows.db) for rows in doomed(users)}
    counts["accounts.User"] = users.delete()[1].get("accounts.User", 0)
    transaction.on_commit(lambda: delete_files(names))
    return counts


def delete_files(names: list[str]) -> None:
    """The PDF bytes, once the rows are gone for good."""
    for name in names:
        private_storage().delete(name)


def certificates_of(users: QuerySet[User]) -> QuerySet[Certificate]:
    """The certificates of demo people."""
    return Certificate.objects.filter(completion__enrollment__learner__user__in=users)


def doomed(users: QuerySet[User]) -> list[QuerySet[Any]]:
    """What goes, in an order in which no query needs a row that an earlier one deleted."""
    learners = Learner.objects.filter(user__in=users)
    enrollments = Enrollment.objects.filter(learner__in=learners)
    attempts = Attempt.objects.filter(enrollment__in=enrollments)
    certificates = certificates_of(users)
    mails = Email.objects.filter(to__icontains=DOMAIN)
    return [
        CertificateFile.objects.filter(certificate__in=certificates),
        CertificateLookup.objects.filter(Q(certificate__in=certificates) | Q(user__in=users)),
        certificates,
        Completion.objects.filter(enrollment__in=enrollments),
        Grade.objects.filter(attempt__in=attempts),
        AnswerEvent.objects.filter(item__attempt__in=attempts),
        AttemptItem.objects.filter(attempt__in=attempts),
        attempts,
        PracticeAnswer.objects.filter(enrollment__in=enrollments),
        ScreenPass.objects.filter(enrollment__in=enrollments),
        EnrollmentEdition.objects.filter(enrollment__in=enrollments),
        enrollments,
        Learner.objects.filter(merged_into__in=learners),
        learners,
        *register_of(users),
        MailReceipt.objects.filter(email__in=mails),
        mails,
        AuditEvent.objects.filter(actor__in=users),
    ]


def register_of(users: QuerySet[User]) -> list[QuerySet[Any]]:
    """Demo groups, and the registrations and beats of demo people; a real person's claim goes with its group."""
    groups = Group.objects.filter(source="demo")
    registrations = Registration.objects.filter(Q(user__in=users) | Q(group__in=groups))
    beats = Beat.objects.filter(user__in=users)
    parts: list[type[Model]] = [GroupContact, PostcodeRange]
    return [
        RegistrationEvent.objects.filter(registration__in=registrations),
        registrations,
        *(part._default_manager.filter(group__in=groups) for part in parts),
        BeatArea.objects.filter(beat__in=beats),
        beats,
        groups,
    ]
