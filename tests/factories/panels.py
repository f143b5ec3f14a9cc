"""A panel before the course of `tests.factories.quizzes`: plain functions for tests."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from courses.models import CoursePage, LessonPage, PanelMember, PanelReview
from courses.services.panels import Invitee, open_panel
from tests.conftest import NOW
from tests.factories.courses import make_editor
from tests.factories.quizzes import SLUG, make_quiz_course
from tests.quiz import samples

__all__ = ["PEOPLE", "WEEK", "change_course", "make_panel", "panel_page"]

WEEK = timedelta(days=7)
PEOPLE = (Invitee("Sam de Vries"), Invitee("Noor Bakker", "noor@example.nl", "gemeente"))


def panel_page(contents: Sequence[Any] = ()) -> CoursePage:
    """The page of a course that is out as 1.0 and was changed since, so that there is something to judge."""
    make_quiz_course(contents or [samples.single(), samples.true_false(), samples.scenario()])
    return change_course()


def change_course(title: str = "Een betere les") -> CoursePage:
    """The course with another title of its lesson, published."""
    page = CoursePage.objects.get(slug=SLUG)
    lesson = LessonPage.objects.child_of(page).get()
    lesson.title = title
    lesson.save_revision().publish()
    return page


def make_panel(
    *, page: CoursePage | None = None, by: User | None = None, people: Sequence[Invitee] = PEOPLE, now: datetime = NOW
) -> tuple[PanelReview, dict[str, tuple[PanelMember, str]]]:
    """An open panel for a week; first name → the member and the token of his link."""
    from accounts.roles import Role

    review, links = open_panel(
        page=page or panel_page(),
        question="Is dit duidelijk voor een nieuwe beheerder?",
        closes_at=now + WEEK,
        invitees=people,
        by=by or make_editor(Role.EDITOR, email="maker@example.nl"),
        now=now,
    )
    return review, {member.name.split()[0]: (member, token) for member, token in links.items()}
