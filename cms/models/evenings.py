"""An evening on which a group takes a course together (DESIGN §6)."""

import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Learner, User
from courses.models import Course
from registrations.models import Group, Registration

__all__ = ["CODE_LENGTH", "Evening", "EveningGuest", "EveningQuerySet"]

CODE_LENGTH = 6


class EveningQuerySet(models.QuerySet["Evening"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """The evenings that he opened himself: names of who came stand there (DESIGN §6)."""
        return self.filter(host=user) if isinstance(user, User) else self.none()

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)


class Evening(models.Model):
    """Opened by a beheerder for his group; people join with the code that stands on the screen."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=CODE_LENGTH)
    host = models.ForeignKey(User, on_delete=models.PROTECT, related_name="evenings")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="evenings")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="evenings")
    on = models.DateField("datum")
    opened_at = models.DateTimeField(default=timezone.now)
    # Nobody joins any more; who was there can still be confirmed.
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Evening"]] = EveningQuerySet.as_manager()

    class Meta:
        verbose_name = "cursusavond"
        verbose_name_plural = "cursusavonden"
        ordering = ["-on", "-id"]
        constraints = [
            # A code that is closed may come back years later; an open one is of one evening.
            models.UniqueConstraint(
                fields=["code"], condition=Q(closed_at__isnull=True), name="evening_open_code_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%d-%m-%Y} {self.group}"


class EveningGuest(models.Model):
    """Somebody who joined with a name; the name goes when the guest goes."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evening = models.ForeignKey(Evening, on_delete=models.CASCADE, related_name="guests")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="evenings")
    name = models.CharField("naam", max_length=150)
    joined_at = models.DateTimeField(default=timezone.now)
    # Whether the beheerder saw this person: None is *not said yet*.
    was_there = models.BooleanField(null=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # Made when he was there and has an account, in whichever order that happened.
    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.PROTECT, related_name="evening_guests"
    )

    class Meta:
        verbose_name = "deelnemer van een avond"
        verbose_name_plural = "deelnemers van een avond"
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["evening", "learner"], name="evening_guest_once"),
            models.CheckConstraint(condition=~Q(name=""), name="evening_guest_has_name"),
            models.CheckConstraint(
                condition=Q(was_there__isnull=True, confirmed_at__isnull=True)
                | Q(was_there__isnull=False, confirmed_at__isnull=False),
                name="evening_guest_confirmed_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(registration__isnull=True) | Q(was_there=True, was_there__isnull=False),
                name="evening_guest_registered_was_there",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.evening}"
