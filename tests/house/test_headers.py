"""What a browser may do with our pages, and what it may keep."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts.models import Learner
from cms.middleware import STRICT, HeadersMiddleware
from tests.factories.courses import load_saar
from tests.house.access import guest_client

pytestmark = pytest.mark.django_db


def test_a_strict_policy_on_every_page(client: Client) -> None:
    policy = client.get("/hulp/").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_stranger_may_keep_the_catalog_and_a_guest_may_not(client: Client) -> None:
    load_saar()
    assert "no-store" not in client.get("/cursussen/saar/").headers.get("Cache-Control", "")
    guest = guest_client(Learner.objects.create())
    assert "no-store" in guest.get("/cursussen/saar/").headers["Cache-Control"]


def test_a_page_that_needs_a_button_says_so_in_dutch(client: Client) -> None:
    response = client.get("/leren/saar/opnieuw/")
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert "Er is niets veranderd" in response.content.decode()


def test_a_preview_in_the_admin_may_stand_in_a_frame_of_ours(rf: RequestFactory) -> None:
    """Wagtail makes a preview by asking itself for the public page: that answer comes with the strict policy."""
    inner = HttpResponse(headers={"Content-Security-Policy": STRICT, "X-Frame-Options": "DENY"})
    response = HeadersMiddleware(lambda request: inner)(rf.get("/beheer/pages/6/edit/preview/"))
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
