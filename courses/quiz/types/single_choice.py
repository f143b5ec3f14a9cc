"""Single choice: one right option of 2 to 8. Field `choice`, response {"choice": id}."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from courses.quiz.base import Question, read_common, shuffled
from courses.quiz.options import Option, chosen_options, read_options, review_options, shown_options, with_credit
from courses.quiz.reader import Reader
from courses.quiz.responses import FormData, Response, form_value, known_id, only_field
from courses.quiz.scores import ReviewRow


@dataclass(frozen=True, kw_only=True)
class SingleChoice(Question):
    """Right option: 1, another: 0, or the credit that an import gave it."""

    type: ClassVar[str] = "single_choice"

    options: tuple[Option, ...]
    shuffle: bool = True

    @classmethod
    def parse(cls, reader: Reader) -> Self:
        """Read the content; exactly one option is right."""
        options = read_options(reader, with_credit)
        if sum(option.correct for option in options) != 1:
            raise reader.fail("several_correct_options", "options")
        return cls(**read_common(reader), options=options, shuffle=reader.flag("shuffle", default=True))

    def own_json(self) -> dict[str, object]:
        """Return options and shuffle."""
        return {"options": [option.to_json() for option in self.options], "shuffle": self.shuffle}

    def arrange(self, rng: random.Random) -> tuple[str, ...]:
        """Shuffle the options, or keep the author's order."""
        return shuffled(self._ids, rng) if self.shuffle else self._ids

    def own_shown(self, arrangement: Sequence[str]) -> dict[str, object]:
        """Return the options as shown."""
        return {"options": shown_options(self.options, arrangement)}

    def view(self, arrangement: Sequence[str], response: Mapping[str, object] | None) -> dict[str, object]:
        """Return `options`, each with `chosen`."""
        return {"options": chosen_options(self.options, arrangement, (response or {}).get("choice"))}

    def read(
        self, data: FormData, standing: Mapping[str, object] | None, arrangement: Sequence[str]
    ) -> Response | None:
        """Read `choice`."""
        value = form_value(data, "choice")
        return None if value is None else self.check({"choice": value})

    def check(self, response: Mapping[str, object]) -> Response:
        """Return {"choice": id}."""
        return {"choice": known_id(only_field(response, "choice"), known=self._ids)}

    def fraction_of(self, response: Mapping[str, object], rule_version: int) -> Fraction:
        """Score 1 for the right option, the credit of another."""
        chosen = next(option for option in self.options if option.id == response["choice"])
        return Fraction(1) if chosen.correct else chosen.credit or Fraction(0)

    def class_of(self, response: Mapping[str, object]) -> str:
        """Return the id of the option."""
        return str(response["choice"])

    def class_labels(self) -> dict[str, str]:
        """Return the text of every option."""
        return {option.id: option.text for option in self.options}

    def right_classes(self) -> frozenset[str]:
        """Return the right option."""
        return frozenset(option.id for option in self.options if option.correct)

    def review(self, response: Mapping[str, object] | None) -> tuple[ReviewRow, ...]:
        """Return a line per option."""
        chosen = () if response is None else (str(self.check(response)["choice"]),)
        return review_options(self.options, chosen)

    @property
    def _ids(self) -> tuple[str, ...]:
        return tuple(option.id for option in self.options)
