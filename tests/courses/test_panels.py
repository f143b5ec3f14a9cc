"""*Redactie > Panels*: freezing, inviting, reading what was said, closing (DESIGN §4)."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from accounts.models import User
from accounts.roles import Role
from courses.models import (
    CourseEdition,
    PanelMember,
    PanelReview,
    Purpose,
    Trial,
)
from courses.services.panel_judging import find_member, give_verdict, write_comment
from courses.services.panel_reading import question_order
from courses.services.panels import (
    Invitee,
    PanelRefused,
    add_members,
    last_day,
    remove_member,
)
from courses.services.reading import edition_content
from tests.conftest import NOW
from tests.courses.desk import signed_in, words
from tests.courses.pages import forms_of, post, soup_of
from tests.factories.courses import make_editor, pass_screen
from tests.factories.panels import PEOPLE, change_course, make_panel, panel_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
LIST = "/beheer/redactie/panels/"


def new_url() -> str:
    return f"/beheer/cursussen/{panel_page().pk}/panel/"


def rows(**fields: str) -> dict[str, str]:
    """A filled form of a new panel; `fields` as they are posted."""
    return {
        "question": "Is dit duidelijk?",
        "last_day": "2026-12-05",
        "leden-TOTAL_FORMS": "5",
        "leden-INITIAL_FORMS": "0",
        "leden-0-name": "Sam de Vries",
        "leden-0-role": "beheerder",
        "leden-1-name": "Noor Bakker",
        "leden-1-email": "Noor@Example.NL",
        "leden-1-role": "gemeente",
        **{f"leden-{number}-role": "beheerder" for number in (2, 3, 4)},
    } | fields


def open_link(token: str) -> int:
    return Client().get(f"/panel/{token}/").status_code


def tokens_in(text: str) -> list[str]:
    return re.findall(r"/panel/([\w-]{20,60})/", text)


def test_from_the_form_to_the_links(editor: User) -> None:
    client, url = signed_in(editor), new_url()
    response = client.post(url, rows(), follow=True)
    review = PanelReview.objects.get()
    assert response.redirect_chain == [(f"{LIST}{review.key}/", 302)]
    assert review.edition.status == CourseEdition.Status.CANDIDATE
    assert timezone.localtime(review.closes_at).isoformat() == "2026-12-06T00:00:00+01:00"
    assert last_day(review).date().isoformat() == "2026-12-05"
    sam, noor = review.members.all()
    assert (noor.email, noor.role, sam.email) == ("noor@example.nl", "gemeente", "")
    text = words(response)
    assert "1 uitnodiging gaat nu per mail weg." in text
    assert "Open tot en met zaterdag 5 december 2026." in text
    # Sam has no address: his link is here, once. Noor's is in her mail and nowhere else.
    [token] = set(tokens_in(soup_of(response).find("textarea", readonly=True).get_text()))
    assert find_member(token=token, now=NOW) == sam
    [mail] = Email.objects.all()
    assert mail.to == ["noor@example.nl"]
    assert mail.expires_at == review.closes_at
    [hers] = set(tokens_in(mail.message))
    assert find_member(token=hers, now=NOW) == noor
    assert tokens_in(mail.html_message) == [hers]
    assert "zaterdag 5 december 2026" in mail.message
    assert token not in client.get(f"{LIST}{review.key}/").content.decode()
    assert {trial.enrollment.purpose for trial in Trial.objects.select_related("enrollment")} == {Purpose.PANEL}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"last_day": "2026-11-20"}, "Kies vandaag of een dag die nog moet komen."),
        ({"last_day": "9999-12-31"}, "Kies een dag binnen een jaar."),
        ({"last_day": "morgen"}, "Dit is geen datum. Kies een dag."),
        ({"last_day": ""}, "Kies tot en met welke dag het panel mag kijken."),
        ({"question": "a" * 1001}, "Dit is te lang: houd het bij 1000 tekens."),
        ({"leden-0-name": "", "leden-1-name": "", "leden-1-email": "", "leden-1-role": "beheerder"}, "minstens één"),
        ({"leden-1-name": ""}, "Vul de naam in. Zo spreken we deze persoon aan."),
        ({"leden-1-email": "noor"}, "Dit is geen e-mailadres."),
        ({"leden-0-email": "noor@example.nl"}, "Dit adres staat er al."),
        ({"leden-0-role": "burgemeester"}, "Kies van wie deze persoon komt."),
        ({"leden-TOTAL_FORMS": "veel"}, "ManagementForm"),
        ({"leden-TOTAL_FORMS": "100000"}, "50"),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_typed(editor: User, fields: dict[str, str], sentence: str) -> None:
    client, url = signed_in(editor), new_url()
    editions = CourseEdition.objects.count()
    response = client.post(url, rows(**fields))
    assert response.status_code == 400
    assert sentence in words(response)
    assert (PanelReview.objects.count(), CourseEdition.objects.count(), Email.objects.count()) == (0, editions, 0)
    if "question" not in fields:
        assert "Is dit duidelijk?" in soup_of(response).find("textarea", attrs={"name": "question"}).get_text()


def test_what_nobody_typed_is_left_out(editor: User) -> None:
    signed_in(editor).post(new_url(), rows(**{"question": "Is\0 dit goed?", "leden-0-name": "Sam\0"}))
    review = PanelReview.objects.get()
    assert review.question == "Is dit goed?"
    assert review.members.filter(name="Sam").exists()


def test_two_presses_make_one_panel(editor: User) -> None:
    client, url = signed_in(editor), new_url()
    client.post(url, rows())
    [review], editions = PanelReview.objects.all(), CourseEdition.objects.count()
    again = client.post(url, rows(), follow=True)
    assert again.redirect_chain == [(f"{LIST}{review.key}/", 302)]
    assert "Dit panel stond er al." in words(again)
    assert (PanelReview.objects.count(), Email.objects.count(), CourseEdition.objects.count()) == (1, 1, editions)
    client.post(url, rows(**{"leden-0-name": "Ans Smit"}))
    assert PanelReview.objects.count() == 2


def test_nothing_to_judge(editor: User) -> None:
    client, page = signed_in(editor), panel_page()
    url = f"/beheer/cursussen/{page.pk}/panel/"
    change_course("Les")
    response = client.post(url, rows())
    assert "Er is niets veranderd sinds de vorige editie." in words(response)
    assert "Sam de Vries" in response.content.decode()
    page.get_children().first().specific.unpublish()
    response = client.post(url, rows())
    assert "Er is nog geen les gepubliceerd." in words(response)
    assert "is nog niet gepubliceerd." in words(client.get(url))
    assert not PanelReview.objects.exists()


def test_everything_on_one_page(chief: User) -> None:
    review, people = make_panel(by=chief)
    (sam, _), (noor, _) = people["Sam"], people["Noor"]
    content = edition_content(review.edition)
    lesson, [first, *rest] = content.lessons[0], question_order(content)
    client, url = signed_in(chief), f"{LIST}{review.key}/"
    assert words(client.get(url)).count("Nog niet begonnen") == 2
    pass_screen(enrollment=sam.trial.enrollment, screen_key=lesson.screens[0].key, now=NOW)
    text = words(client.get(url))
    assert (text.count("Nog niet begonnen"), text.count("Bezig")) == (1, 1)
    write_comment(member=noor, part="lesson", part_key=lesson.key, text="Te lang.", now=NOW)
    write_comment(member=noor, part="question", part_key=first, text="Antwoord c kan ook.\nEcht.", now=NOW)
    give_verdict(member=sam, verdict="adjust", reason="De tweede vraag klopt niet.", now=NOW)
    for page in (client.get(url), client.get(f"{url}afdrukken/")):
        text = words(page)
        for told in ("De tweede vraag klopt niet.", "Te lang.", "Antwoord c kan ook.", "Vraag: Wat doe je?"):
            assert told in text
        assert text.index("Te lang.") < text.index("Antwoord c kan ook.")
        counts = {row.dt.get_text(): row.dd.get_text() for row in soup_of(page).select(".pd-counts > div")}
        assert counts == {"Goed": "0", "Aanpassen": "1", "Niet doen": "0", "Opmerkingen": "2"}
        assert f"Over {len(rest)} andere vragen schreef niemand iets." in text
    text = words(client.get(LIST))
    assert "Leden 2" in text
    assert "Aanpassen 1" in text


def test_more_people_a_new_link_and_one_fewer(editor: User) -> None:
    review, people = make_panel(by=editor)
    client, url = signed_in(editor), f"{LIST}{review.key}/"
    more = rows(**{"leden-0-name": "Kees Post", "leden-1-name": "Ans Smit", "leden-1-email": "ans@example.nl"})
    response = client.post(f"{url}leden/", more, follow=True)
    assert review.members.count() == 4
    assert "Kees Post" in soup_of(response).find(class_="pd-note").get_text()
    again = client.post(f"{url}leden/", rows(**{"leden-0-name": "Ans", "leden-0-email": "ANS@example.nl"}))
    assert again.status_code == 400
    assert "ans@example.nl is al uitgenodigd voor dit panel." in words(again)
    assert 'value="Ans"' in again.content.decode()
    nobody = {"leden-0-name": "", "leden-1-name": "", "leden-1-email": "", "leden-1-role": "beheerder"}
    assert "Vul minstens één naam in." in words(client.post(f"{url}leden/", rows(**nobody)))
    noor, old = people["Noor"]
    form = next(form for form in forms_of(client.get(url)) if form.action.endswith(f"{noor.key}/link/"))
    response = post(client, form, "Nieuwe link : Noor Bakker")
    [token] = set(tokens_in(soup_of(response).find("textarea", readonly=True).get_text()))
    assert (open_link(old), open_link(token)) == (404, 200)
    assert token in Email.objects.order_by("-pk")[0].message
    form = next(form for form in forms_of(client.get(url)) if form.action.endswith(f"{noor.key}/weg/"))
    post(client, form, "Haal weg : Noor Bakker")
    assert open_link(token) == 404
    assert not PanelMember.objects.filter(pk=noor.pk).exists()


def test_who_said_something_stays(editor: User) -> None:
    review, people = make_panel(by=editor)
    member, token = people["Sam"]
    lesson = edition_content(review.edition).lessons[0]
    write_comment(member=member, part="lesson", part_key=lesson.key, text="Goed.", now=NOW)
    with pytest.raises(PanelRefused):
        remove_member(member=member, by=editor, now=NOW)
    client, url = signed_in(editor), f"{LIST}{review.key}/"
    assert f"{member.key}/weg/" not in client.get(url).content.decode()
    response = client.post(f"/beheer/redactie/panels/leden/{member.key}/weg/", follow=True)
    assert "heeft al iets geschreven" in words(response)
    assert open_link(token) == 200


def test_a_panel_has_fifty_members_at_most(editor: User) -> None:
    review, _ = make_panel(by=editor)
    with pytest.raises(PanelRefused, match="50"):
        add_members(review=review, invitees=[Invitee("Ans")] * 49, by=editor, now=NOW)
    assert review.members.count() == len(PEOPLE)


def test_who_may(editor: User) -> None:
    review, people = make_panel(by=editor)
    member, _ = people["Sam"]
    registrar = signed_in(make_editor(Role.REGISTRAR, email="register@example.nl"))
    posts = [f"{LIST}{review.key}/{word}/" for word in ("leden", "datum", "sluiten")]
    posts += [f"{LIST}leden/{member.key}/{word}/" for word in ("link", "weg", "wissen")]
    for url in posts:
        assert registrar.post(url, rows()).headers["Location"] == "/beheer/"
        assert "/inloggen/" in Client().post(url, rows()).headers["Location"]
        assert signed_in(editor).get(url).status_code == 405
    for url in (f"{LIST}{review.key}/", f"{LIST}{review.key}/afdrukken/"):
        assert registrar.get(url).headers["Location"] == "/beheer/"
        assert "/inloggen/" in Client().get(url).headers["Location"]
        assert signed_in(editor).get(url).status_code == 200
    assert PanelReview.objects.get().closed_at is None
    assert review.members.filter(name="Sam de Vries").exists()
    assert "Geef deze versie uit" not in words(signed_in(editor).get(f"{LIST}{review.key}/"))
