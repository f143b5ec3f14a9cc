"""`make shots`: pictures of the main pages, on a phone and at a desk, in the light and in the dark, in var/shots/.

To look at, and to put beside those of last time. The pages come from a demo of its own, with a learner half-way, a
holder of a certificate, a wijkagent and an editor, and from a small world of its own with every question type. Contact
sheets show each written course at once. The pictures of the guide for editors go into the repository:
static/img/guide/.
"""

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from scripts import journey
from scripts.browsing import Visitor
from scripts.course_sheets import take_sheets
from scripts.demo_site import DemoSite, demo_site
from scripts.guide_shots import FOLDER as GUIDE
from scripts.guide_shots import take_guide
from scripts.guide_walks import WALKS
from scripts.venv import ROOT

__all__ = ["Shot", "main"]

FOLDER = ROOT / "var" / "shots"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}
SCHEMES = ("light", "dark")


@dataclass(frozen=True)
class Shot:
    """A page by its address, as `visitor` sees it."""

    name: str
    visitor: Visitor
    address: str


PORTAL = {
    "portal": "/wijk/",
    "portal-people": "/wijk/mensen/",
    "portal-figures": "/wijk/cijfers/",
    "portal-export": "/wijk/uitvoer/",
}
REGISTER = {
    "desk-claims": "/beheer/registraties/aanvragen/",
    "desk-imports": "/beheer/registraties/inlezen/",
    "desk-teams": "/beheer/registraties/teams/",
}
# Every question type, practice, a clock and a last attempt: no course of the demo has them all.
QUIZZES = "from tests.factories.quiz_world import write_pages; write_pages()"


def main() -> int:
    """0 when every picture is made."""
    if not shutil.which(CHROMIUM):
        sys.exit("Chromium ontbreekt. Installeer het: sudo apt install chromium")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    count = 0
    with _browser() as browser:
        with demo_site(worker=False) as site:
            guide = take_guide(browser, site, WALKS)
            count += take_sheets(browser, site, FOLDER)
        # A site each: the courses of the small world have no place in the pictures of the demo.
        for shots_of in (_shots, _quizzes):
            # Without a worker certificates keep waiting for their PDF, and so the address of their QR is still known.
            with demo_site(worker=False) as site:
                count += _take_all(browser, list(shots_of(site)))
    print(f"{count} plaatjes in {FOLDER.relative_to(ROOT)}/")
    print(f"{guide} plaatjes van de handleiding in {GUIDE.relative_to(ROOT)}/")
    return 0


def _take_all(browser: Browser, shots: list[Shot]) -> int:
    """Every shot in every size, light and dark; gives how many."""
    ways = list(product(SIZES, SCHEMES, shots))
    for size, scheme, shot in ways:
        _take(browser, shot, size, scheme)
    return len(ways)


def _shots(site: DemoSite) -> Iterator[Shot]:
    stranger = Visitor(site.port)
    pages = {"home": "/", "catalog": "/cursussen/", "course": journey.COURSE, "sign-in": "/inloggen/"}
    pages |= {"check": "/controle/", "check-file": "/controle/pdf/", "check-offline": "/controle/offline/"}
    pages |= {"badge": "/badges/saar/1.0/", "groups": "/groepen/?q=2711", "team": "/groepen/aanmelden/"}
    pages |= {"municipalities": "/gemeenten/", "open-data": "/api/v1/", "evening-code": "/avond/"}
    pages |= {"help": "/hulp/", "privacy": "/privacy/", "404": "/weg/"}
    for name, address in pages.items():
        yield Shot(name, stranger, address)
    yield from _learner(Visitor(site.port))
    yield from _signed_in(site)
    certificate = json.loads(site.manage("bench_certificate", "--rounds", "1"))
    yield Shot("check-valid", stranger, certificate["check"])
    holder = Visitor(site.port)
    journey.sign_in(holder, certificate["holder"])
    yield Shot("dashboard-holder", holder, "/mijn/")
    yield Shot("certificates", holder, "/mijn/certificaten/")
    number = certificate["check"].split("/")[2]
    yield Shot("certificate", holder, f"/mijn/certificaten/{number}/")
    yield Shot("certificate-name", holder, f"/mijn/certificaten/{number}/naam/")
    yield Shot("refresher", holder, "/leren/saar/opnieuw/opfrissen/")
    desk = Visitor(site.port)
    journey.sign_in(desk, "certificaten@demo.example.org")
    desks = {"certificates": "", "names": "namen/", "series": "reeks/", "signatory": "ondertekenaar/"}
    for name, address in (desks | {"certificate": f"{number}/"}).items():
        yield Shot(f"desk-{name}", desk, f"/beheer/certificaten/{address}")


def _learner(guest: Visitor) -> Iterator[Shot]:
    """Half-way: the pages of the course, the quiz and its result."""
    yield Shot("lesson-2", guest, journey.begin(guest).url)
    yield Shot("course-begun", guest, journey.COURSE)
    ready = Visitor(guest.port)
    result = journey.walk(ready, check="/controle/")
    yield Shot("result", ready, result.url)
    yield Shot("dashboard-guest", ready, "/mijn/")
    yield Shot("keep", ready, "/mijn/bewaren/")
    question = journey.open_quiz(guest)
    for number in range(1, 9):
        yield Shot(f"question-{number}", guest, re.sub(r"/vraag/\d+/", f"/vraag/{number}/", question.url))
    yield Shot("review", guest, re.sub(r"/vraag/\d+/", "/nakijken/", question.url))


def _quizzes(site: DemoSite) -> Iterator[Shot]:
    """Pages of guests who are somewhere in a quiz."""
    for name, address, cookies in json.loads(site.manage("shell", "--command", QUIZZES).splitlines()[-1]):
        guest = Visitor(site.port)
        guest.cookies |= cookies
        yield Shot(f"quiz-{name}", guest, address)


def _signed_in(site: DemoSite) -> Iterator[Shot]:
    """Learner, wijkagent and editor of the demo, each with his second factor where he has one."""
    roles: dict[str, dict[str, str]] = {
        "buurman": {"dashboard": "/mijn/", "registrations": "/mijn/registraties/", "personal": "/mijn/gegevens/"},
        "beheerder": {"dashboard-manager": "/mijn/", "evenings": "/mijn/groep/avond/"},
        "wijkagent.zoetermeer": PORTAL,
        "eindredacteur": {"admin": "/beheer/", "style": "/beheer/stijl/"},
        "registraties": {"admin-registrations": "/beheer/"} | REGISTER,
    }
    for login, pages in roles.items():
        visitor = Visitor(site.port)
        journey.sign_in(visitor, f"{login}@demo.example.org")
        for name, address in pages.items():
            yield Shot(name, visitor, address)
        if login == "beheerder":
            yield Shot("group", visitor, visitor.get("/mijn/groep/").url)  # of one group it is that group's


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def _take(browser: Browser, shot: Shot, size: str, scheme: str) -> None:
    new: Callable[..., BrowserContext] = browser.new_context
    with new(viewport=SIZES[size], color_scheme=scheme, locale="nl-NL", device_scale_factor=1) as context:
        site = f"http://localhost:{shot.visitor.port}"
        context.add_cookies(
            [{"name": name, "value": value, "url": site} for name, value in shot.visitor.cookies.items()]
        )
        page = context.new_page()
        page.goto(site + shot.address if shot.address.startswith("/") else shot.address)
        page.screenshot(path=FOLDER / f"{shot.name}-{size}-{scheme}.png", full_page=True)


if __name__ == "__main__":
    sys.exit(main())
