"""The foundation keeps the register in `/beheer/`."""

import uuid

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.roles import Role
from registrations.models import Beat, Group, PostcodeRange, Registration
from tests.factories.registrations import make_beat, make_group, make_person, make_registration, make_staff

pytestmark = pytest.mark.django_db

ROOT = "/beheer/registraties/"
QUEUE = f"{ROOT}aanvragen/"
CONFIRM = f"{QUEUE}bevestigen/"
GROUPS = f"{ROOT}groepen/"
BEATS = f"{ROOT}werkgebieden/"


@pytest.fixture
def keeper(client: Client) -> User:
    user = make_staff(Role.REGISTRAR, name="Wil van Dam")
    client.force_login(user)
    return user


def text_of(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def claim(name: str = "Rachid Amrani", **fields: object) -> Registration:
    return make_registration(user=make_person(name), status="pending", **fields)


def pages() -> list[str]:
    """Every page of the register that can be opened, for one claim, one group and one beat."""
    waiting, beat = claim(), make_beat(make_staff(Role.OFFICER), municipality="Zoetermeer")
    group, one = waiting.group, f"{QUEUE}{waiting.key}/"
    lists = [QUEUE, f"{QUEUE}results/", f"{ROOT}alle/", f"{ROOT}alle/results/", GROUPS, BEATS]
    forms = [f"{one}weigeren/", f"{one}beeindigen/", f"{one}overzetten/", f"{GROUPS}new/", f"{BEATS}new/"]
    edits = [f"{GROUPS}edit/{group.pk}/", f"{BEATS}edit/{beat.pk}/", f"{BEATS}delete/{beat.pk}/"]
    history = [f"{GROUPS}history/{group.pk}/", f"{BEATS}history/{beat.pk}/"]
    return [*lists, one, *forms, *edits, *history]


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.ADMIN])
def test_who_keeps_the_register_opens_every_page(client: Client, role: Role) -> None:
    client.force_login(make_staff(role))
    assert {client.get(path).status_code for path in pages()} == {200}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CHIEF_EDITOR, Role.OFFICER, Role.CERTIFIER])
def test_other_staff_gets_wagtails_refusal(client: Client, role: Role) -> None:
    client.force_login(make_staff(role))
    for path in pages():
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (302, "/beheer/"), path
    waiting = Registration.objects.get()
    for path in (CONFIRM, f"{QUEUE}{waiting.key}/weigeren/", f"{QUEUE}{waiting.key}/beeindigen/"):
        assert client.post(path, {"only": waiting.key, "reason": "x"})["Location"] == "/beheer/"
    waiting.refresh_from_db()
    assert waiting.status == "pending"
    assert "Alle registraties" not in text_of(client.get("/beheer/"))


def test_a_stranger_goes_to_sign_in(client: Client) -> None:
    assert client.get(QUEUE)["Location"].startswith("/inloggen/")


def test_the_menu_shows_the_queue(client: Client, keeper: User) -> None:
    home = client.get("/beheer/").content.decode()
    assert all(path in home for path in (QUEUE, f"{ROOT}alle/", GROUPS, BEATS))


def test_the_queue_lists_claims_oldest_first_and_confirms_one(client: Client, keeper: User) -> None:
    first, second = claim("Anna"), claim("Bram")
    make_registration(user=make_person("Cor"))
    listed = text_of(client.get(QUEUE))
    assert listed.index("Anna") < listed.index("Bram") and "Cor" not in listed
    done = text_of(client.post(CONFIRM, {"only": second.key, "key": [first.key]}, follow=True))
    assert "1 registratie bevestigd." in done
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.status, second.status, second.decided_by) == ("pending", "confirmed", keeper)
    assert AuditEvent.objects.get().actor == keeper


def test_confirming_needs_the_token_of_the_form(keeper: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(keeper)
    assert browser.post(CONFIRM, {"only": claim().key}).status_code == 403


def test_several_at_once_tell_which_could_not(client: Client, keeper: User) -> None:
    waiting = [claim() for _ in range(3)]
    late = make_registration(user=make_person("Te Laat"))
    keys = [str(one.key) for one in [*waiting, late]] + ["geen-uuid", str(uuid.uuid4()), ""]
    done = text_of(client.post(CONFIRM, {"key": keys}, follow=True))
    assert "3 registraties bevestigd." in done and "Te Laat: Over deze aanvraag is al beslist." in done
    assert Registration.objects.confirmed().count() == 4


@pytest.mark.parametrize("data", [{}, {"key": ["x", "\x00"]}, {"only": "1"}])
def test_nothing_ticked_says_so(client: Client, keeper: User, data: dict[str, object]) -> None:
    assert "Vink eerst een of meer aanvragen aan." in text_of(client.post(CONFIRM, data, follow=True))
    assert client.get(CONFIRM).status_code == 405


def test_refusing_and_ending_ask_a_reason(client: Client, keeper: User) -> None:
    waiting, confirmed = claim(), make_registration()
    refuse, end = f"{QUEUE}{waiting.key}/weigeren/", f"{QUEUE}{confirmed.key}/beeindigen/"
    assert "Schrijf in een of twee zinnen waarom." in text_of(client.post(refuse, {"reason": ""}))
    assert "hooguit 300 tekens" in text_of(client.post(end, {"reason": "x" * 301}))
    client.post(refuse, {"reason": "We kennen je niet."})
    assert "De registratie is beëindigd." in text_of(client.post(end, {"reason": "Verhuisd."}, follow=True))
    waiting.refresh_from_db(), confirmed.refresh_from_db()
    assert (waiting.status, waiting.reason) == ("refused", "We kennen je niet.")
    assert (confirmed.status, confirmed.reason) == ("ended", "Verhuisd.")
    assert "al beslist" in text_of(client.post(refuse, {"reason": "Nog eens."}, follow=True))


@pytest.mark.parametrize(("query", "names"), [("anna", {"Anna"}), ("stein", {"Bram"}), ("%00", {"Anna", "Bram"})])
def test_the_queue_can_be_searched(client: Client, keeper: User, query: str, names: set[str]) -> None:
    claim("Anna"), claim("Bram", group=make_group(municipality="Stein"))
    listed = text_of(client.get(f"{QUEUE}results/?q={query}"))
    assert {name for name in ("Anna", "Bram") if name in listed} == names


def test_all_registrations_can_be_filtered(client: Client, keeper: User) -> None:
    claim("Anna"), make_registration(user=make_person("Bram"))
    listed = text_of(client.get(f"{ROOT}alle/results/?status=confirmed"))
    assert "Bram" in listed and "Anna" not in listed


GROUP = {"number": "1001", "name": "Rokkeveen", "kind": "bpt", "place": "Zoetermeer", "municipality": "Zoetermeer"}


def test_adding_and_editing_a_group(client: Client, keeper: User) -> None:
    data = {**GROUP, "status": "active", "postcodes": "2711\n2712 ab"}
    assert client.post(f"{GROUPS}new/", data).status_code == 302
    group = Group.objects.get(number="1001")
    assert [str(part) for part in group.postcodes.order_by("first")] == ["2711AA–2711ZZ", "2712AB–2712AB"]
    edit = f"{GROUPS}edit/{group.pk}/"
    assert "2711AA–2711ZZ" in text_of(client.get(edit))
    assert client.post(edit, {**data, "name": "Nieuw", "postcodes": "2711AA–2711ZZ"}).status_code == 302
    group.refresh_from_db()
    assert group.name == "Nieuw" and PostcodeRange.objects.count() == 1
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == ["group.add", "group.change"]


def test_a_group_with_mistakes_is_not_saved(client: Client, keeper: User) -> None:
    make_group(number="1001")
    wrong = text_of(client.post(f"{GROUPS}new/", {**GROUP, "status": "active", "postcodes": "27x"}))
    assert "“27x” is geen postcode." in wrong and "27x</textarea>" in wrong
    assert Group.objects.count() == 1


def test_groups_are_searched_and_never_deleted(client: Client, keeper: User) -> None:
    group = make_group(name="Rokkeveen")
    make_group(name="Elsloo")
    listed = text_of(client.get(f"{GROUPS}results/?q=rokke"))
    assert "Rokkeveen" in listed and "Elsloo" not in listed
    assert client.post(f"{GROUPS}delete/{group.pk}/")["Location"] == "/beheer/"
    assert Group.objects.filter(pk=group.pk).exists()


def test_a_beat_with_its_areas(client: Client, keeper: User) -> None:
    officer, editor = make_staff(Role.OFFICER, name="Wijkagent Bos"), make_staff(Role.EDITOR, name="Redacteur")
    make_group(municipality="Stein")
    form = text_of(client.get(f"{BEATS}new/"))
    assert "Wijkagent Bos" in form and "Redacteur" not in form
    data = {"user": officer.pk, "name": "Stein", "municipalities": " stein \nSTEIN", "postcodes": "6181"}
    assert client.post(f"{BEATS}new/", data).status_code == 302
    beat = Beat.objects.get(user=officer)
    assert sorted(str(area) for area in beat.areas.all()) == ["6181AA–6181ZZ", "Stein"]
    edit = f"{BEATS}edit/{beat.pk}/"
    shown = text_of(client.get(edit))
    assert "Stein</textarea>" in shown and "6181AA–6181ZZ</textarea>" in shown
    assert client.post(edit, {**data, "postcodes": ""}).status_code == 302
    assert [str(area) for area in beat.areas.all()] == ["Stein"]
    assert client.post(f"{BEATS}new/", {**data, "user": editor.pk}).status_code == 200
    assert client.post(f"{BEATS}delete/{beat.pk}/").status_code == 302
    assert not Beat.objects.exists()
    assert AuditEvent.objects.order_by("-pk")[0].verb == "beat.delete"


@pytest.mark.parametrize(
    ("areas", "sentence"),
    [
        ({"municipalities": "Steijn"}, "In deze gemeente kennen we geen groep: Steijn."),
        ({}, "Vul een gemeente of een postcode in."),
        ({"postcodes": "6182-6181"}, "staat verkeerd om."),
    ],
)
def test_a_beat_with_mistakes_says_which(client: Client, keeper: User, areas: dict[str, str], sentence: str) -> None:
    make_group(municipality="Stein")
    data = {"user": make_staff(Role.OFFICER).pk, "name": "Stein", **areas}
    assert sentence in text_of(client.post(f"{BEATS}new/", data))
    assert not Beat.objects.exists()
