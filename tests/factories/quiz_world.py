"""Learners in the middle of quizzes, for pictures: a page by its name, its address and the cookie of who sees it."""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from accounts.learners import remember_device
from courses.models import Attempt, AttemptItem, CourseEdition
from courses.quiz import Matching, OpenText, Ordering, Question, Reflection, Scenario, TrueFalse
from courses.services.attempting import parsed, save_answer
from courses.services.grading import submit_attempt
from tests.factories.neighborhood import QUESTIONS, contents
from tests.factories.quizzes import make_quiz_course, start

__all__ = ["pages", "write_pages"]

Page = tuple[str, str, str]
BUTTONS: dict[str, list[str]] = {"check": ["1"]}


def write_pages() -> None:
    """Makes the world in this database and writes its pages to stdout as JSON: name, address, cookies."""
    rows = [(name, address, {settings.DEVICE_COOKIE_NAME: cookie}) for name, address, cookie in pages(timezone.now())]
    sys.stdout.write(json.dumps(rows))


def pages(now: datetime) -> Iterator[Page]:
    """Every kind of page that a quiz has, each of somebody who got there at `now`."""
    yield from every_type(now)
    yield from practice(now)
    yield from timed(now)
    yield from afterwards(now)


def every_type(now: datetime) -> Iterator[Page]:
    """Each type answered but not handed in, and the results of who had all right and of who had all wrong."""
    edition = make_quiz_course(contents(), slug="vragen", pass_mark=60, intro="Elf vragen uit de wijk.")
    attempt = begun(edition, now)
    for item in items(attempt):
        answer(item, QUESTIONS[item.version.type].right, now)
        yield page(f"type-{item.version.type}", attempt, f"vraag/{item.position}/")
    yield from half_way(edition, now)
    for name in ("right", "wrong"):
        ready = begun(edition, now)
        for item in items(ready):
            example = QUESTIONS[item.version.type]
            answer(item, getattr(example, name) or example.right, now)
        submit_attempt(attempt=ready, now=now)
        yield page(f"types-{name}", ready, f"uitslag/{ready.key}/")


def half_way(edition: CourseEdition, now: datetime) -> Iterator[Page]:
    """A story after its first step."""
    attempt = begun(edition, now)
    for item in items(attempt):
        if item.version.type == "scenario":
            answer(item, QUESTIONS["scenario"].right[:1], now)
            yield page("type-scenario-begun", attempt, f"vraag/{item.position}/")


def practice(now: datetime) -> Iterator[Page]:
    """A first wrong try with a tip, and the explanation after the right one."""
    edition = make_quiz_course(
        contents("single_choice", "numeric"), slug="oefenen", counts=False, feedback="each", max_tries=2
    )
    attempt = begun(edition, now)
    first, second = items(attempt)
    yield page("practice-begin", attempt, "")
    answer(first, QUESTIONS["single_choice"].wrong, now, check=True)
    yield page("practice-tip", attempt, "vraag/1/?controle=1")
    answer(second, QUESTIONS["numeric"].right, now, check=True)
    yield page("practice-right", attempt, "vraag/2/?controle=1")
    over = begun(edition, now)
    for text in (*QUESTIONS["single_choice"].wrong, "Ik app de groep en wacht af."):
        answer(items(over)[0], (text,), now, check=True)
    yield page("practice-over", over, "vraag/1/?controle=1")


def timed(now: datetime) -> Iterator[Page]:
    """A clock that runs, and one that has run out."""
    edition = make_quiz_course(contents("single_choice", "matching"), slug="op-tijd", time_limit_minutes=10)
    attempt = begun(edition, now)
    yield page("timed-begin", begun(edition, now), "")
    yield page("timed-question", attempt, "vraag/1/")
    yield page("timed-over", begun(edition, now - timedelta(minutes=11)), "nakijken/")


def afterwards(now: datetime) -> Iterator[Page]:
    """The last attempt used up, and an open answer that waits for its reader."""
    once = begun(make_quiz_course(contents("single_choice"), slug="een-keer", max_attempts=1), now)
    submit_attempt(attempt=once, now=now)
    yield page("last-attempt", once, "")
    yield page("last-attempt-result", once, f"uitslag/{once.key}/")
    marked = make_quiz_course(contents("single_choice", "open_text"), slug="nakijken")
    ready, waiting = begun(marked, now), begun(marked, now)
    for item in items(ready)[:1] + items(waiting):
        answer(item, QUESTIONS[item.version.type].right, now)
    yield page("review", ready, "nakijken/")
    submit_attempt(attempt=waiting, now=now)
    yield page("waiting", waiting, f"uitslag/{waiting.key}/")


def begun(edition: CourseEdition, now: datetime) -> Attempt:
    """An open attempt of a new guest."""
    return start(edition, now=now)


def items(attempt: Attempt) -> list[AttemptItem]:
    return list(attempt.items.select_related("version", "attempt").order_by("position"))


def page(name: str, attempt: Attempt, rest: str) -> Page:
    response = HttpResponse()
    remember_device(response, guest=attempt.learner)
    slug = attempt.enrollment.course.slug
    return name, f"/leren/{slug}/toets/toets/{rest}", response.cookies[settings.DEVICE_COOKIE_NAME].value


def answer(item: AttemptItem, words: Sequence[str], now: datetime, *, check: bool = False) -> None:
    """Saves the answer that reads as `words` (see Example)."""
    for data in posts(parsed(item.version), words):
        sequence = item.answers.count() + 1
        save_answer(
            attempts=Attempt.objects.filter(pk=item.attempt_id),
            position=item.position,
            uuid=uuid4(),
            sequence=sequence,
            data=data | (BUTTONS if check else {}),
            now=now,
        )


def posts(question: Question, words: Sequence[str]) -> list[dict[str, list[str]]]:
    """The form fields of what reads as `words`: one post, and of a story one per step."""
    if isinstance(question, TrueFalse):
        return [{"value": [str(words[0] == "Waar").lower()]}]
    if isinstance(question, Ordering):
        return [{"order": [ids(question.items)[text] for text in words]}]
    if isinstance(question, Matching):
        choices = ids(question.choices)
        return [{f"pair-{stem.id}": [choices[text]] for stem, text in zip(question.stems, words, strict=True)}]
    if isinstance(question, Scenario):
        steps = ids(choice for node in question.nodes for choice in node.choices)
        return [{"choice": [steps[text]], "step": [str(at)]} for at, text in enumerate(words)]
    if question.type in {"numeric", "short_text"} or isinstance(question, OpenText):
        return [{"text": [words[0]]}]
    return [chosen(question, words)]


def chosen(question: Any, words: Sequence[str]) -> dict[str, list[str]]:
    """Options and places, by what their label says."""
    if question.type == "hotspot":
        labels = {area.label: area.id for area in question.areas}
        return {"way": ["list"], "area": [labels[text] for text in words]}
    options = ids(question.options)
    name = "choices" if question.type == "multiple_response" else "choice"
    sure = {"sure": ["3"]} if isinstance(question, Reflection) else {}
    return {name: [options[text] for text in words if text in options], **sure}


def ids(parts: Any) -> dict[str, str]:
    """The id of each part by its text."""
    return {part.text: part.id for part in parts}
