"""People: accounts, learners (guests too), the audit log, mail receipts and limits (DESIGN §3, §6)."""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.roles import Role

GUEST_LIFETIME = timedelta(days=30)  # DESIGN §6: guests go 30 days after their last act
UNVERIFIED_LIFETIME = timedelta(hours=24)  # DESIGN §6: accounts never verified go after 24 hours

Viewer = "User | AnonymousUser"


def new_salt() -> str:
    """16 random bytes in hex: a change of it signs somebody out everywhere."""
    return secrets.token_hex(16)


class UserManager(BaseUserManager["User"]):
    """Makes accounts; there are no passwords, so every one gets an unusable one."""

    def create_user(self, email: str | None, name: str = "", **fields: Any) -> "User":
        """An account with a normalized address (lower case, stripped) or none."""
        user: User = self.model(email=clean_email(email) if email else None, name=name, **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, name: str = "", **fields: Any) -> "User":
        """An account for `manage.py createsuperuser`: every right, still a second factor to enroll."""
        return self.create_user(email, name, is_superuser=True, verified_at=timezone.now(), **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


def clean_email(email: str) -> str:
    """The one spelling under which an address is stored and compared."""
    return email.strip().lower()


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # Wagtail is untyped
    """Somebody with an e-mail address. `email` is null once an account is erased: then it is of nobody."""

    key = models.UUIDField("sleutel", default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-mailadres", null=True, blank=True, unique=True)
    name = models.CharField("naam", max_length=150, blank=True)
    is_active = models.BooleanField("actief", default=True)
    session_salt = models.CharField(max_length=32, default=new_salt, editable=False)
    verified_at = models.DateTimeField("e-mailadres bevestigd op", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now, editable=False)
    # The two switches of DESIGN §6, set by their owner only: None is *not asked yet*, and counts as off.
    group_may_see = models.BooleanField(null=True, editable=False)
    officer_may_find = models.BooleanField(null=True, editable=False)
    erased_at = models.DateTimeField("gewist op", null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "account"
        verbose_name_plural = "accounts"
        constraints = [
            # Two spellings of one address would be two people with one mailbox.
            models.UniqueConstraint(Lower("email"), name="user_email_any_case_unique"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(email__isnull=True, name="", is_active=False, is_superuser=False, last_login__isnull=True),
                name="user_erased_is_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or f"account {self.key}"

    def get_full_name(self) -> str:
        """The name, for Wagtail's admin."""
        return self.name

    def get_short_name(self) -> str:
        """The name, for Wagtail's admin."""
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether any staff role is held; such an account needs a second factor."""
        return self.is_active and (self.is_superuser or bool(self.roles))

    @property
    def roles(self) -> frozenset[str]:
        """Names of the held roles (`accounts.roles.Role`); read once per object."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(self.groups.values_list("name", flat=True))
        return self._roles

    def has_role(self, *roles: str) -> bool:
        """Whether the account is active and holds one of `roles`; a superuser holds them all."""
        return self.is_active and (self.is_superuser or not self.roles.isdisjoint(roles))

    def has_usable_password(self) -> bool:
        """Never: allauth and Wagtail ask this before they offer anything with a password."""
        return False

    def get_session_auth_hash(self) -> str:
        """Sessions hang on `session_salt`, because there is no password for them to hang on."""
        return salted_hmac("accounts.User.session", self.session_salt, algorithm="sha256").hexdigest()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        return salted_hmac("accounts.User.session", self.session_salt, secret=secret, algorithm="sha256").hexdigest()


class LearnerQuerySet(models.QuerySet["Learner"]):
    def guests(self) -> Self:
        """Learners without an account who were not taken over."""
        return self.filter(user__isnull=True, merged_into__isnull=True)

    def stale(self, now: datetime) -> Self:
        """Guests whose last act is longer ago than the promise of DESIGN §6."""
        return self.guests().filter(last_seen_at__lt=now - GUEST_LIFETIME)


class Learner(models.Model):
    """Whoever takes courses: a person with an account, or a guest on one device.

    A guest that was taken over keeps its row, so that history has something to point at.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(User, null=True, blank=True, on_delete=models.PROTECT, related_name="learner")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Learner"]] = LearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(merged_into__isnull=True), name="learner_account_never_merged"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True, merged_at__isnull=True)
                | Q(merged_into__isnull=False, merged_at__isnull=False),
                name="learner_merged_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="learner_not_merged_into_self"
            ),
        ]

    def __str__(self) -> str:
        return f"{'gast' if self.is_guest else 'deelnemer'} {self.key}"

    @property
    def is_guest(self) -> bool:
        """Whether there is no account behind this learner."""
        return self.user_id is None


class ResumeCode(models.Model):
    """The 8 symbols on paper with which a guest goes on at another device (DESIGN §6); a new one replaces it."""

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, related_name="resume_code")
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    # The day that was printed: it is kept, also when the guest comes back later.
    last_day = models.DateField()

    def __str__(self) -> str:
        return f"code van {self.learner}"


class AppendOnlyError(TypeError):
    """Somebody's code would change or delete what was written down: a mistake in that code."""


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    """Rows come, and stay as they are. Only the demo world goes again, by `_raw_delete` (`cms.demo.removing`)."""

    def for_user(self, user: User | AnonymousUser) -> Self:
        """All of it for who keeps the site, nothing for anybody else."""
        return self if isinstance(user, User) and user.has_role(Role.ADMIN) else self.none()

    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError("the log is not changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("the log is not deleted")

    def without_actor(self) -> int:
        """Forgets who did these: only for an invented person who goes with the demo world. Gives how many."""
        return super().update(actor=None)


class AuditEvent(models.Model):
    """One business act: who did what to which object. Append-only; holds keys, never names or addresses.

    The database refuses a change too (a trigger, migration 0005).
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=60, db_index=True)
    object_type = models.CharField(max_length=60)
    object_key = models.CharField(max_length=60, db_index=True)
    detail = models.JSONField(default=dict)

    objects: ClassVar[models.Manager["AuditEvent"]] = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_key}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("the log is not changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("the log is not deleted")


class MailReceipt(models.Model):
    """That a mail was queued, once: `key` names the occasion, so a repeat queues nothing (DESIGN §8)."""

    key = models.CharField(max_length=120, unique=True)
    email = models.ForeignKey("post_office.Email", null=True, on_delete=models.SET_NULL, related_name="+")
    queued_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.key


class RateLimit(models.Model):
    """Tries within one window, counted in one conditional UPDATE (DESIGN §8). `key` holds a hash, no address."""

    key = models.CharField(max_length=120, unique=True)
    window_ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
