"""Another e-mail address: a code proves the new one, the old one is told by mail (DESIGN §6)."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth import update_session_auth_hash
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts import audit, limits, mail
from accounts.codes import TRIES, count_code
from accounts.models import User, clean_email, new_salt
from accounts.services.outbox import move_mail

__all__ = ["NoCode", "WrongCode", "change_email", "start_new_email", "waiting_email"]

KEY = "accounts.new_email"
LIFETIME = timedelta(minutes=10)
DIGITS = 6


class WrongCode(Exception):
    """Not the code that was sent; show `message`."""

    message = _("Deze code klopt niet. Kijk nog eens goed en probeer het opnieuw.")


class NoCode(Exception):
    """There is no code to type (any more): too old, three times wrong, or asked for in another browser."""

    message = _("Deze code werkt niet meer. Vraag een nieuwe code aan.")


def start_new_email(*, request: HttpRequest, user: User, email: str, now: datetime) -> None:
    """Sends a code to the new address; what was asked waits in the session. Raises TooManyCodes.

    To an address that has an account already goes a mail that says so: the page tells nobody who has one.
    """
    email = clean_email(email)
    count_code(request=request, email=email, now=now)
    code, token = get_random_string(DIGITS, "0123456789"), get_random_string(16)
    request.session[KEY] = {"email": email, "hash": _hash(code, token), "token": token, "at": now.isoformat()}
    if User.objects.filter(email=email).exists():
        mail.queue(to=email, template="new_email_taken", context={})
        return
    minutes = LIFETIME.seconds // 60
    mail.queue(to=email, template="new_email", context={"code": code, "minutes": minutes}, expires_at=now + LIFETIME)


def waiting_email(request: HttpRequest, *, now: datetime) -> str:
    """The address that waits for its code in this browser. Raises NoCode."""
    return _waiting(request, now=now)["email"]


def _waiting(request: HttpRequest, *, now: datetime) -> dict[str, str]:
    waiting: dict[str, str] = request.session.get(KEY) or {}
    if not waiting or datetime.fromisoformat(waiting["at"]) + LIFETIME <= now:
        raise NoCode
    return waiting


def change_email(*, request: HttpRequest, user: User, code: str, now: datetime) -> None:
    """With the right code: the new address, every other session ends, and the old address is told by mail.

    Raises NoCode, and WrongCode; the third wrong one ends it. Outside a transaction: a try that fails is counted.
    """
    waiting = _waiting(request, now=now)
    key = limits.key_for("new-email-try", waiting["token"])
    if not limits.allow(key=key, limit=TRIES, window=timedelta(hours=1), now=now):
        del request.session[KEY]
        raise NoCode
    if not constant_time_compare(_hash(code, waiting["token"]), waiting["hash"]):
        raise WrongCode
    del request.session[KEY]
    _change(user, email=waiting["email"], now=now)
    update_session_auth_hash(request, user)


def _change(user: User, *, email: str, now: datetime) -> None:
    try:
        with transaction.atomic():
            old = User.objects.select_for_update(no_key=True).get(pk=user.pk).email
            user.email, user.verified_at, user.session_salt = email, now, new_salt()
            user.save(update_fields=["email", "verified_at", "session_salt"])
            EmailAddress.objects.filter(user=user).delete()
            audit.record(actor=user, verb="account.email_changed", target=user, at=now)
            if old:
                move_mail(user, old=old)
    except IntegrityError:  # somebody else took the address this instant
        user.refresh_from_db()
        raise NoCode from None


def _hash(code: str, token: str) -> str:
    return salted_hmac("accounts.new_email", f"{token} {code}", algorithm="sha256").hexdigest()
