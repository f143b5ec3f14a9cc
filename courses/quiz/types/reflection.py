"""Reflection: a choice without right or wrong. Response {"choice": id, "sure": 1..4}; `sure` may be absent.

Fields: `choice` = id of an option, `sure` = "1" (not sure at all) to "4" (very sure).
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from courses.quiz.base import Question, arranged, read_common
from courses.quiz.errors import InvalidResponse
from courses.quiz.reader import Reader
from courses.quiz.responses import FormData, Response, form_value, known_id
from courses.quiz.scores import ReviewRow

MIN_OPTIONS = 2
MAX_OPTIONS = 6
SURE = {"1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True, kw_only=True)
class ReflectionOption:
    """One way to act; `feedback` tells what speaks for it and against it."""

    id: str
    text: str
    feedback: str = ""

    @classmethod
    def parse(cls, reader: Reader) -> "ReflectionOption":
        """Read one option of the content."""
        return cls(id=reader.id(), text=reader.text("text", required=True), feedback=reader.text("feedback"))

    def to_json(self) -> dict[str, object]:
        """Return the content of this option."""
        return {"id": self.id, "text": self.text, "feedback": self.feedback}


@dataclass(frozen=True, kw_only=True)
class Reflection(Question):
    """Never scored. `experts` tells what professionals chose and why; `ask_sure` also asks how sure the learner is."""

    type: ClassVar[str] = "reflection"
    is_scored: ClassVar[bool] = False

    options: tuple[ReflectionOption, ...]
    experts: str = ""
    ask_sure: bool = True

    @classmethod
    def parse(cls, reader: Reader) -> Self:
        """Read the content; nobody can fail without right and wrong, so `critical` is refused."""
        options = reader.parts("options", low=MIN_OPTIONS, high=MAX_OPTIONS, parse=ReflectionOption.parse)
        reader.refuse_repeats("options", ids=(o.id for o in options), texts=(o.text for o in options))
        common = read_common(reader)
        if common["critical"]:
            raise reader.fail("critical_unscored", "critical")
        ask_sure = reader.flag("ask_sure", default=True)
        return cls(**common, options=options, experts=reader.text("experts"), ask_sure=ask_sure)

    def own_json(self) -> dict[str, object]:
        """Return options, experts and ask_sure."""
        options = [option.to_json() for option in self.options]
        return {"options": options, "experts": self.experts, "ask_sure": self.ask_sure}

    def arrange(self, rng: random.Random) -> tuple[str, ...]:
        """Keep the author's order: it often runs from doing little to doing much."""
        return self._ids

    def own_shown(self, arrangement: Sequence[str]) -> dict[str, object]:
        """Return the options, and whether it is asked how sure the learner is."""
        options = [{"id": option.id, "text": option.text} for option in arranged(self.options, arrangement)]
        return {"options": options, "ask_sure": self.ask_sure}

    def view(self, arrangement: Sequence[str], response: Mapping[str, object] | None) -> dict[str, object]:
        """Return `options`, each with `chosen`, `ask_sure`, and `sure`: "1" to "4", or "" when it is not given."""
        standing = response or {}
        options = [
            {"id": option.id, "text": option.text, "chosen": option.id == standing.get("choice")}
            for option in arranged(self.options, arrangement)
        ]
        return {"options": options, "ask_sure": self.ask_sure, "sure": str(standing.get("sure", ""))}

    def read(
        self, data: FormData, standing: Mapping[str, object] | None, arrangement: Sequence[str]
    ) -> Response | None:
        """Read `choice` and, where it is asked, `sure`; being sure of nothing is no answer."""
        choice, sure = form_value(data, "choice"), form_value(data, "sure") if self.ask_sure else None
        if sure is not None and sure not in SURE:
            raise InvalidResponse("unknown_value")
        if choice is None:
            return None
        return self.check({"choice": choice} if sure is None else {"choice": choice, "sure": SURE[sure]})

    def check(self, response: Mapping[str, object]) -> Response:
        """Return {"choice": id}, with "sure" where it is asked and given."""
        if not isinstance(response, Mapping) or "choice" not in response:
            raise InvalidResponse("malformed")
        if not response.keys() <= {"choice", "sure"} or ("sure" in response and not self.ask_sure):
            raise InvalidResponse("unknown_field")
        checked: Response = {"choice": known_id(response["choice"], known=self._ids)}
        if "sure" in response:
            checked["sure"] = _level(response["sure"])
        return checked

    def fraction_of(self, response: Mapping[str, object], rule_version: int) -> Fraction:
        """Score nothing."""
        return Fraction(0)

    def class_of(self, response: Mapping[str, object]) -> str:
        """Return the id of the option."""
        return str(response["choice"])

    def class_labels(self) -> dict[str, str]:
        """Return the text of every option."""
        return {option.id: option.text for option in self.options}

    def review(self, response: Mapping[str, object] | None) -> tuple[ReviewRow, ...]:
        """Return a neutral line per option, each with its feedback: every choice has a for and an against."""
        chosen = None if response is None else self.check(response)["choice"]
        return tuple(_row(option, chosen=option.id == chosen) for option in self.options)

    @property
    def _ids(self) -> tuple[str, ...]:
        return tuple(option.id for option in self.options)


def _level(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in SURE.values():
        raise InvalidResponse("unknown_value")
    return value


def _row(option: ReflectionOption, *, chosen: bool) -> ReviewRow:
    return ReviewRow(
        id=option.id,
        text=option.text,
        given=option.text if chosen else "",
        expected="",
        chosen=chosen,
        verdict="neutral",
        feedback=option.feedback,
    )
