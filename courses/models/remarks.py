"""*Klopt er iets niet?*: what somebody says about a screen, a question or the check page, without saying who he is."""

import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from courses.models.editions import Course

ABOUT_COURSES = frozenset({Role.EDITOR, Role.CHIEF_EDITOR, Role.ADMIN})
"""Read what is said about courses."""
ABOUT_CHECKING = frozenset({Role.REGISTRAR, Role.CERTIFIER, Role.ADMIN})
"""Read what is said about checking a certificate."""


class RemarkQuerySet(models.QuerySet["Remark"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        """What this desk may do something about; the sender is nobody, so it is never his."""
        if not isinstance(user, User):
            return self.none()
        mine = Q(pk__in=[])
        if user.has_role(*ABOUT_COURSES):
            mine |= Q(course__isnull=False)
        if user.has_role(*ABOUT_CHECKING):
            mine |= Q(course__isnull=True)
        return self.filter(mine)

    def open(self) -> Self:
        """Nobody has dealt with it yet."""
        return self.filter(handled_at__isnull=True)


class Remark(models.Model):
    """One remark. Append-only: it is handled once, and its words go a year later; the row stays.

    No sender: no learner, no account, no address. Without a course it is about checking a certificate, and never says
    which one.
    """

    class Kind(models.TextChoices):
        WRONG = "wrong", _("Er staat iets fout")
        UNCLEAR = "unclear", _("Ik snap het niet")
        BROKEN = "broken", _("Iets werkt niet")

    # Made with the form, so that a second press of the button is the same remark.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    course = models.ForeignKey(Course, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    edition_number = models.CharField(max_length=20, blank=True)
    lesson_key = models.UUIDField(null=True, blank=True)
    question_key = models.UUIDField(null=True, blank=True)
    # What it is about, in the words of that edition: pages are renamed and deleted, this stays readable.
    place = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    handled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handled_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Remark"]] = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["sent_at"], condition=Q(handled_at__isnull=True), name="remark_waiting")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["wrong", "unclear", "broken"]), name="remark_kind_known"),
            models.CheckConstraint(
                condition=Q(course__isnull=False)
                | Q(edition_number="", lesson_key__isnull=True, question_key__isnull=True),
                name="remark_part_has_course",
            ),
            models.CheckConstraint(
                condition=Q(handled_by__isnull=True, handled_at__isnull=True, note="")
                | (Q(handled_by__isnull=False, handled_at__isnull=False) & Q(handled_at__gte=F("sent_at"))),
                name="remark_handled_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(forgotten_at__isnull=True) & ~Q(text=""))
                | Q(forgotten_at__isnull=False, text="", note=""),
                name="remark_text_until_forgotten",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True)
                | (Q(handled_at__isnull=False) & Q(forgotten_at__gt=F("handled_at"))),
                name="remark_forgotten_after_handling",
            ),
        ]

    def __str__(self) -> str:
        return self.place
