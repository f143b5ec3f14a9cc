"""Groups, registrations, beats and people for tests. Every call makes something new, with a name of its own."""

from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group as RoleGroup
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from registrations.codes import hash_email, postcode_bounds
from registrations.models import Beat, BeatArea, Group, GroupContact, PostcodeRange, Registration

_numbers = count(1)


def make_person(name: str = "Sanne de Wit", *, email: str = "", verified: bool = True, **fields: Any) -> User:
    """An account that may sign in; `verified` says whether the address was proven."""
    email = email or f"persoon{next(_numbers)}@voorbeeld.nl"
    return User.objects.create_user(email, name, verified_at=timezone.now() if verified else None, **fields)


def make_staff(*roles: Role, name: str = "Stichting", **fields: Any) -> User:
    """Somebody with staff roles and a second factor, who may open `/beheer/`."""
    user = make_person(name, **fields)
    for role in roles:
        user.groups.add(RoleGroup.objects.get_or_create(name=role)[0])
    user.user_permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return User.objects.get(pk=user.pk)


def make_group(*, postcodes: Iterable[str] = (), contacts: Iterable[tuple[str, str]] = (), **fields: Any) -> Group:
    """An active group; `postcodes` like `2711` or `2711AB`, `contacts` as (address, role)."""
    number = next(_numbers)
    defaults = {
        "number": f"WG-{number:05}",
        "name": f"Buurtwacht {number}",
        "place": "Zoetermeer",
        "municipality": "Zoetermeer",
    }
    group = Group.objects.create(**{**defaults, **fields})
    for first, last in filter(None, map(postcode_bounds, postcodes)):
        PostcodeRange.objects.create(group=group, first=first, last=last)
    for email, role in contacts:
        GroupContact.objects.create(group=group, email_hash=hash_email(email), role=role)
    return group


def make_registration(
    *,
    user: User | None = None,
    group: Group | None = None,
    role: str = Registration.Role.MEMBER,
    status: str = Registration.Status.CONFIRMED,
    at: datetime | None = None,
    **fields: Any,
) -> Registration:
    """A registration in any state, with the times and the reason that the state asks for."""
    at = at or timezone.now()
    decided = {} if status == Registration.Status.PENDING else {"decided_at": at}
    ended = {"ended_at": at} if status == Registration.Status.ENDED else {}
    reason = {"reason": "Woont hier niet meer."} if status == Registration.Status.REFUSED else {}
    return Registration.objects.create(
        user=user or make_person(),
        group=group or make_group(),
        role=role,
        status=status,
        **{"claimed_at": at, **decided, **ended, **reason, **fields},
    )


def make_beat(
    user: User, *, municipality: str = "", postcodes: Iterable[str] = (), name: str = "Mijn wijk", **fields: Any
) -> Beat:
    """The beat of a wijkagent: a whole municipality, and postcodes like `2711` or `2711AB`."""
    beat = Beat.objects.create(user=user, name=name, **fields)
    if municipality:
        BeatArea.objects.create(beat=beat, municipality=municipality)
    for first, last in filter(None, map(postcode_bounds, postcodes)):
        BeatArea.objects.create(beat=beat, first=first, last=last)
    return beat
