"""The stored bytes of a certificate: made in the background, never made again (DESIGN §7)."""

import secrets
from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from certificates.models.certificates import Certificate


def private_storage() -> Storage:
    """Where PDF bytes and signatures live: never under a public address."""
    return storages["private"]


class CertificateFileQuerySet(models.QuerySet["CertificateFile"]):
    def due(self, now: datetime) -> Self:
        """Files still to be made whose next try has come."""
        return self.filter(state=CertificateFile.State.WAITING, next_try_at__lte=now)

    def with_facts(self) -> Self:
        """With everything in one query that is printed and signed."""
        return self.select_related(
            "certificate__completion", "certificate__registration__user", "certificate__signatory"
        )

    def for_user(self, user: User | AnonymousUser) -> Self:
        """The files of the certificates of `user`, his own only."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(certificate__completion__enrollment__learner__user=user)


def file_path(instance: "CertificateFile", filename: str) -> str:
    """By random key: it says nothing about whom or which certificate.

    Each call gives a new name, for on some storages the later of two writers overwrites the first.
    """
    key = str(instance.certificate.key)
    return f"certificaten/{key[:2]}/{key}-{secrets.token_hex(4)}.pdf"


class CertificateFile(models.Model):
    """The bytes of one certificate: made in the background, stored once, never rendered again."""

    class State(models.TextChoices):
        WAITING = "waiting", "wordt gemaakt"
        READY = "ready", "klaar"
        ERASED = "erased", "gewist"

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="file")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    # The token of the QR: needed to draw it, wiped with the same UPDATE that stores the bytes, so that in the
    # end only its hash is kept (DESIGN §7).
    pending_token = models.CharField(max_length=26, blank=True)
    # A waiting row can hold a name too: that of the try that is busy or was cut off.
    pdf = models.FileField(storage=private_storage, upload_to=file_path, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    # The signed Open Badges credential as JSON, as it is in the PDF too: badges and wallets are baked from it.
    credential = models.TextField(blank=True)
    seal_kid = models.CharField("sleutel van het zegel", max_length=32, blank=True)
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
                | (Q(state="ready", pending_token="", ready_at__isnull=False) & ~Q(sha256="") & ~Q(pdf=""))
                # The name of the bytes stays until they are gone from the storage: it is what a next try goes by.
                | Q(state="erased", pending_token="", credential=""),
                name="certificate_file_ready_has_bytes_and_no_token",
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.get_state_display()}"
