"""The guide for editors: who may read it, that every page leads on, and that what it quotes is really on the screen."""

import html
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from PIL import Image

from accounts.roles import Role
from cms.guide import TOPICS, place_of
from cms.services.rights import grant_rights
from cms.services.workflows import set_up_workflow
from cms.templatetags.guide import FOLDER
from courses.models import CourseEdition, LessonPage, Meldpunt, Question
from courses.services.panels import Invitee, open_panel
from tests.courses import changes
from tests.factories.courses import edit_quiz, load_saar, make_editor, release, saar_page

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
GUIDE = "/beheer/handleiding/"
PICTURES = settings.BASE_DIR / "static" / FOLDER
TEMPLATES = settings.BASE_DIR / "templates" / "cms" / "guide"
SLUGS = [topic.slug for topic in TOPICS]
QUOTED = re.compile(r'<b class="button-name">(.*?)</b>', re.DOTALL)
COMMON = ["menu", "lessons", "lesson", "question"]
ANSWERS = ["marking", "corrections", "courses/admin/mark.html", "courses/admin/correction.html"]
# Where the buttons and menu lines that a topic quotes are to be found: screens, or a template where a screen shows them
# only in a state that takes a crowd to reach.
SCREENS: dict[str, list[str]] = {
    "rondkijken": ["pages"],
    "les": ["add", "video"],
    "vragen": ["questions", "kinds", "new question"],
    "toets": ["add", "quiz"],
    "bekijken": ["trial"],
    "feiten": ["facts", "courses/_advice.html"],
    "panel": ["panels", "new panel", "panel"],
    "uitgeven": ["release", "editions", "plan", "courses/admin/release.html"],
    "nummers": ["meldpunt", "meldpunt saved", "numbers"],
    "cijfers": ["figures", "courses/admin/quiz_figures.html", *ANSWERS],
    "bestanden": ["editions", "duplicate", "course import", "bank imports", "courses/admin/course_import.html"],
    "samen": ["approval", "in scripts"],
}


class Words(HTMLParser):
    """Everything that a page says: its texts, what its attributes say, and the strings of the data in them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_data(self, data: str) -> None:
        self.add(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for _name, value in attrs:
            self.add(value or "")

    def add(self, text: str) -> None:
        """A text, and the strings in it when it is JSON."""
        self.found.add(plain(text))
        if text.lstrip()[:1] in {"{", "["}:
            with suppress(ValueError):
                for one in strings(json.loads(text)):
                    self.found |= words_of(one) if "<" in one else {plain(one)}


def strings(data: Any) -> Iterator[str]:
    """Every string in `data`."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for one in data.values() if isinstance(data, dict) else data:
            yield from strings(one)


def plain(text: str) -> str:
    return " ".join(html.unescape(text).split()).removesuffix(":").strip()


def words_of(page: str) -> set[str]:
    words = Words()
    words.feed(page)
    return words.found


def client_for(*roles: Role, email: str) -> Client:
    client = Client()
    client.force_login(make_editor(*roles, email=email))
    return client


@pytest.fixture
def editor() -> Client:
    grant_rights()
    return client_for(Role.EDITOR, email="redacteur@example.nl")


def test_only_who_writes_reads_it(editor: Client) -> None:
    registrar = client_for(Role.REGISTRAR, email="registraties@example.nl")
    for address in (GUIDE, f"{GUIDE}uitgeven/"):
        assert editor.get(address).status_code == 200
        refused = registrar.get(address)
        assert (refused.status_code, refused["Location"]) == (302, "/beheer/")
        assert Client().get(address).status_code == 302
    assert editor.get(f"{GUIDE}bestaat-niet/").status_code == 404
    assert editor.post(GUIDE).status_code == 405


def test_the_menu_and_the_front_lead_to_it(editor: Client) -> None:
    front = editor.get("/beheer/").content.decode()
    assert f'"url": "{GUIDE}"' in front
    assert f'href="{GUIDE}rondkijken/"' in front
    registrar = client_for(Role.REGISTRAR, email="registraties@example.nl").get("/beheer/").content.decode()
    assert GUIDE not in registrar


def test_no_topic_is_orphaned_and_every_link_leads_somewhere(editor: Client) -> None:
    index = editor.get(GUIDE).content.decode()
    for at, slug in enumerate(SLUGS):
        assert f'href="{GUIDE}{slug}/"' in index
        page = editor.get(f"{GUIDE}{slug}/").content.decode()
        body = page[page.index('class="gd-page"') :]
        links = set(re.findall(r'href="(/beheer/[^"]*)"', body))
        around = SLUGS[max(at - 1, 0) : at] + SLUGS[at + 1 : at + 2]
        assert {GUIDE} | {f"{GUIDE}{one}/" for one in around} <= links
        assert [link for link in links if not leads_somewhere(link)] == []


def leads_somewhere(address: str) -> bool:
    """Whether an address is a page of the admin, and of the guide when it says so."""
    try:
        resolve(address)
    except Resolver404:
        return False
    slug = address.removeprefix(GUIDE).strip("/") if address.startswith(GUIDE) else ""
    return not slug or place_of(slug) is not None


@pytest.mark.parametrize("slug", SLUGS)
def test_a_topic_has_steps_pictures_help_and_little_weight(editor: Client, slug: str) -> None:
    response = editor.get(f"{GUIDE}{slug}/")
    page = response.content.decode()
    body = page[page.index('class="gd-page"') :]
    assert len(response.content) <= 60_000
    assert body.count('class="gd-steps"') >= 1
    assert 1 <= body.count("<img") <= 4
    assert body.count("<details>") >= 3


def test_every_picture_exists_is_described_and_small() -> None:
    used: dict[str, str] = {}
    for slug in SLUGS:
        source = (TEMPLATES / f"{slug}.html").read_text()
        used |= dict(re.findall(r'\{% picture "([a-z-]+)" _\("([^"]+)"\) %\}', source))
        assert source.count("{% picture") == len(re.findall(r'\{% picture "[a-z-]+" _\("[^"]+"\) %\}', source))
    assert {path.stem for path in PICTURES.iterdir()} == set(used)
    for name, alt in used.items():
        path = PICTURES / f"{name}.webp"
        assert path.stat().st_size <= 40_000
        with Image.open(path) as image:
            assert image.width <= 1280
        assert 40 <= len(alt) <= 250
        assert alt.endswith(".")


def test_make_shots_makes_every_picture() -> None:
    walks = (settings.BASE_DIR / "scripts" / "guide_walks.py").read_text()
    assert set(re.findall(r'\.keep\("([a-z-]+)"', walks)) == {path.stem for path in PICTURES.iterdir()}


# --- what it quotes ---------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, set[str]]]:
    """Name of a screen → what is to be read on it, by an eindredacteur in a course with everything going on."""
    with django_db_blocker.unblock(), transaction.atomic():
        client, addresses = lively_course()
        found = {name: words_of(opened(client, address)) for name, address in addresses.items()}
        saved = {"name": "Je gemeente", "number": "14 + netnummer", "when": "als het kan wachten", "source": ""}
        answer = client.post(addresses["meldpunt"], saved, follow=True)
        found["meldpunt saved"] = words_of(answer.content.decode())
        found["numbers"] = words_of(client.get("/beheer/redactie/nummers/").content.decode())
        script = client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
        found["in scripts"] = {plain(json.loads(one)) for one in re.findall(r'"(?:[^"\\\n]|\\.)*"', script)}
        transaction.set_rollback(True)
    yield found


def opened(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def lively_course() -> tuple[Client, dict[str, str]]:
    """SAAR with a second edition, a panel, a plan and a lesson that waits for approval."""
    load_saar()
    grant_rights()
    set_up_workflow()
    chief, now = make_editor(Role.CHIEF_EDITOR, email="eindredacteur@example.nl"), timezone.now()
    client = Client()
    client.force_login(chief)
    changes.other_words("Kijk eerst goed.")
    release("minor", by=chief, now=now)
    changes.other_words("Kijk goed om je heen.")
    until = now + timedelta(days=3)
    review, _links = open_panel(
        page=saar_page(), question="", closes_at=until, invitees=[Invitee("Sam de Vries")], by=chief, now=now
    )
    edit_quiz(pass_mark=80)
    waiting = LessonPage.objects.order_by("path").last()
    waiting.save_revision(user=chief)
    waiting.get_workflow().start(waiting, chief)
    return client, addresses_of(review.key, waiting.pk)


def addresses_of(panel: Any, waiting: int) -> dict[str, str]:
    page = saar_page()
    course, bank = f"/beheer/cursussen/{page.pk}/", "/beheer/snippets/courses/question/"
    lesson, quiz = LessonPage.objects.order_by("path")[0], edit_quiz()
    return {
        "menu": "/beheer/",
        "pages": f"/beheer/pages/{page.get_parent().pk}/",
        "video": "/beheer/snippets/courses/coursevideo/add/",
        "lessons": f"/beheer/pages/{page.pk}/",
        "lesson": f"/beheer/pages/{lesson.pk}/edit/",
        "approval": f"/beheer/pages/{waiting}/edit/",
        "quiz": f"/beheer/pages/{quiz.pk}/edit/",
        "add": f"/beheer/pages/{page.pk}/add_subpage/",
        "question": f"{bank}edit/{Question.objects.order_by('pk')[0].pk}/",
        "questions": bank,
        "kinds": f"{bank}add/",
        "new question": f"{bank}add/?soort=single_choice",
        "meldpunt": f"/beheer/snippets/courses/meldpunt/edit/{Meldpunt.objects.get(number='').pk}/",
        "trial": f"{course}proef/",
        "new panel": f"{course}panel/",
        "panels": "/beheer/redactie/panels/",
        "panel": f"/beheer/redactie/panels/{panel}/",
        "release": f"{course}uitgeven/",
        "editions": f"{course}edities/",
        "plan": f"/beheer/edities/{CourseEdition.objects.get(status='candidate').key}/uitgeven/",
        "duplicate": f"{course}verdubbelen/",
        "figures": f"/beheer/toetsen/cijfers/{quiz.key}/",
        "course import": "/beheer/redactie/cursus-invoeren/",
        "bank imports": "/beheer/toetsen/vragen-invoeren/",
        "facts": "/beheer/redactie/feiten/",
        "marking": "/beheer/toetsen/nakijken/",
        "corrections": "/beheer/toetsen/correcties/",
    }


@pytest.mark.parametrize("slug", SLUGS)
def test_what_it_quotes_is_on_the_screen(shown: dict[str, set[str]], slug: str) -> None:
    source = (TEMPLATES / f"{slug}.html").read_text()
    quoted = {plain(name) for name in QUOTED.findall(source)}
    known = set().union(*(shown.get(name) or said_in(name) for name in [*COMMON, *SCREENS[slug]]))
    assert quoted
    assert quoted - known == set()


def said_in(template: str) -> set[str]:
    """What a template can say."""
    source = (settings.BASE_DIR / "templates" / template).read_text()
    return {plain(words) for words in re.findall(r'translate "([^"]+)"', source)}
