"""Buurtpreventieteams that register themselves: existing, free, own initiative, no obligations (DESIGN §6)."""

import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from registrations.models.groups import Group

__all__ = ["OLDEST_YEAR", "TeamApplication", "TeamApplicationQuerySet"]

OLDEST_YEAR = 1950
MOST_MEMBERS = 2000


class TeamApplicationQuerySet(models.QuerySet["TeamApplication"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """His own; all of them for who keeps the register."""
        if not isinstance(user, User):
            return self.none()
        return self if user.has_role(Role.REGISTRAR, Role.ADMIN) else self.filter(user=user)

    def waiting(self) -> Self:
        return self.filter(status=TeamApplication.Status.WAITING)


class TeamApplication(models.Model):
    """What a team tells about itself. Its contact is the account that sent it: a proven address."""

    class Status(models.TextChoices):
        WAITING = "waiting", "wacht op de stichting"
        ACCEPTED = "accepted", "aangenomen"
        MERGED = "merged", "hoort bij een groep die er al was"
        REFUSED = "refused", "afgewezen"
        WITHDRAWN = "withdrawn", "ingetrokken"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="team_applications")
    name = models.CharField("naam van het team", max_length=120)
    municipality = models.CharField("gemeente", max_length=80)
    place = models.CharField("plaats", max_length=200, blank=True)
    area = models.CharField("gebied", max_length=300, blank=True)
    # As typed; read with `read_ranges` when it becomes a group.
    postcodes = models.CharField("postcodes", max_length=500, blank=True)
    members = models.PositiveSmallIntegerField(
        "aantal leden", validators=[MinValueValidator(2), MaxValueValidator(MOST_MEMBERS)]
    )
    since = models.PositiveSmallIntegerField("sinds", null=True, blank=True)
    with_municipality = models.BooleanField("de gemeente", default=False)
    with_police = models.BooleanField("de politie", default=False)
    with_enforcement = models.BooleanField("handhaving (boa’s)", default=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    applied_at = models.DateTimeField("aangemeld op", default=timezone.now)
    decided_at = models.DateTimeField("besloten op", null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("reden", max_length=300, blank=True)
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="applications")

    objects: ClassVar[models.Manager["TeamApplication"]] = TeamApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "aanmelding van een team"
        verbose_name_plural = "aanmeldingen van teams"
        ordering = ["applied_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "accepted", "merged", "refused", "withdrawn"]),
                name="team_application_status_known",
            ),
            models.UniqueConstraint(
                fields=["user", "name", "municipality"],
                condition=Q(status="waiting"),
                name="team_application_waits_once",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["accepted", "merged"]) | Q(group__isnull=False),
                name="team_application_accepted_has_group",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(reason=""), name="team_application_refused_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "withdrawn"]) | Q(decided_at__isnull=False),
                name="team_application_decided_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                | (~Q(status="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="team_application_withdrawn_has_its_time",
            ),
            models.CheckConstraint(condition=Q(members__gte=2), name="team_application_is_a_team"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.municipality})"
