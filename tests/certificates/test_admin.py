"""The foundation's pages in `/beheer/`: list, one certificate, revoke (DESIGN §6)."""

from datetime import date

import pytest
from django.contrib.auth.models import Group as AuthGroup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from accounts.roles import Role
from certificates.models import Certificate
from certificates.services.issuing import issue_certificate
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_completion, make_membership, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
LIST = "/beheer/certificaten/"
ALLOWED, OTHERS = [Role.CERTIFIER, Role.ADMIN], [Role.REGISTRAR, Role.CHIEF_EDITOR, Role.EDITOR, Role.OFFICER]


def admin(role: Role) -> Client:
    """Somebody with this role who may enter `/beheer/` at all."""
    user = make_staff(role)
    AuthGroup.objects.get(name=role).permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, path: str = LIST) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("role", ALLOWED)
def test_the_list_and_its_menu(role: Role) -> None:
    certificate = make_certificate()
    client = admin(role)
    page = shown(client)
    for fact in (certificate.number, certificate.holder_name, certificate.group_name, "GELDIG", "SAAR", "3 mei 2028"):
        assert fact in page
    assert LIST in shown(client, "/beheer/")


@pytest.mark.parametrize("role", OTHERS)
def test_others_are_refused_as_wagtail_refuses(role: Role) -> None:
    certificate = make_certificate()
    client = admin(role)
    for path in (LIST, f"{LIST}results/", f"{LIST}{certificate.number}/", f"{LIST}{certificate.number}/intrekken/"):
        response = client.get(path)
        assert response.status_code == 302 and response.headers["Location"] == "/beheer/"
    client.post(f"{LIST}{certificate.number}/intrekken/", {"reason": "Zomaar."})
    assert Certificate.objects.get().revoked_at is None
    assert LIST not in shown(client, "/beheer/")


def test_searching_and_filtering() -> None:
    valid, expired = make_certificate(make_user("Ayşe Yılmaz")), make_certificate(make_user("Bo Jansen"))
    Certificate.objects.filter(pk=expired.pk).update(valid_until=date(2026, 11, 20))
    client = admin(Role.CERTIFIER)
    for query, found in (
        ("?q=jansen", expired),
        (f"?q={valid.number}", valid),
        (f"?q={valid.group_name}", valid),
        ("?status=EXPIRED", expired),
        ("?status=VALID", valid),
    ):
        page = shown(client, f"{LIST}results/{query}")
        numbers = {each.number for each in (valid, expired) if each.number in page}
        assert numbers == {found.number}, query
    for query in ("?status=REVOKED", "?status=SUPERSEDED", "?q=niemand"):
        page = shown(client, f"{LIST}results/{query}")
        assert valid.number not in page and expired.number not in page


def test_bad_queries_are_no_error() -> None:
    make_certificate()
    client = admin(Role.CERTIFIER)
    for query in ("?status=x", "?p=99", "?ordering=revoked_reason", "?q=%25_", "?q=" + "x" * 500):
        shown(client, LIST + query)


def test_the_list_cannot_be_taken_away() -> None:
    make_certificate()
    assert admin(Role.ADMIN).get(f"{LIST}?export=csv").headers["Content-Type"].startswith("text/html")


def test_a_certificate_shows_what_was_done_with_it() -> None:
    user = make_user()
    certificate = issue_certificate(
        completion=make_completion(user, completed_at=NOW), registration=make_membership(user), now=NOW
    )
    client = admin(Role.CERTIFIER)
    page = shown(client, f"{LIST}{certificate.number}/")
    assert "uitgegeven" in page and "vanzelf" in page and f"{LIST}{certificate.number}/intrekken/" in page
    assert certificate.file.pending_token not in page
    client.post(f"{LIST}{certificate.number}/intrekken/", {"reason": "Toets door een ander gemaakt."})
    page = shown(client, f"{LIST}{certificate.number}/")
    assert "INGETROKKEN" in page and "Toets door een ander gemaakt." in page and "Iris de Vries" in page


def test_revoking_with_a_reason() -> None:
    certificate = make_certificate()
    client = admin(Role.CERTIFIER)
    path = f"{LIST}{certificate.number}/intrekken/"
    assert certificate.holder_name in shown(client, path)
    empty = client.post(path, {"reason": "  "})
    assert empty.status_code == 200 and "Schrijf op waarom" in empty.content.decode()
    assert Certificate.objects.get().revoked_at is None
    response = client.post(path, {"reason": "Fraude."})
    assert response.headers["Location"] == f"{LIST}{certificate.number}/"
    certificate.refresh_from_db()
    assert (certificate.revoked_at, certificate.revoked_reason) == (NOW, "Fraude.")
    assert AuditEvent.objects.get(verb="certificate.revoke").actor == certificate.revoked_by
    again = client.post(path, {"reason": "Nog eens."})
    assert again.status_code == 302
    certificate.refresh_from_db()
    assert certificate.revoked_reason == "Fraude."


def test_bad_reasons_are_told() -> None:
    certificate = make_certificate()
    client = admin(Role.CERTIFIER)
    for reason in ("x" * 301, "a\0b"):
        assert client.post(f"{LIST}{certificate.number}/intrekken/", {"reason": reason}).status_code == 200
    assert Certificate.objects.get().revoked_at is None


def test_an_unknown_number_is_404() -> None:
    assert admin(Role.CERTIFIER).get(f"{LIST}WABP-0000-0000-0000/").status_code == 404


def test_the_list_costs_the_same_for_one_and_for_many() -> None:
    make_certificate()
    client = admin(Role.CERTIFIER)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(5):
        make_certificate(make_user(f"Mens {number}"))
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(few) == len(many)
    assert User.objects.count() > 5
