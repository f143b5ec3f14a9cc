"""After a move of the site the earlier address goes on answering: paper and badges lead there for good (DESIGN §7)."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from certificates.models import StatusList
from certificates.numbers import new_number, new_token
from certificates.services.keys import register_keys
from tests.cms.helpers import manage

OLD, OLDER, NEW = "academie.oud.example.nl", "nog.ouder.example.nl", "academie.example.nl"
ADDRESSES = f"https://{OLD}, https://{OLDER}:8443/,"
SHOW = """
import json
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS")}))
"""


@pytest.fixture
def moved(tmp_path: Path, settings: Any) -> None:
    """What the real settings of a site that moved say about hosts."""
    result = manage("shell", "--no-imports", "--command", SHOW, data=tmp_path, ACADEMIE_OLD_URLS=ADDRESSES)
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    settings.ALLOWED_HOSTS = found["ALLOWED_HOSTS"]
    settings.CSRF_TRUSTED_ORIGINS = found["CSRF_TRUSTED_ORIGINS"]


@pytest.mark.django_db
@pytest.mark.usefixtures("moved")
def test_the_earlier_addresses_answer_what_is_on_paper_and_in_badges(settings: Any) -> None:
    now = timezone.now()
    register_keys(now=now)
    StatusList.objects.create(number=1, credential="{}", bits_sha256="", signed_at=now)
    paper = f"/C/{new_number()}/{new_token()}"
    for host in (OLD, OLDER, NEW):
        client = Client(headers={"host": host})
        assert "ONBEKEND" in client.get(paper).content.decode()
        assert client.get("/status/1/").content == b"{}"
        assert json.loads(client.get("/.well-known/did.json").content)["id"] == f"did:web:{host}"
    assert Client(headers={"host": "vreemd.example.nl"}).get(paper).status_code == 400
    assert [f"https://{NEW}", f"https://{OLD}", f"https://{OLDER}:8443"] == settings.CSRF_TRUSTED_ORIGINS


def test_an_earlier_address_is_judged_like_the_address_of_today(tmp_path: Path) -> None:
    result = manage("check", data=tmp_path, ACADEMIE_OLD_URLS=f"https://{OLD}/les")
    assert result.returncode != 0
    assert "ImproperlyConfigured: Zet ACADEMIE_OLD_URLS op" in result.stderr
