"""The tie of a person to a group, and what happened to it (DESIGN §6)."""

import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from registrations.models.groups import Group

__all__ = ["STANDING", "GroupContact", "Registration", "RegistrationEvent", "RegistrationQuerySet"]


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def confirmed(self) -> Self:
        return self.filter(status=Registration.Status.CONFIRMED)

    def managed_by(self, user: User) -> Self:
        """The confirmed registrations that make `user` beheerder of a group."""
        return self.confirmed().filter(user=user, role=Registration.Role.MANAGER)

    def managers_of(self, group: Group) -> Self:
        """The confirmed registrations of the beheerders of a group."""
        return self.confirmed().filter(group=group, role=Registration.Role.MANAGER)

    def for_certificates(self) -> Self:
        """Confirmed ones, first the one that a new certificate of its owner shows: chosen, else the oldest.

        One of a group that is no more comes last: it is taken only by who has nothing else.
        """
        is_over = Case(When(group__status=Group.Status.ACTIVE, then=Value(0)), default=Value(1))
        return self.confirmed().order_by(is_over, "-is_chosen", "claimed_at", "id")

    def pending(self) -> Self:
        return self.filter(status=Registration.Status.PENDING)

    def standing(self) -> Self:
        """Registrations that hold or wait: one per person and group."""
        return self.filter(status__in=STANDING)

    def for_user(self, user: User | AnonymousUser) -> Self:
        """The registrations of `user`; all of them for who keeps the register."""
        if not isinstance(user, User):
            return self.none()
        return self if user.has_role(Role.REGISTRAR, Role.ADMIN) else self.filter(user=user)

    def decidable_by(self, user: User | AnonymousUser) -> Self:
        """Claims that `user` may confirm or refuse: all for who keeps the register, those of others for the
        groups that he manages himself for a beheerder (DESIGN §6)."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.has_role(Role.REGISTRAR, Role.ADMIN):
            return self
        managed = Registration.objects.managed_by(user).values("group")
        return self.filter(group__in=managed).exclude(user=user)


class Registration(models.Model):
    """The tie of one person to one group."""

    class Role(models.TextChoices):
        MANAGER = "manager", "beheerder"
        MEMBER = "member", "lid"

    class Status(models.TextChoices):
        PENDING = "pending", "wacht op bevestiging"
        CONFIRMED = "confirmed", "bevestigd"
        REFUSED = "refused", "afgewezen"
        ENDED = "ended", "beëindigd"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="registrations")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="registrations")
    role = models.CharField("rol", max_length=10, choices=Role.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    claimed_at = models.DateTimeField("aangevraagd op", default=timezone.now)
    decided_at = models.DateTimeField("besloten op", null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("reden", max_length=300, blank=True)
    ended_at = models.DateTimeField("beëindigd op", null=True, blank=True)
    # The one that new certificates show, of somebody who has several; without one the oldest (DESIGN §7).
    is_chosen = models.BooleanField("op het certificaat", default=False)
    moved_from = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="moved_to")

    objects: ClassVar[models.Manager["Registration"]] = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "registratie"
        verbose_name_plural = "registraties"
        ordering = ["claimed_at", "id"]
        constraints = [
            # A group claimed twice by one person is one claim.
            models.UniqueConstraint(
                fields=["user", "group"],
                condition=Q(status__in=["pending", "confirmed"]),
                name="registration_one_standing_per_group",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_at__isnull=True)
                | (~Q(status="pending") & Q(decided_at__isnull=False)),
                name="registration_decided_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(status="ended", ended_at__isnull=False) | (~Q(status="ended") & Q(ended_at__isnull=True)),
                name="registration_ended_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(reason=""), name="registration_refused_has_reason"
            ),
            models.CheckConstraint(condition=Q(role__in=["manager", "member"]), name="registration_role_known"),
            models.UniqueConstraint(fields=["user"], condition=Q(is_chosen=True), name="registration_one_chosen"),
            models.CheckConstraint(
                condition=Q(is_chosen=False) | Q(status="confirmed"), name="registration_chosen_is_confirmed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} van {self.group}"


STANDING = (Registration.Status.PENDING, Registration.Status.CONFIRMED)


class GroupContact(models.Model):
    """An address that the register knows for a group, as a keyed hash, and the role it proves (DESIGN §6)."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="contacts")
    email_hash = models.CharField(max_length=64, db_index=True)
    role = models.CharField(max_length=10, choices=Registration.Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "email_hash", "role"], name="group_contact_once")]

    def __str__(self) -> str:
        return f"contact van groep {self.group_id}"


class RegistrationEvent(models.Model):
    """What happened to a registration, for the person to read. Append-only."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=10, choices=Registration.Status.choices)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%d-%m-%Y} {self.get_status_display()}"
