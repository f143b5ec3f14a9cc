"""A holder asks for another name, the foundation judges once."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from accounts.models import AuditEvent, User
from accounts.roles import Role
from certificates import errors
from certificates.models import Certificate, NameRequest, Status
from certificates.services import changing, name_requests
from tests.certificates.foundation import ALLOWED, ERASED, LIST, OTHERS, admin, shown
from tests.conftest import NOW
from tests.factories.certificates import make_certificate, make_staff, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
PAGE = f"{LIST}namen/"


def holder(certificate: Certificate) -> User:
    assert certificate.registration
    return certificate.registration.user


def ask(certificate: Certificate | None = None, **fields: Any) -> NameRequest:
    certificate = certificate or make_certificate(make_user("Bo Jansn"))
    values = {"by": holder(certificate), "wanted_name": "Bo Jansen", "reason": "misspelled", "now": NOW}
    return name_requests.ask_name(certificate=certificate, **{**values, **fields})


def test_asking_keeps_the_cleaned_name_and_logs_no_name() -> None:
    request = ask(wanted_name="  Bo\u200b   Jansen ")
    assert (request.wanted_name, request.reason, request.state) == ("Bo Jansen", "misspelled", "waiting")
    event = AuditEvent.objects.get(verb="certificate.ask_name")
    assert event.actor == holder(request.certificate) and event.detail == {"reason": "misspelled"}


@pytest.mark.parametrize("reason", ["", "wrong_group", "Bo Jansen woont in Stein, dat moet erop"])
def test_a_reason_that_is_no_choice_counts_as_something_else(reason: str) -> None:
    assert ask(reason=reason).reason == "other"


@pytest.mark.parametrize(
    ("wanted", "error", "told"),
    [
        ("Bo 李", errors.Unprintable, "李"),
        ("", errors.BadName, "met letters"),
        ("123", errors.BadName, "met letters"),
        ("x" * 151, errors.BadName, "hooguit 150 tekens"),
        ("Bo Jansn", errors.NothingToCorrect, "staat al op het certificaat"),
        (" Bo  Jansn ", errors.NothingToCorrect, "staat al op het certificaat"),
    ],
)
def test_a_bad_name_is_told_in_a_sentence(wanted: str, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        ask(wanted_name=wanted)
    assert not NameRequest.objects.exists()


def test_one_request_at_a_time() -> None:
    request = ask()
    with pytest.raises(errors.AlreadyAsked):
        ask(request.certificate, wanted_name="Bo Janssen")
    assert NameRequest.objects.get() == request


@pytest.mark.parametrize("who", ["stranger", "certifier"])
def test_only_the_holder_asks_and_withdraws(who: str) -> None:
    request = ask()
    by = make_user() if who == "stranger" else make_staff(Role.CERTIFIER)
    with pytest.raises(errors.NotAllowed):
        ask(make_certificate(), by=by)
    with pytest.raises(errors.NotAllowed):
        name_requests.withdraw(request=request, by=by, now=NOW)
    request.refresh_from_db()
    assert request.state == "waiting"


@pytest.mark.parametrize("state", ["revoked", "superseded", "erased"])
def test_only_for_a_certificate_that_stands(state: str) -> None:
    certificate = make_certificate()
    fields: dict[str, Any] = {"superseded_at": NOW}
    if state == "revoked":
        fields = {"revoked_at": NOW, "revoked_by": make_staff(Role.CERTIFIER), "revoked_reason": "Fraude."}
    if state == "erased":
        fields = ERASED
    Certificate.objects.update(**fields)
    with pytest.raises(errors.NotStanding):
        ask(certificate)


def test_withdrawing_makes_room_for_another() -> None:
    request = ask()
    name_requests.withdraw(request=request, by=holder(request.certificate), now=NOW)
    assert (request.state, request.judged_at) == ("withdrawn", NOW)
    again = ask(request.certificate, wanted_name="Bo Janssen")
    assert NameRequest.objects.waiting().get() == again
    with pytest.raises(errors.AlreadyJudged):
        name_requests.withdraw(request=request, by=holder(request.certificate), now=NOW)


@pytest.mark.parametrize("role", ALLOWED)
def test_approving_makes_a_successor_and_one_mail(role: Role) -> None:
    request, by = ask(reason="new_name"), make_staff(role)
    later = NOW + timedelta(days=1)
    successor = name_requests.approve(request=request, by=by, now=later)
    request.refresh_from_db()
    old = request.certificate
    assert (request.state, request.judged_by, request.judged_at) == ("approved", by, later)
    assert (successor.holder_name, successor.supersedes) == ("Bo Jansen", old)
    assert old.__class__.objects.get(pk=old.pk).status(NOW.date()) is Status.SUPERSEDED
    assert AuditEvent.objects.get(verb="certificate.correct").detail["reason"] == "new_name"
    mail = Email.objects.get()
    assert mail.to == [holder(old).email] and "Je naam is verbeterd" in mail.subject
    for text in (mail.message, mail.html_message):
        assert "Bo Jansen" in text and successor.number in text


@pytest.mark.parametrize("reason", ["misspelled", "new_name", "other"])
def test_a_granted_name_is_the_name_of_the_account_too(reason: str) -> None:
    """Else it is lost at the next certificate. "Something else" says nothing about how he is called."""
    request, by = ask(reason=reason), make_staff(Role.CERTIFIER)
    user = holder(request.certificate)
    name_requests.approve(request=request, by=by, now=NOW)
    user.refresh_from_db()
    events = AuditEvent.objects.filter(verb="account.named", object_key=str(user.key))
    if reason == "other":
        assert user.name == "Bo Jansn" and not events.exists()
    else:
        assert user.name == "Bo Jansen"
        assert [(event.actor, event.detail) for event in events] == [(by, {})]


def test_refusing_with_an_answer() -> None:
    request, by = ask(), make_staff(Role.CERTIFIER)
    name_requests.refuse(request=request, by=by, answer=" Zo staat het  in je registratie. ", now=NOW)
    assert (request.state, request.judged_by) == ("refused", by)
    assert request.answer == "Zo staat het in je registratie."
    mail = Email.objects.get()
    for text in (mail.message, mail.html_message):
        assert "Dat kunnen we niet doen. Dit is waarom:" in text
        assert "Zo staat het in je registratie." in text and request.certificate.number in text
    assert AuditEvent.objects.filter(verb="certificate.refuse_name", actor=by).exists()
    assert Certificate.objects.get().superseded_at is None


def test_refusing_needs_an_answer() -> None:
    request = ask()
    with pytest.raises(errors.AnswerMissing):
        name_requests.refuse(request=request, by=make_staff(Role.ADMIN), answer=" \0 ", now=NOW)
    assert NameRequest.objects.waiting().exists()


@pytest.mark.parametrize("role", [*OTHERS, None])
def test_nobody_else_judges(role: Role | None) -> None:
    request = ask()
    by = make_staff(role) if role else holder(request.certificate)
    with pytest.raises(errors.NotAllowed):
        name_requests.approve(request=request, by=by, now=NOW)
    with pytest.raises(errors.NotAllowed):
        name_requests.refuse(request=request, by=by, answer="Nee.", now=NOW)
    assert NameRequest.objects.waiting().get() == request


def test_judged_once() -> None:
    request, by = ask(), make_staff(Role.ADMIN)
    name_requests.approve(request=request, by=by, now=NOW)
    stale = NameRequest.objects.get()
    for act in (
        lambda: name_requests.approve(request=stale, by=by, now=NOW),
        lambda: name_requests.refuse(request=stale, by=by, answer="Nee.", now=NOW),
    ):
        with pytest.raises(errors.AlreadyJudged):
            act()
    assert Certificate.objects.count() == 2 and Email.objects.count() == 1


def test_a_certificate_that_fell_meanwhile_leaves_the_request_waiting() -> None:
    request, by = ask(), make_staff(Role.ADMIN)
    changing.revoke(certificate=request.certificate, by=by, reason="Fraude.", now=NOW)
    with pytest.raises(errors.NotStanding):
        name_requests.approve(request=request, by=by, now=NOW)
    assert NameRequest.objects.waiting().exists() and Certificate.objects.count() == 1


# --- the desk ------------------------------------------------------------------------------------------------------


def test_the_list_shows_both_names_and_the_menu_counts() -> None:
    request = ask()
    client = admin()
    page = shown(client, PAGE)
    for fact in ("Bo Jansn", "Bo Jansen", "De naam was verkeerd geschreven", "SAAR"):
        assert fact in page
    assert "Naamsverzoeken (1)" in shown(client, "/beheer/")
    assert "vraagt om een andere naam" in shown(client, f"{LIST}{request.certificate.number}/")
    client.post(f"{LIST}{request.certificate.number}/naam/goedkeuren/")
    assert "Er wachten geen verzoeken." in shown(client, PAGE)
    assert "Naamsverzoeken (" not in shown(client, "/beheer/")
    assert Certificate.objects.standing().get().holder_name == "Bo Jansen"


def test_refusing_at_the_desk() -> None:
    request = ask()
    client, path = admin(), f"{LIST}{request.certificate.number}/naam/afwijzen/"
    page = shown(client, path)
    assert "Bo Jansn" in page and "Bo Jansen" in page
    assert "Schrijf op waarom je het verzoek afwijst." in client.post(path, {"answer": " "}).content.decode()
    done = client.post(path, {"answer": "Zo heet je niet."}, follow=True)
    assert "Het verzoek is afgewezen." in done.content.decode()
    assert NameRequest.objects.get().answer == "Zo heet je niet."
    late = client.post(path, {"answer": "Ook niet."}).content.decode()
    assert "al beslist" in late and "Ook niet." in late
    late = client.post(path.replace("afwijzen", "goedkeuren"), follow=True).content.decode()
    assert "al beslist" in late
    assert NameRequest.objects.get().answer == "Zo heet je niet."
    assert client.get(f"{LIST}WABP-0000-0000-0000/naam/afwijzen/").status_code == 404


def test_the_buttons_of_the_list_do_what_they_say() -> None:
    """With the token that stands in the page: the client of Django asks for none by itself."""
    request, desk = ask(), admin()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.cookies
    form = BeautifulSoup(shown(strict, PAGE), "html.parser").select_one("form.certificate-judge")
    assert form
    token = form.select_one("input[name=csrfmiddlewaretoken]")
    assert token, "without it the browser is sent away with a 403"
    assert strict.post(form["action"], {"csrfmiddlewaretoken": token["value"]}).status_code == 302
    request.refresh_from_db()
    assert request.state == "approved"


def test_why_it_cannot_be_approved_is_told() -> None:
    request = ask()
    changing.revoke(certificate=request.certificate, by=make_staff(Role.ADMIN), reason="Fraude.", now=NOW)
    done = admin().post(f"{LIST}{request.certificate.number}/naam/goedkeuren/", follow=True)
    assert "Dit certificaat is ingetrokken." in done.content.decode()


def test_the_page_of_the_holder_says_what_happened() -> None:
    certificate = make_certificate()
    client, path = Client(), f"/mijn/certificaten/{certificate.number}/naam/"
    client.force_login(holder(certificate))
    changing.revoke(certificate=certificate, by=make_staff(Role.ADMIN), reason="Fraude.", now=NOW)
    revoked = shown(client, path)
    assert "Dit certificaat is ingetrokken. De naam erop kan niet meer veranderen." in revoked
    Certificate.objects.update(revoked_at=None, revoked_by=None, revoked_reason="", superseded_at=NOW)
    assert "Dit certificaat is vervangen." in shown(client, path)


def test_the_list_costs_the_same_for_one_and_for_many() -> None:
    ask()
    client = admin()
    shown(client, PAGE)
    with CaptureQueriesContext(connection) as few:
        shown(client, PAGE)
    for number in range(5):
        ask(make_certificate(make_user(f"Bo {'x' * number} Jansn")))
    with CaptureQueriesContext(connection) as many:
        shown(client, PAGE)
    assert len(few) == len(many)
