"""Enrollment, progress and completion (DESIGN §4)."""

import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Learner, User
from courses.models.editions import Course, CourseEdition


class Purpose(models.TextChoices):
    """Why somebody takes a course or a quiz. Only the first is a learner: the others are in no figure (DESIGN §5)."""

    LEARNER = "learner", "deelnemer"
    PREVIEW = "preview", "proef van een redacteur"
    PANEL = "panel", "proef van een panel"


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    def for_learner(self, learner: Learner | None) -> Self:
        """What belongs to `learner`, who may be a guest; nothing for a stranger."""
        return self.none() if learner is None else self.filter(learner=learner)

    def for_user(self, user: User | AnonymousUser) -> Self:
        """What belongs to the account `user`."""
        return self.filter(learner__user=user) if isinstance(user, User) else self.none()

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def of_learners(self) -> Self:
        """Without previews of editors and looks of panels."""
        return self.filter(purpose=Purpose.LEARNER)

    def halfway(self) -> Self:
        """Learners who began and have not finished."""
        return self.of_learners().open().filter(completion__isnull=True)


class Enrollment(models.Model):
    """One learner taking one course."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="enrollments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrollments")
    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="enrollments")
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.LEARNER)
    started_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=20, blank=True)

    objects: ClassVar[models.Manager["Enrollment"]] = EnrollmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course"], condition=Q(closed_at__isnull=True), name="enrollment_one_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, close_reason="")
                | (Q(closed_at__isnull=False) & ~Q(close_reason="")),
                name="enrollment_closed_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"deelname {self.key}"


class EnrollmentEdition(models.Model):
    """That an enrollment started with, or moved to, an edition. Append-only."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="moves")
    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=20)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.enrollment_id} → {self.edition_id}"


class ScreenPass(models.Model):
    """That a screen was passed with *Verder*; the key stays when a screen is moved or edited."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="passes")
    screen_key = models.UUIDField()
    passed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "screen_key"], name="screen_passed_once")]

    def __str__(self) -> str:
        return str(self.screen_key)


class CompletionQuerySet(models.QuerySet["Completion"]):
    def for_learner(self, learner: Learner | None) -> Self:
        """What belongs to `learner`, who may be a guest."""
        return self.none() if learner is None else self.filter(enrollment__learner=learner)

    def for_user(self, user: User | AnonymousUser) -> Self:
        """What belongs to the account `user`."""
        return self.filter(enrollment__learner__user=user) if isinstance(user, User) else self.none()


class Completion(models.Model):
    """The fact that somebody finished a course, once per enrollment."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.OneToOneField(Enrollment, on_delete=models.PROTECT, related_name="completion")
    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="completions")
    completed_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Completion"]] = CompletionQuerySet.as_manager()

    class Meta:
        ordering = ["-completed_at", "-id"]

    def __str__(self) -> str:
        return f"afgerond {self.key}"
