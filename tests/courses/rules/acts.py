"""Questions with a number, and what somebody does with them over HTTP."""

from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client

from courses.models import Attempt
from courses.services.grading import submit_attempt
from tests.conftest import NOW
from tests.quiz import samples

QUIZ = "/leren/proef/toets/toets/"


def question(number: int, **extra: Any) -> dict[str, Any]:
    return samples.single(stem=f"Vraag nummer {number}?", explanation=f"Uitleg {number}.", **extra)


def contents(count: int = 2, **extra: Any) -> list[dict[str, Any]]:
    return [question(number, **extra) for number in range(1, count + 1)]


def answer_id(attempt: Attempt, position: int, *, right: bool) -> str:
    """The id of a right or wrong option of this question."""
    options = attempt.items.get(position=position).version.content["options"]
    return next(option["id"] for option in options if option["correct"] is right)


def url(position: int) -> str:
    return f"{QUIZ}vraag/{position}/"


def post(client: Client, attempt: Attempt, position: int, **data: Any) -> Any:
    return client.post(url(position), {"attempt": str(attempt.key), "uuid": "", "sequence": "1", **data})


def at(minutes: float) -> Any:
    return time_machine.travel(NOW + timedelta(minutes=minutes), tick=False)


def hand_in(attempt: Attempt, *, minutes: float = 1) -> None:
    submit_attempt(attempt=attempt, now=NOW + timedelta(minutes=minutes))
