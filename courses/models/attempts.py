"""Attempts at a quiz: frozen at the start, answered by appending, graded by appending (DESIGN §5)."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.models import Learner, User
from courses.models.editions import CourseEdition, QuestionVersion
from courses.models.progress import Enrollment, Purpose
from courses.quiz import GRACE, Policy


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def for_learner(self, learner: Learner | None) -> Self:
        """What belongs to `learner`, who may be a guest. Behind a preview stands a learner of its own (`Trial`)."""
        return self.none() if learner is None else self.filter(learner=learner)

    def for_user(self, user: User | AnonymousUser) -> Self:
        """What belongs to the account `user`; previews of editors are left out."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(learner__user=user, purpose=Attempt.Purpose.LEARNER)

    def open(self) -> Self:
        return self.filter(state=Attempt.State.OPEN)

    def submitted(self) -> Self:
        return self.filter(state=Attempt.State.SUBMITTED)

    def overdue(self, now: datetime) -> Self:
        """Open attempts whose time, and the grace after it, is over."""
        return self.open().filter(due_at__lt=now - GRACE)


class Attempt(models.Model):
    """One go at a quiz. Policy and rule version are copies: later changes of the quiz do not reach it."""

    Purpose = Purpose

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
    # The end of the time limit, more time of this person included; null: no limit.
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)

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
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(due_at__gt=F("started_at")), name="attempt_due_after_its_start"
            ),
        ]

    def __str__(self) -> str:
        return f"poging {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def is_overdue(self, now: datetime) -> bool:
        """Whether its time, and the grace after it, is over."""
        return self.due_at is not None and now > self.due_at + GRACE

    @cached_property
    def rules(self) -> Policy:
        """The rules of the quiz as they were at the start."""
        return Policy.from_json(self.policy)


class AttemptItem(models.Model):
    """One question of an attempt, as it is shown: version, order of options, points, hash of what is shown."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    arrangement = models.JSONField(default=list)
    # Null: asked, but left out of the score (a question without right and wrong).
    points = models.DecimalField(max_digits=7, decimal_places=3, null=True)
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
    # Practice mode: the learner asked whether this one is right.
    is_try = models.BooleanField(default=False)

    class Meta:
        # The standing answer of an item is the last row in this order.
        indexes = [models.Index(fields=["item", "sequence", "received_at"], name="answer_standing")]

    def __str__(self) -> str:
        return f"antwoord {self.sequence}"


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
