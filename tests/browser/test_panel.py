"""A panel in a real browser: a member on a small phone, an editor at a desk."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import User
from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.models import PanelMember
from courses.services.panel_judging import write_comment
from courses.services.panels import Invitee, close_panel, open_panel
from courses.services.reading import edition_content
from tests.browser import chromium
from tests.browser.desk import as_editor
from tests.courses import changes
from tests.factories.courses import make_editor, saar_page

Check = Callable[[Page], None]
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
PEOPLE = [Invitee("Sam de Vries"), Invitee("Noor Bakker", "noor@example.nl", "gemeente")]


class Elsewhere(HTTPServer):
    """A site on another address; `referers` has one row per visit."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.referers: list[str | None] = []


class Visit(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Elsewhere)
        if self.path == "/bezoek":
            self.server.referers.append(self.headers["Referer"])
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Elders</title>")

    def log_message(self, *words: object) -> None:
        """Nothing: a test is no place for an access log."""


@pytest.fixture
def chief(site: str) -> User:
    grant_rights()
    return make_editor(Role.CHIEF_EDITOR, email="eindredacteur@example.nl")


@pytest.fixture
def token(chief: User) -> str:
    """The link of Sam to a changed SAAR course."""
    lesson = changes.first_lesson()
    lesson.title = "Een betere eerste les"
    lesson.save_revision().publish()
    now = timezone.now()
    _review, links = open_panel(
        page=saar_page(),
        question="Is dit duidelijk voor een nieuwe beheerder?",
        closes_at=now + timedelta(days=7),
        invitees=PEOPLE,
        by=chief,
        now=now,
    )
    return next(iter(links.values()))


def check_own(page: Page) -> None:
    """Axe over what is ours on a page of `/beheer/`."""
    page.evaluate(chromium.AXE)
    found: list[Any] = page.evaluate(
        "(rules) => axe.run('.pd-page', {runOnly: rules, resultTypes: ['violations']}).then((r) => r.violations)",
        chromium.RULES,
    )
    assert [(one["id"], [node["html"][:150] for node in one["nodes"]]) for one in found] == []


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """Another site, which keeps what visitors say that they come from."""
    server = Elsewhere()
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@SCHEMES
def test_the_pages_of_a_member(open_page: Callable[..., Page], axe: Check, token: str, scheme: str) -> None:
    page = open_page(**chromium.PHONE, color_scheme=scheme)
    for path in ("", "vraag/1/", "vraag/5/", "leren/saar/"):
        page.goto(f"/panel/{token}/{path}")
        for summary in page.locator("summary").all():
            summary.click()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_member_from_lesson_to_verdict_without_javascript(plain_page: Page, token: str) -> None:
    page = plain_page
    page.goto(f"/panel/{token}/")
    page.get_by_role("link", name="Les 1: Een betere eerste les").click()
    page.get_by_text("Schrijf een opmerking voor het panel").click()
    page.get_by_label("Wat vind je van les 1?").fill("Mooi begin.")
    page.get_by_role("button", name="Bewaar deze opmerking").click()
    page.get_by_text("Je opmerking is bewaard.").wait_for()
    assert page.get_by_label("Wat vind je van les 1?").input_value() == "Mooi begin."
    page.get_by_role("link", name="Terug naar je panel").click()
    page.get_by_role("link", name="Lees de", exact=False).first.click()
    page.get_by_label("Wat vind je van deze vraag?").fill("Goede vraag.")
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("heading", name="Vraag 2 van").wait_for()
    page.get_by_role("link", name="Naar je panel").click()
    page.get_by_text("Aanpassen: er moet eerst iets anders").click()
    page.get_by_label("Waarom vind je dat?").fill("Les 3 is te lang.")
    page.get_by_role("button", name="Geef mijn oordeel").click()
    page.get_by_text("Jouw oordeel: aanpassen").wait_for()
    member = PanelMember.objects.get(name="Sam de Vries")
    assert (member.verdict, member.reason, member.comments.count()) == ("adjust", "Les 3 is te lang.", 2)


def test_an_editor_invites_and_reads(desk_page: Page, chief: User, token: str, site: str) -> None:
    page = as_editor(desk_page, chief, site)
    page.goto("/beheer/redactie/panels/")
    check_own(page)
    lesson = changes.first_lesson()
    lesson.title = "Een nog betere eerste les"
    lesson.save_revision().publish()
    page.get_by_role("link", name="Nieuw panel: SAAR", exact=False).click()
    page.get_by_role("button", name="Zet de cursus vast en nodig uit").wait_for()
    check_own(page)
    page.get_by_label("Naam").first.fill("Kees Post")
    page.get_by_role("button", name="Zet de cursus vast en nodig uit").click()
    page.get_by_role("heading", name="Geef deze links nu door").wait_for()
    check_own(page)
    link = page.get_by_label("Kees Post").input_value().rsplit(" ", 1)[1]
    for summary in page.locator(".pd-page summary").all():
        summary.click()
    check_own(page)
    path = "/panel/" + link.partition("/panel/")[2]
    assert page.goto(path).status == 200  # type: ignore[union-attr]
    page.get_by_text("Niet doen: deze cursus moet niet uitkomen").click()
    page.get_by_label("Waarom vind je dat?").fill("Er klopt niets van.")
    page.get_by_role("button", name="Geef mijn oordeel").click()
    page.goto("/beheer/redactie/panels/")
    page.locator(".pd-card a").first.click()
    page.get_by_text("Er klopt niets van.").wait_for()
    assert not page.get_by_role("heading", name="Geef deze links nu door").count()
    page.get_by_role("link", name="Om af te drukken").click()
    page.get_by_text("Er klopt niets van.").wait_for()
    check_own(page)


def test_another_site_is_not_told_the_link(browser: Browser, site: str, token: str, elsewhere: Elsewhere) -> None:
    context = browser.new_context(base_url=site, **chromium.PHONE)
    page, address = context.new_page(), f"http://127.0.0.1:{elsewhere.server_port}/bezoek"
    for path in (f"/panel/{token}/", f"/panel/{token}/leren/saar/", "/panel/" + "x" * 32 + "/"):
        page.goto(path)
        page.evaluate(
            "(url) => document.body.append(Object.assign(document.createElement('a'), {href: url, id: 'uit'}))", address
        )
        page.evaluate("document.querySelector('#uit').click()")
        page.wait_for_url(address)
    context.close()
    assert elsewhere.referers == [None] * 3


@SCHEMES
def test_a_member_reads_back_after_the_end(
    open_page: Callable[..., Page], axe: Check, token: str, chief: User, scheme: str
) -> None:
    member, now = PanelMember.objects.select_related("review__edition").get(name="Sam de Vries"), timezone.now()
    lesson = edition_content(member.review.edition).lessons[0]
    write_comment(member=member, part="lesson", part_key=lesson.key, text="Mooi begin." * 30, now=now)
    page = open_page(**chromium.PHONE, color_scheme=scheme)
    page.goto(f"/panel/{token}/leren/saar/")
    close_panel(review=member.review, by=chief, now=now)
    page.get_by_role("button", name="Verder").click()
    page.get_by_text("Het panel is gesloten. Dit is niet meer bewaard.").wait_for()
    page.get_by_text("Mooi begin.").first.wait_for()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_an_editor_takes_away_what_somebody_wrote(desk_page: Page, chief: User, token: str, site: str) -> None:
    member, now = PanelMember.objects.select_related("review__edition").get(name="Sam de Vries"), timezone.now()
    lesson = edition_content(member.review.edition).lessons[0]
    write_comment(member=member, part="lesson", part_key=lesson.key, text="Ik ben Sam.", now=now)
    page = as_editor(desk_page, chief, site)
    page.goto(f"/beheer/redactie/panels/{member.review.key}/")
    page.locator("summary", has_text="Sam de Vries").click()
    check_own(page)
    page.get_by_role("button", name="Wis naam en tekst").click()
    page.get_by_text("Naam, e-mailadres en tekst zijn weg.").wait_for()
    check_own(page)
    assert not page.get_by_text("Ik ben Sam.").count()
    assert not page.locator(".pd-page").get_by_text("Sam de Vries").count()
