"""Issuing: one standing certificate and one mail per completion, however often it is asked (DESIGN §11 b).

And one per person and course: the newest completion has it, in whatever order they come in (DESIGN §7).
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format

from accounts.audit import record
from accounts.mail import send_once
from accounts.models import Learner, User
from certificates.errors import CertificateError, NotIssued, NotYourRegistration
from certificates.models import Certificate
from certificates.services.telling import status_changed
from certificates.services.waiting import covering, earlier_than, waiting_completions
from certificates.services.writing import course_snapshot, lock_holder, registration_snapshot, write_certificate
from courses.models import Completion
from registrations.models import Registration

__all__ = [
    "issue_certificate",
    "issue_missing",
    "issue_on_completion",
    "issue_on_merge",
    "issue_on_registration",
    "issue_waiting_for",
    "mail_context",
    "missing_completions",
    "replace_older",
]

logger = logging.getLogger(__name__)
TRIES = 5


def issue_certificate(*, completion: Completion, registration: Registration, now: datetime) -> Certificate:
    """The certificate of `completion`, made on `registration` when there is none yet.

    Safe to repeat and to race. A completion that ever had a certificate gets no other one here: what was
    revoked or replaced stays so. When a later completion of the same person and course has one, that one is given
    and nothing is made. Raises NotYourRegistration, also when registration or person fell away meanwhile, or NotIssued.
    """
    _require_own(completion, registration)
    for _ in range(TRIES):
        if existing := _existing(completion):
            return existing
        try:
            with transaction.atomic():
                holder = lock_holder(registration)
                if covered := covering(completion, user_id=holder.pk):
                    return covered
                return _issue(completion=completion, registration=_fresh(registration, holder), now=now)
        except IntegrityError as error:  # issued by somebody else this instant, or a number drawn twice
            latest = error
    raise NotIssued from latest


def issue_on_completion(*, completion: Completion, at: datetime) -> Certificate | None:
    """The certificate of a completion, or None while it waits for an account, a name or a registration."""
    user = completion.enrollment.learner.user
    return next(iter(_issue_all(completions=[completion], user=user, now=at)), None) if user else None


def issue_on_registration(*, registration: Registration, at: datetime) -> list[Certificate]:
    """Everything that waited for a registration of this person."""
    return issue_waiting_for(user=registration.user, at=at)


def issue_on_merge(guest: Learner, learner: Learner, now: datetime) -> None:
    """For `accounts.hooks.on_merge`: what a guest passed waits no longer once he is somebody.

    Looks at both learners, so it does not matter whether the courses were moved before or after this.
    """
    if learner.user:
        waiting = waiting_completions(user_id=learner.user_id).filter(enrollment__learner__in=[guest, learner])
        _issue_all(completions=waiting, user=learner.user, now=now)


def issue_waiting_for(*, user: User, at: datetime) -> list[Certificate]:
    """The certificates of all completions of `user` that waited, newest first and one per course."""
    return _issue_all(completions=waiting_completions().filter(enrollment__learner__user=user), user=user, now=at)


def missing_completions() -> list[Completion]:
    """Completions without a certificate of people who have all that it takes: there should be none."""
    ready = Registration.objects.confirmed().filter(
        user__verified_at__isnull=False, user__email__isnull=False, user__is_active=True
    )
    ready = ready.exclude(user__name="")
    found = waiting_completions().filter(enrollment__learner__user__in=ready.values("user"))
    return _newest_per_course(found.select_related("enrollment__learner__user"))


def issue_missing(*, now: datetime) -> int:
    """Repairs what was missed; gives how many certificates were issued."""
    return sum(issue_on_completion(completion=each, at=now) is not None for each in missing_completions())


def mail_context(certificate: Certificate) -> dict[str, Any]:
    """What the mails about a certificate say: text only, so that it can be kept as JSON."""
    path = reverse("my_certificate", args=[certificate.number])
    return {
        "name": certificate.holder_name,
        "course": certificate.course_title,
        "group": certificate.group_name,
        "number": certificate.number,
        "valid_until": date_format(certificate.valid_until, "j F Y"),
        "url": f"{settings.ACADEMIE_URL}{path}",
    }


def _newest_per_course(completions: Iterable[Completion]) -> list[Completion]:
    """The first per person and course of `completions`, which stand newest first."""
    newest: dict[tuple[int | None, int], Completion] = {}
    for each in completions:
        newest.setdefault((each.enrollment.learner.user_id, each.enrollment.course_id), each)
    return list(newest.values())


def _issue_all(*, completions: Iterable[Completion], user: User, now: datetime) -> list[Certificate]:
    """Issues on the registration that he chose, else on the oldest confirmed one.

    A named error is logged and repaired by `issue_missing`: it must not break the act it belongs to: the submit of a
    quiz, a confirmation, a sign-in.
    """
    issued: dict[int, Certificate] = {}  # an earlier completion gives the certificate of a later one once more
    if not (registration := _registration_of(user)):
        return []
    for completion in completions:
        try:
            certificate = issue_certificate(completion=completion, registration=registration, now=now)
            issued[certificate.pk] = certificate
        except CertificateError as error:
            logger.exception("certificate of completion %s not issued: %s", completion.key, error.code)
    return list(issued.values())


def _registration_of(user: User) -> Registration | None:
    """Of somebody with a name and a proven address the registration that he chose, else the oldest confirmed one."""
    return Registration.objects.for_certificates().filter(user=user).first() if _is_known(user) else None


def _is_known(user: User) -> bool:
    return bool(user.is_active and user.verified_at and user.email and user.name.strip())


def _fresh(registration: Registration, holder: User) -> Registration:
    """The registration, its group and its person as they are now that `holder` is locked."""
    own = holder.registrations.confirmed().select_related("group").filter(pk=registration.pk).first()
    if own is None or not _is_known(holder):
        raise NotYourRegistration
    return own


def _require_own(completion: Completion, registration: Registration) -> None:
    """A guest's learner has no account yet while he is merged; anybody else's completion is refused."""
    owner = completion.enrollment.learner.user_id
    if registration.status != Registration.Status.CONFIRMED or owner not in (None, registration.user_id):
        raise NotYourRegistration


def _existing(completion: Completion) -> Certificate | None:
    """The standing certificate, else the last one: replaced by a renewal, it must not come back."""
    certificates = Certificate.objects.filter(completion=completion)
    return certificates.order_by(F("superseded_at").desc(nulls_first=True), "-pk").first()


def _issue(*, completion: Completion, registration: Registration, now: datetime) -> Certificate:
    older = replace_older(completion=completion, user=registration.user, now=now)
    fields = course_snapshot(completion) | registration_snapshot(registration)
    fields |= {"holder_name": registration.user.name, "supersedes": older}
    certificate = write_certificate(completion=completion, fields=fields, now=now)
    record(
        actor=None,
        verb="certificate.issue",
        target=certificate,
        at=now,
        completion=str(completion.key),
        supersedes=str(older.key) if older else None,
    )
    send_once(
        key=f"certificate:{completion.key}",
        to=registration.user.email or "",
        template="certificate",
        context=mail_context(certificate),
        now=now,
    )
    return certificate


def replace_older(*, completion: Completion, user: User, now: datetime) -> Certificate | None:
    """A renewal: older certificates of this person for this course are VERVANGEN; gives the newest of them.

    GELDIG and VERLOPEN alike. Revoked ones keep that word, and the new one stands beside them.
    """
    older = Certificate.objects.standing().filter(
        earlier_than(completion.completed_at, completion.pk),
        registration__user=user,
        revoked_at__isnull=True,
        completion__enrollment__course=completion.enrollment.course_id,
    )
    found = list(older.order_by("-passed_on", "-pk"))
    Certificate.objects.standing().filter(pk__in=[each.pk for each in found]).update(superseded_at=now)
    status_changed({each.status_list for each in found})
    return found[0] if found else None
