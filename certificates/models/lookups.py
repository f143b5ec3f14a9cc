"""Who of the police looked a certificate up."""

from django.db import models
from django.utils import timezone

from accounts.models import User
from certificates.models.certificates import Certificate


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
