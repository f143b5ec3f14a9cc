"""Ordering: 3 to 8 items, the content holds them in the right order. Response {"order": [all ids]}.

Fields: `order` once per item (the whole order on the page); from a button `move` = "<id>:up" or "<id>:down".
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import ClassVar, Self

from courses.quiz.base import Question, arranged, pair_verdict, read_common
from courses.quiz.errors import InvalidResponse
from courses.quiz.parts import Labeled
from courses.quiz.reader import Reader
from courses.quiz.response_classes import ALL_RIGHT, WRONG_FROM
from courses.quiz.responses import (
    FormData,
    Response,
    form_value,
    form_values,
    known_id,
    known_ids,
    only_field,
)
from courses.quiz.scores import ReviewRow

RULES = ("all_or_nothing", "relative_all")
STEPS = {"up": -1, "down": 1}
MIN_ITEMS = 3
MAX_ITEMS = 8


@dataclass(frozen=True, kw_only=True)
class Ordering(Question):
    """`rule` all_or_nothing, or relative_all: the share of pairs that stand the right way round."""

    type: ClassVar[str] = "ordering"

    items: tuple[Labeled, ...]
    rule: str = RULES[0]

    @classmethod
    def parse(cls, reader: Reader) -> Self:
        """Read the content."""
        items = reader.parts("items", low=MIN_ITEMS, high=MAX_ITEMS, parse=Labeled.parse)
        reader.refuse_repeats("items", ids=(i.id for i in items), texts=(i.text for i in items))
        return cls(**read_common(reader), items=items, rule=reader.word("rule", allowed=RULES))

    def own_json(self) -> dict[str, object]:
        """Return items and rule."""
        return {"items": [item.to_json() for item in self.items], "rule": self.rule}

    def arrange(self, rng: random.Random) -> tuple[str, ...]:
        """Choose any order but the right one, all equally likely."""
        # Permutation number 0 is the right order; a number from 1 on is unranked digit by digit.
        rank = rng.randrange(1, math.factorial(len(self.items)))
        left, order = list(self._ids), []
        for size in range(len(left) - 1, -1, -1):
            index, rank = divmod(rank, math.factorial(size))
            order.append(left.pop(index))
        return tuple(order)

    def own_shown(self, arrangement: Sequence[str]) -> dict[str, object]:
        """Return the items as shown."""
        return {"items": [item.to_json() for item in arranged(self.items, arrangement)]}

    def view(self, arrangement: Sequence[str], response: Mapping[str, object] | None) -> dict[str, object]:
        """Return `items` in the order that stands."""
        order = self._order(response) if response else arrangement
        return {"items": [item.to_json() for item in arranged(self.items, order)]}

    def read(
        self, data: FormData, standing: Mapping[str, object] | None, arrangement: Sequence[str]
    ) -> Response | None:
        """Read `order` and `move`; without `order` the learner agrees with the standing or shown order."""
        order: object = form_values(data, "order", most=len(self.items))
        if not order:
            order = tuple(arrangement) if standing is None else only_field(standing, "order")
        whole = self._order({"order": order})
        move = form_value(data, "move")
        return {"order": whole if move is None else self._moved(whole, move)}

    def check(self, response: Mapping[str, object]) -> Response:
        """Return {"order": ids}, every id once."""
        return {"order": self._order(response)}

    def fraction_of(self, response: Mapping[str, object], rule_version: int) -> Fraction:
        """Score by the rule of the question (quiz.md §2.5)."""
        order = self._order(response)
        if self.rule == "all_or_nothing":
            return Fraction(order == list(self._ids))
        place = {item_id: index for index, item_id in enumerate(order)}
        pairs = [place[first] < place[second] for first, second in combinations(self._ids, 2)]
        return Fraction(sum(pairs), len(pairs))

    def class_of(self, response: Mapping[str, object]) -> str:
        """Return ALL_RIGHT, or the first wrong place: whole orders would be up to 40,320 classes."""
        pairs = zip(self._order(response), self._ids, strict=True)
        wrong = next((place for place, (given, right) in enumerate(pairs, start=1) if given != right), None)
        return ALL_RIGHT if wrong is None else f"{WRONG_FROM}{wrong}"

    def right_classes(self) -> frozenset[str]:
        """Return ALL_RIGHT."""
        return frozenset([ALL_RIGHT])

    def review(self, response: Mapping[str, object] | None) -> tuple[ReviewRow, ...]:
        """Return a line per position."""
        order = [""] * len(self.items) if response is None else self._order(response)
        texts = {item.id: item.text for item in self.items}
        return tuple(
            ReviewRow(
                id=item.id,
                text=str(position),
                given=texts.get(given, ""),
                expected=item.text,
                chosen=bool(given),
                verdict=pair_verdict(given=given, expected=item.id),
            )
            for position, (item, given) in enumerate(zip(self.items, order, strict=True), start=1)
        )

    def reviewed(self, response: Mapping[str, object] | None, arrangement: Sequence[str]) -> tuple[ReviewRow, ...]:
        """Return the lines in the right order, whatever was shown."""
        return self.review(response)

    def _moved(self, order: list[str], move: str) -> list[str]:
        """Swap an item with its neighbor; at the end of the list nothing moves."""
        item_id, _, direction = move.rpartition(":")
        if direction not in STEPS:
            raise InvalidResponse("unknown_value")
        here = order.index(known_id(item_id, known=order))
        there = min(max(here + STEPS[direction], 0), len(order) - 1)
        result = list(order)
        result[here], result[there] = result[there], result[here]
        return result

    def _order(self, response: Mapping[str, object]) -> list[str]:
        order = known_ids(only_field(response, "order"), known=self._ids)
        if len(order) != len(self.items):
            raise InvalidResponse("incomplete")
        return order

    @property
    def _ids(self) -> tuple[str, ...]:
        return tuple(item.id for item in self.items)
