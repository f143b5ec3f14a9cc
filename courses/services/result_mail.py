"""The mail to who waited for a person: the result is known (DESIGN §5)."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.mail import send_once
from courses.models import Attempt, Enrollment
from courses.services.reading import edition_content

__all__ = ["mail_result"]


def mail_result(attempt: Attempt, enrollment: Enrollment, now: datetime) -> None:
    """Tells the learner that the result is known, once per attempt; a guest has no address."""
    user = enrollment.learner.user
    if user is None or not user.email:
        return
    content = edition_content(enrollment.edition)
    context = {"name": user.name, "course": content.course["title"], "url": result_url(attempt, enrollment)}
    send_once(key=f"marked:{attempt.key}", to=user.email, template="marked", context=context, now=now)


def result_url(attempt: Attempt, enrollment: Enrollment) -> str:
    """Where the learner finds the result: in the edition that he is in now; the course when that has no such quiz."""
    slug = enrollment.course.slug
    quiz = edition_content(enrollment.edition).quiz_by_key(str(attempt.quiz_key))
    path = (
        reverse("courses:result", args=[slug, quiz.slug, attempt.key])
        if quiz
        else reverse("courses:course", args=[slug])
    )
    return f"{settings.ACADEMIE_URL}{path}"
