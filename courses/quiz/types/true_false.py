"""True or false. Field `value` = "true" or "false", response {"value": bool}."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from courses.quiz.base import Question, nothing_arranged, read_common
from courses.quiz.errors import InvalidResponse
from courses.quiz.options import choice_verdict
from courses.quiz.reader import Reader
from courses.quiz.responses import FormData, Response, form_value, only_field
from courses.quiz.scores import ReviewRow

WORDS = {"true": True, "false": False}


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Question):
    """`feedback_true` is for who answered true, `feedback_false` for who answered false."""

    type: ClassVar[str] = "true_false"

    correct: bool
    feedback_true: str = ""
    feedback_false: str = ""

    @classmethod
    def parse(cls, reader: Reader) -> Self:
        """Read the content."""
        return cls(
            **read_common(reader),
            correct=reader.flag("correct"),
            feedback_true=reader.text("feedback_true"),
            feedback_false=reader.text("feedback_false"),
        )

    def own_json(self) -> dict[str, object]:
        """Return the answer and both feedbacks."""
        feedback = {"feedback_true": self.feedback_true, "feedback_false": self.feedback_false}
        return {"correct": self.correct, **feedback}

    def arrange(self, rng: random.Random) -> tuple[str, ...]:
        """Arrange nothing: true always comes first."""
        return ()

    def own_shown(self, arrangement: Sequence[str]) -> dict[str, object]:
        """Show the stem only."""
        nothing_arranged(arrangement)
        return {}

    def view(self, arrangement: Sequence[str], response: Mapping[str, object] | None) -> dict[str, object]:
        """Return `value`: "true", "false" or ""."""
        value = (response or {}).get("value")
        return {"value": "" if value is None else "true" if value else "false"}

    def read(
        self, data: FormData, standing: Mapping[str, object] | None, arrangement: Sequence[str]
    ) -> Response | None:
        """Read `value`."""
        word = form_value(data, "value")
        if word is not None and word not in WORDS:
            raise InvalidResponse("unknown_value")
        return None if word is None else {"value": WORDS[word]}

    def check(self, response: Mapping[str, object]) -> Response:
        """Return {"value": bool}."""
        value = only_field(response, "value")
        if not isinstance(value, bool):
            raise InvalidResponse("unknown_value")
        return {"value": value}

    def fraction_of(self, response: Mapping[str, object], rule_version: int) -> Fraction:
        """Score 1 for the right answer."""
        return Fraction(response["value"] is self.correct)

    def class_of(self, response: Mapping[str, object]) -> str:
        """Return "true" or "false"."""
        return "true" if response["value"] else "false"

    def right_classes(self) -> frozenset[str]:
        """Return the right one of "true" and "false"."""
        return frozenset(word for word, value in WORDS.items() if value is self.correct)

    def review(self, response: Mapping[str, object] | None) -> tuple[ReviewRow, ...]:
        """Return a line for the code "true" and one for "false"."""
        given = None if response is None else self.check(response)["value"]
        return tuple(self._row(word, value, chosen=given is value) for word, value in WORDS.items())

    def _row(self, word: str, value: bool, *, chosen: bool) -> ReviewRow:
        correct = value is self.correct
        feedback = self.feedback_true if value else self.feedback_false
        return ReviewRow(
            id=word,
            text=word,
            given=word if chosen else "",
            expected=word if correct else "",
            chosen=chosen,
            verdict=choice_verdict(chosen=chosen, correct=correct),
            feedback=feedback if chosen else "",
        )
