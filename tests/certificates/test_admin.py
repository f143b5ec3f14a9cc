"""The foundation's pages in `/beheer/`: list, one certificate, revoke (DESIGN §6)."""

from typing import Any

import pytest
from post_office.models import Email

from accounts.models import AuditEvent
from accounts.roles import Role
from certificates.desk import one
from certificates.errors import NotStanding
from certificates.models import Certificate, Status
from certificates.services.issuing import issue_certificate
from registrations.models import Group
from tests.certificates.foundation import ALLOWED, ERASED, LIST, OTHERS, admin, shown
from tests.conftest import NOW
from tests.factories.certificates import (
    make_certificate,
    make_completion,
    make_membership,
    make_place,
    make_staff,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


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
    one = f"{LIST}{certificate.number}/"
    lists = [f"{LIST}{path}" for path in ("", "results/", "reeks/", "namen/", "namen/results/", "ondertekenaar/")]
    for path in (*lists, one, f"{one}intrekken/", f"{one}verbeteren/", f"{one}naam/afwijzen/"):
        response = client.get(path)
        assert response.status_code == 302 and response.headers["Location"] == "/beheer/", path
    acts = [f"{LIST}opnieuw/", f"{LIST}reeks/terugdraaien/", f"{one}terugdraaien/", f"{one}naam/goedkeuren/"]
    for path in acts:
        response = client.post(path)
        assert response.status_code == 302 and response.headers["Location"] == "/beheer/", path
    client.post(f"{one}intrekken/", {"reason": "Zomaar."})
    client.post(f"{one}verbeteren/", {"holder_name": "Anders", "reason": "other"})
    certificate.refresh_from_db()
    assert Certificate.objects.get() == certificate
    assert certificate.revoked_at is certificate.superseded_at is None
    assert LIST not in shown(client, "/beheer/")


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
    for reason in ("x" * 301, "\0 "):
        assert client.post(f"{LIST}{certificate.number}/intrekken/", {"reason": reason}).status_code == 200
    assert Certificate.objects.get().revoked_at is None


def test_an_unknown_number_is_404() -> None:
    client = admin(Role.CERTIFIER)
    for number in ("WABP-0000-0000-0000", "%00", "x"):
        for path in ("", "intrekken/", "verbeteren/", "naam/afwijzen/"):
            assert client.get(f"{LIST}{number}/{path}").status_code == 404
        for path in ("terugdraaien/", "naam/goedkeuren/"):
            assert client.post(f"{LIST}{number}/{path}").status_code == 404


# --- correcting ------------------------------------------------------------------------------------------


def correcting(certificate: Certificate) -> str:
    return f"{LIST}{certificate.number}/verbeteren/"


@pytest.mark.parametrize("role", ALLOWED)
def test_correcting_a_name(role: Role) -> None:
    old = make_certificate(make_user("Bo Jansn"))
    client = admin(role)
    assert correcting(old) in shown(client, f"{LIST}{old.number}/")
    form = shown(client, correcting(old))
    assert 'value="Bo Jansn"' in form and "De houder krijgt een mail" in form
    typed = "  Bo\u200b   Jansen\0 "
    response = client.post(correcting(old), {"holder_name": typed, "registration": "", "reason": "misspelled"})
    new = Certificate.objects.standing().get()
    assert response.headers["Location"] == f"{LIST}{new.number}/"
    old.refresh_from_db()
    assert (old.status(NOW.date()), new.status(NOW.date())) == (Status.SUPERSEDED, Status.VALID)
    assert (new.holder_name, new.supersedes, new.completion) == ("Bo Jansen", old, old.completion)
    assert new.number != old.number and new.valid_until == old.valid_until
    assert (new.group_name, new.registration) == (old.group_name, old.registration)
    assert new.file.state == "waiting"


def test_the_holder_gets_a_mail() -> None:
    old = make_certificate(make_user("Bo Jansn"))
    admin(Role.CERTIFIER).post(correcting(old), {"holder_name": "Bo Jansen", "reason": "misspelled"})
    new = Certificate.objects.standing().get()
    mail = Email.objects.get()
    assert mail.to == [old.registration.user.email] and new.number in mail.message


def test_why_is_kept_without_names() -> None:
    old = make_certificate(make_user("Bo Jansn"))
    client = admin(Role.CERTIFIER)
    client.post(correcting(old), {"holder_name": "Bo Jansen", "reason": "new_name"})
    new, event = Certificate.objects.standing().get(), AuditEvent.objects.get(verb="certificate.correct")
    assert event.object_key == str(old.key) and event.actor
    assert event.detail == {"successor": str(new.key), "reason": "new_name", "changed": ["holder_name"]}
    page = shown(client, f"{LIST}{old.number}/")
    assert "vervangen door een verbeterd certificaat (De houder heet nu anders)" in page
    assert f'href="{LIST}{new.number}/"' in page
    assert f'href="{LIST}{old.number}/"' in shown(client, f"{LIST}{new.number}/")


def test_correcting_the_group() -> None:
    old = make_certificate()
    holder = old.registration.user
    other = make_membership(holder, make_place("Tilburg", name="Reeshof waakt"))
    waits = make_membership(holder, make_place(name="Nog niet"), status="pending")
    ended = make_membership(holder, make_place(name="Niet meer"), status="ended")
    stranger = make_membership(make_user(), make_place(name="Van een ander"))
    client = admin(Role.CERTIFIER)
    page = shown(client, correcting(old))
    assert "Reeshof waakt" in page and old.group_name in page
    assert not any(words in page for words in ("Nog niet", "Niet meer", "Van een ander"))
    for wrong in (waits.key, ended.key, stranger.key, other.pk, "x", "\0", 10**30):
        data = {"holder_name": old.holder_name, "registration": wrong, "reason": "wrong_group"}
        response = client.post(correcting(old), data)
        assert response.status_code == 200
        assert "Kies een bevestigde registratie van deze persoon." in response.content.decode(), wrong
    assert Certificate.objects.get() == old
    data = {"holder_name": old.holder_name, "registration": other.key, "reason": "wrong_group"}
    assert client.post(correcting(old), data).status_code == 302
    new = Certificate.objects.standing().get()
    assert (new.registration, new.group_name, new.municipality) == (other, "Reeshof waakt", "Tilburg")
    assert new.holder_name == old.holder_name


def test_a_group_with_a_new_name_comes_on_the_successor() -> None:
    old = make_certificate()
    Group.objects.update(name="Nieuwe naam")
    data = {"holder_name": old.holder_name, "registration": old.registration.key, "reason": "new_group"}
    assert admin(Role.CERTIFIER).post(correcting(old), data).status_code == 302
    assert Certificate.objects.standing().get().group_name == "Nieuwe naam"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Zo blijft het certificaat hetzelfde."),
        ({"holder_name": ""}, "Schrijf de naam op die op het certificaat moet staan."),
        ({"holder_name": "\u200b\0 "}, "Vul de naam in, met letters."),
        ({"holder_name": "123"}, "Vul de naam in, met letters."),
        ({"holder_name": "x" * 151}, "Deze naam is te lang: houd het bij 150 tekens."),
        ({"holder_name": "Bo 李"}, "We kunnen dit niet op een certificaat drukken"),
        ({"holder_name": "Beter", "reason": ""}, "Kies waarom je het certificaat verbetert."),
        ({"holder_name": "Beter", "reason": "Bo Jansen woont nu in Stein"}, "Kies een van de redenen uit de lijst."),
    ],
)
def test_a_bad_correction_is_told_and_loses_nothing(fields: dict[str, str], told: str) -> None:
    certificate = make_certificate()
    data = {"holder_name": certificate.holder_name, "reason": "misspelled", **fields}
    response = admin(Role.CERTIFIER).post(correcting(certificate), data)
    page = response.content.decode()
    assert response.status_code == 200 and told in page
    if fields.get("holder_name") == "Beter":
        assert 'value="Beter"' in page
    certificate.refresh_from_db()
    assert Certificate.objects.get() == certificate and certificate.superseded_at is None
    assert not Email.objects.exists()


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("revoked", "is ingetrokken. Er kan niets meer aan veranderen."),
        ("superseded", "Kies het nieuwste certificaat."),
        ("erased", "liet zijn gegevens wissen"),
    ],
)
def test_what_no_longer_stands_cannot_be_corrected(state: str, told: str) -> None:
    certificate = make_certificate()
    client = admin(Role.CERTIFIER)
    fields: dict[str, Any] = {"superseded_at": NOW}
    if state == "revoked":
        fields = {"revoked_at": NOW, "revoked_by": make_staff(Role.CERTIFIER), "revoked_reason": "Fraude."}
    if state == "erased":
        fields = ERASED
    Certificate.objects.update(**fields)
    assert correcting(certificate) not in shown(client, f"{LIST}{certificate.number}/")
    for response in (
        client.get(correcting(certificate), follow=True),
        client.post(correcting(certificate), {"holder_name": "Beter", "reason": "other"}, follow=True),
    ):
        assert response.redirect_chain[0][0] == f"{LIST}{certificate.number}/"
        assert told in response.content.decode()
    assert Certificate.objects.count() == 1


def test_a_correction_that_comes_second_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people of the foundation press the button at once."""
    certificate = make_certificate()
    client = admin(Role.CERTIFIER)

    def late(**values: Any) -> None:
        raise NotStanding

    monkeypatch.setattr(one, "correct", late)
    response = client.post(correcting(certificate), {"holder_name": "Beter", "reason": "other"})
    assert response.status_code == 200 and "Kies het nieuwste certificaat." in response.content.decode()
