"""What one person gets more than the rules of a quiz say: time, and attempts (DESIGN §5)."""

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Learner, User
from courses.models.progress import Enrollment


class MoreTimeQuerySet(models.QuerySet["MoreTime"]):
    def for_learner(self, learner: Learner | None) -> Self:
        """What belongs to `learner`, who may be a guest."""
        return self.none() if learner is None else self.filter(learner=learner)

    def for_user(self, user: User | AnonymousUser) -> Self:
        """What belongs to the account `user`."""
        return self.filter(learner__user=user) if isinstance(user, User) else self.none()

    def standing(self) -> Self:
        return self.filter(ended_at__isnull=True)


class MoreTime(models.Model):
    """That somebody has more time for every quiz with a time limit. Nobody asks why: health is not our business."""

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="more_time")
    percent = models.PositiveIntegerField(default=100)
    # Null: the learner said so himself.
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["MoreTime"]] = MoreTimeQuerySet.as_manager()

    class Meta:
        ordering = ["-granted_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner"], condition=Q(ended_at__isnull=True), name="more_time_one_standing"
            ),
            models.CheckConstraint(condition=Q(percent__gte=1) & Q(percent__lte=400), name="more_time_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % meer tijd"


class ExtraAttemptQuerySet(models.QuerySet["ExtraAttempt"]):
    def for_learner(self, learner: Learner | None) -> Self:
        """What belongs to `learner`, who may be a guest."""
        return self.none() if learner is None else self.filter(enrollment__learner=learner)

    def for_user(self, user: User | AnonymousUser) -> Self:
        """What belongs to the account `user`."""
        return self.filter(enrollment__learner__user=user) if isinstance(user, User) else self.none()


class ExtraAttempt(models.Model):
    """One attempt more than the quiz allows; the learner took it himself and wrote why. Append-only."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="extra_attempts")
    quiz_key = models.UUIDField()
    # Which one of the quiz it is, counted from 1: a double press gives one.
    number = models.PositiveIntegerField()
    reason = models.TextField()
    taken_at = models.DateTimeField(default=timezone.now)
    read_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["ExtraAttempt"]] = ExtraAttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "quiz_key", "number"], name="extra_attempt_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="extra_attempt_has_reason"),
        ]

    def __str__(self) -> str:
        return f"extra poging {self.number}"
