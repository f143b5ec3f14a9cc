"""Who is learning: `request.learner`, and making one at the first POST (DESIGN §6)."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.addresses import client_address
from accounts.models import Learner, User

__all__ = [
    "DEVICE_COOKIE_AGE",
    "LearnerRequest",
    "TooManyGuests",
    "begin_learner",
    "find_learner",
    "forget_device",
    "learner_tag",
    "remember_device",
]

DEVICE_COOKIE_AGE = timedelta(days=90)
DEVICE_SALT = "accounts.device"
TAG_SALT = "accounts.learner_tag"
GUESTS_PER_ADDRESS = 300  # in an hour: ten evenings of thirty people behind one Wi-Fi
GUEST_WINDOW = timedelta(hours=1)


class LearnerRequest(HttpRequest):
    """Django's request as views get it: `LearnerMiddleware` has set `learner`. Only for annotations."""

    learner: Learner | None
    user: User | AnonymousUser


class TooManyGuests(Exception):
    """More new guests from one address than a full hall brings; show `message` with status 429."""

    message = _("Er beginnen nu heel veel mensen tegelijk. Wacht een paar minuten en probeer het opnieuw.")


def find_learner(request: HttpRequest) -> Learner | None:
    """The learner of the account, else the guest of the device cookie, else None. Writes nothing."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return account_learner(request.user)
    return cookie_guest(request)


def account_learner(user: User) -> Learner | None:
    """The learner of `user`; no query when `AccountBackend` loaded both."""
    try:
        return user.learner
    except Learner.DoesNotExist:
        return None


def cookie_guest(request: HttpRequest) -> Learner | None:
    """The guest named by the signed cookie; None for a forged, old, merged or removed one."""
    if settings.DEVICE_COOKIE_NAME not in request.COOKIES:
        return None
    value = request.get_signed_cookie(
        settings.DEVICE_COOKIE_NAME, default="", salt=DEVICE_SALT, max_age=DEVICE_COOKIE_AGE
    )
    try:
        return Learner.objects.filter(key=uuid.UUID(value), user=None, merged_into=None).first()
    except (ValueError, ValidationError):
        return None


def begin_learner(request: HttpRequest, *, now: datetime) -> Learner:
    """The learner of this request, made when there is none yet; `request.learner` is set to it.

    Only inside a POST, because a GET writes nothing (DESIGN §6): ValueError otherwise. Raises TooManyGuests when
    the address made too many guests. The middleware puts the device cookie on the answer.
    """
    if request.method != "POST":
        raise ValueError("a learner begins with a POST")
    learner: Learner | None = getattr(request, "learner", None) or find_learner(request)
    if learner is None:
        learner = _new_learner(request, now=now)
    request.learner = learner  # type: ignore[attr-defined]
    return learner


def _new_learner(request: HttpRequest, *, now: datetime) -> Learner:
    if request.user.is_authenticated:
        return Learner.objects.get_or_create(user=request.user, defaults={"last_seen_at": now})[0]
    key = limits.key_for("guest", client_address(request))
    if not limits.allow(key=key, limit=GUESTS_PER_ADDRESS, window=GUEST_WINDOW, now=now):
        raise TooManyGuests
    return Learner.objects.create(created_at=now, last_seen_at=now)


def remember_device(response: HttpResponse, *, guest: Learner) -> None:
    """Puts the signed device cookie of `guest` on the answer."""
    response.set_signed_cookie(
        settings.DEVICE_COOKIE_NAME,
        str(guest.key),
        salt=DEVICE_SALT,
        max_age=DEVICE_COOKIE_AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def forget_device(response: HttpResponse) -> None:
    """Takes the device cookie away: its guest lives on in an account."""
    response.delete_cookie(settings.DEVICE_COOKIE_NAME, samesite="Lax")


def learner_tag(request: HttpRequest) -> dict[str, Callable[[], str]]:
    """Context processor: `learner_tag`, by which the script tells the answers of people on one device apart.

    32 hex digits, or nothing for a stranger. It names nobody outside this installation, opens nothing, and is the
    same at every sign-in. The script puts it on every unsent answer, and sends only what bears the tag of its page:
    what an expired session left waits for that same person, whoever uses the device in between.

    A guest and the account that takes him over have two tags, so what a guest left may go under an account too. A
    guest stops being one only by signing in on his device, and then everything of his is merged (`on_merge`); when
    that never happened, because his cookie ran out, the key of the attempt decides: it is not of this account, the
    server refuses, and the answer goes, for nobody can ever come back for it. Never from guest to guest: without the
    cookie of the first, the second is another person.
    """
    return {"learner_tag": lambda: tag_of(getattr(request, "learner", None))}


def tag_of(learner: Learner | None) -> str:
    """The tag of one learner; computed only on pages that show it."""
    if learner is None:
        return ""
    return salted_hmac(TAG_SALT, str(learner.key), algorithm="sha256").hexdigest()[:32]
