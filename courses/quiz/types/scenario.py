"""Scenario: a story with choices. Response {"path": [choice ids]}, from the start node on.

Fields: `choice` = id of a choice of the node that is shown (added to the path); `step` = how many choices the
page had seen when it was made, so that a page from the back button chooses again from there; `restart` = 1
empties the path.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import ClassVar, Self

from courses.quiz.base import Question, nothing_arranged, read_common
from courses.quiz.errors import InvalidResponse
from courses.quiz.reader import Reader
from courses.quiz.responses import FormData, Response, checked_value, form_value, only_field
from courses.quiz.scores import ReviewRow, Verdict
from courses.quiz.types.scenario_graph import (
    MAX_NODES,
    ScenarioChoice,
    ScenarioNode,
    check_graph,
    choice_value,
    node_values,
)


@dataclass(frozen=True, kw_only=True)
class Scenario(Question):
    """Score: points of the path / points of the best path without critical choices.

    An unfinished path or one with a critical choice scores 0.
    """

    type: ClassVar[str] = "scenario"
    is_stepwise: ClassVar[bool] = True

    start: str
    nodes: tuple[ScenarioNode, ...]

    @classmethod
    def parse(cls, reader: Reader) -> Self:
        """Read the content; ids of choices are unique in the whole scenario."""
        start = reader.id("start")
        nodes = reader.parts("nodes", low=1, high=MAX_NODES, parse=ScenarioNode.parse)
        reader.refuse_repeats("nodes", ids=(node.id for node in nodes))
        reader.refuse_repeats("nodes", ids=(c.id for c in chain.from_iterable(n.choices for n in nodes)))
        check_graph(nodes, start)
        return cls(**read_common(reader), start=start, nodes=nodes)

    def own_json(self) -> dict[str, object]:
        """Return start and nodes."""
        return {"start": self.start, "nodes": [node.to_json() for node in self.nodes]}

    def arrange(self, rng: random.Random) -> tuple[str, ...]:
        """Arrange nothing: the author's order of choices belongs to the story."""
        return ()

    def own_shown(self, arrangement: Sequence[str]) -> dict[str, object]:
        """Return every text that can be met. A page shows `current(response)` only, never this whole."""
        nothing_arranged(arrangement)
        return {"start": self.start, "nodes": [node.to_shown() for node in self.nodes]}

    def view(self, arrangement: Sequence[str], response: Mapping[str, object] | None) -> dict[str, object]:
        """Return the steps `walked`, the node to choose in as `current`, or the `ending`; later ones stay hidden."""
        return {
            "walked": self.walked(response),
            "current": self.current(response),
            "ending": self.ending(response),
        }

    def read(
        self, data: FormData, standing: Mapping[str, object] | None, arrangement: Sequence[str]
    ) -> Response | None:
        """Add `choice` to the standing path; no choice, or the last one again, changes nothing."""
        restart, choice_id = form_value(data, "restart"), form_value(data, "choice")
        if restart is not None and restart != "1":
            raise InvalidResponse("unknown_value")
        step = self._step(data)
        path = [] if standing is None or restart else self._path(standing)[:step]
        is_over = bool(path) and any(choice.critical for _, choice in self._walk(path)[0])
        if choice_id is not None and not restart and not is_over and path[-1:] != [choice_id]:
            path = [*path, choice_id]
        return self.check({"path": path}) if path else None

    def _step(self, data: FormData) -> int:
        """Return how much of the path the page knew; all of it when the page does not say."""
        text = form_value(data, "step")
        if text is None:
            return len(self.nodes)
        if not (text.isascii() and text.isdigit() and len(text) < 4):
            raise InvalidResponse("unknown_value")
        return int(text)

    def check(self, response: Mapping[str, object]) -> Response:
        """Return {"path": choice ids}, a way that the map allows, at least one choice."""
        path = self._path(response)
        if not path:
            raise InvalidResponse("empty")
        self._walk(path)
        return {"path": path}

    def is_complete(self, response: Mapping[str, object] | None) -> bool:
        """Tell whether the path reached an end."""
        return response is not None and self.current(response) is None

    def is_gradable(self, response: Mapping[str, object]) -> bool:
        """Count only a path that reached an end."""
        return self.is_complete(response)

    def fails_critically(self, response: Mapping[str, object]) -> bool:
        """Tell whether a critical choice was taken, finished or not."""
        return any(choice.critical for _, choice in self.walked(response))

    def fraction_of(self, response: Mapping[str, object], rule_version: int) -> Fraction:
        """Score the points of the path / the points of the best path."""
        return Fraction(sum(choice.points for _, choice in self.walked(response)), self.maximum)

    def walked(self, response: Mapping[str, object] | None) -> list[tuple[ScenarioNode, ScenarioChoice]]:
        """Return the nodes passed, each with the choice made there. Raises InvalidResponse."""
        return [] if response is None else self._walk(self._path(response))[0]

    def current(self, response: Mapping[str, object] | None) -> ScenarioNode | None:
        """Return the node to show next, None at an end. Raises InvalidResponse."""
        node = self._last(response)
        return node if node is not None and node.choices else None

    def ending(self, response: Mapping[str, object] | None) -> ScenarioNode | None:
        """Return the node without choices that the path reached, to show its text; None if there is none."""
        node = self._last(response)
        return node if node is not None and not node.choices else None

    @property
    def maximum(self) -> int:
        """Points of the best path."""
        return self._values[self.start] or 0

    def class_of(self, response: Mapping[str, object]) -> str:
        """Return the id of the last choice, where the story ended or stopped."""
        return self._path(response)[-1]

    def class_labels(self) -> dict[str, str]:
        """Return the text of every choice."""
        return {choice.id: choice.text for node in self.nodes for choice in node.choices}

    def review(self, response: Mapping[str, object] | None) -> tuple[ReviewRow, ...]:
        """Return a line per step, then the open node (missed) or the ending (neutral)."""
        rows = [self._step_row(node, choice) for node, choice in self.walked(response)]
        last = self._last(response)
        if last is not None:
            rows.append(self._last_row(last))
        return tuple(rows)

    def _step_row(self, node: ScenarioNode, choice: ScenarioChoice) -> ReviewRow:
        verdict = self._verdict(node, choice)
        return ReviewRow(
            id=node.id,
            text=node.text,
            given=choice.text,
            expected=self._best_text(node) if verdict == "wrong" else choice.text,
            chosen=True,
            verdict=verdict,
            feedback=choice.feedback,
        )

    def _last_row(self, node: ScenarioNode) -> ReviewRow:
        verdict: Verdict = "missed" if node.choices else "neutral"
        expected = self._best_text(node)
        return ReviewRow(id=node.id, text=node.text, given="", expected=expected, chosen=False, verdict=verdict)

    def _verdict(self, node: ScenarioNode, choice: ScenarioChoice) -> Verdict:
        """Judge a choice by what is still possible after it; where all are worth the same it is neutral."""
        if choice.critical:
            return "wrong"
        values = {choice_value(option, self._values) for option in node.choices}
        if len(values) == 1:
            return "neutral"
        return "right" if choice_value(choice, self._values) == self._values[node.id] else "wrong"

    def _best_text(self, node: ScenarioNode) -> str:
        """Return the first choice of the best way on, "" if every way fails."""
        best = self._values[node.id]
        texts = (c.text for c in node.choices if best is not None and choice_value(c, self._values) == best)
        return next(texts, "")

    def _path(self, response: Mapping[str, object]) -> list[str]:
        path = only_field(response, "path")
        if not isinstance(path, list | tuple):
            raise InvalidResponse("malformed")
        if len(path) > len(self.nodes):
            raise InvalidResponse("too_many")
        return [checked_value(choice_id) for choice_id in path]

    def _walk(self, path: Sequence[str]) -> tuple[list[tuple[ScenarioNode, ScenarioChoice]], ScenarioNode | None]:
        """Follow the path; the second value is where it stands, None after a choice that ends."""
        steps: list[tuple[ScenarioNode, ScenarioChoice]] = []
        node: ScenarioNode | None = self._by_id[self.start]
        for choice_id in path:
            choice = next((c for c in node.choices if c.id == choice_id), None) if node else None
            if node is None or choice is None:
                raise InvalidResponse("not_here" if choice_id in self._choice_ids else "unknown_id")
            steps.append((node, choice))
            node = None if choice.next is None else self._by_id[choice.next]
        return steps, node

    def _last(self, response: Mapping[str, object] | None) -> ScenarioNode | None:
        """Return where the path stands. A critical choice ends the story: only an ending may follow it."""
        steps, node = self._walk([] if response is None else self._path(response))
        if node is not None and node.choices and any(choice.critical for _, choice in steps):
            return None
        return node

    @cached_property
    def _by_id(self) -> dict[str, ScenarioNode]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def _choice_ids(self) -> frozenset[str]:
        return frozenset(choice.id for node in self.nodes for choice in node.choices)

    @cached_property
    def _values(self) -> dict[str, int | None]:
        return node_values(self.nodes)
