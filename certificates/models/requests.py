"""A holder who asks for another name on a certificate (DESIGN §7)."""

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from certificates.models.certificates import Certificate


class NameRequestQuerySet(models.QuerySet["NameRequest"]):
    def waiting(self) -> Self:
        """What the foundation still has to judge."""
        return self.filter(state=NameRequest.State.WAITING)

    def for_user(self, user: User | AnonymousUser) -> Self:
        """The requests about the certificates of `user`; all of them for who judges them."""
        if not isinstance(user, User):
            return self.none()
        if user.has_role(Role.CERTIFIER, Role.ADMIN):
            return self
        return self.filter(certificate__completion__enrollment__learner__user=user)


class NameRequest(models.Model):
    """Asked by the holder, judged once by the foundation; erasure blanks the wanted name."""

    class State(models.TextChoices):
        WAITING = "waiting", "wacht op de stichting"
        APPROVED = "approved", "goedgekeurd"
        REFUSED = "refused", "afgewezen"
        WITHDRAWN = "withdrawn", "teruggetrokken"

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="name_requests")
    wanted_name = models.CharField("naam zoals het moet zijn", max_length=150, blank=True)
    reason = models.CharField("waarom", max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField("gevraagd op", default=timezone.now)
    judged_at = models.DateTimeField("beslist op", null=True, blank=True)
    judged_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField("antwoord aan de houder", max_length=300, blank=True)

    objects: ClassVar[models.Manager["NameRequest"]] = NameRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(state="waiting"), name="name_request_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", judged_at__isnull=True, judged_by__isnull=True)
                | Q(state="withdrawn", judged_at__isnull=False)
                | Q(state__in=["approved", "refused"], judged_at__isnull=False, judged_by__isnull=False),
                name="name_request_judged_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="refused", answer=""), name="name_request_refused_with_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.get_state_display()}"
