"""Attempts at a quiz: frozen at the start, answered by appending, graded by appending (DESIGN §5)."""

import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Learner, User
from courses.models.editions import CourseEdition, QuestionVersion
from courses.models.progress import Enrollment


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def for_learner(self, learner: Learner | None) -> Self:
        """What belongs to `learner`, who may be a guest; previews of editors are left out."""
        if learner is None:
            return self.none()
        return self.filter(learner=learner, purpose=Attempt.Purpose.LEARNER)

    def for_user(self, user: User | AnonymousUser) -> Self:
        """What belongs to the account `user`; previews of editors are left out."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(learner__user=user, purpose=Attempt.Purpose.LEARNER)

    def open(self) -> Self:
        return self.filter(state=Attempt.State.OPEN)

    def submitted(self) -> Self:
        return self.filter(state=Attempt.State.SUBMITTED)


class Attempt(models.Model):
    """One go at a quiz. Policy and rule version are copies: later changes of the quiz do not reach it."""

    class Purpose(models.TextChoices):
        LEARNER = "learner", "deelnemer"
        PREVIEW = "preview", "proef van een redacteur"
        PANEL = "panel", "proef van een panel"

    class State(models.TextChoices):
        OPEN = "open", "bezig"
        SUBMITTED = "submitted", "ingeleverd"
        SET_ASIDE = "set_aside", "opzij gezet"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="attempts")
    # Redundant with enrollment.learner on purpose: one constraint can then hold "one open attempt per learner
    # and quiz", also when a learner has an old and a new enrollment.
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="attempts")
    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="attempts")
    quiz_key = models.UUIDField()
    number = models.PositiveIntegerField()
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.LEARNER)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    policy = models.JSONField()
    rule_version = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Attempt"]] = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "quiz_key", "purpose"], condition=Q(state="open"), name="attempt_one_open"
            ),
            models.UniqueConstraint(fields=["enrollment", "quiz_key", "number"], name="attempt_number_once"),
            models.CheckConstraint(
                condition=Q(state="submitted", submitted_at__isnull=False)
                | (~Q(state="submitted") & Q(submitted_at__isnull=True)),
                name="attempt_submitted_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"poging {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class AttemptItem(models.Model):
    """One question of an attempt, as it is shown: version, order of options, points, hash of what is shown."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    arrangement = models.JSONField(default=list)
    points = models.DecimalField(max_digits=7, decimal_places=3)
    shown_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="item_position_once"),
            models.UniqueConstraint(fields=["attempt", "version"], name="item_question_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="item_points_positive"),
        ]

    def __str__(self) -> str:
        return f"vraag {self.position}"


class AnswerEvent(models.Model):
    """One answer as it was received. The standing answer is the highest (sequence, received_at). Append-only."""

    item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="answers")
    # Made by the page that sends it: the same POST twice is one event.
    uuid = models.UUIDField(unique=True)
    sequence = models.PositiveIntegerField()
    response = models.JSONField(null=True)
    received_at = models.DateTimeField(default=timezone.now)
    # After the submit an answer is kept but changes nothing.
    is_late = models.BooleanField(default=False)

    class Meta:
        # The standing answer of an item is the last row in this order.
        indexes = [models.Index(fields=["item", "sequence", "received_at"], name="answer_standing")]

    def __str__(self) -> str:
        return f"antwoord {self.sequence}"


class Grade(models.Model):
    """A judgement of a submitted attempt; the newest counts, none is changed. Append-only."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="grades")
    rule_version = models.PositiveIntegerField()
    score = models.DecimalField(max_digits=10, decimal_places=5)
    maximum = models.DecimalField(max_digits=10, decimal_places=5)
    fractions = models.JSONField()
    passed = models.BooleanField()
    critical_failed = models.BooleanField(default=False)
    graded_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=60, default="submit")

    class Meta:
        ordering = ["graded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=0) & Q(maximum__gt=0) & Q(score__lte=F("maximum")),
                name="grade_in_range",
            ),
            # Twenty submits at once give one grade.
            models.UniqueConstraint(fields=["attempt"], condition=Q(reason="submit"), name="grade_one_per_submit"),
        ]

    def __str__(self) -> str:
        return f"{self.score} van {self.maximum}"


class PracticeAnswer(models.Model):
    """An answer to a practice question on a screen: outside attempts and grades. Append-only."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="practice_answers")
    block_key = models.UUIDField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    uuid = models.UUIDField(unique=True)
    response = models.JSONField(null=True)
    fraction = models.DecimalField(max_digits=8, decimal_places=7)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["enrollment", "block_key"], name="practice_of_screen")]

    def __str__(self) -> str:
        return f"oefening {self.block_key}"
