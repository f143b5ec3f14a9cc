"""The queue of claims in `/beheer/`: what it tells, deciding several at once, moving somebody."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from registrations.models import Registration
from tests.factories.registrations import make_group, make_person, make_registration, make_staff

pytestmark = pytest.mark.django_db

QUEUE = "/beheer/registraties/aanvragen/"
CONFIRM, REFUSE = f"{QUEUE}bevestigen/", f"{QUEUE}afwijzen/"


@pytest.fixture
def keeper(client: Client) -> User:
    user = make_staff(Role.REGISTRAR, name="Wil van Dam")
    client.force_login(user)
    return user


def text_of(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def claim(name: str = "Rachid Amrani", **fields: object) -> Registration:
    person = {"user": make_person(name)} | fields
    return make_registration(status="pending", **person)  # type: ignore[arg-type]


def test_it_says_how_long_each_waits(client: Client, keeper: User) -> None:
    now = timezone.now()
    claim(at=now), claim(at=now - timedelta(days=1)), claim(at=now - timedelta(days=9))
    listed = text_of(client.get(QUEUE))
    assert all(f"<strong>{words}</strong>" in listed for words in ("sinds vandaag", "1 dag", "9 dagen"))


def known(client: Client, registration: Registration) -> str:
    """What the queue and the page of the claim say of it; both the same."""
    listed, page = text_of(client.get(QUEUE)), text_of(client.get(f"{QUEUE}{registration.key}/"))
    words = page.split('<ul class="claim-known">')[1].split("</ul>")[0]
    assert words in listed
    return words


@pytest.mark.parametrize(
    ("contacts", "role", "sentence"),
    [
        (["member"], "member", "staat in het register als lid."),
        (["member"], "manager", "staat in het register als lid, niet als beheerder."),
        (["manager"], "manager", "staat in het register als beheerder."),
        (["member", "manager"], "member", "staat in het register als beheerder."),
        ([], "member", "staat niet in het register bij deze groep."),
    ],
)
def test_it_says_what_the_register_knows(
    client: Client, keeper: User, contacts: list[str], role: str, sentence: str
) -> None:
    make_group(contacts=[("an@voorbeeld.nl", "manager")])  # of another group
    group = make_group(contacts=[("An@voorbeeld.nl", known_as) for known_as in contacts])
    waiting = claim(user=make_person(email="an@voorbeeld.nl"), group=group, role=role)
    assert sentence in known(client, waiting)


def test_it_says_who_else_may_decide_and_what_came_before(client: Client, keeper: User) -> None:
    first = claim(user=make_person(verified=False))
    words = known(client, first)
    assert "nog geen beheerder" in words and "nog niet bewezen" in words and "Eerder afgewezen" not in words
    for _ in range(2):
        make_registration(group=first.group, role="manager")
    make_registration(user=first.user, group=first.group, status="refused")
    words = known(client, first)
    assert "2 beheerders, die dit ook mogen" in words and "Eerder afgewezen bij deze groep." in words
    first.group.status = "ended"
    first.group.save()
    assert "De groep is beëindigd" in known(client, first)


def test_it_is_filtered_by_municipality_and_role(client: Client, keeper: User) -> None:
    stein = make_group(municipality="Stein")
    claim("Anna", group=stein, role="manager"), claim("Bram", group=stein), claim("Cor")
    make_registration(group=make_group(municipality="Elders"))
    assert "Elders" not in text_of(client.get(QUEUE))

    def names(query: str) -> set[str]:
        listed = text_of(client.get(f"{QUEUE}results/?{query}"))
        return {name for name in ("Anna", "Bram", "Cor") if name in listed}

    assert names("municipality=Stein") == {"Anna", "Bram"}
    assert names("municipality=Stein&role=manager") == {"Anna"}
    assert names("role=member") == {"Bram", "Cor"}
    assert client.get(f"{QUEUE}?municipality=Nergens&role=%00").status_code == 200


def test_a_decision_goes_back_to_the_queue_as_it_was(client: Client, keeper: User) -> None:
    data = {"only": claim().key, "back": "municipality=Stein&p=2"}
    assert client.post(CONFIRM, data)["Location"] == f"{QUEUE}?municipality=Stein&p=2"
    for bad in ("//kwaad.nl/", "\r\nX: 1", "q=\x00"):
        location = client.post(CONFIRM, {"only": claim().key, "back": bad})["Location"]
        assert location.startswith(f"{QUEUE}?") and "\n" not in location


def test_several_are_refused_with_one_reason(client: Client, keeper: User) -> None:
    waiting, late = [claim("Anna"), claim("Bram")], make_registration(user=make_person("Te Laat"))
    keys = [str(one.key) for one in [*waiting, late]]
    asked = text_of(client.post(REFUSE, {"key": keys, "back": "role=member"}))
    assert "Je wijst 2 aanvragen af." in asked and "Te Laat" not in asked and "role=member" in asked
    empty = text_of(client.post(REFUSE, {"key": keys, "reason": " "}))
    assert "Schrijf in een of twee zinnen waarom." in empty and all(str(one.key) in empty for one in waiting)
    long = text_of(client.post(REFUSE, {"key": keys, "reason": "x" * 301}))
    assert "hooguit 300 tekens" in long and "x" * 301 in long
    assert Registration.objects.pending().count() == 2
    done = text_of(client.post(REFUSE, {"key": keys, "reason": "We kennen je niet."}, follow=True))
    assert "2 aanvragen afgewezen." in done and "Te Laat: Over deze aanvraag is al beslist." in done
    assert set(Registration.objects.filter(status="refused").values_list("reason", flat=True)) == {"We kennen je niet."}


@pytest.mark.parametrize("data", [{}, {"key": ["x", "\x00"]}, {"key": ["x"], "reason": "Nee."}])
def test_nothing_ticked_to_refuse_says_so(client: Client, keeper: User, data: dict[str, object]) -> None:
    assert "Vink eerst een of meer aanvragen aan." in text_of(client.post(REFUSE, data, follow=True))


def test_the_front_of_the_desk_counts_what_waits(client: Client, keeper: User) -> None:
    claim(), claim(), make_registration()
    assert "2 aanvragen wachten" in client.get("/beheer/").content.decode()
    Registration.objects.pending().update(status="refused", reason="Nee.", decided_at=timezone.now())
    assert "0 aanvragen wachten" in client.get("/beheer/").content.decode()


def test_somebody_is_moved(client: Client, keeper: User) -> None:
    old, new = make_registration(user=make_person("Anna")), make_group(name="Urmond", number="WG-00114")
    page = f"{QUEUE}{old.key}/overzetten/"
    assert page in text_of(client.get(f"{QUEUE}{old.key}/"))
    assert "Geen groep gevonden" in text_of(client.get(page, {"q": "xyzzy"}))
    assert "Dit is geen postcode" in text_of(client.get(page, {"q": "0711 AB"}))
    assert 'value="WG-00114"' in text_of(client.get(page, {"q": "wg114"}))
    wrong = text_of(client.post(page, {"q": "wg114", "number": "WG-00114", "reason": ""}))
    assert "Schrijf in een of twee zinnen waarom." in wrong and 'value="WG-00114" checked' in wrong
    assert "Kies een groep." in text_of(client.post(page, {"q": "wg114", "reason": "Verhuisd."}))
    same = text_of(client.post(page, {"number": old.group.number, "reason": "Verhuisd."}))
    assert "waar deze registratie al bij hoort" in same
    done = text_of(client.post(page, {"number": "WG-00114", "reason": "Verhuisd."}, follow=True))
    moved = Registration.objects.get(group=new)
    assert "De registratie is overgezet." in done and "Overgezet van" in done and str(moved.moved_from.key) in done
    assert "alleen met een bevestigde" in text_of(client.post(page, {"number": "WG-00114", "reason": "Nog eens."}))


def test_the_queue_costs_the_same_for_two_and_for_fifty(
    client: Client, keeper: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for number in (2, 48):
        for count in range(number):
            group = make_group(municipality=f"Gemeente {number}-{count}", contacts=[("an@voorbeeld.nl", "member")])
            make_registration(group=group, role="manager")
            claim(group=group)
        client.get(QUEUE)
        with django_assert_max_num_queries(12) as queries:
            client.get(QUEUE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
