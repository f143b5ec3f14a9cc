"""Editions: immutable releases of a whole course (DESIGN §4)."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User

SOURCE_SCHEMA = 1  # raise it, and add a step in courses.services.reading, when the JSON changes shape


class CourseQuerySet(models.QuerySet["Course"]):
    def open(self) -> Self:
        """Courses that take new starters: not archived, with a standing edition, which comes without its JSON."""
        courses = self.filter(archived_at__isnull=True, current__status=CourseEdition.Status.RELEASED)
        return courses.select_related("current").defer("current__source")


class Course(models.Model):
    """The lasting name of a course: it outlives its page, and history refers to it."""

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    slug = models.SlugField(unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    # What a new learner gets: the newest released edition. The release service keeps it, so that every page of a
    # stranger finds it with one plain join.
    current = models.ForeignKey("CourseEdition", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["Course"]] = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.slug


class EditionAsset(models.Model):
    """A file as it was at a release, named by its SHA-256; never changed, never deleted."""

    sha256 = models.CharField(max_length=64, unique=True)
    file = models.FileField(upload_to="edities")
    media_type = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.sha256[:12]


class QuestionVersion(models.Model):
    """The frozen text and answer key of a bank question; the same content never makes a second version."""

    question_key = models.UUIDField(db_index=True)
    content_hash = models.CharField(max_length=64)
    type = models.CharField(max_length=30)
    content = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question_key", "content_hash"], name="question_version_once_per_content")
        ]

    def __str__(self) -> str:
        return f"{self.question_key} {self.content_hash[:8]}"


class CourseEditionQuerySet(models.QuerySet["CourseEdition"]):
    def released(self) -> Self:
        return self.filter(status=CourseEdition.Status.RELEASED)

    def newest_first(self) -> Self:
        return self.order_by("-major", "-minor")

    def numbered(self) -> Self:
        """Editions that were released, also those that were withdrawn since."""
        return self.filter(major__isnull=False)

    def newer_than(self, edition: "CourseEdition") -> Self:
        """What came out after `edition` in its line and later ones, oldest first; also what was withdrawn since."""
        newer = self.numbered().filter(course=edition.course_id, major__gte=edition.major)
        return newer.filter(released_at__gt=edition.released_at).defer("source").order_by("released_at", "pk")

    def current(self) -> Self:
        """Released editions, newest first: the first of a course is what a new learner gets."""
        return self.released().newest_first()


class CourseEdition(models.Model):
    """An immutable release of a whole course; what learners take."""

    class Kind(models.TextChoices):
        MINOR = "minor", "kleine verbetering"
        MAJOR = "major", "nieuwe editie"
        SAFETY = "safety", "veiligheidscorrectie"

    class Status(models.TextChoices):
        PREVIEW = "preview", "proef van een redacteur"
        CANDIDATE = "candidate", "ter beoordeling"
        RELEASED = "released", "uitgegeven"
        WITHDRAWN = "withdrawn", "teruggetrokken"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="editions")
    major = models.PositiveIntegerField(null=True)
    minor = models.PositiveIntegerField(null=True)
    # Empty until the release chooses it.
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RELEASED)
    reason = models.CharField(max_length=300, blank=True)
    # What learners read of this release; a safety edition cannot do without.
    notes = models.TextField(max_length=1000, blank=True)
    frozen_at = models.DateTimeField(default=timezone.now)
    source = models.JSONField()
    schema = models.PositiveIntegerField(default=SOURCE_SCHEMA)
    content_hash = models.CharField(max_length=64, db_index=True)
    released_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)
    # The edition that this one repeats with other numbers to call; empty for what came from the manuscript.
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    questions = models.ManyToManyField(QuestionVersion, related_name="editions")
    assets = models.ManyToManyField(EditionAsset, related_name="editions")

    objects: ClassVar[models.Manager["CourseEdition"]] = CourseEditionQuerySet.as_manager()

    class Meta:
        ordering = ["course", "-major", "-minor"]
        constraints = [
            models.UniqueConstraint(fields=["course", "major", "minor"], name="edition_number_once"),
            # A preview or candidate has no number yet: panels judge it, the release numbers it.
            models.CheckConstraint(
                condition=Q(
                    status__in=["preview", "candidate"],
                    kind="",
                    major__isnull=True,
                    minor__isnull=True,
                    released_at__isnull=True,
                )
                | (
                    ~Q(status__in=["preview", "candidate"])
                    & ~Q(kind="")
                    & Q(major__isnull=False, minor__isnull=False, released_at__isnull=False)
                ),
                name="edition_numbered_when_released",
            ),
            # Who is half-way moves because of it, and has to read why (DESIGN §4).
            models.CheckConstraint(condition=~Q(kind="safety") | ~Q(notes=""), name="edition_safety_tells_learners"),
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.number}"

    @property
    def number(self) -> str:
        """`major.minor`, or what it is while it has no number."""
        if self.major is None:
            return "proef" if self.status == self.Status.PREVIEW else "kandidaat"
        return f"{self.major}.{self.minor}"

    @property
    def is_discardable(self) -> bool:
        """A candidate that no panel ever had and no plan brings out; reads `plan` and `panel`."""
        plan = getattr(self, "plan", None)
        is_free = not hasattr(self, "panel") and (plan is None or plan.ended_without)
        return self.status == self.Status.CANDIDATE and is_free


__all__ = ["SOURCE_SCHEMA", "Course", "CourseEdition", "EditionAsset", "QuestionVersion"]
