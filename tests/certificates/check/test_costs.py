"""What a check reads, and that it still works when the course is gone (promise c)."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import RateLimit, User
from certificates.models import Certificate
from courses.models import Course
from tests.certificates.check.pages import NAME, tables, text
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_verification_reads_only_certificates(client: Client, certificate: Certificate, token: str) -> None:
    limited = {Certificate._meta.db_table, RateLimit._meta.db_table}
    for path, allowed in (
        (f"/c/{certificate.number}/", limited),
        (f"/c/{certificate.number}/{token}/", {Certificate._meta.db_table}),
    ):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        assert tables(queries) == allowed
        assert len(queries) <= 4
    with CaptureQueriesContext(connection) as queries:
        client.post("/controle/", {"number": certificate.number})
    assert tables(queries) == limited and len(queries) <= 4


def test_asking_for_the_form_costs_nothing(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        client.get("/controle/")


def test_an_archived_course_and_lost_edition_text_leave_it_checkable(
    client: Client, certificate: Certificate, token: str
) -> None:
    Course.objects.update(archived_at=NOW)
    edition = certificate.completion.edition
    type(edition).objects.filter(pk=edition.pk).update(status="withdrawn", source={})
    User.objects.update(name="", email=None, is_active=False)
    page = text(client.get(f"/c/{certificate.number}/{token}/"))
    assert "GELDIG" in page and NAME in page and "SAAR" in page
