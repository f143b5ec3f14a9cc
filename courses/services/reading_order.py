"""In which order somebody reads the parts of frozen content.

PostgreSQL keeps JSON with its names in an order of its own, so the order of a dictionary says nothing.
"""

from collections.abc import Mapping
from typing import Any

__all__ = ["parts_in_order"]

FIRST = ("title", "stem", "text", "label", "front", "caption", "head")
REACTIONS = ("back", "note", "feedback", "feedback_true", "feedback_false", "feedback_wrong")
LAST = (*REACTIONS, "hints", "model_answer", "experts", "explanation")
PLACES = {name: place for place, name in enumerate(FIRST, start=-len(FIRST))}
PLACES |= {name: place for place, name in enumerate(LAST, start=1)}


def parts_in_order(value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Names and values as they are read: what is asked first, why last, the rest by name between them."""
    return sorted(value.items(), key=lambda part: (PLACES.get(part[0], 0), part[0]))
