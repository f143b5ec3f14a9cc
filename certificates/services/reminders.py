"""A mail before a certificate ends, 60 and 14 days before its last day (DESIGN §7)."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from accounts.mail import send_once
from accounts.models import MailReceipt
from certificates.dates import local_day
from certificates.models import Certificate
from certificates.services.issuing import mail_context
from certificates.services.waiting import later_than
from courses.models import Completion, CourseEdition

__all__ = ["TERMS", "remind_due"]

TERMS = (60, 14)  # days before the last valid day
BATCH = 500  # mails of one term in one run; the rest goes a minute later


def remind_due(now: datetime) -> int:
    """Queues what is due (for `run_due_jobs`); gives how many mails. Two queries when nothing is due.

    One mail per certificate and term, ever. Who was missed for days gets the nearest term only. It is a mail about
    somebody's own certificate, which ends if he does nothing: not one that he can stop.
    """
    today, ends = local_day(now), (*TERMS[1:], -1)
    return sum(_remind(days, until=later, today=today, now=now) for days, later in zip(TERMS, ends, strict=True))


def _remind(days: int, *, until: int, today: date, now: datetime) -> int:
    """The reminders of the term of `days`, up to where the next begins at `until` days before the end."""
    window = Q(valid_until__lte=today + timedelta(days=days), valid_until__gt=today + timedelta(days=until))
    due = _ending().filter(window, ~Exists(_receipts(days)))
    # Issued or corrected after the term began: that mail told him until when it is valid.
    due = due.filter(Q(issued_on__lt=F("valid_until") - timedelta(days=days)))
    rows = due.select_related("completion__enrollment__course", "completion__enrollment__learner__user")
    batch = list(rows.order_by("valid_until", "pk")[:BATCH])
    for certificate in batch:
        _send(certificate, days=days, now=now)
    return len(batch)


def _ending() -> models.QuerySet[Certificate]:
    """Certificates of people we can reach, of courses that can be done again, and that nothing newer covers.

    Of a closed course nobody gets a mail: there is nothing that he could do. His page says until when it is valid.
    """
    person, course = "completion__enrollment__learner__user", "completion__enrollment__course"
    newer = Completion.objects.filter(
        later_than(OuterRef("completion__completed_at"), OuterRef("completion"), on=""),
        enrollment__learner__user=OuterRef(person),
        enrollment__course=OuterRef(course),
    )
    reachable = {f"{person}__email__isnull": False, f"{person}__is_active": True}
    offered = {f"{course}__archived_at": None, f"{course}__current__status": CourseEdition.Status.RELEASED}
    standing = Certificate.objects.standing().filter(revoked_at__isnull=True, erased_at__isnull=True)
    return standing.filter(~Exists(newer), **reachable, **offered)


def _key(pk: int, days: int) -> str:
    """The occasion, by primary key: a number may not stand in more tables, and databases write a UUID differently."""
    return f"certificate-reminder:{pk}:{days}"


def _receipts(days: int) -> models.QuerySet[MailReceipt]:
    """That this certificate had its reminder of this term."""
    number = Cast(OuterRef("pk"), models.CharField())
    return MailReceipt.objects.filter(key=Concat(Value("certificate-reminder:"), number, Value(f":{days}")))


def _send(certificate: Certificate, *, days: int, now: datetime) -> None:
    completion, _registration = certificate.whole
    enrollment = completion.enrollment
    person = enrollment.learner.user
    again = reverse("courses:refresher", args=[enrollment.course.slug])
    send_once(
        key=_key(certificate.pk, days),
        to=person.email or "" if person else "",  # _ending() leaves out who has none
        template="certificate_ends",
        context=mail_context(certificate) | {"again_url": f"{settings.ACADEMIE_URL}{again}"},
        now=now,
    )
