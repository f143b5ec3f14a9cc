"""Questions that came from a file: looked at first, then taken in, and taken back when that was a mistake."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from courses.models.snippets import Question


class BankImport(models.Model):
    """One uploaded file of questions and what became of it."""

    class State(models.TextChoices):
        PREVIEW = "preview", "bekeken"
        APPLIED = "applied", "overgenomen"
        UNDONE = "undone", "teruggedraaid"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course_slug = models.SlugField()
    format = models.CharField(max_length=20)
    file_name = models.CharField(max_length=150)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEW)
    # BankItem and Problem of courses.quiz.interchange, as JSON.
    items = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="preview", applied_at__isnull=True, undone_at__isnull=True)
                | Q(state="applied", applied_at__isnull=False, undone_at__isnull=True)
                | Q(state="undone", applied_at__isnull=False, undone_at__isnull=False),
                name="bank_import_state_has_its_times",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class BankImportRow(models.Model):
    """What an import did to one question; `before` is what to put back, empty when the import made it."""

    class Action(models.TextChoices):
        CREATED = "created", "nieuw"
        CHANGED = "changed", "gewijzigd"
        SAME = "same", "gelijk"

    bank_import = models.ForeignKey(BankImport, on_delete=models.CASCADE, related_name="rows")
    # Null after the undo of a question that the import made.
    question = models.ForeignKey(Question, null=True, on_delete=models.SET_NULL, related_name="+")
    action = models.CharField(max_length=10, choices=Action.choices)
    before = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["bank_import", "question"], name="bank_import_question_once")]

    def __str__(self) -> str:
        return f"{self.action} {self.question_id}"
