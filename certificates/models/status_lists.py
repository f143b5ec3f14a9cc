"""The signed lists that tell anybody which credentials no longer count, without asking about one of them."""

from django.db import models
from django.db.models import Q


class StatusList(models.Model):
    """One Bitstring Status List as it is published: signed again when a bit changed, and every day."""

    number = models.PositiveIntegerField(unique=True)
    credential = models.TextField()
    # SHA-256 of the bits: a list whose bits are the same needs no new signature today.
    bits_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="status_list_counts_from_one"),
            models.CheckConstraint(condition=~Q(credential=""), name="status_list_is_signed"),
        ]

    def __str__(self) -> str:
        return f"statuslijst {self.number}"
