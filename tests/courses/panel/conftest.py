"""An open panel before a changed course, with Sam in it."""

from typing import Any

import pytest

from accounts.models import User
from courses.models import PanelMember, PanelReview
from tests.factories.panels import make_panel


@pytest.fixture
def panel(editor: User) -> tuple[PanelReview, dict[str, tuple[PanelMember, str]]]:
    return make_panel(by=editor)


@pytest.fixture
def member(panel: Any) -> PanelMember:
    return panel[1]["Sam"][0]


@pytest.fixture
def home(panel: Any) -> str:
    """The first page of Sam."""
    return f"/panel/{panel[1]['Sam'][1]}/"
