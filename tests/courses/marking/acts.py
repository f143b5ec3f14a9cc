"""Open answers handed in, and marked as the service and the page do it."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from accounts.models import Learner, User
from courses.models import Attempt, CourseEdition, Grade, Mark
from courses.services.attempting import standing_answers
from courses.services.grading import submit_attempt
from courses.services.marking import mark_answer
from tests.conftest import NOW
from tests.factories.courses import make_enrollment, read_all, save
from tests.factories.quizzes import start

LATER = NOW + timedelta(days=1)
ANSWER = "Ik blijf erbij.\nIk bel <b>112</b>."
FULL, HALF, NONE = (2, 1), (1, 0), (0, 0)  # points of the two lines of the rubric
LIST = "/beheer/toetsen/nakijken/"


def hand_in(
    edition: CourseEdition, *answers: str, learner: Learner | None = None, at: Any = NOW, read: bool = True
) -> Attempt:
    """Somebody who read everything and handed in these answers, by position; "" is left empty."""
    enrollment = make_enrollment(learner, edition)
    attempt = start(edition, enrollment=enrollment)
    for position, text in enumerate(answers or (ANSWER,), start=1):
        if text:
            save(attempt, position, {"text": [text]})
    if read:
        read_all(enrollment)
    submit_attempt(attempt=attempt, now=at)
    return Attempt.objects.get(pk=attempt.pk)


def lines(attempt: Attempt, position: int = 1) -> list[str]:
    """The ids of the lines of the rubric; none for another type."""
    content = attempt.items.get(position=position).version.content
    return [line["id"] for line in content.get("rubric", [])]


def give(attempt: Attempt, by: User, points: tuple[Any, ...] = FULL, *, position: int = 1, **fields: Any) -> Mark:
    """Marks the standing answer at `position`, with points by line."""
    item = attempt.items.get(position=position)
    values = {"comment": "", "now": LATER, "event": standing_answers(attempt).get(item.pk)}
    values["awarded"] = dict(zip(lines(attempt, position), points, strict=False))
    return mark_answer(**{"item": item, "by": by, **values, **fields})


def filled(attempt: Attempt, points: tuple[Any, ...] = FULL, **fields: str) -> dict[str, str]:
    """The fields of the form, with points by line."""
    named = {f"regel-{line}": str(given) for line, given in zip(lines(attempt), points, strict=True)}
    return {**named, "seen": "0", **fields}


def newest(attempt: Attempt) -> Grade:
    return Grade.objects.filter(attempt=attempt).last()


def page_of(attempt: Attempt, position: int = 1) -> str:
    return reverse("quiz_mark", args=[attempt.key, position])
