"""The gallery of mails: every template has a sample, a text, a subject and one button, and stays short (issue 8)."""

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.template import engines
from django.test import Client

from accounts.roles import Role
from cms.mail_samples import HOST, SAMPLES, MailSample
from cms.services.rights import grant_rights
from courses.quality import read
from tests.factories.courses import make_editor

MAILS = Path(settings.BASE_DIR) / "templates" / "mail"
PAGE = "/beheer/stijl/mails/"
MOST_WORDS = 160  # of a whole mail; who reads it stands in a queue
MOST_IN_A_SENTENCE = 25
each = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.slug)


def templates(ending: str) -> set[str]:
    names = {path.name.removesuffix(ending) for path in MAILS.glob(f"*{ending}") if not path.name.startswith("_")}
    return {name for name in names if "." not in name} - {"base"}


def buttons(html: str) -> list[str]:
    """Where the buttons of a mail lead: a link whose words are all bold."""
    return [anchor["href"] for anchor in BeautifulSoup(html, "html.parser").select("a:has(> strong)")]


# --- every mail -----------------------------------------------------------------------------------------
def test_every_mail_has_its_three_files_and_a_sample() -> None:
    assert templates(".html") == templates(".txt") == templates(".subject.txt")
    assert {sample.template for sample in SAMPLES} == templates(".html")
    assert len({sample.slug for sample in SAMPLES}) == len(SAMPLES)


@each
def test_nothing_is_left_unfilled(sample: MailSample, monkeypatch: pytest.MonkeyPatch) -> None:
    django: Any = engines["django"]
    monkeypatch.setattr(django.engine, "string_if_invalid", "ONBEKEND %s")
    for part in (sample.subject, sample.text, sample.html):
        assert part and not re.search(r"ONBEKEND|{{|{%|None|&lt;|&amp;#", part)


@each
def test_a_sample_has_nothing_that_its_mail_never_says(sample: MailSample) -> None:
    """So that the table follows the services: `mail_context` is shared by all mails about a certificate."""
    shared = {"name", "course", "group", "number", "valid_until", "url", "event"}
    source = "".join(path.read_text() for path in MAILS.glob(f"{sample.template}.*"))
    source += (MAILS / "_group_reminder_words.html").read_text()
    assert [name for name in sample.context.keys() - shared if not re.search(rf"\b{name}\b", source)] == []


@each
def test_one_button_that_the_text_has_too(sample: MailSample) -> None:
    found = buttons(sample.html)
    assert len(found) == sample.has_button
    assert all(url in sample.text and url.startswith((HOST, settings.ACADEMIE_URL)) for url in found)


@each
def test_html_is_plain(sample: MailSample) -> None:
    """No picture, script, style or form: nothing to load, nothing that tells us that it was read."""
    page = BeautifulSoup(sample.html, "html.parser")
    assert not page.find_all(["img", "script", "style", "link", "form", "iframe"]) and not page.select("[style]")
    assert page.html["lang"] == "nl" and f"{settings.ACADEMIE_URL}/hulp/" in sample.html
    addresses = {anchor["href"] for anchor in page.find_all("a")}
    assert all(address.startswith((HOST, settings.ACADEMIE_URL)) for address in addresses)


@each
def test_short_enough_to_read(sample: MailSample) -> None:
    body = BeautifulSoup(sample.html, "html.parser").body
    lines = [" ".join(line.get_text(" ").split()) for line in body.find_all(["p", "li", "h1"])]
    assert len(" ".join(lines).split()) <= MOST_WORDS
    assert len(sample.subject) <= 90
    long = [finding.quote for line in lines for finding in read(line).findings if finding.kind == "long_sentence"]
    assert [quote for quote in long if len(quote.split()) > MOST_IN_A_SENTENCE] == []


# --- the page -------------------------------------------------------------------------------------------
@pytest.fixture
def client_as(db: None) -> Any:
    def signed_in(role: Role) -> Client:
        grant_rights()
        client = Client()
        client.force_login(make_editor(role, email=f"{role.value}@example.nl"))
        return client

    return signed_in


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CHIEF_EDITOR, Role.ADMIN])
def test_the_page_shows_both_sides_of_each(client_as: Any, role: Role) -> None:
    client = client_as(role)
    page = BeautifulSoup(client.get(PAGE).content.decode(), "html.parser").find("main")
    frames = page.find_all("iframe")
    assert [frame["src"] for frame in frames] == [f"{PAGE}{sample.slug}/" for sample in SAMPLES]
    assert all(frame.has_attr("sandbox") and not frame["sandbox"] for frame in frames)
    assert [frame["title"] for frame in frames] == [sample.subject for sample in SAMPLES]
    texts = [text.get_text() for text in page.find_all("pre")]
    assert texts == [sample.text for sample in SAMPLES]
    assert not page.find_all("script")


def test_the_frame_holds_the_mail(client_as: Any) -> None:
    client = client_as(Role.EDITOR)
    for sample in SAMPLES:
        response = client.get(f"{PAGE}{sample.slug}/")
        assert response.content.decode() == sample.html
        assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"].split("script-src")[1].split(";")[0]
    assert client.get(f"{PAGE}bestaat-niet/").status_code == 404


@pytest.mark.parametrize(
    ("role", "leads_to"), [(Role.OFFICER, "/inloggen/"), (Role.REGISTRAR, "/beheer/"), (Role.CERTIFIER, "/beheer/")]
)
def test_others_do_not_get_in(client_as: Any, role: Role, leads_to: str) -> None:
    client = client_as(role)
    for path in (PAGE, f"{PAGE}{SAMPLES[0].slug}/"):
        response = client.get(path)
        assert response.status_code == 302 and response.headers["Location"].split("?")[0] == leads_to


@pytest.mark.django_db
def test_a_stranger_goes_to_sign_in() -> None:
    assert "/inloggen/" in Client().get(PAGE, follow=True).redirect_chain[-1][0]
