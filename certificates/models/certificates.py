"""The certificate: one row is the truth, the PDF is made from it once (DESIGN §7)."""

import uuid
from datetime import date
from enum import StrEnum
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from courses.models import Completion
from registrations.models import Registration

STATUS_LIST_SIZE = 131_072  # bits of one Bitstring Status List (W3C, DESIGN §7)


class Status(StrEnum):
    """What a check page says (DESIGN §7)."""

    VALID = "GELDIG"
    EXPIRED = "VERLOPEN"
    REVOKED = "INGETROKKEN"
    SUPERSEDED = "VERVANGEN"
    UNKNOWN = "ONBEKEND"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def standing(self) -> Self:
        """Certificates that were not replaced by a newer one."""
        return self.filter(superseded_at__isnull=True)

    def valid_on(self, day: date) -> Self:
        """Certificates a check page calls GELDIG on `day` (Europe/Amsterdam)."""
        return self.standing().filter(revoked_at__isnull=True, valid_until__gte=day)

    def for_user(self, user: User | AnonymousUser) -> Self:
        """The certificates of `user`; all of them for who issues and revokes."""
        if not isinstance(user, User):
            return self.none()
        if user.has_role(Role.CERTIFIER, Role.ADMIN):
            return self
        return self.held_by(user)

    def held_by(self, user: User | AnonymousUser) -> Self:
        """The certificates on the name of `user`, whatever roles he has: what `/mijn/` shows."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(completion__enrollment__learner__user=user)

    def with_status(self, status: "Status", day: date) -> Self:
        """Certificates of which `Certificate.status(day)` says `status`."""
        if status is Status.REVOKED:
            return self.filter(revoked_at__isnull=False)
        unrevoked = self.filter(revoked_at__isnull=True)
        if status is Status.SUPERSEDED:
            return unrevoked.filter(superseded_at__isnull=False)
        if status is Status.EXPIRED:
            return unrevoked.standing().filter(valid_until__lt=day)
        return self.valid_on(day) if status is Status.VALID else self.none()


class Certificate(models.Model):
    """An immutable snapshot. Only revocation and replacement are written later; each says when and by whom."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Both are there, but on a certificate that was taken in again from its PDF after a restore.
    completion = models.ForeignKey(
        Completion, null=True, blank=True, on_delete=models.PROTECT, related_name="certificates"
    )
    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.PROTECT, related_name="certificates"
    )
    number = models.CharField("nummer", max_length=19, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    host = models.CharField("adres op de QR", max_length=200)
    status_list = models.PositiveIntegerField(default=1)
    status_index = models.PositiveIntegerField()
    holder_name = models.CharField("naam", max_length=150, blank=True)
    group_name = models.CharField("groep", max_length=120)
    group_number = models.CharField("registernummer", max_length=20)
    group_kind = models.CharField("soort groep", max_length=10)
    municipality = models.CharField("gemeente", max_length=80)
    course_title = models.CharField("cursus", max_length=200)
    # The address of the course on the day of issue: short, for the code on paper and the page of the badge.
    course_code = models.CharField("code van de cursus", max_length=50, blank=True)
    goals = models.JSONField("leerdoelen", default=list)
    edition_number = models.CharField("editie", max_length=20)
    passed_on = models.DateField("gehaald op")
    issued_on = models.DateField("afgegeven op")
    valid_until = models.DateField("geldig tot en met")
    issued_at = models.DateTimeField(default=timezone.now, editable=False)
    signatory = models.ForeignKey(
        "certificates.Signatory", null=True, blank=True, on_delete=models.PROTECT, related_name="certificates"
    )
    supersedes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="successor")
    superseded_at = models.DateTimeField("vervangen op", null=True, blank=True)
    revoked_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    revoked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_reason = models.CharField("reden van intrekken", max_length=300, blank=True)
    erased_at = models.DateTimeField("gewist op", null=True, blank=True)
    readmitted_at = models.DateTimeField("weer opgenomen op", null=True, blank=True)

    objects: ClassVar[models.Manager["Certificate"]] = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "certificaat"
        verbose_name_plural = "certificaten"
        ordering = ["-issued_at", "-id"]
        indexes = [
            # What the status lists are made of (services.status_lists.GONE, word for word).
            models.Index(
                fields=["status_list", "status_index"],
                condition=Q(revoked_at__isnull=False) | Q(superseded_at__isnull=False),
                name="certificate_gone_in_list",
            ),
            models.Index(fields=["valid_until"], name="certificate_ends"),  # reminders look every minute
        ]
        constraints = [
            # Promise (b): however often a quiz is submitted, one completion has one standing certificate.
            models.UniqueConstraint(
                fields=["completion"], condition=Q(superseded_at__isnull=True), name="certificate_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")), name="certificate_not_its_own_successor"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, revoked_reason="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_reason="")),
                name="certificate_revoked_has_reason_and_revoker",
            ),
            models.CheckConstraint(condition=Q(passed_on__lte=F("valid_until")), name="certificate_ends_after_passing"),
            models.CheckConstraint(condition=Q(status_index__lt=STATUS_LIST_SIZE), name="certificate_index_in_list"),
            # Of somebody who had himself erased, number, hash, status and dates stay (DESIGN §7).
            models.CheckConstraint(
                condition=(Q(erased_at__isnull=True) & ~Q(holder_name=""))
                | Q(erased_at__isnull=False, holder_name="", group_name="", group_number="", municipality=""),
                name="certificate_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(completion__isnull=False, registration__isnull=False) | Q(readmitted_at__isnull=False),
                name="certificate_belongs_to_a_completion",
            ),
            models.UniqueConstraint(fields=["status_list", "status_index"], name="certificate_own_place_in_list"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def whole(self) -> tuple[Completion, Registration]:
        """What it was issued for. Raises LookupError for one that was taken in again without."""
        if self.completion is None or self.registration is None:
            raise LookupError(f"certificate {self.pk} was readmitted without completion or registration")
        return self.completion, self.registration

    def status(self, today: date) -> Status:
        """What anybody is told on `today` (Europe/Amsterdam); the last day is included."""
        if self.revoked_at:
            return Status.REVOKED
        if self.superseded_at:
            return Status.SUPERSEDED
        return Status.EXPIRED if today > self.valid_until else Status.VALID
