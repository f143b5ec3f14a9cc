"""Somebody half-way and somebody who finished, and every page that they can open: to compare before and after."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from certificates.models import Certificate
from courses.models import Attempt, Enrollment, Purpose
from courses.services.enrolling import pass_screen
from courses.services.replaying import Replay, replayable
from tests.courses.conftest import client_of
from tests.courses.pages import forms_of, result_url
from tests.factories.certificates import make_membership, make_user
from tests.factories.courses import (
    answer_all,
    content_of,
    finish_course,
    make_attempt,
    make_enrollment,
    practice_screens,
    right_data,
    save,
    take_quiz,
)

# Other at every look, by design.
FRESH = re.compile(r'(name="(?:csrfmiddlewaretoken|uuid)" value=")[^"]*|(data-csrf=")[^"]*')
Seen = dict[str, tuple[int, str, str]]


def halfway() -> Enrollment:
    """Read three screens, tried a practice question, failed the quiz once, and is at it again."""
    enrollment = make_enrollment(make_user("Sam de Vries").learner)
    screens = [screen.key for lesson in content_of(enrollment).lessons for screen in lesson.screens]
    for key in screens[:3]:
        pass_screen(enrollment=enrollment, screen_key=key, now=enrollment.started_at)
    try_practice(client_of(enrollment.learner))
    take_quiz(enrollment, wrong=8)
    attempt = make_attempt(enrollment)
    first = attempt.items.select_related("version").first()
    save(attempt, first.position, right_data(first.version)[0])
    return enrollment


def try_practice(client: Client) -> None:
    """Answers the first practice question."""
    url = practice_screens()[0][0]
    form = next(form for form in forms_of(client.get(url)) if form.tag.find("fieldset"))
    client.post(form.action, form.fields)


def finished() -> Certificate:
    """Passed, with a certificate."""
    user = make_user("Fatma Yılmaz")
    make_membership(user)
    enrollment = finish_course(user.learner)
    answer_all(make_attempt(enrollment, seed=7))
    return Certificate.objects.get(completion__enrollment=enrollment)


def addresses(enrollment: Enrollment, *, whole: bool = True) -> list[str]:
    """Every page about the course that this learner can open; not `whole`: of screens and questions one of a kind."""
    content = content_of(enrollment)
    quiz = f"/leren/saar/toets/{content.quizzes[0].slug}/"
    urls = [
        "/",
        "/cursussen/",
        "/cursussen/saar/",
        "/leren/saar/",
        "/mijn/",
        "/mijn/certificaten/",
        quiz,
        f"{quiz}nakijken/",
    ]
    few = slice(None) if whole else slice(-1, None)
    for lesson in content.lessons[slice(None) if whole else slice(2)]:
        screens = lesson.screens[few]
        urls += [f"/leren/saar/{lesson.slug}/", *(f"/leren/saar/{lesson.slug}/{screen.slug}/" for screen in screens)]
    for attempt in Attempt.objects.filter(enrollment=enrollment):
        urls += [f"{quiz}vraag/{item.position}/" for item in list(attempt.items.all())[few]] if attempt.is_open else []
        urls += [] if attempt.is_open else [result_url(attempt)]
    for certificate in Certificate.objects.filter(completion__enrollment=enrollment):
        urls += [f"/mijn/certificaten/{certificate.number}/", f"/c/{certificate.number}/"]
    return urls


def look(response: HttpResponse) -> tuple[int, str, str]:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text = content.decode(errors="backslashreplace")
    return response.status_code, response.headers.get("Location", ""), FRESH.sub(r"\1\2", text)


def everything_seen(*, whole: bool = True) -> Seen:
    """What everybody who takes a course sees on each of his pages, to the letter."""
    seen: Seen = {}
    learners = Enrollment.objects.filter(purpose=Purpose.LEARNER)
    for enrollment in learners.select_related("learner__user", "edition", "course"):
        client: Any = client_of(enrollment.learner)
        for url in addresses(enrollment, whole=whole):
            seen[f"{enrollment.pk} {url}"] = look(client.get(url))
    return seen


def assert_all_works(before: Seen) -> None:
    """The same pages, to the letter, and every stored attempt comes out again."""
    after = everything_seen()
    assert {url for url in before if after.get(url) != before[url]} == set()
    assert after.keys() == before.keys()
    assert all(status in {200, 302} for status, _, _ in after.values())
    assert list(Replay().run(replayable())) == []
