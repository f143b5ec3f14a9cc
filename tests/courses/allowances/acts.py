"""Attempts that fail, and taking one more."""

from datetime import timedelta
from typing import Any

from accounts.models import Learner
from courses.models import Attempt, CourseEdition, Enrollment, ExtraAttempt
from courses.services.allowing import take_extra_attempt
from courses.services.grading import submit_attempt
from tests.conftest import NOW
from tests.factories.courses import make_enrollment, quiz_of, save
from tests.factories.quizzes import start

QUIZ = "/leren/proef/toets/toets/"
EXTRA, MORE = "/beheer/toetsen/extra-pogingen/", "/beheer/toetsen/meer-tijd/"
REASON = "De bel ging.\nIk was <i>weg</i>."
HOUR = timedelta(hours=1)


def fail(enrollment: Enrollment, *, now: Any = NOW) -> Attempt:
    """One attempt, handed in with a wrong answer."""
    attempt = start(enrollment.edition, enrollment=enrollment, now=now)
    save(attempt, 1, {"value": ["false"]}, now=now)
    submit_attempt(attempt=attempt, now=now)
    return attempt


def take(enrollment: Enrollment, reason: str = REASON, *, now: Any = NOW) -> ExtraAttempt:
    return take_extra_attempt(enrollment=enrollment, quiz=quiz_of(enrollment), reason=reason, now=now)


def out_of_attempts(edition: CourseEdition, learner: Learner | None = None) -> Enrollment:
    enrollment = make_enrollment(learner, edition)
    fail(enrollment)
    return enrollment
