"""Who may show our pages in a frame: nobody, and Wagtail's preview only itself."""

import pytest
from django.test import Client, override_settings

from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.models import LessonPage
from tests.factories.courses import load_saar, make_editor

pytestmark = pytest.mark.django_db


def test_nobody_frames_a_page() -> None:
    response = Client().get("/hulp/")
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


@override_settings(MIDDLEWARE=["django.middleware.clickjacking.XFrameOptionsMiddleware"])
def test_what_our_own_header_would_leave_open_is_closed() -> None:
    assert Client().get("/gezondheid/").headers["X-Frame-Options"] == "DENY"


def test_the_preview_may_stand_in_a_frame_of_our_own() -> None:
    load_saar()
    lesson = LessonPage.objects.first()
    grant_rights()
    client = Client()
    client.force_login(make_editor(Role.CHIEF_EDITOR, email="iris@voorbeeld.nl"))
    response = client.get(f"/beheer/pages/{lesson.pk}/view_draft/")
    assert response.status_code == 200
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
