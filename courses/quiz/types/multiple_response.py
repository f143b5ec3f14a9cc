"""Multiple response: one or more right options of 2 to 8. Field `choices`, response {"choices": [ids]}."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from courses.quiz.base import Question, read_common, shuffled
from courses.quiz.options import Option, chosen_options, read_options, review_options, shown_options, with_weight
from courses.quiz.reader import Reader
from courses.quiz.response_classes import joined
from courses.quiz.responses import FormData, Response, form_values, known_ids, only_field
from courses.quiz.scores import ReviewRow

RULES = ("all_or_nothing", "right_minus_wrong", "weights")


@dataclass(frozen=True, kw_only=True)
class MultipleResponse(Question):
    """`rule` all_or_nothing: exactly the right set is 1.

    right_minus_wrong: (right ones chosen - wrong ones chosen) / all right ones, at least 0.
    weights (only from an import): the sum of the weights of what was chosen, from 0 to 1.
    """

    type: ClassVar[str] = "multiple_response"

    options: tuple[Option, ...]
    rule: str = RULES[0]
    shuffle: bool = True

    @classmethod
    def parse(cls, reader: Reader) -> Self:
        """Read the content; options have weights with the rule `weights`, and with no other."""
        rule = reader.word("rule", allowed=RULES)
        return cls(
            **read_common(reader),
            options=read_options(reader, with_weight if rule == "weights" else Option.parse),
            rule=rule,
            shuffle=reader.flag("shuffle", default=True),
        )

    def own_json(self) -> dict[str, object]:
        """Return options, rule and shuffle."""
        options = [option.to_json() for option in self.options]
        return {"options": options, "rule": self.rule, "shuffle": self.shuffle}

    def arrange(self, rng: random.Random) -> tuple[str, ...]:
        """Shuffle the options, or keep the author's order."""
        return shuffled(self._ids, rng) if self.shuffle else self._ids

    def own_shown(self, arrangement: Sequence[str]) -> dict[str, object]:
        """Return the options as shown."""
        return {"options": shown_options(self.options, arrangement)}

    def view(self, arrangement: Sequence[str], response: Mapping[str, object] | None) -> dict[str, object]:
        """Return `options`, each with `chosen`."""
        chosen = self._chosen(response) if response else []
        return {"options": chosen_options(self.options, arrangement, *chosen)}

    def read(
        self, data: FormData, standing: Mapping[str, object] | None, arrangement: Sequence[str]
    ) -> Response | None:
        """Read every `choices`."""
        values = form_values(data, "choices", most=len(self.options))
        return self.check({"choices": values}) if values else None

    def check(self, response: Mapping[str, object]) -> Response:
        """Return {"choices": ids}, sorted, at least one."""
        return {"choices": sorted(self._chosen(response))}

    def fraction_of(self, response: Mapping[str, object], rule_version: int) -> Fraction:
        """Score by the rule of the question (quiz.md §2.4)."""
        chosen = set(self._chosen(response))
        if self.rule == "weights":
            weights = (option.weight for option in self.options if option.weight and option.id in chosen)
            return min(Fraction(1), max(Fraction(0), sum(weights, Fraction(0))))
        correct = {option.id for option in self.options if option.correct}
        if self.rule == "all_or_nothing":
            return Fraction(chosen == correct)
        return max(Fraction(0), Fraction(len(chosen & correct) - len(chosen - correct), len(correct)))

    def class_of(self, response: Mapping[str, object]) -> str:
        """Return the ids of the options."""
        return joined(self._chosen(response))

    def class_labels(self) -> dict[str, str]:
        """Return the text of every option."""
        return {option.id: option.text for option in self.options}

    def right_classes(self) -> frozenset[str]:
        """Return the set of all right options."""
        return frozenset([joined(option.id for option in self.options if option.correct)])

    def review(self, response: Mapping[str, object] | None) -> tuple[ReviewRow, ...]:
        """Return a line per option."""
        return review_options(self.options, () if response is None else self._chosen(response))

    def _chosen(self, response: Mapping[str, object]) -> list[str]:
        return known_ids(only_field(response, "choices"), known=self._ids)

    @property
    def _ids(self) -> tuple[str, ...]:
        return tuple(option.id for option in self.options)
