"""Figures of a quiz as they were last computed; the screen shows these and computes nothing (DESIGN §5)."""

from django.db import models
from django.utils import timezone

from courses.models.editions import Course


class StoredFigures(models.Model):
    """The statistics of one quiz, as JSON of `courses.quiz.statistics`. Replaced by the next computation."""

    class Selection(models.TextChoices):
        FIRST = "first", "eerste poging"
        HIGHEST = "highest", "beste poging"
        LAST = "last", "laatste poging"
        ALL = "all", "alle pogingen"

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="figures")
    quiz_key = models.UUIDField()
    selection = models.CharField(max_length=10, choices=Selection.choices, default=Selection.FIRST)
    attempts = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    result = models.JSONField()
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["course", "quiz_key", "selection"]
        constraints = [models.UniqueConstraint(fields=["quiz_key", "selection"], name="figures_once_per_quiz")]

    def __str__(self) -> str:
        return f"cijfers {self.quiz_key}"
