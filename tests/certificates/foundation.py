"""Somebody of the foundation at the desk of certificates."""

from django.contrib.auth.models import Group as AuthGroup
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests.conftest import NOW
from tests.factories.certificates import make_staff

LIST = "/beheer/certificaten/"
ALLOWED = [Role.CERTIFIER, Role.ADMIN]
# What an erasure leaves of a certificate.
ERASED = {"erased_at": NOW} | dict.fromkeys(("holder_name", "group_name", "group_number", "municipality"), "")
OTHERS = [Role.REGISTRAR, Role.CHIEF_EDITOR, Role.EDITOR, Role.OFFICER]


def admin(role: Role = Role.CERTIFIER, user: User | None = None) -> Client:
    """Somebody with this role who may enter `/beheer/` at all."""
    user = user or make_staff(role)
    AuthGroup.objects.get(name=role).permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, path: str = LIST) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())
