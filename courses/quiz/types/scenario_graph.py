"""The map of a scenario: nodes, choices, and what the best way through is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from courses.quiz.errors import InvalidQuestion
from courses.quiz.reader import Reader
from courses.quiz.scores import EXACT_DENOMINATOR

MAX_NODES = 40
MAX_CHOICES = 8
MAX_POINTS = 100


@dataclass(frozen=True, kw_only=True)
class ScenarioChoice:
    """A choice at a node; `next` None ends the scenario, `critical` fails it."""

    id: str
    text: str
    next: str | None
    points: int
    feedback: str = ""
    critical: bool = False

    @classmethod
    def parse(cls, reader: Reader) -> "ScenarioChoice":
        """Read one choice of the content."""
        return cls(
            id=reader.id(),
            text=reader.text("text", required=True),
            next=reader.optional_id("next"),
            points=reader.integer("points", low=0, high=MAX_POINTS, default=0),
            feedback=reader.text("feedback"),
            critical=reader.flag("critical", default=False),
        )

    def to_json(self) -> dict[str, object]:
        """Return the content of this choice."""
        shown = {"id": self.id, "text": self.text, "next": self.next, "points": self.points}
        return {**shown, "feedback": self.feedback, "critical": self.critical}


@dataclass(frozen=True, kw_only=True)
class ScenarioNode:
    """A situation; without choices it is an ending."""

    id: str
    text: str
    choices: tuple[ScenarioChoice, ...] = ()

    @classmethod
    def parse(cls, reader: Reader) -> "ScenarioNode":
        """Read one node of the content."""
        choices = reader.parts("choices", low=0, high=MAX_CHOICES, parse=ScenarioChoice.parse)
        reader.refuse_repeats("choices", ids=(c.id for c in choices), texts=(c.text for c in choices))
        return cls(id=reader.id(), text=reader.text("text", required=True), choices=choices)

    def to_json(self) -> dict[str, object]:
        """Return the content of this node."""
        return {"id": self.id, "text": self.text, "choices": [choice.to_json() for choice in self.choices]}

    def to_shown(self) -> dict[str, object]:
        """Return ids and texts, without where a choice leads."""
        choices = [{"id": choice.id, "text": choice.text} for choice in self.choices]
        return {"id": self.id, "text": self.text, "choices": choices}


def choice_value(choice: ScenarioChoice, values: Mapping[str, int | None]) -> int | None:
    """Return the most points from this choice to an end, None if that must pass a critical choice."""
    after = 0 if choice.next is None else values[choice.next]
    return None if choice.critical or after is None else choice.points + after


def node_values(nodes: Sequence[ScenarioNode]) -> dict[str, int | None]:
    """Return per node the most points of a way without critical choices, None if there is no such way.

    Raises InvalidQuestion("loop").
    """
    by_id = {node.id: node for node in nodes}
    values: dict[str, int | None] = {}
    for node_id in _ends_first(nodes):
        choices = by_id[node_id].choices
        found = [value for c in choices if (value := choice_value(c, values)) is not None]
        values[node_id] = max(found, default=None) if choices else 0
    return values


def check_graph(nodes: Sequence[ScenarioNode], start: str) -> None:
    """Refuse a map with unknown, unreachable or looping nodes, or without a best way of 1 to 1000 points.

    Without loops and loose ends every way ends. Raises InvalidQuestion.
    """
    links = {node.id: {c.next for c in node.choices if c.next is not None} for node in nodes}
    if start not in links:
        raise InvalidQuestion("unknown_node", "start")
    for index, node in enumerate(nodes):
        if not links[node.id] <= links.keys():
            raise InvalidQuestion("unknown_node", f"nodes[{index}]")
    lost = links.keys() - _reached(links, start)
    if lost:
        raise InvalidQuestion("unreachable_node", f"nodes[{next(i for i, n in enumerate(nodes) if n.id in lost)}]")
    best = node_values(nodes)[start]
    if not best:
        raise InvalidQuestion("no_points", "nodes")
    # More would not come back exactly from 7 places (scores.Score.exact).
    if best > EXACT_DENOMINATOR:
        raise InvalidQuestion("too_many_points", "nodes")


def _ends_first(nodes: Sequence[ScenarioNode]) -> list[str]:
    links = {node.id: sorted({c.next for c in node.choices if c.next is not None}) for node in nodes}
    try:
        return list(TopologicalSorter(links).static_order())
    except CycleError:
        raise InvalidQuestion("loop", "nodes") from None


def _reached(links: Mapping[str, set[str]], start: str) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        fresh = links[waiting.pop()] - seen
        seen |= fresh
        waiting.extend(fresh)
    return seen
