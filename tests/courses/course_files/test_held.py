"""*Bijwerken* respects what somebody has in his hands: locks, reviews and planned hours (DESIGN §4)."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Revision

from accounts.models import User
from cms.services.workflows import set_up_workflow
from courses.models import LessonPage, Question
from courses.services.course_files import Mode, UnusableFile, import_course, importing, look_into
from tests.conftest import NOW
from tests.factories.course_files import exported
from tests.factories.courses import edit_lesson, edit_question, saar_page

pytestmark = pytest.mark.usefixtures("saar")

LOCKED = "‘{}’ staat op slot. Haal eerst het slot eraf, dan kun je bijwerken."
REVIEWED = "‘{}’ ligt ter beoordeling. Wacht tot dat klaar is, dan kun je bijwerken."
PLANNED = "‘{}’ is gepland en komt vanzelf uit. Wacht daarop, dan kun je bijwerken."


def lock(row: Any, by: User) -> None:
    type(row).objects.filter(pk=row.pk).update(locked=True, locked_by=by, locked_at=NOW)


def hand_in(row: Any, by: User) -> None:
    set_up_workflow()
    row.save_revision(user=by)
    row.get_workflow().start(row, by)


def plan(row: Any, by: User) -> None:
    row.go_live_at = NOW + timedelta(days=1)
    row.save_revision(user=by, approved_go_live_at=row.go_live_at)


HOLDS = [(lock, LOCKED), (hand_in, REVIEWED), (plan, PLANNED)]


def lesson() -> Any:
    return LessonPage.objects.order_by("path").first()


def question() -> Any:
    return Question.objects.filter(is_practice=False).order_by("pk").first()


def changed(pick: Callable[[], Any]) -> Any:
    """A lesson, course or question that says something else than the file."""
    row = pick()
    if isinstance(row, LessonPage):
        edit_lesson(row, lambda screens: screens[0]["value"].update(title="Hier anders"))
    elif isinstance(row, Question):
        edit_question(row, stem="Hier anders?")
    else:
        row.subtitle = "Hier anders"
        row.save_revision().publish()
    return pick()


def update(file: bytes, by: User) -> None:
    import_course(file=BytesIO(file), mode="bijwerken", by=by, now=NOW)


@pytest.mark.parametrize("pick", [lesson, question, saar_page])
@pytest.mark.parametrize(("hold", "sentence"), HOLDS)
def test_what_is_held_is_refused_before_and_at_taking_in(
    chief: User, pick: Callable[[], Any], hold: Callable[..., None], sentence: str
) -> None:
    file = exported()
    hold(changed(pick), chief)
    words = sentence.format(pick().title)
    look = look_into(BytesIO(file))
    assert (look.clashes, look.modes) == ([words], (Mode.COPY,))
    revisions = Revision.objects.count()
    with pytest.raises(UnusableFile) as refused:
        update(file, chief)
    assert str(refused.value) == words
    assert Revision.objects.count() == revisions


@pytest.mark.parametrize("pick", [lesson, question])
@pytest.mark.parametrize(("hold", "sentence"), HOLDS)
def test_what_is_held_a_moment_after_the_look(
    chief: User, pick: Callable[[], Any], hold: Callable[..., None], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are looked at once more when they are ours alone."""
    file = exported()
    row = changed(pick)
    real = importing.rows_here

    def and_then(*args: Any) -> Any:
        hold(row, chief)
        return real(*args)

    monkeypatch.setattr(importing, "rows_here", and_then)
    with pytest.raises(UnusableFile) as refused:
        update(file, chief)
    assert str(refused.value) == sentence.format(row.title)


@pytest.mark.parametrize(("hold", "_sentence"), HOLDS)
def test_what_the_file_leaves_alone_may_be_held(chief: User, hold: Callable[..., None], _sentence: str) -> None:
    file = exported()
    changed(lesson)
    hold(question(), chief)
    assert look_into(BytesIO(file)).clashes == []
    update(file, chief)
    assert lesson().has_unpublished_changes


def test_a_look_at_more_costs_the_same(chief: User) -> None:
    file = exported()
    hand_in(changed(lesson), chief)
    hand_in(changed(question), chief)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            look_into(BytesIO(file))
        return len(queries)

    cost()
    few = cost()
    for row in Question.objects.filter(is_practice=False).order_by("pk")[1:6]:
        hand_in(changed(lambda row=row: Question.objects.get(pk=row.pk)), chief)
    for row in LessonPage.objects.order_by("path")[1:3]:
        hand_in(changed(lambda row=row: LessonPage.objects.get(pk=row.pk)), chief)
    assert cost() == few
