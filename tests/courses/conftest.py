"""The loaded SAAR course for every module that asks for it, at the price of one load per module; and editors."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.learners import remember_device
from accounts.models import Learner, User
from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.services import loading
from tests.factories.courses import load_saar, make_editor


@pytest.fixture(scope="module")
def saar_course(django_db_setup: None, django_db_blocker: Any) -> Iterator[loading.Loaded]:
    """SAAR inside a transaction around the whole module; every test is a savepoint within it."""
    with django_db_blocker.unblock(), transaction.atomic():
        loaded = load_saar()
        with django_db_blocker.block():
            yield loaded
        transaction.set_rollback(True)


@pytest.fixture
def saar(saar_course: loading.Loaded, db: None) -> loading.Loaded:
    """The SAAR course, loaded and released as edition 1.0."""
    return saar_course


@pytest.fixture
def chief() -> User:
    grant_rights()
    return make_editor(Role.CHIEF_EDITOR, email="eindredacteur@example.nl")


@pytest.fixture
def editor() -> User:
    grant_rights()
    return make_editor(Role.EDITOR, email="redacteur@example.nl")


@pytest.fixture
def root() -> User:
    """Somebody with every right, so that only our own refusals are left."""
    from allauth.mfa.models import Authenticator

    user = User.objects.create_superuser("alles@example.nl", "Alle Rechten")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return user


def client_of(learner: Learner) -> Client:
    """A browser with the device cookie of a guest, or with the session of an account."""
    from django.http import HttpResponse

    client = Client()
    if learner.user is None:
        response = HttpResponse()
        remember_device(response, guest=learner)
        client.cookies.update(response.cookies)
    else:
        client.force_login(learner.user)
    return client
