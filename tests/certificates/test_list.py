"""The list of certificates: searching, filters, and how the making of files goes."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from accounts.roles import Role
from certificates.desk.filters import CertificateFilters
from certificates.models import Certificate, CertificateFile
from tests.certificates.foundation import LIST, admin, shown
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def fail(certificate: Certificate, tries: int = 5) -> None:
    """Its file was tried, and is not tried for a day."""
    later = NOW + timedelta(days=1)
    files = CertificateFile.objects.filter(certificate=certificate)
    files.update(tries=tries, next_try_at=later, last_error="RendererUnavailable")


def finish(certificate: Certificate, ready_at: Any = NOW) -> None:
    files = CertificateFile.objects.filter(certificate=certificate)
    files.update(state="ready", pending_token="", ready_at=ready_at, sha256="0" * 64, pdf="x.pdf")


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


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("course=saar", {"course_code": "reanimatie", "course_title": "Reanimatie"}),
        ("edition=1.0", {"edition_number": "2.0"}),
        ("municipality=Stein", {"municipality": "Tilburg"}),
        ("issued_from=2026-05-03", {"issued_on": date(2026, 5, 2)}),
        ("issued_to=2026-05-03", {"issued_on": date(2026, 5, 4)}),
    ],
)
def test_each_filter(query: str, fields: dict[str, Any]) -> None:
    kept, other = make_certificate(course_code="saar"), make_certificate(**{"course_code": "saar", **fields})
    client = admin()
    page = shown(client, f"{LIST}results/?{query}")
    assert kept.number in page and other.number not in page
    assert kept.number in shown(client, f"{LIST}?{query}")


def test_filtering_by_the_state_of_the_file() -> None:
    rows = {state: make_certificate() for state in ("waiting", "ready", "failed")}
    fail(rows["failed"])
    finish(rows["ready"])
    client = admin()
    for state, row in rows.items():
        page = shown(client, f"{LIST}results/?file={state}")
        assert {each.number for each in rows.values() if each.number in page} == {row.number}


def test_bad_queries_are_no_error() -> None:
    make_certificate()
    client = admin(Role.CERTIFIER)
    bad = ("?status=x", "?p=99", "?issued_from=x", "?edition=9.9", "?file=x", "?course=x")
    for query in (*bad, "?ordering=revoked_reason", "?q=%25_", "?q=" + "x" * 500):
        shown(client, LIST + query)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("status=x", "Kies iets uit de lijst."),
        ("course=x", "Kies iets uit de lijst."),
        ("edition=9.9", "Kies iets uit de lijst."),
        ("municipality=x", "Kies iets uit de lijst."),
        ("file=x", "Kies iets uit de lijst."),
        ("issued_from=x", "Schrijf de dag zo: 31-12-2026."),
        ("issued_to=x", "Schrijf de dag zo: 31-12-2026."),
    ],
)
def test_a_wrong_filter_is_told_in_our_words(query: str, told: str) -> None:
    errors = CertificateFilters({query.split("=")[0]: "x"}, queryset=Certificate.objects.all()).form.errors
    assert list(errors.values()) == [[told]]


@pytest.mark.parametrize("query", ["", "?status=VALID&course=saar&edition=1.0&issued_from=2026-05-03"])
def test_the_list_costs_the_same_for_one_and_for_many(query: str) -> None:
    fail(make_certificate(course_code="saar"))
    fail(make_certificate(course_code="saar"), tries=1)
    client = admin(Role.CERTIFIER)
    client.get(LIST + query)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST + query)
    for number in range(5):
        fail(make_certificate(make_user(f"Mens {number}"), course_code="saar"), tries=number)
    with CaptureQueriesContext(connection) as many:
        client.get(LIST + query)
    assert len(few) == len(many)
    assert User.objects.count() > 5


# --- how the making of files goes ------------------------------------------------------------------------


def test_the_list_says_how_the_making_goes() -> None:
    rows = [make_certificate() for _ in range(4)]
    Certificate.objects.filter(pk=rows[0].pk).update(issued_at=NOW - timedelta(hours=3))
    finish(rows[1])
    finish(rows[2], NOW - timedelta(hours=2))
    page = shown(admin())
    assert "Er wachten 2 PDF's. In het laatste uur zijn er 1 van 3 gemaakt." in page.replace("&#x27;", "'")
    assert '<progress id="making-progress" max="3" value="1">' in page
    assert "De oudste wacht sinds 21 november 2026 11:03." in page
    assert "Ververs de pagina om te zien hoe ver het is." in page
    assert "Probeer opnieuw" not in page


def test_nothing_waits() -> None:
    finish(make_certificate())
    page = shown(admin())
    assert "Er wacht geen PDF." in page and "<progress" not in page


def test_what_waits_for_the_machine_says_why() -> None:
    """Without keys nothing is tried, so nothing ever fails: it is told while it waits."""
    rows = [make_certificate() for _ in range(4)]
    finish(rows[0])
    waiting = CertificateFile.objects.filter(certificate__in=rows[1:])
    waiting.update(last_error="KeysMissing", tries=0)
    fail(rows[3])
    page = shown(admin()).replace("&#x27;", "'")
    why = "er ontbreekt een sleutel om te tekenen; maak die met make_signing_keys"
    assert f"2 PDF's lukten de laatste keer niet: {why}. We proberen het vanzelf opnieuw." in page
    assert "5 keer geprobeerd: het programma dat de PDF maakt, start niet op deze server" in page
    waiting.filter(certificate=rows[1]).update(last_error="")
    waiting.filter(certificate=rows[3]).update(last_error="")
    assert f"1 PDF lukte de laatste keer niet: {why}." in shown(admin())
    CertificateFile.objects.update(last_error="")
    assert "lukte de laatste keer niet" not in shown(admin())


def test_trying_one_again(django_capture_on_commit_callbacks: Any) -> None:
    one, other, hiccup = make_certificate(), make_certificate(), make_certificate()
    fail(one)
    fail(other)
    fail(hiccup, tries=4)
    client = admin()
    page = shown(client)
    assert "5 keer geprobeerd: het programma dat de PDF maakt, start niet op deze server" in page
    assert "mislukt" in page and "RendererUnavailable" not in page
    assert f'value="{one.number}"' in page and f'value="{hiccup.number}"' not in page
    with django_capture_on_commit_callbacks() as callbacks:
        client.post(f"{LIST}opnieuw/", {"number": one.number})
    due = CertificateFile.objects.due(NOW)
    assert [file.certificate for file in due] == [one]
    assert [callback.args for callback in callbacks] == [(one.file.pk,)]
    event = AuditEvent.objects.get(verb="certificate.retry")
    assert event.detail == {"count": 1}


def test_trying_all_again() -> None:
    rows = [make_certificate() for _ in range(3)]
    for row in rows[:2]:
        fail(row)
    fail(rows[2], tries=4)
    client = admin()
    done = client.post(f"{LIST}opnieuw/", follow=True).content.decode()
    assert "2 PDF&#x27;s worden opnieuw geprobeerd." in done
    assert {file.certificate for file in CertificateFile.objects.due(NOW)} == set(rows[:2])
    nothing = client.post(f"{LIST}opnieuw/", {"number": "WABP-0000-0000-0000"}, follow=True)
    assert "niets meer om opnieuw te proberen" in nothing.content.decode()
    assert client.get(f"{LIST}opnieuw/").status_code == 405


@pytest.mark.parametrize("number", ["\0", "x", "WABP"])
def test_a_number_that_is_none_is_not_all(number: str) -> None:
    fail(make_certificate())
    done = admin().post(f"{LIST}opnieuw/", {"number": number}, follow=True)
    assert "niets meer om opnieuw te proberen" in done.content.decode()


def test_one_that_failed_says_why_and_when_it_is_tried_again() -> None:
    row, client = make_certificate(), admin()
    for name, words in (("DemoKeys", "de sleutels om te tekenen zijn van de demo"), ("KeyError", "(KeyError)")):
        fail(row)
        CertificateFile.objects.update(last_error=name)
        page = shown(client, f"{LIST}{row.number}/")
        assert "5 keer geprobeerd, weer op 22 november om 14:03: " in page and words in page
