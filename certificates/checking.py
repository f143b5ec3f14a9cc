"""Checking a certificate: what each person may see of it (DESIGN §6, §7).

The answer for a stranger comes from the row of the certificate alone. Only for its holder and for a wijkagent the
registration of today is read as well, apart from it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import AnonymousUser
from django.utils.crypto import constant_time_compare

from accounts.middleware import FACTORS
from accounts.models import User
from accounts.roles import Role
from certificates.dates import local_day
from certificates.models import Certificate, Status
from certificates.names import initials, mask_name
from certificates.numbers import hash_token, normalize
from certificates.services.lookups import log_lookup
from registrations.models import Registration

__all__ = ["CheckResult", "Sight", "check_certificate", "is_officer"]


class Sight(StrEnum):
    """How much of a certificate somebody sees."""

    MASKED = "masked"
    PRINTED = "printed"
    FULL = "full"


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckResult:
    """What a check page shows; `registration` is the live one, for holder and wijkagent only."""

    status: Status
    sight: Sight = Sight.MASKED
    certificate: Certificate | None = None
    registration: Registration | None = None
    token_is_wrong: bool = False
    is_officer: bool = False

    @property
    def is_miss(self) -> bool:
        """Whether this may be somebody who guesses."""
        return self.certificate is None or self.token_is_wrong

    @property
    def comparable(self) -> Certificate | None:
        """The certificate of which a typed name may be compared: its name is hidden, and was not erased."""
        hidden = self.sight is Sight.MASKED and self.certificate
        return hidden if hidden and hidden.erased_at is None else None

    @property
    def masked_name(self) -> str:
        return mask_name(self.certificate.holder_name) if self.certificate else ""

    @property
    def initials(self) -> str:
        return initials(self.certificate.holder_name) if self.certificate else ""


def check_certificate(
    *, number: str, token: str | None = None, viewer: User | AnonymousUser, now: datetime
) -> CheckResult:
    """Finds a certificate by a number as people type it and decides what `viewer` sees; logs a wijkagent's look.

    A malformed number costs the same query as an unknown one: how long it takes says nothing.
    """
    certificate = Certificate.objects.filter(number=normalize(number) or "").first()
    if certificate is None:
        return CheckResult(status=Status.UNKNOWN, token_is_wrong=token is not None)
    has_token = token is not None and constant_time_compare(hash_token(token), certificate.token_hash)
    registration, officer = _insight(certificate, viewer=viewer)
    if officer:
        log_lookup(certificate=certificate, officer=officer, now=now)
    return CheckResult(
        status=certificate.status(local_day(now)),
        sight=Sight.FULL if registration or officer else Sight.PRINTED if has_token else Sight.MASKED,
        certificate=certificate,
        registration=registration,
        token_is_wrong=token is not None and not has_token,
        is_officer=officer is not None,
    )


def is_officer(user: User | AnonymousUser) -> bool:
    """Whether this is a wijkagent with a second factor; allauth asked for it when he signed in."""
    return isinstance(user, User) and user.has_role(Role.OFFICER) and is_mfa_enabled(user, FACTORS)


def _insight(certificate: Certificate, *, viewer: User | AnonymousUser) -> tuple[Registration | None, User | None]:
    """The live registration for holder and wijkagent, and the wijkagent; (None, None) for anybody else."""
    if not isinstance(viewer, User):
        return None, None
    row = Registration.objects.filter(certificates=certificate)
    if is_officer(viewer):
        return row.first(), viewer
    return row.filter(user=viewer).first(), None
