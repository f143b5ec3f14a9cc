"""Who signs for the foundation, as it is printed."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from certificates.models.files import private_storage


class SignatoryQuerySet(models.QuerySet["Signatory"]):
    def current(self) -> "Signatory | None":
        """Who signs what is issued now, or nobody yet."""
        return self.order_by("-added_at", "-id").first()

    def with_picture(self) -> Self:
        return self.exclude(picture="")


def picture_path(instance: "Signatory", filename: str) -> str:
    """By random key; always a PNG that the site wrote itself."""
    return f"handtekeningen/{instance.key}.png"


class Signatory(models.Model):
    """Name, function and signature. Never changed: whoever signs next is a new row, so what is printed stays true."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("naam", max_length=80)
    function = models.CharField("functie", max_length=80, blank=True)
    picture = models.FileField("handtekening", storage=private_storage, upload_to=picture_path, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["Signatory"]] = SignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = "ondertekenaar"
        verbose_name_plural = "ondertekenaars"
        ordering = ["-added_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="signatory_has_a_name")]

    def __str__(self) -> str:
        return self.name
