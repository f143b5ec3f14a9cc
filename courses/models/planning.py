"""Releases that wait for their hour (DESIGN §4)."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from courses.models.editions import Course, CourseEdition


class PlannedReleaseQuerySet(models.QuerySet["PlannedRelease"]):
    def waiting(self) -> Self:
        return self.filter(state=PlannedRelease.State.WAITING)

    def due(self, now: datetime) -> Self:
        """Those whose hour has come."""
        return self.waiting().filter(due_at__lte=now)


class PlannedRelease(models.Model):
    """A candidate that goes out by itself: what was looked at is what goes out, whatever is written since."""

    class State(models.TextChoices):
        WAITING = "waiting", "staat klaar"
        RELEASED = "released", "uitgegeven"
        CANCELLED = "cancelled", "afgezegd"
        REFUSED = "refused", "niet gelukt"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.OneToOneField(CourseEdition, on_delete=models.PROTECT, related_name="plan")
    # Redundant with edition.course, so that a constraint can hold "one plan per course".
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="plans")
    kind = models.CharField(max_length=10, choices=CourseEdition.Kind.choices)
    notes = models.TextField(max_length=1000, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField("uitgeven op", db_index=True)
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Why it did not go out, for the editors.
    problem = models.TextField(blank=True)

    objects: ClassVar[models.Manager["PlannedRelease"]] = PlannedReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["course"], condition=Q(state="waiting"), name="plan_one_waiting"),
            models.CheckConstraint(
                condition=Q(state="waiting", finished_at__isnull=True)
                | (~Q(state="waiting") & Q(finished_at__isnull=False)),
                name="plan_finished_has_its_time",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(problem=""), name="plan_refused_says_why"),
        ]

    def __str__(self) -> str:
        return f"gepland {self.key}"

    @property
    def ended_without(self) -> bool:
        """Cancelled or refused: nothing came out, and nothing will."""
        return self.state in {PlannedRelease.State.CANCELLED, PlannedRelease.State.REFUSED}
