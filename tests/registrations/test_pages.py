"""The pages of the register over plain HTTP: no JavaScript anywhere."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from registrations.models import Group, Registration
from tests.factories.registrations import make_group, make_person, make_registration, make_staff

pytestmark = pytest.mark.django_db

ADD = "/mijn/registraties/toevoegen/"
MINE = "/mijn/registraties/"


@pytest.fixture
def an(client: Client) -> User:
    user = make_person("An Smit", email="an@voorbeeld.nl")
    client.force_login(user)
    return user


def page(registration: Registration, act: str = "") -> str:
    return f"/mijn/registraties/{registration.key}/{act}"


def text_of(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def test_claim_by_the_form_confirmed_at_once(an: User) -> None:
    group = make_group(name="Rokkeveen Alert", number="1001", contacts=[("an@voorbeeld.nl", "manager")])
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(an)
    found = browser.get(ADD, {"q": "rokkeveen", "next": "/mijn/certificaten/"})
    values = dict(re.findall(r'name="(csrfmiddlewaretoken|q|pagina|next)"\s+value="([^"]*)"', found.content.decode()))
    assert {"csrfmiddlewaretoken", "next"} <= values.keys() and 'value="1001"' in text_of(found)
    done = browser.post(ADD, {**values, "number": "1001", "role": "manager"}, follow=True)
    registration = Registration.objects.get(user=an, group=group)
    assert done.redirect_chain[0][0] == f"{page(registration)}?next=%2Fmijn%2Fcertificaten%2F"
    assert "Je registratie is bevestigd" in text_of(done) and 'href="/mijn/certificaten/"' in text_of(done)
    assert browser.post(ADD, {"number": "1001", "role": "manager"}).status_code == 403  # no token


def test_a_claim_of_an_unknown_address_says_what_happens_next(client: Client, an: User) -> None:
    make_group(number="1001")
    done = text_of(client.post(ADD, {"number": "1001", "role": "member"}, follow=True))
    assert "Je aanvraag wacht op de stichting" in done and "Wat gebeurt er nu?" in done
    listed = text_of(client.get(MINE))
    assert "wacht op bevestiging" in listed and "Wat is er gebeurd?" in listed


def test_a_group_claimed_twice_is_one_and_leads_to_it(client: Client, an: User) -> None:
    make_group(number="1001")
    first = client.post(ADD, {"number": "1001", "role": "member"})
    assert client.post(ADD, {"number": " 1001 ", "role": "member"})["Location"] == first["Location"]
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"role": "member"}, "Kies je groep."),
        ({"number": "1001"}, "Kies of je beheerder of lid bent."),
        ({"number": "1001", "role": "baas"}, "Kies of je beheerder of lid bent."),
        ({"number": "404", "role": "member"}, "Deze groep kennen we niet."),
        ({"number": "9" * 300, "role": "member"}, "Deze groep kennen we niet."),
        ({"number": "10\x0001", "role": "member"}, "Er staan tekens in die we niet kunnen lezen."),
        ({"number": "EINDE", "role": "member"}, "Deze groep kennen we niet."),
        ({"number": "DAAR", "role": "manager"}, "Je hebt deze groep al, met een andere rol."),
    ],
)
def test_bad_claims_get_a_sentence_and_lose_nothing(
    client: Client, an: User, data: dict[str, str], sentence: str
) -> None:
    make_group(number="1001", name="Rokkeveen Alert")
    make_group(number="EINDE", status="ended")
    make_registration(user=an, group=make_group(number="DAAR"))
    response = client.post(ADD, {"q": "rokkeveen", "next": "/mijn/", **data})
    assert response.status_code == 200 and sentence in text_of(response)
    assert 'value="rokkeveen"' in text_of(response) and 'value="/mijn/"' in text_of(response)
    assert Registration.objects.count() == 1


def test_a_database_key_is_no_number(client: Client, an: User) -> None:
    group = make_group(number="WG-abc")
    assert "Deze groep kennen we niet" in text_of(client.post(ADD, {"number": str(group.pk), "role": "member"}))


@pytest.mark.parametrize(
    "url", ["https://kwaad.nl/", "//kwaad.nl/", "/\\kwaad.nl", "javascript:alert(1)", "kwaad.nl", "/%0d%0a//x\r\n"]
)
def test_next_stays_at_home(client: Client, an: User, url: str) -> None:
    make_group(number="1001", name="Rokkeveen")
    assert "kwaad" not in text_of(client.get(ADD, {"q": "rokkeveen", "next": url}))
    location = client.post(ADD, {"number": "1001", "role": "member", "next": url})["Location"]
    assert location.startswith("/mijn/registraties/") and "kwaad" not in location


def test_a_stranger_goes_to_sign_in_and_comes_back(client: Client) -> None:
    registration = make_registration(status="pending")
    for path in (MINE, ADD, page(registration), page(registration, "stoppen/"), page(registration, "weigeren/")):
        assert client.get(path)["Location"] == f"/inloggen/?next={path}"
    make_group(number="1001")
    posts = [ADD, page(registration, "stoppen/"), page(registration, "weigeren/"), page(registration, "bevestigen/")]
    for path in posts:
        assert client.post(path, {"number": "1001", "role": "member", "reason": "x"})["Location"].startswith(
            "/inloggen/"
        )
    assert Registration.objects.get().status == "pending"


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.EDITOR, Role.REGISTRAR, Role.ADMIN])
def test_registrations_of_others_do_not_exist(client: Client, role: Role | None) -> None:
    """Who keeps the register decides in `/beheer/`, behind the second factor, not here."""
    other = make_registration(status="pending", user=make_person("Rachid Amrani"))
    make_registration(group=other.group, user=make_person("Mo"), role="member")
    client.force_login(make_staff(role) if role else make_person())
    for act in ("", "stoppen/", "weigeren/"):
        assert client.get(page(other, act)).status_code == 404
    for act in ("stoppen/", "weigeren/", "bevestigen/"):
        assert client.post(page(other, act), {"reason": "x"}).status_code == 404
    assert client.get(f"/mijn/registraties/{uuid.uuid4()}/").status_code == 404
    assert "Rachid" not in text_of(client.get(MINE))
    assert Registration.objects.get(pk=other.pk).status == "pending"


def claim_for(manager: User, name: str = "Rachid Amrani") -> Registration:
    group = Group.objects.get(registrations__user=manager)
    return make_registration(group=group, status="pending", user=make_person(name, email="geheim@voorbeeld.nl"))


def test_a_beheerder_confirms_lid_of_his_own_group(client: Client, an: User) -> None:
    make_registration(user=an, role="manager")
    claim = claim_for(an)
    listed = text_of(client.get(MINE))
    assert "Aanvragen voor jouw groep" in listed and "Rachid Amrani" in listed and "geheim@" not in listed
    assert client.get(page(claim, "bevestigen/")).status_code == 405
    done = text_of(client.post(page(claim, "bevestigen/"), follow=True))
    assert "Rachid Amrani hoort nu bij je groep." in done and "Aanvragen voor jouw groep" not in done
    claim.refresh_from_db()
    assert (claim.status, claim.decided_by) == ("confirmed", an)
    assert "Over deze aanvraag is al beslist." in text_of(client.post(page(claim, "bevestigen/"), follow=True))


def test_a_nameless_applicant_keeps_his_address_to_himself(client: Client, an: User) -> None:
    make_registration(user=an, role="manager")
    claim = claim_for(an, name="")
    pages = [client.get(MINE), client.get(page(claim, "weigeren/"))]
    pages.append(client.post(page(claim, "bevestigen/"), follow=True))
    assert "De aanvrager hoort nu bij je groep." in text_of(pages[-1])
    assert all("geheim@" not in text_of(response) for response in pages)


def test_a_beheerder_refuses_with_a_reason(client: Client, an: User) -> None:
    make_registration(user=an, role="manager")
    claim = claim_for(an)
    assert "Schrijf in een of twee zinnen waarom." in text_of(client.post(page(claim, "weigeren/"), {"reason": " "}))
    long = text_of(client.post(page(claim, "weigeren/"), {"reason": "x" * 301}))
    assert "hooguit 300 tekens" in long and "x" * 301 in long
    client.post(page(claim, "weigeren/"), {"reason": "Ik ken je <niet>."})
    client.force_login(claim.user)
    told = text_of(client.get(page(claim)))
    assert "Je aanvraag is afgewezen" in told and "Ik ken je &lt;niet&gt;." in told
    assert "Wat kun je nu doen?" in told and f"?q={claim.group.number}" in told


def test_a_beheerder_confirms_a_co_beheerder_and_reads_what_that_means(client: Client, an: User) -> None:
    group = make_registration(user=an, role="manager").group
    claim = make_registration(group=group, role="manager", status="pending", user=make_person("Rachid Amrani"))
    assert "De andere beheerders van de groep krijgen bericht." in text_of(client.get(MINE))
    done = text_of(client.post(page(claim, "bevestigen/"), follow=True))
    assert "Rachid Amrani is nu ook beheerder van je groep." in done
    claim.refresh_from_db()
    assert (claim.status, claim.decided_by) == ("confirmed", an)


def test_choosing_the_group_of_the_certificate(client: Client, an: User) -> None:
    old, new = make_registration(user=an), make_registration(user=an)
    only = text_of(client.get(MINE))
    assert f"Op je nieuwe certificaten komt <strong>{old.group.name}</strong>" in only
    assert client.get(page(new, "kiezen/")).status_code == 405
    done = text_of(client.post(page(new, "kiezen/"), follow=True))
    assert f"Vanaf nu komt {new.group.name} op je nieuwe certificaten." in done
    assert f"Op je nieuwe certificaten komt <strong>{new.group.name}</strong>" in text_of(client.get(page(old)))
    assert "Zet deze groep op mijn certificaat" not in text_of(client.get(page(new)))
    waiting = make_registration(user=an, status="pending")
    assert "alleen met een bevestigde registratie" in text_of(client.post(page(waiting, "kiezen/"), follow=True))
    assert client.post(page(make_registration(), "kiezen/")).status_code == 404


def test_who_has_one_group_is_not_asked_to_choose(client: Client, an: User) -> None:
    registration = make_registration(user=an)
    for path in (MINE, page(registration)):
        assert "Zet deze groep op mijn certificaat" not in text_of(client.get(path))


def test_who_asked_for_more_groups_reads_which_one_the_certificate_gets(client: Client, an: User) -> None:
    sentence = "Je certificaat komt op de groep die het eerst wordt bevestigd, en blijft daarop staan."
    make_registration(user=an, status="pending")
    assert sentence not in text_of(client.get(MINE))
    second = make_registration(user=an, status="pending")
    assert sentence in text_of(client.get(MINE))
    sure = make_registration(user=an)
    assert sentence not in text_of(client.get(MINE))
    assert f"Tot die tijd komen nieuwe certificaten op {sure.group.name}." in text_of(client.get(page(second)))


def test_who_waits_reads_who_decides_and_how_to_hurry(client: Client, an: User) -> None:
    alone, led = make_registration(user=an, status="pending"), make_registration(user=an, status="pending")
    make_registration(group=led.group, role="manager")
    assert "Je aanvraag wacht op de stichting" in text_of(client.get(page(alone)))
    told = text_of(client.get(page(led)))
    assert "Je aanvraag wacht op je beheerder of de stichting" in told and "Stuur je beheerder een appje" in told


def test_who_was_moved_reads_where_to(client: Client, an: User) -> None:
    old = make_registration(user=an, status="ended", reason="Je bent verhuisd.")
    new = make_registration(user=an, moved_from=old)
    told = text_of(client.get(page(old)))
    assert "Je bent overgezet naar een andere groep" in told and "Waarom: Je bent verhuisd." in told
    assert f'<a href="{page(new)}">{new.group.name}</a>' in told
    assert f"Je bent overgezet naar {new.group.name}." in text_of(client.get(MINE))


def test_the_group_that_ended_is_told(client: Client, an: User) -> None:
    registration = make_registration(user=an, group=make_group(status="ended"))
    assert "Deze groep staat niet meer in het register." in text_of(client.get(page(registration)))


@pytest.mark.parametrize("status", ["pending", "confirmed"])
def test_stopping_asks_once(client: Client, an: User, status: str) -> None:
    registration = make_registration(user=an, status=status)
    assert client.get(page(registration, "stoppen/")).status_code == 200
    registration.refresh_from_db()
    assert registration.status == status
    done = text_of(client.post(page(registration, "stoppen/"), follow=True))
    assert "Deze registratie is gestopt" in done
    again = client.post(page(registration, "stoppen/"))
    assert again.status_code == 200 and "al gestopt" in text_of(again)


def test_own_pages_have_constant_queries(
    client: Client, an: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for number in (2, 9):
        for _ in range(number):
            manages = make_registration(user=an, role="manager")
            make_registration(user=make_person(), group=manages.group, status="pending")
            manages.events.create(status="confirmed")
        with django_assert_max_num_queries(8) as queries:
            client.get(MINE)
        counts.append(len(queries))
        with django_assert_max_num_queries(6):
            client.get(ADD, {"q": "zoetermeer"})
    assert counts[0] == counts[1]


def test_the_urls_of_the_plan() -> None:
    assert [reverse(f"registrations:{name}") for name in ("mine", "add")] == [MINE, ADD]
