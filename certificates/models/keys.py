"""The public halves of the keys that certificates are signed with; private halves never come here (DESIGN §7)."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Purpose(models.TextChoices):
    """Three keys, because they have other readers and another lifetime each."""

    SEAL = "seal", "zegel op de PDF"
    CREDENTIAL = "credential", "Open Badge"
    QR = "qr", "QR-code"


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    def of(self, purpose: Purpose) -> Self:
        """All keys for `purpose`, newest first: what they signed stays true."""
        return self.filter(purpose=purpose).order_by("-added_at", "-id")

    def prepared(self) -> Self:
        """Keys that others may know already and that sign nothing yet, one per purpose at most."""
        return self.filter(is_prepared=True, retired_at=None)

    def published(self) -> Self:
        """All keys but those that were withdrawn before they ever signed: nobody needs to know these."""
        return self.exclude(is_prepared=True, retired_at__isnull=False)

    def signing(self) -> Self:
        """Keys that sign now, one per purpose at most."""
        return self.filter(is_prepared=False, retired_at=None)


class SigningKey(models.Model):
    """A key that signs, has signed, or is going to. Append-only but for when it began, stopped, or was stolen."""

    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    # Seal and credential: 16 hex symbols of the SHA-256 of the public key; QR: 2, because it stands in the code.
    kid = models.CharField(max_length=32)
    # PEM: the public key, or for a seal its certificate with the chain after it, leaf first.
    public = models.TextField()
    is_demo = models.BooleanField(default=False)
    # From this moment on others can know it.
    added_at = models.DateTimeField(default=timezone.now)
    # Others can know it already, and it never signed: phones without network must have it before the first signature.
    is_prepared = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True, blank=True)
    # Stolen: what it signed counts for nothing any more, but for files that we know by their hash.
    distrusted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["SigningKey"]] = SigningKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "kid"], name="signing_key_known_once"),
            models.UniqueConstraint(
                fields=["purpose"],
                condition=Q(retired_at__isnull=True, is_prepared=False),
                name="signing_key_one_signs",
            ),
            models.UniqueConstraint(
                fields=["purpose"],
                condition=Q(retired_at__isnull=True, is_prepared=True),
                name="signing_key_one_prepared",
            ),
            models.CheckConstraint(
                condition=Q(distrusted_at__isnull=True) | Q(retired_at__isnull=False),
                name="signing_key_distrusted_signs_no_more",
            ),
            models.CheckConstraint(condition=~Q(kid="") & ~Q(public=""), name="signing_key_has_a_public_half"),
            # A private half would be in every backup of the database.
            models.CheckConstraint(condition=~Q(public__contains="PRIVATE KEY"), name="signing_key_holds_no_secret"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.kid}"
