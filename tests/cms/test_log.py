"""`/beheer/logboek/`: who did what to what, for who keeps the site; nothing can be changed there (DESIGN §6)."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from accounts import audit
from accounts.models import AuditEvent, User
from accounts.roles import Role
from cms import log_exporting
from cms.log_exporting import LogReason, NotAllowed, export_log
from cms.log_selectors import filtered, lines, page_after
from cms.services.rights import grant_rights
from tests.factories.certificates import make_certificate, make_staff, make_user
from tests.factories.registrations import make_group, make_registration

pytestmark = pytest.mark.django_db

LOG = "/beheer/logboek/"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def keeper() -> User:
    grant_rights()
    return make_staff(Role.ADMIN, name="Iris de Vries")


@pytest.fixture
def admin(keeper: User) -> Client:
    return client_of(keeper)


def note(verb: str = "account.named", *, by: User | None = None, about: Any = None, at: datetime = NOON, **detail: Any):  # type: ignore[no-untyped-def]
    return audit.record(actor=by, verb=verb, target=about or by or make_user(), at=at, **detail)


def text(client: Client, query: str = "") -> str:
    response = client.get(LOG + query)
    assert response.status_code == 200
    return response.content.decode()


def taken(client: Client, query: str = "", reason: str = "check") -> list[list[str]]:
    response = client.post(LOG + query, {"reason": reason})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


# --- the page --------------------------------------------------------------------------------------------------


def test_it_says_who_did_what_to_whom(admin: Client) -> None:
    maker, other = make_staff(Role.ADMIN, name="Noor Bakker"), make_user("Sam Peters")
    note("account.changed", by=maker, about=other, fields=["name", "is_active"], roles=["wijkagent"])
    page = text(admin)
    for words in (
        "Noor Bakker",
        "Een account is gewijzigd.",
        "Sam Peters",
        "velden: naam, actief",
        "rollen: wijkagent",
    ):
        assert words in page
    assert "20 november 2026 13:00" in page and f"/beheer/users/edit/{other.pk}/" in page


def test_what_nobody_did_went_by_itself(admin: Client) -> None:
    certificate = make_certificate()
    note("certificate.issue", about=certificate)
    page = text(admin)
    assert "vanzelf" in page and certificate.number in page and f"/beheer/certificaten/{certificate.number}/" in page


def test_results_of_learners_and_keys_of_other_rows_are_not_told(admin: Client) -> None:
    note("attempt.submitted", passed=False, completion="geheim")
    page = text(admin)
    assert "Iemand leverde een toets in." in page
    assert "False" not in page and "passed" not in page and "geheim" not in page


def test_an_erased_account_is_nobody(admin: Client) -> None:
    user = make_user("Sam Peters")
    note(by=user)
    User.objects.filter(pk=user.pk).update(email=None, name="", is_active=False, last_login=None, erased_at=NOON)
    assert "(gewist account)" in text(admin)


def test_registrations_are_told_by_person_and_group(admin: Client) -> None:
    row = make_registration(group=make_group(name="De Kade"))
    note("registration.confirm", about=row)
    page = text(admin)
    assert "De Kade" in page and f"/beheer/registraties/aanvragen/{row.key}/" in page


def test_words_of_people_are_text(admin: Client) -> None:
    note("edition.withdrawn", reason="<script>alert(1)</script>")
    page = text(admin)
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_an_empty_log_says_so(admin: Client) -> None:
    assert "Hierover staat niets in het logboek." in text(admin)


# --- filters ---------------------------------------------------------------------------------------------------


def verbs(**chosen: Any) -> list[str]:
    return list(filtered(AuditEvent.objects.all(), **chosen).values_list("verb", flat=True))


def test_who_what_and_about_what() -> None:
    maker, certificate, group = make_user(), make_certificate(), make_group(number="WG-77")
    note("account.named", by=maker)
    note("certificate.issue", about=certificate)
    note("certificate.revoke", by=maker, about=certificate)
    note("group.change", about=group)
    assert set(verbs(actor=str(maker.key))) == {"account.named", "certificate.revoke"}
    assert set(verbs(actor="vanzelf")) == {"certificate.issue", "group.change"}
    assert set(verbs(verb="certificate")) == {"certificate.issue", "certificate.revoke"}
    assert verbs(verb="certificate.issue") == ["certificate.issue"]
    for about in (str(certificate.key), certificate.number, certificate.number.lower().replace("-", " ")):
        assert set(verbs(about=about)) == {"certificate.issue", "certificate.revoke"}
    assert verbs(about="wg-77") == ["group.change"]
    assert verbs(about="onzin") == []


def test_days_are_those_of_the_netherlands_and_both_count() -> None:
    for verb, at in {"a.a": "2026-11-19T22:59", "b.b": "2026-11-19T23:00", "c.c": "2026-11-20T22:59"}.items():
        note(verb, at=datetime.fromisoformat(at).replace(tzinfo=UTC))
    note("d.d", at=datetime(2026, 11, 20, 23, tzinfo=UTC))
    day = datetime(2026, 11, 20, tzinfo=UTC).date()
    assert verbs(first=day, last=day) == ["c.c", "b.b"]
    assert verbs(last=day) == ["c.c", "b.b", "a.a"] and verbs(first=day) == ["d.d", "c.c", "b.b"]


def test_filters_of_the_page(admin: Client, keeper: User) -> None:
    learner = make_user("Sam Peters")
    note("account.named", by=learner)
    note("second_factor.enabled", by=keeper)
    page = text(admin, f"?wie={keeper.key}&wat=second_factor&van=2026-11-20&tot=2026-11-20")
    assert (
        "<td>Iemand zette de tweede stap aan.</td>" in page
        and "e bij een account is ingevuld" not in page.split("<h2>")[1]
    )
    assert f'<option value="{keeper.key}" selected>' in page and f'value="{learner.key}"' not in page
    # Who has no role is chosen in the list itself.
    assert f'<option value="{learner.key}" selected>' in text(admin, f"?wie={learner.key}")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("wie=onzin", "Kies iets uit de lijst."),
        ("wie=6b0f1c9e-2f0a-4a39-9a55-0d3c8a2f7e11", "Kies iets uit de lijst."),
        ("wat=onzin", "Kies iets uit de lijst."),
        ("van=gisteren", "Schrijf de dag zo"),
        ("van=2026-11-20&tot=2026-11-19", "Draai ze om."),
        ("over=%00", "Dit kunnen we niet lezen."),
        (f"over={'x' * 61}", "Dit kunnen we niet lezen."),
    ],
)
def test_a_wrong_filter_says_so_and_shows_and_gives_nothing(admin: Client, query: str, words: str) -> None:
    note("account.named", at=NOON)
    page = text(admin, f"?{query}")
    assert words in page and "<td>De naam" not in page
    response = admin.post(f"{LOG}?{query}", {"reason": "check"})
    assert response["Content-Type"].startswith("text/html")
    assert not AuditEvent.objects.filter(verb="log.export").exists()


# --- pages -----------------------------------------------------------------------------------------------------


def test_pages_miss_nothing_and_repeat_nothing_however_many_share_a_moment() -> None:
    for number in range(25):
        note("account.named", at=NOON + timedelta(seconds=number // 10))
    rows, seen, after = AuditEvent.objects.all(), [], None
    while True:
        found, after = page_after(rows, last_seen=after, size=4)
        seen += [event.pk for event in found]
        if after is None:
            break
    assert seen == list(rows.values_list("pk", flat=True)) and len(seen) == 25


def test_older_and_back_with_the_filters_kept(admin: Client) -> None:
    for _ in range(51):
        note("account.named")
    first = text(admin, "?wat=account")
    older = f"?wat=account&amp;na={AuditEvent.objects.all()[49].pk}"
    assert f"{LOG}{older}" in first and "Naar het nieuwste" not in first
    second = text(admin, older.replace("&amp;", "&"))
    assert second.count("<time ") == 1 and f'href="{LOG}?wat=account"' in second and ">Ouder<" not in second


@pytest.mark.parametrize("after", ["onzin", "-1", "9" * 40, "²", "999999999"])
def test_nonsense_is_the_first_page(admin: Client, after: str) -> None:
    note("account.named")
    assert "<td>De naam bij een account" in text(admin, f"?na={after}")


def test_a_full_page_costs_what_a_short_one_does(admin: Client) -> None:
    def fill(count: int) -> None:
        for _ in range(count):
            certificate = make_certificate()
            note("certificate.issue", by=make_user(), about=certificate)
            note("registration.confirm", by=make_user(), about=certificate.registration)
            note("account.changed", by=make_user(), about=make_user())

    fill(1)
    admin.get(LOG)
    with CaptureQueriesContext(connection) as few:
        admin.get(LOG)
    fill(20)
    with CaptureQueriesContext(connection) as many:
        admin.get(LOG)
    assert len(few) == len(many) <= 20
    assert not [query for query in many if "COUNT(" in query["sql"] and "auditevent" in query["sql"]]


# --- taking along ----------------------------------------------------------------------------------------------


def test_the_file_has_what_the_filters_leave(admin: Client, keeper: User) -> None:
    note("account.named", by=keeper)
    note("second_factor.enabled", by=keeper, count=3)
    note("account.erased")
    heads, *rows = taken(admin, "?wat=second_factor")
    assert heads == ["Wanneer", "Wie", "Wat", "Soort", "Waarover", "Sleutel", "Bijzonderheden"]
    assert rows == [
        [
            "2026-11-20T13:00:00+01:00",
            "Iris de Vries",
            "Iemand zette de tweede stap aan.",
            "account",
            "Iris de Vries",
            str(keeper.key),
            "aantal: 3",
        ]
    ]


def test_taking_it_along_is_in_the_log(admin: Client, keeper: User) -> None:
    note("account.named")
    taken(admin, reason="incident")
    event = AuditEvent.objects.get(verb="log.export")
    assert event.actor == keeper and event.detail == {"reason": "incident", "count": 1}
    assert "Een deel van dit logboek is gedownload." in text(admin)


def test_nothing_in_the_file_is_a_formula(admin: Client) -> None:
    note("edition.withdrawn", by=make_user('=HYPERLINK("http://elders.nl")'), reason="=1+1")
    (_heads, row) = taken(admin)
    assert row[1].startswith("'=") and not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


@pytest.mark.parametrize(("reason", "words"), [("", "Kies waarvoor."), ("onzin", "Kies iets uit de lijst.")])
def test_without_a_reason_there_is_no_file(admin: Client, reason: str, words: str) -> None:
    note("account.named")
    page = admin.post(LOG, {"reason": reason}).content.decode()
    assert words in page and not AuditEvent.objects.filter(verb="log.export").exists()


def test_too_much_is_refused_with_what_to_do(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_exporting, "MOST", 1)
    note("account.named")
    note("account.named")
    assert "Kies minder dagen" in admin.post(LOG, {"reason": "check"}).content.decode()
    assert not AuditEvent.objects.filter(verb="log.export").exists()


def test_a_long_file_reads_names_by_the_five_hundred() -> None:
    maker = make_user()
    AuditEvent.objects.bulk_create(
        AuditEvent(actor=maker, verb="account.named", object_type="accounts.user", object_key=str(maker.key), at=NOON)
        for _ in range(1100)
    )
    events = list(AuditEvent.objects.select_related("actor"))
    with CaptureQueriesContext(connection) as found:
        assert len(list(lines(events))) == 1100
    assert len(found) == 3


# --- who -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CHIEF_EDITOR, Role.REGISTRAR, Role.CERTIFIER])
def test_other_roles_are_refused(role: Role) -> None:
    grant_rights()
    user = make_staff(role)
    client = client_of(user)
    assert client.get(LOG)["Location"] == "/beheer/"
    assert client.post(LOG, {"reason": "check"})["Location"] == "/beheer/"
    assert LOG not in client.get("/beheer/").content.decode()
    assert not AuditEvent.objects.for_user(user).exists() and not AuditEvent.objects.exists()
    with pytest.raises(NotAllowed):
        export_log(rows=AuditEvent.objects.all(), reason=LogReason.CHECK, by=user, now=NOON)


def test_the_menu_leads_there(admin: Client) -> None:
    assert LOG in admin.get("/beheer/").content.decode()


def test_strangers_and_learners_sign_in_first() -> None:
    assert Client().get(LOG)["Location"] == f"/inloggen/?next={LOG}"
    assert client_of(make_user()).get(LOG)["Location"] == f"/inloggen/?next={LOG}"


def test_without_a_second_factor_it_stays_shut() -> None:
    grant_rights()
    assert client_of(make_staff(Role.ADMIN, second_factor=False)).get(LOG)["Location"] == "/inloggen/sleutel/aan/"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_there_is_nothing_to_change(admin: Client, method: str) -> None:
    note("account.named")
    assert getattr(admin, method)(LOG).status_code == 405
    assert resolve(LOG).url_name == "audit_log" and AuditEvent.objects.count() == 1
