"""Matching: each stem gets a choice. Response {"pairs": {stem id: choice id}}.

Fields: `pair-<stem id>` = choice id ("" = none).
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from courses.quiz.base import Question, arranged, pair_verdict, read_common, shuffled
from courses.quiz.errors import InvalidResponse
from courses.quiz.parts import Labeled
from courses.quiz.reader import Reader
from courses.quiz.responses import FormData, Response, form_value, known_id, only_field
from courses.quiz.scores import ReviewRow

PREFIX = "pair-"
MIN_PARTS = 2
MAX_STEMS = 8
MAX_CHOICES = 12


@dataclass(frozen=True, kw_only=True)
class Stem:
    """A left-hand side; `match` is the id of its choice."""

    id: str
    text: str
    match: str

    @classmethod
    def parse(cls, reader: Reader) -> "Stem":
        """Read one stem of the content."""
        return cls(id=reader.id(), text=reader.text("text", required=True), match=reader.id("match"))

    def to_json(self) -> dict[str, object]:
        """Return the content of this stem."""
        return {"id": self.id, "text": self.text, "match": self.match}


@dataclass(frozen=True, kw_only=True)
class Matching(Question):
    """Score: right pairs / stems. Choices may fit several stems or none (distractors)."""

    type: ClassVar[str] = "matching"

    stems: tuple[Stem, ...]
    choices: tuple[Labeled, ...]

    @classmethod
    def parse(cls, reader: Reader) -> Self:
        """Read the content; every `match` is one of the choices."""
        stems = reader.parts("stems", low=MIN_PARTS, high=MAX_STEMS, parse=Stem.parse)
        choices = reader.parts("choices", low=MIN_PARTS, high=MAX_CHOICES, parse=Labeled.parse)
        reader.refuse_repeats("stems", ids=(s.id for s in stems), texts=(s.text for s in stems))
        reader.refuse_repeats("choices", ids=(c.id for c in choices), texts=(c.text for c in choices))
        known = {choice.id for choice in choices}
        for index, stem in enumerate(stems):
            if stem.match not in known:
                raise reader.fail("unknown_choice", f"stems[{index}].match")
        return cls(**read_common(reader), stems=stems, choices=choices)

    def own_json(self) -> dict[str, object]:
        """Return stems and choices."""
        return {
            "stems": [stem.to_json() for stem in self.stems],
            "choices": [choice.to_json() for choice in self.choices],
        }

    def arrange(self, rng: random.Random) -> tuple[str, ...]:
        """Shuffle the choices; the stems keep their order."""
        return shuffled([choice.id for choice in self.choices], rng)

    def own_shown(self, arrangement: Sequence[str]) -> dict[str, object]:
        """Return the stems and the choices as shown."""
        return {
            "stems": [{"id": stem.id, "text": stem.text} for stem in self.stems],
            "choices": [choice.to_json() for choice in arranged(self.choices, arrangement)],
        }

    def view(self, arrangement: Sequence[str], response: Mapping[str, object] | None) -> dict[str, object]:
        """Return `stems`, each with `choices`, of which one may be `chosen`."""
        pairs = self._pairs(response) if response else {}
        choices = arranged(self.choices, arrangement)
        return {
            "stems": [
                {"id": stem.id, "text": stem.text}
                | {"choices": [one.to_json() | {"chosen": pairs.get(stem.id) == one.id} for one in choices]}
                for stem in self.stems
            ]
        }

    def read(
        self, data: FormData, standing: Mapping[str, object] | None, arrangement: Sequence[str]
    ) -> Response | None:
        """Read the `pair-` fields; they are the whole answer."""
        known = {PREFIX + stem.id for stem in self.stems}
        if any(name.startswith(PREFIX) and name not in known for name in data):
            raise InvalidResponse("unknown_id")
        given = {stem.id: form_value(data, PREFIX + stem.id) for stem in self.stems}
        pairs = {stem_id: choice for stem_id, choice in given.items() if choice is not None}
        return self.check({"pairs": pairs}) if pairs else None

    def check(self, response: Mapping[str, object]) -> Response:
        """Return {"pairs": {stem id: choice id}} in the order of the stems, at least one pair."""
        return {"pairs": self._pairs(response)}

    def is_complete(self, response: Mapping[str, object] | None) -> bool:
        """Tell whether every stem has a choice."""
        return response is not None and len(self._pairs(response)) == len(self.stems)

    def fraction_of(self, response: Mapping[str, object], rule_version: int) -> Fraction:
        """Score right pairs / stems (quiz.md §2.6)."""
        pairs = self._pairs(response)
        return Fraction(sum(pairs.get(stem.id) == stem.match for stem in self.stems), len(self.stems))

    def class_of(self, response: Mapping[str, object]) -> str:
        """Return how many pairs are right, "3/4"."""
        pairs = self._pairs(response)
        return f"{sum(pairs.get(stem.id) == stem.match for stem in self.stems)}/{len(self.stems)}"

    def right_classes(self) -> frozenset[str]:
        """Return the class with all pairs right."""
        return frozenset([f"{len(self.stems)}/{len(self.stems)}"])

    def review(self, response: Mapping[str, object] | None) -> tuple[ReviewRow, ...]:
        """Return a line per stem."""
        pairs = {} if response is None else self._pairs(response)
        return tuple(self._row(stem, pairs.get(stem.id, "")) for stem in self.stems)

    def _row(self, stem: Stem, given: str) -> ReviewRow:
        texts = {choice.id: choice.text for choice in self.choices}
        return ReviewRow(
            id=stem.id,
            text=stem.text,
            given=texts.get(given, ""),
            expected=texts[stem.match],
            chosen=bool(given),
            verdict=pair_verdict(given=given, expected=stem.match),
        )

    def _pairs(self, response: Mapping[str, object]) -> dict[str, str]:
        pairs = only_field(response, "pairs")
        if not isinstance(pairs, Mapping):
            raise InvalidResponse("malformed")
        if not pairs:
            raise InvalidResponse("empty")
        if len(pairs) > len(self.stems):
            raise InvalidResponse("too_many")
        stems, choices = [stem.id for stem in self.stems], [choice.id for choice in self.choices]
        checked = {known_id(key, known=stems): known_id(value, known=choices) for key, value in pairs.items()}
        return {stem_id: checked[stem_id] for stem_id in stems if stem_id in checked}
