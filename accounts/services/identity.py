"""Saying who you are: an account with an address that a code proves (DESIGN §6)."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from accounts import audit
from accounts.codes import CodeProcess, count_code
from accounts.models import User, clean_email, new_salt
from accounts.names import clean_name
from accounts.services.merging import GuestTaken, merge_guest

__all__ = ["arrive", "enroll_second_factor", "find_account", "give_name", "start_identity", "start_sign_in"]

NAME_KEY = "accounts.name"


def find_account(email: str) -> User | None:
    """The account with this address that may sign in; one query either way."""
    return User.objects.filter(email=clean_email(email), is_active=True).first()


def start_sign_in(*, request: HttpRequest, email: str, now: datetime) -> CodeProcess:
    """Sends a code to a known address, and to an unknown one the mail that says so. Raises TooManyCodes."""
    email = clean_email(email)
    count_code(request=request, email=email, now=now)
    return CodeProcess.begin(request=request, user=find_account(email), email=email, page="sign_in")


def start_identity(*, request: HttpRequest, name: str, email: str, now: datetime) -> CodeProcess:
    """Makes sure that an account with this, still unverified, address exists, and sends it a code.

    The name waits in the session until the code proves the address: nobody can name somebody else's account.
    Raises TooManyCodes, and ValidationError for a name that cannot be one.
    """
    email, name = clean_email(email), clean_name(name)
    count_code(request=request, email=email, now=now)
    newcomer = User(email=email, created_at=now)
    newcomer.set_unusable_password()
    # Ignoring conflicts costs the same queries for an address that is new and one that is not.
    User.objects.bulk_create([newcomer], ignore_conflicts=True)
    request.session[NAME_KEY] = [email, name]
    return CodeProcess.begin(request=request, user=find_account(email), email=email, page="keep")


def arrive(*, request: HttpRequest, user: User, now: datetime) -> None:
    """What follows the proof: the address is verified, the name set, the guest of this device taken over."""
    name = _waiting_name(request, user=user)
    with transaction.atomic():
        if user.verified_at is None or not user.name:
            user.name = name or user.name
        if user.verified_at is None:
            user.verified_at = now
            audit.record(actor=user, verb="account.verified", target=user, at=now)
        user.save(update_fields=["name", "verified_at"])
        _take_guest(request, user=user, now=now)


def _waiting_name(request: HttpRequest, *, user: User) -> str:
    """The name that this browser gave with this address, or nothing."""
    email, name = request.session.pop(NAME_KEY, None) or ("", "")
    return str(name) if email == user.email else ""


def _take_guest(request: Any, *, user: User, now: datetime) -> None:
    guest = getattr(request, "learner", None)
    if guest is None or not guest.is_guest:
        return
    with suppress(GuestTaken):
        request.learner = merge_guest(guest=guest, user=user, now=now)


def give_name(*, user: User, name: str, now: datetime) -> None:
    """Sets the name of an account that has none yet; a name that is there is changed elsewhere."""
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, name="").update(name=clean_name(name)):
            audit.record(actor=user, verb="account.named", target=user, at=now)
    user.refresh_from_db(fields=["name"])


def enroll_second_factor(*, request: HttpRequest, user: User, now: datetime) -> None:
    """After a second factor was added: every other session of the account ends, because it was without one."""
    with transaction.atomic():
        user.session_salt = new_salt()
        user.save(update_fields=["session_salt"])
        audit.record(actor=user, verb="second_factor.enabled", target=user, at=now)
    update_session_auth_hash(request, user)
