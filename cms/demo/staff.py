"""Demo accounts with a staff role, and their second factor: known to everybody, so never in production."""

import base64
import hashlib
from datetime import datetime

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.models import Group as AuthGroup

from accounts.models import Learner, User
from accounts.roles import Role
from cms.demo.data import DOMAIN, LEARNER, MANAGER, STAFF
from cms.models import Contact
from registrations.models import Beat
from registrations.services import save_beat

__all__ = ["address", "logins", "make_contact", "make_learner", "make_staff", "secret_of"]


def address(login: str) -> str:
    """The e-mail address of a demo login."""
    return f"{login}@{DOMAIN}"


def secret_of(login: str) -> str:
    """The TOTP secret of a demo login: base32, the same in every demo."""
    return base64.b32encode(hashlib.sha256(f"demo:{login}".encode()).digest()[:20]).decode()


def make_staff(*, now: datetime) -> dict[str, User]:
    """One account per role, with its second factor, and the beats of the two wijkagenten."""
    staff: dict[str, User] = {}
    for login, name, role, _municipality in STAFF:
        user = User.objects.create_user(address(login), name, verified_at=now, created_at=now)
        user.groups.add(AuthGroup.objects.get(name=role))
        TOTP.activate(user, secret_of(login))
        staff[login] = user
    for login, _name, role, municipality in STAFF:
        if role is Role.OFFICER:
            beat = Beat(user=staff[login], name=f"Wijk {municipality}")
            save_beat(beat=beat, municipalities=[municipality], ranges=[], by=staff["beheer"], now=now)
    return staff


def make_learner(*, now: datetime) -> User:
    """The account that a visitor of the demo learns with."""
    login, name = LEARNER
    user = User.objects.create_user(address(login), name, verified_at=now, created_at=now)
    Learner.objects.create(user=user, created_at=now, last_seen_at=now)
    return user


def make_contact() -> None:
    """An address for `/hulp/`, unless the foundation filled one in."""
    if not Contact.objects.exists():
        Contact.objects.create(email=address("hulp"))


def logins() -> str:
    """The block that `make run` prints: who can sign in, and where the codes are."""
    lines = [f"  {address(login):42} {role}" for login, _name, role, _municipality in STAFF]
    return "\n".join(
        [
            "Inloggen met een e-mailadres; de code staat in de demomail:",
            f"  {address(LEARNER[0]):42} deelnemer, zonder tweede stap",
            f"  {address(MANAGER[0]):42} beheerder van een groep",
            *lines,
            f"Demomail:     {settings.ACADEMIE_URL}/demo/mail/",
            f"Tweede stap:  {settings.ACADEMIE_URL}/demo/sleutels/ (de zes cijfers van dit moment)",
        ]
    )
