"""Steps that the tests of accounts share: reading the outbox, walking through the code page."""

import re
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import Client
from post_office.models import Email

from accounts.learners import DEVICE_SALT
from accounts.models import User
from accounts.roles import Role

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ADDRESS = "fatma@voorbeeld.nl"


def device_cookie(value: str) -> str:
    """The device cookie with `value` in it, signed as the site signs it."""
    response = HttpResponse()
    response.set_signed_cookie(settings.DEVICE_COOKIE_NAME, value, salt=DEVICE_SALT)
    return response.cookies[settings.DEVICE_COOKIE_NAME].value


def last_mail() -> Email:
    return Email.objects.order_by("pk").last()


def last_code() -> str:
    """The six digits of the newest mail."""
    return re.search(r"^\d{6}$", last_mail().message, re.MULTILINE)[0]


def wrong_code() -> str:
    return "000000" if last_code() != "000000" else "111111"


def ask_code(client: Client, email: str = ADDRESS, **data: Any) -> HttpResponse:
    return client.post("/inloggen/", {"email": email, **data})


def type_code(client: Client, code: str, **data: Any) -> HttpResponse:
    return client.post("/inloggen/code/", {"code": code, **data})


def make_user(email: str = ADDRESS, *, name: str = "Fatma Yılmaz", role: Role | None = None, **fields: Any) -> User:
    user = User.objects.create_user(email, name, **fields)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def give_totp(user: User) -> None:
    """A second factor with a known secret."""
    TOTP.activate(user, SECRET)
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def totp_code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def session_user_id(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def text_of(response: HttpResponse) -> str:
    return response.content.decode()
