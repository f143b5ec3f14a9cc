"""Imports of the foundation's register: looked at first, done in the background, undoable, kept as a journal."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from registrations.models.groups import Group

__all__ = ["FIGURES", "UNDO_TIME", "ImportChange", "RegisterImport", "RegisterImportQuerySet"]

UNDO_TIME = timedelta(days=7)
FIGURES = ("new", "changed", "same", "gone", "bad")
"""What is counted in an import, in the order of the screen."""


class RegisterImportQuerySet(models.QuerySet["RegisterImport"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """All of them for who keeps the register, none for anybody else."""
        keeps = isinstance(user, User) and user.has_role(Role.REGISTRAR, Role.ADMIN)
        return self if keeps else self.none()

    def busy(self) -> Self:
        """What the worker has to go on with."""
        return self.filter(state__in=[RegisterImport.State.RUNNING, RegisterImport.State.UNDOING])


class RegisterImport(models.Model):
    """One file of the register, from the moment it was sent. At most one is being done or undone."""

    class State(models.TextChoices):
        LOOKED_AT = "looked_at", "bekeken"
        RUNNING = "running", "bezig"
        DONE = "done", "klaar"
        UNDOING = "undoing", "wordt teruggedraaid"
        UNDONE = "undone", "teruggedraaid"
        FAILED = "failed", "mislukt"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LOOKED_AT)
    file_name = models.CharField("bestand", max_length=120)
    sha256 = models.CharField(max_length=64)
    # The file itself, emptied when it can no longer be needed: addresses of people stand in it.
    data = models.BinaryField(default=bytes)
    source_date = models.DateField("datum van de bron", null=True, blank=True)
    columns = models.JSONField(default=dict)
    """Field of a group → headings of the file, as matched or corrected by hand."""
    counts = models.JSONField(default=dict)
    """What was found when it was looked at: each of FIGURES → how many; `examples` of groups; `headings` of the file;
    `digest` of all that would change. After an undoing `meanwhile`: primary keys of registrations."""
    problems = models.JSONField(default=list)
    """Rows that cannot come in: `[row number, Dutch sentence]`; emptied together with the file."""
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["RegisterImport"]] = RegisterImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import van het register"
        verbose_name_plural = "imports van het register"
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["looked_at", "running", "done", "undoing", "undone", "failed"]),
                name="register_import_state_known",
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="register_import_done_within_total"),
            models.CheckConstraint(
                condition=Q(state="looked_at") | Q(confirmed_at__isnull=False), name="register_import_confirmed"
            ),
            # A constant under a condition: of the imports that are busy there is one.
            models.UniqueConstraint(
                models.Value(1), condition=Q(state__in=["running", "undoing"]), name="register_import_one_busy"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def undoable_until(self) -> datetime | None:
        """The moment after which it stays; None when it is not done."""
        return self.finished_at + UNDO_TIME if self.finished_at and self.state == self.State.DONE else None


class ImportChange(models.Model):
    """What an import did to one group: the journal, from which it is undone. Append-only."""

    class Kind(models.TextChoices):
        NEW = "new", "nieuw"
        CHANGED = "changed", "gewijzigd"
        GONE = "gone", "verdwenen"

    register_import = models.ForeignKey(RegisterImport, on_delete=models.PROTECT, related_name="changes")
    number = models.CharField(max_length=20)
    # Null once the undoing of a new group took it away again.
    group = models.ForeignKey(Group, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    # Why the undoing left this group alone, when it did.
    left_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["register_import", "number"], name="import_change_once_per_group"),
            models.CheckConstraint(condition=Q(kind__in=["new", "changed", "gone"]), name="import_change_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="new", before__isnull=True) | (~Q(kind="new") & Q(before__isnull=False)),
                name="import_change_knows_before",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
