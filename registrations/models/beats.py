"""The area of a wijkagent (DESIGN §6)."""

import uuid

from django.db import models
from django.db.models import F, Q

from accounts.models import User

__all__ = ["Beat", "BeatArea"]


class Beat(models.Model):
    """The area of one wijkagent."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="beat", verbose_name="wijkagent")
    name = models.CharField("naam", max_length=120)

    class Meta:
        verbose_name = "werkgebied"
        verbose_name_plural = "werkgebieden"

    def __str__(self) -> str:
        return self.name


class BeatArea(models.Model):
    """One part of a beat: a whole municipality, or a range of PC6 codes (first and last included)."""

    beat = models.ForeignKey(Beat, on_delete=models.CASCADE, related_name="areas")
    municipality = models.CharField("gemeente", max_length=80, blank=True)
    first = models.CharField("van postcode", max_length=6, blank=True)
    last = models.CharField("tot en met postcode", max_length=6, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(~Q(municipality="") & Q(first="", last=""))
                | (Q(municipality="") & ~Q(first="") & Q(first__lte=F("last"))),
                name="beat_area_is_municipality_or_range",
            )
        ]

    def __str__(self) -> str:
        return self.municipality or f"{self.first}–{self.last}"
