"""Judgements of attempts: grades, marks of a person, and corrections afterwards (DESIGN §5). All append-only."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from courses.models.attempts import AnswerEvent, Attempt, AttemptItem
from courses.models.editions import QuestionVersion


class Grade(models.Model):
    """A judgement of a submitted attempt; the newest counts, none is changed. Append-only.

    `reason`: submit, marked (by a person), regrade (with its `regrade`). A pass stays: any grade that passed counts.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="grades")
    rule_version = models.PositiveIntegerField()
    score = models.DecimalField(max_digits=10, decimal_places=5)
    maximum = models.DecimalField(max_digits=10, decimal_places=5)
    fractions = models.JSONField()
    passed = models.BooleanField()
    critical_failed = models.BooleanField(default=False)
    # An open answer waits for a person; until then nobody passes.
    needs_marking = models.BooleanField(default=False)
    graded_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=60, default="submit")
    regrade = models.ForeignKey("Regrade", null=True, blank=True, on_delete=models.PROTECT, related_name="grades")
    actor = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["graded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=0) & Q(maximum__gt=0) & Q(score__lte=F("maximum")),
                name="grade_in_range",
            ),
            # Twenty submits at once give one grade.
            models.UniqueConstraint(fields=["attempt"], condition=Q(reason="submit"), name="grade_one_per_submit"),
            models.UniqueConstraint(fields=["attempt", "regrade"], name="grade_one_per_regrade"),
            models.CheckConstraint(
                condition=Q(reason="regrade", regrade__isnull=False) | (~Q(reason="regrade") & Q(regrade__isnull=True)),
                name="grade_regrade_has_its_cause",
            ),
            models.CheckConstraint(condition=~Q(needs_marking=True, passed=True), name="grade_unmarked_is_no_pass"),
        ]

    def __str__(self) -> str:
        return f"{self.score} van {self.maximum}"


class Mark(models.Model):
    """What a person gave an open answer, by the lines of its rubric; the newest of an item counts. Append-only."""

    item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="marks")
    # The answer that was read: nobody is marked on something he did not hand in.
    event = models.ForeignKey(AnswerEvent, on_delete=models.PROTECT, related_name="+")
    awarded = models.JSONField()
    fraction = models.DecimalField(max_digits=8, decimal_places=7)
    comment = models.TextField(blank=True)
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["marked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(fraction__gte=0) & Q(fraction__lte=1), name="mark_in_range"),
        ]

    def __str__(self) -> str:
        return f"beoordeling {self.pk}"


class Regrade(models.Model):
    """That a question turned out to be wrong, and how the attempts that asked it are judged since. Append-only.

    The newest of a version counts. `corrected` holds the new answer key; none for full credit.
    """

    class Mode(models.TextChoices):
        FULL = "full", "iedereen krijgt de punten"
        EITHER = "either", "het oude en het nieuwe antwoord zijn goed"
        NEW = "new", "alleen het nieuwe antwoord is goed"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="regrades")
    mode = models.CharField(max_length=10, choices=Mode.choices)
    corrected = models.ForeignKey(QuestionVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Learners read it on their result.
    reason = models.CharField(max_length=300)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="regrade_has_reason"),
            models.CheckConstraint(
                condition=Q(mode="full", corrected__isnull=True) | (~Q(mode="full") & Q(corrected__isnull=False)),
                name="regrade_has_its_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"correctie {self.key}"
