"""The certificate: one row is the truth, the PDF is made from it once (DESIGN §7)."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from courses.models import Completion
from registrations.models import Registration

STATUS_LIST_SIZE = 131_072  # bits of one Bitstring Status List (W3C, DESIGN §7)


def private_storage() -> Storage:
    """Where PDF bytes live: never under a public address."""
    return storages["private"]


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
    completion = models.ForeignKey(Completion, on_delete=models.PROTECT, related_name="certificates")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField("nummer", max_length=19, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    host = models.CharField("adres op de QR", max_length=200)
    status_index = models.PositiveIntegerField(unique=True)
    holder_name = models.CharField("naam", max_length=150)
    group_name = models.CharField("groep", max_length=120)
    group_number = models.CharField("registernummer", max_length=20)
    group_kind = models.CharField("soort groep", max_length=10)
    municipality = models.CharField("gemeente", max_length=80)
    course_title = models.CharField("cursus", max_length=200)
    goals = models.JSONField("leerdoelen", default=list)
    edition_number = models.CharField("editie", max_length=20)
    passed_on = models.DateField("gehaald op")
    issued_on = models.DateField("afgegeven op")
    valid_until = models.DateField("geldig tot en met")
    issued_at = models.DateTimeField(default=timezone.now, editable=False)
    supersedes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="successor")
    superseded_at = models.DateTimeField("vervangen op", null=True, blank=True)
    revoked_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    revoked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_reason = models.CharField("reden van intrekken", max_length=300, blank=True)

    objects: ClassVar[models.Manager["Certificate"]] = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "certificaat"
        verbose_name_plural = "certificaten"
        ordering = ["-issued_at", "-id"]
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
            models.CheckConstraint(condition=~Q(holder_name=""), name="certificate_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.number

    def status(self, today: date) -> Status:
        """What anybody is told on `today` (Europe/Amsterdam); the last day is included."""
        if self.revoked_at:
            return Status.REVOKED
        if self.superseded_at:
            return Status.SUPERSEDED
        return Status.EXPIRED if today > self.valid_until else Status.VALID


class CertificateFileQuerySet(models.QuerySet["CertificateFile"]):
    def due(self, now: datetime) -> Self:
        """Files still to be made whose next try has come."""
        return self.filter(state=CertificateFile.State.WAITING, next_try_at__lte=now)

    def for_user(self, user: User | AnonymousUser) -> Self:
        """The files of the certificates of `user`, his own only."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(certificate__completion__enrollment__learner__user=user)


def file_path(instance: "CertificateFile", filename: str) -> str:
    """A path by random key: it says nothing about whom or which certificate."""
    key = str(instance.certificate.key)
    return f"certificaten/{key[:2]}/{key}.pdf"


class CertificateFile(models.Model):
    """The bytes of one certificate: made in the background, stored once, never rendered again."""

    class State(models.TextChoices):
        WAITING = "waiting", "wordt gemaakt"
        READY = "ready", "klaar"

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="file")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    # The token of the QR: needed to draw it, wiped with the same UPDATE that stores the bytes, so that in the
    # end only its hash is kept (DESIGN §7).
    pending_token = models.CharField(max_length=26, blank=True)
    pdf = models.FileField(storage=private_storage, upload_to=file_path, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    renderer_version = models.CharField(max_length=40, blank=True)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)
    last_error = models.CharField(max_length=200, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["CertificateFile"]] = CertificateFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="waiting", sha256="", ready_at__isnull=True) & ~Q(pending_token=""))
                | (Q(state="ready", pending_token="", ready_at__isnull=False) & ~Q(sha256="") & ~Q(pdf="")),
                name="certificate_file_ready_has_bytes_and_no_token",
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.get_state_display()}"


class CertificateLookup(models.Model):
    """That a wijkagent looked a certificate up; the holder sees it. Append-only."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="lookups")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    beat_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"politie, {self.beat_name or 'onbekend gebied'}, {self.at:%d-%m-%Y}"
