"""A whole series revoked at once: never more than was shown, and undone within an hour."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from accounts.models import AuditEvent
from accounts.roles import Role
from certificates import errors
from certificates.models import Certificate
from certificates.services import revocation_mail, revoking
from certificates.services.revoking import Series, Shown
from tests.certificates.foundation import LIST, OTHERS, admin, shown
from tests.certificates.series import SAAR, issued, last_act, numbers_revoked, revoke_all
from tests.conftest import NOW
from tests.factories.certificates import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
PAGE = f"{LIST}reeks/"


@pytest.mark.parametrize(
    ("narrowed", "fields"),
    [
        ({"edition_number": "1.0"}, {"edition_number": "2.0"}),
        ({"course_code": "saar"}, {"course_code": "reanimatie"}),
        ({"issued_from": date(2026, 5, 3)}, {"issued_on": date(2026, 5, 2)}),
        ({"issued_until": date(2026, 5, 3)}, {"issued_on": date(2026, 5, 4)}),
        ({"group_number": "77777"}, {"group_number": "88888"}),
        ({}, {"superseded_at": NOW}),
    ],
)
def test_only_what_was_chosen(narrowed: dict[str, Any], fields: dict[str, Any]) -> None:
    wanted = issued(2, group_number="77777")
    issued(1, **{"group_number": "77777", **fields})
    series = Series(**{"course_code": "saar", "edition_number": "1.0", **narrowed})
    assert revoke_all(series) == 2
    assert numbers_revoked() == {each.number for each in wanted}


def test_every_certificate_gets_an_audit_row_and_a_reason() -> None:
    rows, by = issued(3), make_staff(Role.ADMIN, name="Wil Bos")
    revoke_all(by=by)
    events = AuditEvent.objects.filter(verb="certificate.revoke")
    assert {event.object_key for event in events} == {str(each.key) for each in rows}
    assert {event.actor for event in events} == {by} and len({event.detail["series"] for event in events}) == 1
    reasons = Certificate.objects.values_list("revoked_reason", "revoked_by__name", "revoked_at").distinct()
    assert list(reasons.order_by()) == [("Fout in de toets.", "Wil Bos", NOW)]


def test_the_status_lists_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[set[int]] = []
    monkeypatch.setattr(revoking, "status_changed", lambda numbers: told.append(set(numbers)))
    issued(2, status_list=1)
    issued(1, status_list=2)
    revoke_all()
    assert told == [{1, 2}]


@pytest.mark.parametrize("seen", [Shown(count=1, newest=""), Shown(count=3, newest=""), Shown(count=2, newest="x")])
def test_nothing_happens_when_it_is_not_as_shown(seen: Shown) -> None:
    rows = issued(2)
    newest = seen.newest or rows[-1].number
    with pytest.raises(errors.SeriesChanged, match="niets ingetrokken"):
        revoke_all(shown=Shown(count=seen.count, newest=newest))
    assert numbers_revoked() == set() and not AuditEvent.objects.exists()


def test_one_gone_and_one_more_is_not_the_same() -> None:
    """The same count, but another certificate than was shown."""
    rows = issued(2)
    seen = revoking.shown_of(SAAR)
    Certificate.objects.filter(pk=rows[0].pk).update(superseded_at=NOW)
    issued(1)
    with pytest.raises(errors.SeriesChanged):
        revoke_all(shown=seen)


def test_an_empty_series_is_nothing() -> None:
    with pytest.raises(errors.SeriesChanged):
        revoke_all()


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_may(role: Role) -> None:
    issued(1)
    with pytest.raises(errors.NotAllowed):
        revoke_all(by=make_staff(role))
    with pytest.raises(errors.NotAllowed):
        revoking.unrevoke_series(series="x", by=make_staff(role), now=NOW)
    assert numbers_revoked() == set()


def test_a_reason_is_needed() -> None:
    issued(1)
    with pytest.raises(errors.ReasonMissing):
        revoke_all(reason=" \0 ")


def test_revoking_many_costs_as_many_queries_as_few() -> None:
    by = make_staff(Role.ADMIN)
    issued(1)
    revoke_all(by=by)
    issued(2)
    with CaptureQueriesContext(connection) as few:
        assert revoke_all(by=by) == 2
    issued(12)
    with CaptureQueriesContext(connection) as many:
        assert revoke_all(by=by) == 12
    assert len(few) == len(many)


def test_all_holders_are_told() -> None:
    rows = issued(3)
    revoke_all()
    assert revocation_mail.tell_due(now=NOW) == 3
    assert {mail.to[0] for mail in Email.objects.all()} == {each.registration.user.email for each in rows}


# --- the page ------------------------------------------------------------------------------------------------------


def chosen(**fields: str) -> str:
    return f"{PAGE}?{urlencode({'edition': 'saar:1.0', **fields})}"


def test_choosing_revoking_and_undoing_on_the_page() -> None:
    rows = issued(2)
    client = admin()
    start = shown(client, PAGE)
    assert "SAAR, editie 1.0 (2)" in start and "Trek ze allemaal in" not in start
    page = shown(client, chosen(issued_from="2026-05-03", issued_until="2026-05-03"))
    assert "2 certificaten" in page and rows[-1].number in page and 'value="2026-05-03"' in page
    data = {"count": 2, "newest": rows[-1].number, "reason": "Fout in de toets.", "typed": "2"}
    done = client.post(chosen(), data, follow=True).content.decode()
    assert "2 certificaten zijn ingetrokken." in done and "een uur lang terugdraaien" in done
    assert numbers_revoked() == {each.number for each in rows}
    assert f'name="series" value="{last_act()}"' in done and "tot 15:03" in done
    undone = client.post(f"{PAGE}terugdraaien/", {"series": last_act()}, follow=True)
    assert "2 certificaten tellen weer." in undone.content.decode()
    assert numbers_revoked() == set()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"typed": "1"}, "Dit is niet het aantal dat hierboven staat."),
        ({"typed": "twee"}, "Typ het aantal in cijfers."),
        ({"typed": ""}, "Typ het aantal."),
        ({"reason": " "}, "Schrijf op waarom"),
        ({"count": "x"}, "2 certificaten"),
    ],
)
def test_a_bad_form_is_told_and_revokes_nothing(fields: dict[str, str], told: str) -> None:
    rows = issued(2)
    data = {"count": 2, "newest": rows[-1].number, "reason": "Fout in de toets.", "typed": "2"}
    response = admin().post(chosen(), {**data, **fields})
    assert response.status_code == 200 and told in response.content.decode()
    assert numbers_revoked() == set()


def test_a_certificate_that_comes_meanwhile_is_shown_first() -> None:
    rows = issued(2)
    client = admin()
    shown(client, chosen())
    issued(1)
    data = {"count": 2, "newest": rows[-1].number, "reason": "Fout.", "typed": "2"}
    page = client.post(chosen(), data, follow=True).content.decode()
    assert "Bekijk het aantal opnieuw" in page and "3 certificaten" in page
    assert numbers_revoked() == set()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?edition=", "Kies een cursus en een editie."),
        ("?edition=weg:9.9", "uit de lijst"),
        ("?edition=saar:1.0&issued_from=gisteren", "Schrijf de dag zo: 31-12-2026."),
        ("?edition=saar:1.0&issued_from=2026-05-03&issued_until=2026-05-02", "vóór de eerste dag"),
        ("?edition=saar:1.0&group_number=1", "niets om in te trekken"),
    ],
)
def test_a_bad_choice_is_told(query: str, told: str) -> None:
    issued(1)
    client = admin()
    page = shown(client, PAGE + query)
    assert told in page and "Trek ze allemaal in" not in page
    client.post(PAGE + query, {"count": 1, "newest": "x", "reason": "Fout.", "typed": "1"})
    assert numbers_revoked() == set()


@pytest.mark.parametrize("series", ["", "x", "\0", "3b8f3c1e-0000-4000-8000-000000000000"])
def test_a_series_that_is_none_undoes_nothing(series: str) -> None:
    issued(1)
    revoke_all()
    response = admin().post(f"{PAGE}terugdraaien/", {"series": series}, follow=True)
    assert response.redirect_chain == [(PAGE, 302)] and "niets om terug te draaien" in response.content.decode()
    assert len(numbers_revoked()) == 1


def test_the_page_costs_the_same_for_one_and_for_many() -> None:
    issued(1)
    client = admin()
    shown(client, chosen())
    with CaptureQueriesContext(connection) as few:
        shown(client, chosen())
    issued(6)
    with CaptureQueriesContext(connection) as many:
        shown(client, chosen())
    assert len(few) == len(many)
