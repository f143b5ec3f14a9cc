"""Trying an edition that is not out: an editor's preview, and a panel that judges a candidate (DESIGN §4, §5)."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from courses.models.editions import CourseEdition
from courses.models.progress import Enrollment


class TrialQuerySet(models.QuerySet["Trial"]):
    def standing(self, now: datetime) -> Self:
        """Trials whose link still opens something."""
        return self.filter(expires_at__gt=now)

    def expired(self, now: datetime) -> Self:
        return self.filter(expires_at__lte=now)


class Trial(models.Model):
    """The private link of one person to one edition that is not out.

    Behind it stands a learner of its own, who is nobody, with an enrollment whose purpose keeps it out of every
    figure. Only the hash of the token is stored.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    enrollment = models.OneToOneField(Enrollment, on_delete=models.PROTECT, related_name="trial")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager["Trial"]] = TrialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="trial_expires_after_its_start"
            )
        ]

    def __str__(self) -> str:
        return f"proef {self.key}"


class PanelReviewQuerySet(models.QuerySet["PanelReview"]):
    def open(self, now: datetime) -> Self:
        return self.filter(closed_at__isnull=True, closes_at__gt=now)


class PanelReview(models.Model):
    """A candidate edition laid before named people until a date."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.OneToOneField(CourseEdition, on_delete=models.PROTECT, related_name="panel")
    question = models.TextField("wat wil je van het panel weten", max_length=1000, blank=True)
    closes_at = models.DateTimeField("open tot")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["PanelReview"]] = PanelReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("created_at")), name="panel_closes_after_its_start"
            )
        ]

    def __str__(self) -> str:
        return f"panel {self.key}"

    def is_open(self, now: datetime) -> bool:
        """Whether members may still write."""
        return self.closed_at is None and now < self.closes_at


class PanelMemberQuerySet(models.QuerySet["PanelMember"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """None: a member has no account, his link is his key. Editors read through the review."""
        return self.none()


class PanelMember(models.Model):
    """One invited person: name and e-mail only, and what he says of the whole."""

    class Role(models.TextChoices):
        BEHEERDER = "beheerder", "beheerder van een groep"
        GEMEENTE = "gemeente", "gemeente"
        POLITIE = "politie", "politie"
        OTHER = "anders", "iemand anders"

    class Verdict(models.TextChoices):
        GOOD = "good", "goed"
        ADJUST = "adjust", "aanpassen"
        REJECT = "reject", "niet doen"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    review = models.ForeignKey(PanelReview, on_delete=models.PROTECT, related_name="members")
    # Gone a day after the panel closed, with the attempts behind it; what he wrote stays.
    trial = models.OneToOneField(Trial, null=True, on_delete=models.SET_NULL, related_name="member")
    name = models.CharField("naam", max_length=120)
    email = models.EmailField("e-mailadres", blank=True)
    role = models.CharField("van", max_length=12, choices=Role.choices, default=Role.BEHEERDER)
    verdict = models.CharField("oordeel", max_length=10, choices=Verdict.choices, blank=True)
    reason = models.TextField("waarom", max_length=2000, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["PanelMember"]] = PanelMemberQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "email"], condition=~Q(email=""), name="panel_member_once_per_review"
            ),
            models.CheckConstraint(
                condition=Q(verdict="", judged_at__isnull=True)
                | (~Q(verdict="") & ~Q(reason="") & Q(judged_at__isnull=False)),
                name="panel_verdict_has_reason_and_time",
            ),
        ]

    def __str__(self) -> str:
        return f"panellid {self.key}"


class PanelComment(models.Model):
    """What a member says of one lesson or question: one text per part, which he may change until the panel closes."""

    class Part(models.TextChoices):
        LESSON = "lesson", "les"
        QUESTION = "question", "vraag"

    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="comments")
    part = models.CharField(max_length=10, choices=Part.choices)
    part_key = models.UUIDField()
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "part", "part_key"], name="panel_comment_once_per_part"),
            models.CheckConstraint(condition=~Q(text=""), name="panel_comment_says_something"),
        ]

    def __str__(self) -> str:
        return f"opmerking bij {self.part}"
