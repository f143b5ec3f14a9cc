"""Taking the demo world out again, and nothing else: the one place that deletes history, because it is invented.

What real people hang on stays: the group of a real registration or evening, and a demo account that revoked or looked
at a real certificate, read the register in or handled a remark (without address, roles and second factor, so that
nobody comes in).
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from post_office.models import Email

from accounts.models import AuditEvent, Learner, MailReceipt, User, new_salt
from certificates.models import Certificate, CertificateFile, CertificateLookup, private_storage
from cms.demo.data import DOMAIN
from cms.models import Contact, Evening, EveningGuest
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
    Remark,
    ScreenPass,
)
from registrations.models import (
    Beat,
    BeatArea,
    Group,
    GroupContact,
    ImportChange,
    PostcodeRange,
    RegisterImport,
    Registration,
    RegistrationEvent,
    TeamApplication,
)

__all__ = ["Removed", "remove_world"]


SOURCE = "demo"


@dataclass(frozen=True, kw_only=True, slots=True)
class Removed:
    """How many rows of each kind went, and the names of what stayed because of real people."""

    counts: dict[str, int]
    kept_accounts: list[str]
    kept_groups: list[str]


@transaction.atomic
def remove_world() -> Removed:
    """Deletes every row that belongs to a demo account or group, save what real people hang on."""
    # By keys, because a kept account loses the address by which it is found.
    users = User.objects.filter(
        pk__in=list(User.objects.filter(email__endswith=f"@{DOMAIN}").values_list("pk", flat=True))
    )
    imports = RegisterImport.objects.filter(Q(uploaded_by=OuterRef("pk")) | Q(undone_by=OuterRef("pk")))
    remarks = Remark.objects.filter(handled_by=OuterRef("pk"))
    kept = list(users.filter(Exists(touched_certificates(users)) | Exists(imports) | Exists(remarks)))
    gone = users.exclude(pk__in=[user.pk for user in kept])
    files = CertificateFile.objects.filter(certificate__in=certificates_of(users)).exclude(pdf="")
    names = list(files.values_list("pdf", flat=True))
    let_go(users, gone=gone)
    counts = {rows.model._meta.label: rows._raw_delete(rows.db) or 0 for rows in doomed(users)}
    for user in kept:
        retire(user)
    counts["accounts.User"] = gone.delete()[1].get("accounts.User", 0)
    transaction.on_commit(lambda: delete_files(names))
    groups = [str(group) for group in Group.objects.filter(source=SOURCE)]
    return Removed(counts=counts, kept_accounts=[user.name for user in kept], kept_groups=groups)


def touched_certificates(users: QuerySet[User]) -> QuerySet[Certificate]:
    """Real certificates that the account of the outer query revoked, or looked at: their holders may know who."""
    by_account = Q(revoked_by=OuterRef("pk")) | Q(lookups__user=OuterRef("pk"))
    return Certificate.objects.exclude(pk__in=certificates_of(users)).filter(by_account)


def let_go(users: QuerySet[User], *, gone: QuerySet[User]) -> None:
    """What stays points no longer at the accounts that go: editions, real registrations, the log of real things."""
    CourseEdition.objects.filter(released_by__in=gone).update(released_by=None)
    Registration.objects.exclude(user__in=users).filter(decided_by__in=gone).update(decided_by=None)
    ImportChange.objects.filter(group__source=SOURCE).update(group=None)
    TeamApplication.objects.exclude(user__in=users).filter(decided_by__in=gone).update(decided_by=None)
    AuditEvent.objects.filter(pk__in=real_events(users), actor__in=gone).without_actor()


def real_events(users: QuerySet[User]) -> list[int]:
    """Keys of the audit rows by demo accounts that are about something that is not of the demo world."""
    mine: list[QuerySet[Any]] = [
        users,
        Learner.objects.filter(user__in=users),
        Beat.objects.filter(user__in=users),
        Group.objects.filter(source=SOURCE),
        Registration.objects.filter(user__in=users),
        certificates_of(users),
    ]
    invented = {str(key) for rows in mine for key in rows.values_list("key", flat=True)}
    events = AuditEvent.objects.filter(actor__in=users).values_list("pk", "object_key")
    return [pk for pk, key in events if key not in invented]


def retire(user: User) -> None:
    """Leaves the name, and nothing to come in with."""
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.email, user.is_active, user.is_superuser, user.session_salt = None, False, False, new_salt()
    user.save(update_fields=["email", "is_active", "is_superuser", "session_salt"])


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
    # Read now: afterwards nothing says any more which rows were about what.
    kept_events = real_events(users)
    return [
        CertificateFile.objects.filter(certificate__in=certificates),
        CertificateLookup.objects.filter(certificate__in=certificates),
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
        AuditEvent.objects.filter(actor__in=users).exclude(pk__in=kept_events),
        Contact.objects.filter(email__endswith=f"@{DOMAIN}"),
    ]


def register_of(users: QuerySet[User]) -> list[QuerySet[Any]]:
    """Demo groups, and the registrations and beats of demo people; a group with a real registration stays."""
    registrations = Registration.objects.filter(user__in=users)
    groups = Group.objects.filter(source=SOURCE)
    evenings = Evening.objects.filter(host__in=users)
    real: list[QuerySet[Any]] = [
        Registration.objects.exclude(user__in=users),
        TeamApplication.objects.exclude(user__in=users).exclude(group=None),
        Evening.objects.exclude(host__in=users),
    ]
    free = groups.exclude(reduce(or_, (Q(pk__in=rows.values("group")) for rows in real)))
    beats = Beat.objects.filter(user__in=users)
    return [
        # Who came to an invented evening, under whatever name, or to a real one as an invented person.
        EveningGuest.objects.filter(Q(evening__in=evenings) | Q(registration__in=registrations)),
        evenings,
        TeamApplication.objects.filter(user__in=users),
        RegistrationEvent.objects.filter(registration__in=registrations),
        registrations,
        # All of them are addresses of invented people.
        GroupContact.objects.filter(group__in=groups),
        PostcodeRange.objects.filter(group__in=free),
        BeatArea.objects.filter(beat__in=beats),
        beats,
        free,
    ]
