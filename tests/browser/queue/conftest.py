"""Devices with an open question in front of their learner."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from accounts.models import Learner
from courses.models import AttemptItem
from tests.browser import chromium
from tests.browser.queue.devices import Desk, Line, use_as
from tests.factories.courses import attempt_with, make_enrollment, make_learner

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def lines_may_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser says in its console that a request failed: here that is the subject, not a mistake."""
    monkeypatch.setattr(chromium, "REFUSALS", "Failed to load resource")


@pytest.fixture
def device(open_page: OpenPage, site: str) -> Callable[..., Desk]:
    """`device(learner, kind="single_choice")`: a phone of `learner` at a question of this type in his open attempt."""

    def make(learner: Learner, *, kind: str = "single_choice", item: AttemptItem | None = None) -> Desk:
        page = open_page(**chromium.PHONE)
        use_as(page, learner, site)
        item = item or attempt_with(kind, make_enrollment(learner))[1]
        desk = Desk(page, Line().attach(page.context), item)
        desk.open()
        return desk

    return make


@pytest.fixture
def desk(device: Callable[..., Desk]) -> Desk:
    """A guest at a question with one choice."""
    return device(make_learner())
