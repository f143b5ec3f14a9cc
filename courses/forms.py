"""A question as a form: what the templates show of it, never what is right (DESIGN §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict

from courses.quiz import Question, Response, ReviewRow, Scenario, Score

__all__ = ["AnswerFields", "QuestionForm", "read_answer_fields"]

MAX_SEQUENCE = 1_000_000


@dataclass(frozen=True)
class QuestionForm:
    """One question with its order and the answer that stands.

    `name` makes ids unique when a page shows more than one question.
    """

    question: Question
    arrangement: Sequence[str]
    response: Response | None
    name: str = "vraag"

    @property
    def template(self) -> str:
        """The template of the type."""
        return f"courses/questions/{self.question.type}.html"

    @cached_property
    def shown(self) -> dict[str, Any]:
        """What may be seen, in the order of this attempt."""
        return self.question.shown(self.arrangement)

    @property
    def given(self) -> Mapping[str, Any]:
        return self.response or {}

    @property
    def stem(self) -> str:
        return self.question.stem

    @property
    def is_answered(self) -> bool:
        return self.question.is_complete(self.response)

    @cached_property
    def options(self) -> list[dict[str, Any]]:
        """Options of a choice question with `chosen`."""
        chosen = {self.given.get("choice"), *self.given.get("choices", [])}
        return [option | {"chosen": option["id"] in chosen} for option in self.shown["options"]]

    @property
    def value(self) -> str:
        """The answer to true or false: "true", "false" or ""."""
        return {True: "true", False: "false"}.get(self.given.get("value"), "")  # type: ignore[arg-type]

    @cached_property
    def ordered(self) -> list[dict[str, Any]]:
        """Items of an ordering question in the order that stands."""
        items = {item["id"]: item for item in self.shown["items"]}
        return [items[key] for key in self.given.get("order", items)]

    @cached_property
    def pairs(self) -> list[dict[str, Any]]:
        """Stems of a matching question with the choices and which one stands."""
        pairs = self.given.get("pairs", {})
        return [
            stem
            | {
                "choices": [
                    choice | {"chosen": pairs.get(stem["id"]) == choice["id"]} for choice in self.shown["choices"]
                ]
            }
            for stem in self.shown["stems"]
        ]

    @property
    def scenario(self) -> dict[str, Any]:
        """The steps walked so far and the one to choose in now; later steps stay hidden."""
        assert isinstance(self.question, Scenario)  # noqa: S101  (the template of another type never asks)
        return {
            "walked": self.question.walked(self.response),
            "current": self.question.current(self.response),
            "ending": self.question.ending(self.response),
        }

    @property
    def review(self) -> tuple[ReviewRow, ...]:
        """The lines of the result: it tells the answers, so only for who may see them."""
        rows = {row.id: row for row in self.question.review(self.response)}
        if self.question.type == "ordering" or not rows.keys() >= set(self.arrangement):
            return tuple(rows.values())
        return tuple(rows[key] for key in self.arrangement) or tuple(rows.values())

    @cached_property
    def score(self) -> Score:
        return self.question.grade(self.response)


@dataclass(frozen=True)
class AnswerFields:
    """The technical fields of an answer: its UUID and the number that the page gave it."""

    uuid: UUID
    sequence: int
    data: Mapping[str, Sequence[str]]


def read_answer_fields(post: QueryDict) -> AnswerFields:
    """The fields of a posted answer; what is missing or unreadable gets a fresh value, so nothing is lost."""
    try:
        uuid = UUID(post.get("uuid", ""))
    except ValueError:
        uuid = uuid4()
    text = post.get("sequence", "")
    sequence = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
    return AnswerFields(uuid, min(sequence, MAX_SEQUENCE), {name: post.getlist(name) for name in post})
