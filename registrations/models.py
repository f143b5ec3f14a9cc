"""Groups, registrations of people to groups, and the beats of wijkagenten (DESIGN §2, §6)."""

import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from registrations.codes import clean_query, hash_email, postcode_bounds, search_words

__all__ = [
    "STANDING",
    "Beat",
    "BeatArea",
    "Group",
    "GroupContact",
    "PostcodeRange",
    "Registration",
    "RegistrationEvent",
    "RegistrationQuerySet",
    "hash_email",
    "postcode_bounds",
]


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
        mine = Registration.objects.managed_by(user).filter(group=OuterRef("pk"))
        visible = Q(Exists(mine))
        if user.has_role(Role.OFFICER):
            visible |= Q(pk__in=self.in_beat_of(user).values("pk"))
        return self.filter(visible)

    def in_beat_of(self, user: User) -> Self:
        """Active groups in the municipalities or postcode ranges of the beat of `user`."""
        areas = BeatArea.objects.filter(beat__user=user)
        by_municipality = areas.exclude(municipality="").filter(municipality=OuterRef("municipality"))
        ranges = PostcodeRange.objects.filter(group=OuterRef("pk"))
        by_postcode = areas.filter(municipality="", first__lte=OuterRef("last"), last__gte=OuterRef("first"))
        return self.active().filter(Exists(by_municipality) | Exists(ranges.filter(Exists(by_postcode))))

    def matching(self, text: str) -> Self:
        """Active groups by number (first), postcode, or words in name, place or municipality."""
        text = clean_query(text)
        words = search_words(text)
        if not words:
            return self.none()
        by_number = Q(number__iexact="".join(text.split()))
        first = Case(When(by_number, then=Value(0)), default=Value(1))
        return (
            self.active().filter(by_number | _by_place(text, words)).order_by(first, "municipality", "name", "number")
        )


def _by_place(text: str, words: list[str]) -> Q:
    """A postcode looks in the ranges; anything else must have every word somewhere."""
    if bounds := postcode_bounds(text):
        ranges = PostcodeRange.objects.filter(group=OuterRef("pk"), first__lte=bounds[1], last__gte=bounds[0])
        return Q(Exists(ranges))
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
    place = models.CharField("plaats", max_length=80, blank=True)
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


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def confirmed(self) -> Self:
        return self.filter(status=Registration.Status.CONFIRMED)

    def managed_by(self, user: User) -> Self:
        """The confirmed registrations that make `user` beheerder of a group."""
        return self.confirmed().filter(user=user, role=Registration.Role.MANAGER)

    def pending(self) -> Self:
        return self.filter(status=Registration.Status.PENDING)

    def standing(self) -> Self:
        """Registrations that hold or wait: one per person and group."""
        return self.filter(status__in=STANDING)

    def for_user(self, user: User | AnonymousUser) -> Self:
        """The registrations of `user`; all of them for who keeps the register."""
        if not isinstance(user, User):
            return self.none()
        return self if user.has_role(Role.REGISTRAR, Role.ADMIN) else self.filter(user=user)

    def decidable_by(self, user: User | AnonymousUser) -> Self:
        """Claims that `user` may confirm or refuse: all for who keeps the register, *lid* of his own groups
        for a beheerder (DESIGN §6)."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.has_role(Role.REGISTRAR, Role.ADMIN):
            return self
        managed = Registration.objects.managed_by(user).values("group")
        return self.filter(role=Registration.Role.MEMBER, group__in=managed)


class Registration(models.Model):
    """The tie of one person to one group."""

    class Role(models.TextChoices):
        MANAGER = "manager", "beheerder"
        MEMBER = "member", "lid"

    class Status(models.TextChoices):
        PENDING = "pending", "wacht op bevestiging"
        CONFIRMED = "confirmed", "bevestigd"
        REFUSED = "refused", "afgewezen"
        ENDED = "ended", "beëindigd"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="registrations")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="registrations")
    role = models.CharField("rol", max_length=10, choices=Role.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    claimed_at = models.DateTimeField("aangevraagd op", default=timezone.now)
    decided_at = models.DateTimeField("besloten op", null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("reden", max_length=300, blank=True)
    ended_at = models.DateTimeField("beëindigd op", null=True, blank=True)

    objects: ClassVar[models.Manager["Registration"]] = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "registratie"
        verbose_name_plural = "registraties"
        ordering = ["claimed_at", "id"]
        constraints = [
            # A group claimed twice by one person is one claim.
            models.UniqueConstraint(
                fields=["user", "group"],
                condition=Q(status__in=["pending", "confirmed"]),
                name="registration_one_standing_per_group",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_at__isnull=True)
                | (~Q(status="pending") & Q(decided_at__isnull=False)),
                name="registration_decided_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(status="ended", ended_at__isnull=False) | (~Q(status="ended") & Q(ended_at__isnull=True)),
                name="registration_ended_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(reason=""), name="registration_refused_has_reason"
            ),
            models.CheckConstraint(condition=Q(role__in=["manager", "member"]), name="registration_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} van {self.group}"


STANDING = (Registration.Status.PENDING, Registration.Status.CONFIRMED)


class GroupContact(models.Model):
    """An address that the register knows for a group, as a keyed hash, and the role it proves (DESIGN §6)."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="contacts")
    email_hash = models.CharField(max_length=64, db_index=True)
    role = models.CharField(max_length=10, choices=Registration.Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "email_hash", "role"], name="group_contact_once")]

    def __str__(self) -> str:
        return f"contact van groep {self.group_id}"


class RegistrationEvent(models.Model):
    """What happened to a registration, for the person to read. Append-only."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=10, choices=Registration.Status.choices)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%d-%m-%Y} {self.get_status_display()}"


class Beat(models.Model):
    """The area of one wijkagent."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="beat", verbose_name="wijkagent")
    name = models.CharField("naam", max_length=120)

    class Meta:
        verbose_name = "werkgebied"
        verbose_name_plural = "werkgebieden"

    def __str__(self) -> str:
        return self.name


class BeatArea(models.Model):
    """One part of a beat: a whole municipality, or a range of PC6 codes (first and last included)."""

    beat = models.ForeignKey(Beat, on_delete=models.CASCADE, related_name="areas")
    municipality = models.CharField("gemeente", max_length=80, blank=True)
    first = models.CharField("van postcode", max_length=6, blank=True)
    last = models.CharField("tot en met postcode", max_length=6, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(~Q(municipality="") & Q(first="", last=""))
                | (Q(municipality="") & ~Q(first="") & Q(first__lte=F("last"))),
                name="beat_area_is_municipality_or_range",
            )
        ]

    def __str__(self) -> str:
        return self.municipality or f"{self.first}–{self.last}"
