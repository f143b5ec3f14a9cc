"""The screens of the question bank in a browser, axe finds nothing: list, types, forms, previews."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import User
from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.models import Question
from courses.views.bank_kinds import empty_body
from tests.browser import chromium
from tests.browser.desk import as_editor
from tests.factories.courses import make_editor
from tests.factories.neighborhood import QUESTIONS
from tests.factories.quizzes import add_question, stream

BANK = "/beheer/snippets/courses/question/"
PUBLISH = "/beheer/bulk/courses/question/publish/"
# In a form of Wagtail's every line of a list is a region, by the name of its kind: twice the kind is twice the name.
FORM = "#w-editor-form"
LOOKS = [
    pytest.param(chromium.DESK | {"color_scheme": "light"}, id="desk-light"),
    pytest.param(chromium.PHONE | {"color_scheme": "dark"}, id="phone-dark"),
    pytest.param(chromium.DESK | {"color_scheme": "dark"}, id="desk-dark", marks=pytest.mark.slow),
    pytest.param(chromium.PHONE | {"color_scheme": "light"}, id="phone-light", marks=pytest.mark.slow),
]


@pytest.fixture
def chief(site: str) -> User:
    grant_rights()
    return make_editor(Role.CHIEF_EDITOR, email="eindredacteur@example.nl")


@pytest.fixture
def bank(site: str) -> dict[str, Question]:
    """A question of every type, and by "draft" one that is not finished."""
    rows = {kind: add_question(example.content) for kind, example in QUESTIONS.items()}
    place = rows["hotspot"].body.get_prep_value()
    place[0]["value"]["drawing"] = "kijken"
    rows["hotspot"].body = stream(Question, "body", place)
    rows["hotspot"].save_revision().publish()
    draft = Question(title="Nog niet af", category=rows["hotspot"].category, body=empty_body("matching"), live=False)
    draft.save()
    rows["true_false"].unpublish()
    return rows | {"draft": draft}


@pytest.fixture(params=LOOKS)
def page(request: pytest.FixtureRequest, open_page: Callable[..., Page], chief: User, site: str) -> Page:
    """A page of the desk in each size and scheme."""
    return as_editor(open_page(**request.param), chief, site)


def violations(page: Page, own: str) -> list[Any]:
    """What axe finds in `own`."""
    page.evaluate(chromium.AXE)
    found = page.evaluate(
        """([own, rules, left]) => axe.run(own, {runOnly: rules, resultTypes: ['violations'], rules: left})
            .then((r) => r.violations)""",
        [own, chromium.RULES, {"landmark-unique": {"enabled": own != FORM}}],
    )
    return [(page.url, one["id"], [node["html"][:150] for node in one["nodes"]]) for one in found]


def test_the_list_and_its_pages(page: Page, bank: dict[str, Question]) -> None:
    pages = {
        BANK: "main",
        f"{BANK}?q=appen": ".listing",
        f"{BANK}add/": ".bank-kinds-page",
        f"{BANK}usage/{bank['ordering'].pk}/": ".bank-usage",
        f"{PUBLISH}?id={bank['draft'].pk}&id={bank['true_false'].pk}&id={bank['ordering'].pk}": "main",
    }
    found = []
    for address, own in pages.items():
        page.goto(address)
        found += violations(page, own)
    assert found == []


@pytest.mark.slow
def test_the_form_of_every_type(page: Page, bank: dict[str, Question]) -> None:
    found = []
    for row in bank.values():
        page.goto(f"{BANK}edit/{row.pk}/")
        page.locator("[data-missing] p").wait_for()
        found += violations(page, FORM)
    assert found == []


def test_the_preview_of_every_type(page: Page, bank: dict[str, Question]) -> None:
    found = []
    for row in bank.values():
        revision = row.latest_revision or row.save_revision(clean=False)
        page.goto(f"{BANK}history/{row.pk}/revisions/{revision.pk}/view/")
        page.locator("wagtail-userbar").evaluate("bar => bar.remove()")
        found += violations(page, "body")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, row.title
    assert found == []
