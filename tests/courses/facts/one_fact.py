"""One fact in a lesson or a question, and ticking it off: plain functions for tests."""

from datetime import date
from typing import Any

from accounts.models import User
from courses.models import LessonPage, Question
from courses.services.fact_checking import check_fact
from courses.services.facts import Fact, all_facts
from tests.conftest import NOW
from tests.factories.courses import edit_lesson
from tests.factories.quizzes import stream

URL, TABLE = "/beheer/redactie/feiten/", "/beheer/redactie/feiten/tabel/"
TODAY = date(2026, 11, 21)
LAST_YEAR, TOO_OLD = "2025-11-21", "2025-11-20"
SENTENCE = "Bel 112 als iemand niet reageert."
OPEN = {"sentence": SENTENCE, "status": "te_controleren", "checked_on": None, "check_by": "medisch"}


def put_fact(lesson: LessonPage, **fields: Any) -> LessonPage:
    """One fact in the first block of the lesson, published."""
    item = {"type": "item", "id": "f0000000-0000-4000-8000-000000000001", "value": fields}

    def change(screens: list[dict[str, Any]]) -> None:
        block = screens[0]["value"]["content"][0]
        block["id"] = "f0000000-0000-4000-8000-000000000003"
        block["value"]["facts"] = [item]

    return edit_lesson(lesson, change)


def put_question_fact(question: Question, **fields: Any) -> Question:
    item = {"type": "fact", "id": "f0000000-0000-4000-8000-000000000002", "value": fields}
    question.facts = stream(Question, "facts", [item])
    question.save_revision().publish()
    return Question.objects.get(pk=question.pk)


def the_fact() -> Fact:
    (fact,) = all_facts()
    return fact


def tick(fact: Fact, by: User, *, by_role: str = "medisch", seen: str = "") -> bool:
    return check_fact(
        place=fact.place,
        fact_id=fact.stored.id,
        seen=seen or fact.stored.fingerprint,
        by_role=by_role,
        by=by,
        now=NOW,
    )


def post_data(fact: Fact, /, **fields: Any) -> dict[str, Any]:
    kind = "les" if isinstance(fact.place, LessonPage) else "vraag"
    return {
        "place": kind,
        "number": fact.place.pk,
        "fact": fact.stored.id,
        "seen": fact.stored.fingerprint,
        "by_role": fact.check_by or "redactie",
    } | fields
