"""Rights of the roles in `/beheer/`: there after `prepare`, also in production."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from wagtail.models import GroupPagePermission

from accounts.models import User
from accounts.roles import Role
from cms.management.commands import prepare
from cms.services.rights import grant_rights
from tests.factories.certificates import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def production(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what `prepare` does itself, without the demo world."""
    settings.DATA_DIR, settings.STATIC_ROOT, settings.DEMO = tmp_path, str(tmp_path), False
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: None)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_prepare_lets_every_role_into_the_admin(production: None, role: Role) -> None:
    client = Client()
    client.force_login(make_staff(role))
    assert client.get("/beheer/").status_code == 302
    call_command("prepare")
    assert client.get("/beheer/").status_code == 200


def test_a_wijkagent_gets_nothing() -> None:
    grant_rights()
    assert not Group.objects.get(name=Role.OFFICER).permissions.exists()


def test_granting_again_only_looks(django_assert_max_num_queries: Any) -> None:
    assert grant_rights() > 0
    with django_assert_max_num_queries(6) as captured:
        assert grant_rights() == 0
    assert all(query["sql"].startswith("SELECT") for query in captured.captured_queries)


def test_what_was_lost_comes_back() -> None:
    grant_rights()
    GroupPagePermission.objects.filter(group__name=Role.EDITOR).first().delete()
    assert grant_rights() == 1


def test_the_admin_may_change_the_contact_and_the_editor_may_not() -> None:
    grant_rights()
    admin, editor = (User.objects.get(pk=make_staff(role).pk) for role in (Role.ADMIN, Role.EDITOR))
    assert admin.has_perm("cms.change_contact") and not editor.has_perm("cms.change_contact")
