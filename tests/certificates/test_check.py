"""The check pages: who sees what, what is said, what it costs (DESIGN §6, §7, §10)."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import RateLimit, User
from accounts.roles import Role
from certificates.models import Certificate, CertificateLookup
from certificates.names import initials, mask_name, same_name
from certificates.numbers import new_token
from courses.models import Course
from registrations.models import Beat, Registration
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_officer, make_staff, make_user

pytestmark = pytest.mark.django_db
UNKNOWN = "WABP-0000-0000-0000"
NOT_KNOWN = "Dit nummer kennen we niet. Kijk of je het goed hebt overgetypt."
NAME, MASKED = "Đorđe van den Berg", "Đ●●●● v●● d●● B●●●"


@pytest.fixture(autouse=True)
def still(now: datetime) -> Iterator[datetime]:
    yield now


@pytest.fixture
def token() -> str:
    return new_token()


@pytest.fixture
def certificate(token: str) -> Certificate:
    return make_certificate(token=token)


def text(response: Any) -> str:
    return str(response.content.decode())


def big_word(response: Any) -> str:
    """The word that stands large on the page."""
    found = re.search(r'class="status__word"[^>]*>([A-Z]+)<', text(response))
    assert found, "no status on this page"
    return found[1]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def tables(queries: CaptureQueriesContext) -> set[str]:
    """The tables that were read or written."""
    names = connection.introspection.table_names()
    return {name for name in names for query in queries if f'"{name}"' in query["sql"]}


# --- what is said ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "word", "line"),
    [
        ({}, "GELDIG", "geldig tot en met 3 mei 2028"),
        ({"valid_until": date(2026, 11, 21)}, "GELDIG", "geldig tot en met 21 november 2026"),
        ({"valid_until": date(2026, 11, 20)}, "VERLOPEN", "het was geldig tot en met 20 november 2026"),
        ({"revoked_at": NOW}, "INGETROKKEN", "Het is ingetrokken op 21 november 2026"),
        ({"superseded_at": NOW}, "VERVANGEN", "Er is een nieuwer certificaat"),
    ],
)
def test_the_status_is_one_big_word_and_a_sentence(
    client: Client, fields: dict[str, Any], word: str, line: str
) -> None:
    if "revoked_at" in fields:
        fields = {**fields, "revoked_by": make_staff(Role.CERTIFIER), "revoked_reason": "Geheime reden."}
    certificate = make_certificate(**fields)
    response = client.get(f"/c/{certificate.number}/")
    assert response.status_code == 200
    assert big_word(response) == word
    assert line in text(response)
    assert "Geheime" not in text(response)


def test_midnight_in_amsterdam(client: Client) -> None:
    certificate = make_certificate(valid_until=date(2028, 5, 3))
    for moment, word in (("2028-05-03T21:59:59+00:00", "GELDIG"), ("2028-05-03T22:00:00+00:00", "VERLOPEN")):
        with time_machine.travel(datetime.fromisoformat(moment), tick=False):
            assert big_word(client.get(f"/c/{certificate.number}/")) == word


def test_typing_is_forgiven(client: Client, certificate: Certificate) -> None:
    bare = certificate.number.removeprefix("WABP-").replace("-", "").lower()
    for typed in (certificate.number.lower(), bare, f" wabp {bare[:4]}.{bare[4:8]} {bare[8:]} "):
        assert "GELDIG" in text(client.post("/controle/", {"number": typed}))


@pytest.mark.parametrize(
    "typed", [UNKNOWN, "WABP-0000-0000-0001", "onzin", "\0", "É" * 50, "x" * 1_000_000, "'; DROP TABLE", "<b>"]
)
def test_unknown_malformed_and_mistyped_are_the_same(client: Client, typed: str) -> None:
    client.post("/controle/", {"number": "WABP-0000-0000-0002"})  # the first miss makes the rows of the limit
    with CaptureQueriesContext(connection) as known_cost:
        client.post("/controle/", {"number": UNKNOWN})
    with CaptureQueriesContext(connection) as queries:
        response = client.post("/controle/", {"number": typed})
    assert response.status_code == 200
    assert "ONBEKEND" in text(response) and NOT_KNOWN in text(response)
    assert len(queries) == len(known_cost)
    assert "<b>" not in text(response)
    assert len(response.content) < 20_000


def test_an_unknown_number_is_kept_in_the_form(client: Client) -> None:
    assert 'value="wabp 12"' in text(client.post("/controle/", {"number": "wabp 12"}))


@pytest.mark.parametrize("data", [{}, {"number": ""}, {"number": "  "}, {"number": "", "name": "x"}])
def test_an_empty_form_asks_for_the_number(client: Client, data: dict[str, str]) -> None:
    response = client.post("/controle/", data)
    assert response.status_code == 200
    assert "Typ het nummer dat op het certificaat staat." in text(response)
    assert not RateLimit.objects.exists()


@pytest.mark.parametrize("prefix", ["c", "C"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_the_qr_works_in_every_spelling_without_redirect(
    client: Client, certificate: Certificate, token: str, prefix: str, slash: str
) -> None:
    for number, code in ((certificate.number, token), (certificate.number.lower(), token.lower())):
        response = client.get(f"/{prefix}/{number}/{code}{slash}")
        assert response.status_code == 200
        assert NAME in text(response)
        assert client.get(f"/{prefix}/{number}{slash}").status_code == 200


def test_a_check_is_not_kept_found_or_told(client: Client, certificate: Certificate, token: str) -> None:
    pages = [
        client.get("/controle/"),
        client.post("/controle/", {"number": certificate.number}),
        client.get(f"/c/{certificate.number}/"),
        client.get(f"/C/{certificate.number}/{token}"),
    ]
    for response in pages:
        assert "no-store" in response.headers["Cache-Control"]
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert 'property="og:' not in text(response)
        # `no-referrer` makes browsers post `Origin: null`, which the CSRF check refuses: only without a form.
        policy = "same-origin" if "<form" in text(response) else "no-referrer"
        assert response.headers["Referrer-Policy"] == policy
    assert pages[-1].headers["Referrer-Policy"] == "no-referrer"


def test_other_methods_are_refused(client: Client, certificate: Certificate) -> None:
    assert client.post(f"/c/{certificate.number}/").status_code == 405
    assert client.put("/controle/").status_code == 405


def test_the_form_is_protected_against_other_sites(certificate: Certificate) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/controle/", {"number": certificate.number}).status_code == 403


# --- who sees what ---------------------------------------------------------------------------------------


def test_a_stranger_with_the_number_sees_a_masked_name(client: Client, certificate: Certificate) -> None:
    for response in (
        client.get(f"/c/{certificate.number}/"),
        client.post("/controle/", {"number": certificate.number}),
    ):
        page = text(response)
        assert MASKED in page
        assert "Đ, v, d, B" in page
        assert NAME not in page and "Berg" not in page
        assert certificate.group_name not in page and "Registratie nu" not in page
        assert certificate.course_title in page and "3 mei 2028" in page
    assert not CertificateLookup.objects.exists()


def test_a_stranger_with_the_code_sees_the_printed_name(client: Client, certificate: Certificate, token: str) -> None:
    page = text(client.get(f"/c/{certificate.number}/{token}/"))
    assert NAME in page
    assert certificate.group_name not in page and "Registratie nu" not in page


def test_a_wrong_code_shows_no_more_than_the_number(client: Client, certificate: Certificate) -> None:
    other = make_certificate(token=(other_token := new_token()))
    assert other != certificate
    for wrong in (new_token(), other_token, "x", "0" * 5000):
        page = text(client.get(f"/c/{certificate.number}/{wrong}/"))
        assert "De code klopt niet" in page
        assert MASKED in page and NAME not in page


@pytest.mark.parametrize("with_token", [True, False])
def test_a_wijkagent_sees_everything_and_is_logged(certificate: Certificate, token: str, with_token: bool) -> None:
    for officer in (make_officer(area="Stein"), make_officer(area="Tilburg", municipality="Tilburg")):
        path = f"/c/{certificate.number}/{token}/" if with_token else f"/c/{certificate.number}/"
        page = text(signed_in(officer).get(path))
        for fact in (NAME, certificate.group_name, certificate.group_number, certificate.municipality):
            assert fact in page
        assert "actief" in page and "Registratie nu" in page
    looks = CertificateLookup.objects.values_list("beat_name", flat=True)
    assert sorted(looks) == ["Stein", "Tilburg"]


def test_a_wijkagent_without_beat_may_check_too(certificate: Certificate) -> None:
    officer = make_staff(Role.OFFICER)
    assert not Beat.objects.filter(user=officer).exists()
    assert NAME in text(signed_in(officer).post("/controle/", {"number": certificate.number}))
    assert CertificateLookup.objects.get().beat_name == ""


def test_without_a_second_factor_a_wijkagent_is_a_stranger(certificate: Certificate) -> None:
    officer = make_officer(second_factor=False)
    page = text(signed_in(officer).get(f"/c/{certificate.number}/"))
    assert NAME not in page
    assert not CertificateLookup.objects.exists()


def test_a_look_is_logged_once_in_ten_minutes(certificate: Certificate) -> None:
    client, path = signed_in(make_officer()), f"/c/{certificate.number}/"
    for minutes, rows in ((0, 1), (9, 1), (10, 2), (15, 2)):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            client.get(path)
        assert CertificateLookup.objects.count() == rows


def test_an_unknown_number_is_no_look() -> None:
    assert "ONBEKEND" in text(signed_in(make_officer()).get(f"/c/{UNKNOWN}/"))
    assert not CertificateLookup.objects.exists()


def test_the_holder_sees_his_own_in_full(certificate: Certificate) -> None:
    holder = certificate.registration.user
    page = text(signed_in(holder).get(f"/c/{certificate.number}/"))
    assert NAME in page and certificate.group_name in page and "actief" in page
    assert not CertificateLookup.objects.exists()


@pytest.mark.parametrize("role", [None, Role.EDITOR, Role.CHIEF_EDITOR, Role.REGISTRAR, Role.CERTIFIER, Role.ADMIN])
def test_everybody_else_who_is_signed_in_is_a_stranger(certificate: Certificate, role: Role | None) -> None:
    user = make_staff(role) if role else make_user("Bo Jansen")
    page = text(signed_in(user).get(f"/c/{certificate.number}/"))
    assert MASKED in page and NAME not in page and certificate.group_name not in page


def test_the_registration_is_read_live(certificate: Certificate) -> None:
    ended = datetime.fromisoformat("2026-10-01T12:00:00+02:00")
    Registration.objects.update(status="ended", ended_at=ended)
    page = text(signed_in(make_officer()).get(f"/c/{certificate.number}/"))
    assert "beëindigd op 1 oktober 2026" in page
    assert "GELDIG" in page


# --- names -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "masked", "letters"),
    [
        (NAME, MASKED, "Đ, v, d, B"),
        ("Nguyễn", "N●●●●●", "N"),
        ("e\u0301e\u0301n  Woord", "é●● W●●●●", "é, W"),
        ("A. O'Brien", "A● O●●●●●●", "A, O"),
        ("<b>", "<●●", "<"),
        ("Bo", "B●", "B"),
        ("O", "●", ""),
        (" O ", "●", ""),
        ("J de Vries", "J d● V●●●●", "J, d, V"),
        ("van\u00a0Dijk", "v●● D●●●", "v, D"),
        ("李小龍", "李●●", "李"),
        ("", "", ""),
    ],
)
def test_masking(name: str, masked: str, letters: str) -> None:
    assert (mask_name(name), initials(name)) == (masked, letters)


@pytest.mark.parametrize(
    ("typed", "is_same"),
    [
        (NAME, True),
        ("  ĐORĐE   VAN DEN\tBERG ", True),
        ("Dorde van den Berg", False),
        ("Đorđe van den Ber", False),
        (MASKED, False),
    ],
)
def test_comparing_names(client: Client, certificate: Certificate, typed: str, is_same: bool) -> None:
    assert same_name(typed, NAME) is is_same
    page = text(client.post("/controle/", {"number": certificate.number, "name": typed}))
    assert ("Ja, deze naam klopt" in page) is is_same
    assert ("Nee, deze naam klopt niet" in page) is not is_same
    assert MASKED in page


def test_accents_may_be_encoded_in_two_ways() -> None:
    assert same_name("Rene\u0301e", "renÉe")


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Đorđe", "đorđe", True),
        ("Shaun O'Brien", "shaun o’brien", True),
        ("Griffioen-Offermans", "Griffioen\u2011Offermans", True),
        ("IJsbrand Weiß", "ĳsbrand WEISS", True),
        ("Bo Jansen", "\u200bBo\u00a0Jan\u00adsen\u200e", True),
        ("Nguyễn", "Nguyên", False),
        ("Bo", "B", False),
        ("Bo", "Bo Bo", False),
        ("Bo", "\u200b", False),
        ("Bo", "B●", False),
        ("Jan Bos", "JanBos", False),
        ("O'Brien", "OBrien", False),
    ],
)
def test_what_counts_as_the_same_name(one: str, other: str, is_same: bool) -> None:
    assert same_name(one, other) is same_name(other, one) is is_same


def test_a_long_name_with_loose_accents_is_compared_whole(client: Client) -> None:
    name = ("Nguyễn Thị Ánh Tuyết " * 8)[:150].strip()
    certificate = make_certificate(holder_name=name)
    typed = unicodedata.normalize("NFD", name)
    assert len(typed) > 180
    page = text(client.post("/controle/", {"number": certificate.number, "name": typed}))
    assert "Ja, deze naam klopt" in page


def test_no_name_asks_for_one_and_costs_no_try(client: Client, certificate: Certificate) -> None:
    page = text(client.post("/controle/", {"number": certificate.number, "name": " "}))
    assert "Typ de naam die op het certificaat staat." in page
    assert "klopt niet" not in page


# --- limits ----------------------------------------------------------------------------------------------


def miss(client: Client, times: int, **extra: Any) -> list[int]:
    return [client.post("/controle/", {"number": UNKNOWN}, **extra).status_code for _ in range(times)]


def test_ten_misses_a_minute(client: Client, certificate: Certificate) -> None:
    """Of numbers without a code: what strangers at one address do stops nobody who holds the paper."""
    assert miss(client, 12) == [200] * 10 + [429] * 2
    refused = client.get(f"/c/{certificate.number}/")
    assert refused.status_code == 429
    assert "Wacht een minuut" in text(refused) and refused.headers["Retry-After"] == "60"
    assert client.get("/controle/").status_code == 200
    assert miss(client, 1, REMOTE_ADDR="203.0.113.9") == [200]
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        assert client.get(f"/c/{certificate.number}/").status_code == 200


def test_three_hundred_misses_a_day(client: Client, certificate: Certificate) -> None:
    statuses: list[int] = []
    for minutes in range(0, 62, 2):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            statuses += miss(client, 10)
    assert statuses == [200] * 300 + [429] * 10
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        assert client.get(f"/c/{certificate.number}/").status_code == 200


def test_real_certificates_never_meet_the_limit(client: Client, certificate: Certificate, token: str) -> None:
    for _ in range(30):
        assert client.get(f"/C/{certificate.number}/{token}").status_code == 200
        assert client.post("/controle/", {"number": certificate.number}).status_code == 200
    assert not RateLimit.objects.exists()


def test_strangers_who_guess_do_not_stop_who_holds_the_paper(
    client: Client, certificate: Certificate, token: str
) -> None:
    assert miss(client, 11)[-1] == 429
    for _ in range(12):
        response = client.get(f"/C/{certificate.number}/{token}")
        assert response.status_code == 200 and NAME in text(response)
    assert client.get(f"/c/{certificate.number}/{new_token()}/").status_code == 429
    assert client.get(f"/c/{UNKNOWN}/{token}/").status_code == 429


@pytest.mark.parametrize("path", ["/wijk/", "/controle/"])
def test_strangers_who_guess_do_not_stop_a_wijkagent(client: Client, certificate: Certificate, path: str) -> None:
    assert miss(client, 11)[-1] == 429
    officer = signed_in(make_officer())
    for _ in range(12):
        assert "ONBEKEND" in text(officer.post(path, {"number": UNKNOWN}))
    assert NAME in text(officer.post(path, {"number": certificate.number}))
    assert NAME in text(officer.get(f"/c/{certificate.number}/"))


def test_what_a_wijkagent_mistypes_is_not_counted_against_his_network(client: Client) -> None:
    officer = signed_in(make_officer())
    for _ in range(12):
        officer.post("/wijk/", {"number": UNKNOWN})
    assert not RateLimit.objects.filter(key__startswith="certificate-miss").exists()
    assert miss(client, 1) == [200]


def test_without_a_second_factor_a_wijkagent_is_limited(client: Client) -> None:
    assert miss(client, 11)[-1] == 429
    assert miss(signed_in(make_officer(second_factor=False)), 1) == [429]


def test_guessing_codes_is_limited_too(client: Client, certificate: Certificate) -> None:
    statuses = [client.get(f"/c/{certificate.number}/{new_token()}/").status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    assert client.get(f"/c/{certificate.number}/").status_code == 429


def test_guessing_names_is_limited_per_address_and_per_certificate(client: Client, certificate: Certificate) -> None:
    def compare(address: str) -> int:
        data = {"number": certificate.number, "name": "Iemand"}
        return client.post("/controle/", data, REMOTE_ADDR=address).status_code

    assert [compare("203.0.113.1") for _ in range(11)] == [200] * 10 + [429]
    many = [compare(f"203.0.113.{number // 5 + 2}") for number in range(60)]
    assert many.count(200) == 40 and many[-1] == 429


def test_no_address_is_stored(client: Client) -> None:
    miss(client, 1, REMOTE_ADDR="203.0.113.77")
    assert all("203.0.113" not in key for key in RateLimit.objects.values_list("key", flat=True))


# --- what it costs, and promise (c) ----------------------------------------------------------------------


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
