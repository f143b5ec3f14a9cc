"""A panel member sees his panel and nothing else, whatever he tries (DESIGN §6)."""

from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from post_office.models import Email

from accounts.models import AuditEvent, User
from courses.models import LessonPage, PanelComment, PanelMember, PanelReview
from courses.services import panel_judging
from courses.services.panel_judging import DAY, write_comment
from courses.services.panel_reading import question_order
from courses.services.panels import MAX_MEMBERS
from courses.services.reading import edition_content
from tests.conftest import NOW
from tests.courses import changes
from tests.courses.desk import signed_in, words
from tests.courses.pages import forms_of, soup_of, text_of
from tests.factories.courses import saar_page
from tests.factories.panels import make_panel
from tests.house.test_access import own_routes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
LIST = "/beheer/redactie/panels/"
ADMIN = ("beheer/", "beheer/pages/", "beheer/images/", "beheer/redactie/panels/", "beheer/redactie/panels/{panel}/")


@pytest.fixture
def other(saar: Any, panel: Any, editor: User) -> PanelReview:
    """Another panel, of another course."""
    changes.other_words("Alleen voor het andere panel.")
    return make_panel(page=saar_page(), by=editor)[0]


def filled(route: str, **values: Any) -> str:
    """The address of a route with something that is there in place of every converter."""
    values = {"slug": "saar", "lesson_slug": "volgorde", "quiz_slug": "toets", "screen_slug": "x"} | values
    values |= {"number": 1, "position": 1, "token": "x" * 32, "block_key": "x", "path": "niets.png"}
    for name, value in ({"key": uuid4()} | values).items():
        for converter in ("uuid", "slug", "str", "int", "path"):
            route = route.replace(f"<{converter}:{name}>", str(value))
    return route.strip("^$")


def answer(client: Client, address: str) -> tuple[int, str]:
    response = client.get(address)
    return response.status_code, response.headers.get("Location", "")


def test_of_all_addresses_of_the_site_only_his_course_is_under_his_link(
    client: Client, home: str, panel: Any, other: PanelReview
) -> None:
    patterns = [*own_routes(), *(one.format(panel=panel[0].key) for one in ADMIN)]
    assert len(patterns) > 50
    opened = set()
    for route in patterns:
        for slug in ("saar", "proef"):
            address = f"{home}{filled(route, slug=slug, key=other.key)}"
            found = {client.get(address).status_code, client.post(address).status_code}
            if found != {404}:
                opened.add((route, slug))
    own = {
        (route, "proef") for route in own_routes() if route.startswith(("cursussen/<slug:slug>/", "leren/<slug:slug>/"))
    }
    assert opened - own == {
        ("", slug)
        for slug in ("saar", "proef")  # his own page
    }
    assert ("leren/<slug:slug>/", "proef") in opened


def test_outside_his_link_he_is_a_stranger(client: Client, home: str, member: PanelMember, other: PanelReview) -> None:
    page = client.get(f"{home}leren/proef/les/", follow=True)
    box = next(form for form in forms_of(page) if form.fields.get("part") == ["lesson"])
    client.post(box.action, box.fields | {"text": "Goed."})
    client.post(f"{home}leren/proef/toets/toets/", follow=True)
    assert member.comments.exists()
    assert set(client.cookies) <= {"csrftoken", "messages"}
    client.get(home)  # the message is read there
    patterns = [*own_routes(), *(one.format(panel=member.review.key) for one in ADMIN)]
    for route in patterns:
        for slug in ("saar", "proef"):
            address = f"/{filled(route, slug=slug, key=other.key)}"
            assert answer(client, address) == answer(Client(), address), address
    assert "Een betere les" not in client.get("/cursussen/proef/").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "{home}../{hers}/",
        "{home}%2e%2e/{hers}/",
        "{home}leren/../../beheer/",
        "{home}leren/proef/../saar/",
        "{home}leren/proef/../../../../beheer/",
        "{home}leren/proef%2f..%2f..%2fbeheer/",
        "{home}leren/proef/%00/",
        "{home}leren/proef/les/\n",
        "{home}leren//proef/les/",
        "{home}/leren/proef/les/",
        "{home}leren\\proef\\les",
        "{home}cursussen/proef/../saar/",
        "{home}panel/{hers}/",
        "{home};/",
        "/{home}",
        "/proef/{mine}/",
        "/proef/{mine}/leren/proef/les/",
        "/PANEL/{mine}/",
        "/panel/{mine}{hers}/",
        "/panel/{mine}%00/",
        "/panel/{mine}/{hers}/",
        "/panel/{upper}/",
    ],
)
def test_a_trick_with_the_path_opens_nothing(client: Client, panel: Any, path: str, other: PanelReview) -> None:
    (_, mine), (_, hers) = panel[1]["Sam"], panel[1]["Noor"]
    path = path.format(home=f"/panel/{mine}/", mine=mine, hers=hers, upper=mine.swapcase())
    decoded = path.replace("%2e", ".").replace("%2f", "/").replace("%00", "\0")
    for address in (path, decoded):  # as it is: the client would read `//panel` as the name of a host
        assert client.get("/", PATH_INFO=address).status_code == 404


def test_a_member_sees_nothing_of_another(client: Client, panel: Any) -> None:
    review, people = panel
    (sam, mine), (_, hers) = people["Sam"], people["Noor"]
    content = edition_content(review.edition)
    for part, key in (("lesson", content.lessons[0].key), ("question", question_order(content)[0])):
        write_comment(member=sam, part=part, part_key=key, text="Geheim van Sam", now=NOW)
    client.post(f"/panel/{mine}/oordeel/", {"verdict": "good", "reason": "Geheim van Sam"})
    for path in ("", "vraag/1/", "leren/proef/les/", "leren/proef/toets/toets/", "cursussen/proef/"):
        page = client.get(f"/panel/{hers}/{path}", follow=True).content.decode()
        assert "Sam" not in page
        assert mine not in page


def test_whose_words_they_are_says_the_link_and_no_field(client: Client, panel: Any, home: str) -> None:
    (sam, _), (noor, hers) = panel[1]["Sam"], panel[1]["Noor"]
    key = edition_content(sam.review.edition).lessons[0].key
    forged = {"token": hers, "member": noor.key, "member_id": noor.pk, "key": noor.key, "name": "Noor Bakker"}
    client.post(f"{home}opmerking/?token={hers}", forged | {"part": "lesson", "part_key": key, "text": "Van Sam."})
    client.post(f"{home}oordeel/", forged | {"verdict": "reject", "reason": "Van Sam."})
    assert (sam.comments.count(), noor.comments.count()) == (1, 0)
    assert list(PanelMember.objects.order_by("pk").values_list("verdict", flat=True)) == ["reject", ""]


def test_no_words_at_a_part_of_another_panel(client: Client, home: str, other: PanelReview) -> None:
    content = edition_content(other.edition)
    parts = [("lesson", content.lessons[0].key), ("question", question_order(content)[0])]
    page = LessonPage.objects.get(slug="les", title="Een betere les")
    parts += [("lesson", content.course["key"]), ("question", page.key)]
    for part, key in parts:
        data = {"part": part, "part_key": key, "text": "Hoort hier niet."}
        assert client.post(f"{home}opmerking/", data).status_code == 400
    assert not PanelComment.objects.exists()


def test_another_host_is_refused(client: Client, home: str) -> None:
    for headers in ({"host": "elders.example"}, {"host": "testserver@elders.example"}, {"host": "elders.example:80"}):
        for url in (home, f"{home}leren/proef/les/", "/hulp/"):
            response = client.get(url, headers=headers)
            assert response.status_code == 400
            assert "elders" not in response.content.decode()
    page = client.get(home, headers={"x-forwarded-host": "elders.example", "forwarded": "host=elders.example"})
    assert "elders" not in page.content.decode()


def test_what_he_writes_is_text_on_the_desk(client: Client, home: str, member: PanelMember, editor: User) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">{{ settings.SECRET_KEY }}'
    PanelMember.objects.filter(pk=member.pk).update(name=evil)
    content = edition_content(member.review.edition)
    for part, key in (("lesson", content.lessons[0].key), ("question", question_order(content)[0])):
        client.post(f"{home}opmerking/", {"part": part, "part_key": key, "text": evil})
    client.post(f"{home}oordeel/", {"verdict": "good", "reason": evil})
    url = f"{LIST}{member.review.key}/"
    for page in (signed_in(editor).get(url), signed_in(editor).get(f"{url}afdrukken/"), client.get(home)):
        soup = soup_of(page)
        assert evil in soup.get_text()
        assert not [tag for tag in soup.find_all("script") if "alert" in tag.get_text()]
        assert not soup.find("img", src="x")


def test_a_flood_of_comments_stops(
    client: Client, home: str, member: PanelMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel_judging, "CHANGES", 5)
    key = edition_content(member.review.edition).lessons[0].key

    def write(text: str) -> Any:
        return client.post(f"{home}opmerking/", {"part": "lesson", "part_key": key, "text": text})

    assert [write(f"Tekst {number}").status_code for number in range(8)] == [302] * 5 + [400] * 3
    assert member.comments.get().text == "Tekst 4"
    assert AuditEvent.objects.filter(verb="panel.commented").count() == 5
    page = write("Nog een")
    assert "Je hebt vandaag heel vaak iets bewaard." in text_of(page)
    assert "Nog een" in text_of(page)
    assert write("Tekst 4").status_code == 302  # nothing changes, nothing is counted
    page = client.post(f"{home}oordeel/", {"verdict": "good", "reason": "Mooi."})
    assert page.status_code == 400
    assert "Mooi." in text_of(page)
    with time_machine.travel(NOW + DAY, tick=False):
        assert write("Morgen weer").status_code == 302


def people(count: int, **fields: str) -> dict[str, str]:
    """A form with `count` people in it."""
    data = {"leden-TOTAL_FORMS": str(count), "leden-INITIAL_FORMS": "0"}
    for number in range(count):
        row = {"name": f"Lid {number}", "email": f"lid{number}@example.nl", "role": "anders"} | fields
        data |= {f"leden-{number}-{name}": value for name, value in row.items()}
    return data


def test_nobody_invites_five_hundred_people(editor: User, panel: Any) -> None:
    review, _people = panel
    before = Email.objects.count()
    for count in (500, MAX_MEMBERS):  # the second fits in the form, and not beside who is in it
        response = signed_in(editor).post(f"{LIST}{review.key}/leden/", people(count))
        assert response.status_code == 400
        assert str(MAX_MEMBERS) in words(response)
    assert (review.members.count(), Email.objects.count()) == (2, before)


@pytest.mark.parametrize(
    "email",
    ["a@example.nl,b@example.nl", '"a,b@example.nl,c"@example.nl', "a@example.nl\r\nBcc: b@example.nl", "a@b@c.nl"],
)
def test_an_address_is_one_address(editor: User, panel: Any, email: str) -> None:
    before = Email.objects.count()
    response = signed_in(editor).post(f"{LIST}{panel[0].key}/leden/", people(1, email=email))
    assert response.status_code == 400
    assert "Dit is geen e-mailadres." in words(response)
    assert Email.objects.count() == before


def test_a_name_is_one_line_in_the_mail(editor: User, panel: Any) -> None:
    signed_in(editor).post(f"{LIST}{panel[0].key}/leden/", people(1, name="Ans\r\nBcc: b@example.nl\r\n\r\nKoop nu"))
    mail = Email.objects.get(to="lid0@example.nl")
    assert mail.message.startswith("Hallo Ans Bcc: b@example.nl Koop nu,\n")
    ours = {"X-Panel-Member": str(panel[0].members.get(email="lid0@example.nl").key)}
    assert (mail.bcc, mail.cc, mail.headers) == ([], [], ours)
    assert mail.subject == "Kijk je mee? Proefcursus"
