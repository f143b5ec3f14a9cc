"""Groups of the register, with their postcodes (DESIGN §2, §6)."""

import uuid
from functools import reduce
from operator import or_
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Upper
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from registrations.codes import clean_query, number_spellings, postcode_bounds, search_words
from registrations.models.beats import BeatArea

__all__ = ["Group", "GroupQuerySet", "PostcodeRange"]


class GroupQuerySet(models.QuerySet["Group"]):
    def active(self) -> Self:
        """Groups that still exist."""
        return self.filter(status=Group.Status.ACTIVE)

    def for_user(self, user: User | AnonymousUser) -> Self:
        """Groups whose people and figures `user` may see: his own as beheerder, those in his beat, or all."""
        if not isinstance(user, User):
            return self.none()
        if user.has_role(Role.REGISTRAR, Role.ADMIN):
            return self
        visible = Q(pk__in=user.registrations.managed_by(user).values("group"))
        if user.has_role(Role.OFFICER):
            visible |= Q(pk__in=self.in_beat_of(user).values("pk"))
        return self.filter(visible)

    def in_beat_of(self, user: User) -> Self:
        """Active groups in the municipalities or postcode ranges of the beat of `user`; reads its areas at once.

        With the areas themselves in the query it finds its groups by index, however many groups there are.
        """
        areas = list(BeatArea.objects.filter(beat__user=user))
        found = Q(municipality__in=[area.municipality for area in areas if area.municipality])
        parts = [Q(first__lte=area.last, last__gte=area.first) for area in areas if area.first]
        if parts:
            ranges = PostcodeRange.objects.filter(reduce(or_, parts))
            found |= Q(pk__in=ranges.values("group"))
        return self.active().filter(found)

    def matching(self, text: str) -> Self:
        """Active groups by number (first), postcode, or words in name, place or municipality."""
        text = clean_query(text)
        words = search_words(text)
        if not words:
            return self.none()
        by_number = Q(number__in=number_spellings(text))
        first = Case(When(by_number, then=Value(0)), default=Value(1))
        return (
            self.active().filter(by_number | _by_place(text, words)).order_by(first, "municipality", "name", "number")
        )


def _by_place(text: str, words: list[str]) -> Q:
    """A postcode looks in the ranges; anything else must have every word somewhere."""
    if bounds := postcode_bounds(text):
        ranges = PostcodeRange.objects.filter(first__lte=bounds[1], last__gte=bounds[0])
        return Q(pk__in=ranges.values("group"))
    found = Q()
    for word in words:
        found &= Q(name__icontains=word) | Q(place__icontains=word) | Q(municipality__icontains=word)
    return found


class Group(models.Model):
    """A registered WhatsApp group or buurtpreventieteam (BPT)."""

    class Kind(models.TextChoices):
        WHATSAPP = "whatsapp", "WhatsApp-groep"
        TEAM = "bpt", "buurtpreventieteam"

    class Status(models.TextChoices):
        ACTIVE = "active", "actief"
        ENDED = "ended", "beëindigd"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("registernummer", max_length=20, unique=True)
    kind = models.CharField("soort", max_length=10, choices=Kind.choices, default=Kind.WHATSAPP)
    name = models.CharField("naam", max_length=120)
    # More than one place stands side by side, with commas: people search in it, nothing hangs on it.
    place = models.CharField("plaats", max_length=200, blank=True)
    municipality = models.CharField("gemeente", max_length=80, db_index=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    source = models.CharField("bron", max_length=80, blank=True)
    source_date = models.DateField("datum van de bron", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Group"]] = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = "groep"
        verbose_name_plural = "groepen"
        ordering = ["municipality", "name", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["whatsapp", "bpt"]), name="group_kind_known"),
            models.CheckConstraint(condition=Q(status__in=["active", "ended"]), name="group_status_known"),
            # `wg-1` and `WG-1` are one number: people type it as they like, and the import looks it up so.
            models.UniqueConstraint(
                Upper("number"),
                name="group_number_any_case_unique",
                violation_error_message="Er is al een groep met dit nummer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.municipality})"


class PostcodeRange(models.Model):
    """PC6 codes of a group, first and last included; `2711AA`–`2711ZZ` is the whole of 2711."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="postcodes")
    first = models.CharField(max_length=6)
    last = models.CharField(max_length=6)

    class Meta:
        indexes = [models.Index(fields=["first", "last"], name="postcode_search")]
        constraints = [
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="postcode_range_in_order"),
            models.UniqueConstraint(fields=["group", "first", "last"], name="postcode_range_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"
