"""One code by e-mail: asked, typed, sent again (DESIGN §6). allauth's process with our limits, mails and clock.

What is the same for a known and an unknown address: the page, the status, the number of queries.
"""

import secrets
import time
from datetime import datetime, timedelta
from typing import Any, Self

from allauth.account import app_settings
from allauth.account.internal.constants import LoginStageKey
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core.internal.cryptokit import compare_user_code
from django.http import HttpRequest
from django.utils import timezone

from accounts import limits, mail
from accounts.addresses import client_address
from accounts.models import User

__all__ = ["RESEND_AFTER", "TRIES", "CodeProcess", "TooManyCodes", "count_code"]

TRIES = 3
RESEND_AFTER = 30  # seconds
# Strict per address from one network; generous per address from everywhere, so that a stranger elsewhere cannot
# keep somebody out, and cannot fill his mailbox either.
CODES_PER_EMAIL = (5, timedelta(minutes=10))
CODES_PER_EMAIL_ANYWHERE = (40, timedelta(hours=1))
CODES_PER_ADDRESS = (300, timedelta(hours=1))  # ten evenings of thirty people behind one Wi-Fi


class TooManyCodes(Exception):
    """This e-mail address, or this network, asked for too many codes."""


def count_code(*, request: HttpRequest, email: str, now: datetime) -> None:
    """Counts one more code for this address and this network. Raises TooManyCodes.

    Call it before anything is made, and outside a transaction: what is rolled back was not counted.
    """
    address = client_address(request)
    for name, value, (limit, window) in (
        ("code-email", f"{email} {address}", CODES_PER_EMAIL),
        ("code-email-anywhere", email, CODES_PER_EMAIL_ANYWHERE),
        ("code-address", address, CODES_PER_ADDRESS),
    ):
        if not limits.allow(key=limits.key_for(name, value), limit=limit, window=window, now=now):
            raise TooManyCodes


class CodeProcess(LoginCodeVerificationProcess):
    """Somebody who was sent a code and is about to type it, in this browser only."""

    @classmethod
    def begin(cls, *, request: HttpRequest, user: User | None, email: str, page: str) -> Self:
        """Sends a code to `email`, or to an unknown address (`user` None) the mail that says so.

        `page` names the view to go back to for another address. The caller has counted (`count_code`).
        """
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginStageKey.LOGIN_BY_CODE.value}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email), initiated_by_user=True)
        stage.state.update(token=secrets.token_hex(8), page=page)
        process = cls(stage=stage)
        process.deliver()
        return process

    @classmethod
    def current(cls, request: HttpRequest) -> Self | None:
        """The process of this browser; None when it never began, is over, or its code is too old."""
        stage = LoginStageController.enter(request, LoginStageKey.LOGIN_BY_CODE.value)
        if stage is None:
            return None
        if stage.login.user is None:  # the look-up that a known address costs
            User.objects.filter(pk=0).first()
        process = cls(stage=stage)
        if process.is_valid():
            return process
        process.abort()
        return None

    @property
    def email(self) -> str:
        return str(self.state["email"])

    @property
    def tries_left(self) -> int:
        return max(0, TRIES - int(self.state["failed_attempts"]))

    @property
    def wait(self) -> int:
        """Seconds until a new code may be asked for."""
        return max(0, round(RESEND_AFTER - (time.time() - self.state["at"])))

    @property
    def page(self) -> str:
        """The view where this began."""
        return str(self.state["page"])

    def deliver(self) -> None:
        """Makes a new code, which ends the one before, and queues its mail."""
        self.state["at"] = self.stage.login.initiated_at = time.time()
        self.send()
        self.persist()

    def send_again(self, *, now: datetime) -> None:
        """Sends a new code to the same address. Raises TooManyCodes."""
        count_code(request=self.request, email=self.email, now=now)
        self.deliver()

    def is_right(self, *, code: str, now: datetime) -> bool:
        """Counts a try and compares; a wrong third one ends the process (`tries_left` is 0).

        The count is a conditional UPDATE, so that parallel guesses with one session get three tries as well.
        """
        key = limits.key_for("code-try", self.state["token"])
        allowed = limits.allow(key=key, limit=TRIES, window=timedelta(hours=1), now=now)
        if allowed and self.user and compare_user_code(actual=code, expected=self.code):
            return True
        if not allowed:
            self.state["failed_attempts"] = TRIES
        self.record_invalid_attempt()
        return False

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        """Queues the mail; the worker sends it, so that a slow mail server tells nothing and stops nobody."""
        template = "login_code" if self.user else "unknown_account"
        context: dict[str, Any] = {"code": self.generate_code(), "minutes": app_settings.LOGIN_BY_CODE_TIMEOUT // 60}
        expires_at = timezone.now() + timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT)
        mail.queue(to=email, template=template, context=context, expires_at=expires_at)
