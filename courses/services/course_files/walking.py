"""Going through stored StreamField JSON by the blocks that it is made of.

walk = Walk(row=lambda model, value: ..., html=..., stream_id=...)
converted(Question._meta.get_field("body").stream_block, stored, walk)
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from wagtail import blocks

from courses.services.course_files.errors import broken, newer

__all__ = ["Walk", "converted", "field_blocks", "stored_stream"]

MAX_TEXT = 100_000


def same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Walk:
    """What to do on the way: with what a chooser points at, with rich text, and with the ids of a stream's blocks."""

    row: Callable[[type[Model], Any], Any]
    html: Callable[[str], str] = same
    stream_id: Callable[[str], str] = same


def field_blocks(model: type[Model], name: str) -> blocks.StreamBlock:
    """The blocks of a StreamField."""
    return model._meta.get_field(name).stream_block  # type: ignore[union-attr]  # Wagtail's field has no types


def stored_stream(row: Model, name: str) -> list[dict[str, Any]]:
    """A StreamField as it would be stored now, also when it was stored long ago."""
    value = getattr(row, name)
    list(value)  # reads every block: else it is given back as it was
    prepared = field_blocks(type(row), name).get_prep_value(value)
    stored: list[dict[str, Any]] = json.loads(json.dumps(prepared, cls=DjangoJSONEncoder))
    return stored


def converted(block: blocks.Block, stored: Any, walk: Walk) -> Any:
    """`stored` after the walk. Raises UnusableFile when it is not the JSON of `block`."""
    if isinstance(block, blocks.StreamBlock):
        return [stream_child(block, child, walk) for child in listed(stored)]
    if isinstance(block, blocks.ListBlock):
        return [list_child(block, child, walk) for child in listed(stored)]
    if isinstance(block, blocks.StructBlock):
        return struct(block, stored, walk)
    if isinstance(block, blocks.ChooserBlock):
        return None if stored is None else walk.row(block.model_class, stored)
    return walk.html(text(stored)) if isinstance(block, blocks.RichTextBlock) else leaf(block, stored)


def listed(stored: Any) -> list[Any]:
    if not isinstance(stored, list):
        raise broken()
    return stored


def stream_child(block: blocks.StreamBlock, child: Any, walk: Walk) -> dict[str, Any]:
    """One block of a stream, of a type that we know."""
    if not isinstance(child, dict) or not isinstance(child.get("type"), str):
        raise broken()
    if child["type"] not in block.child_blocks:
        raise newer()
    value = converted(block.child_blocks[child["type"]], child.get("value"), walk)
    return {"type": child["type"], "id": walk.stream_id(lasting_id(child)), "value": value}


def list_child(block: blocks.ListBlock, child: Any, walk: Walk) -> dict[str, Any]:
    """One item of a list; its id may be an option of a question, so that stays."""
    if not isinstance(child, dict):
        raise broken()
    return {"type": "item", "id": lasting_id(child), "value": converted(block.child_block, child.get("value"), walk)}


def struct(block: blocks.StructBlock, stored: Any, walk: Walk) -> dict[str, Any]:
    """The fields of a block; one that we do not know is from a newer version."""
    if not isinstance(stored, Mapping):
        raise broken()
    if set(stored) - set(block.child_blocks):
        raise newer()
    return {name: converted(block.child_blocks[name], value, walk) for name, value in stored.items()}


def lasting_id(child: Mapping[str, Any]) -> str:
    """Ids are keys: progress and answers refer to them."""
    try:
        return str(UUID(child["id"]))
    except (KeyError, ValueError, TypeError, AttributeError):
        raise broken() from None


def leaf(block: blocks.Block, stored: Any) -> Any:
    """Text, a number or a yes, as the block holds it."""
    if stored is None:
        return None
    if isinstance(block, blocks.BooleanBlock):
        allowed: tuple[type, ...] = (bool,)
    elif isinstance(block, blocks.IntegerBlock | blocks.FloatBlock | blocks.DecimalBlock):
        allowed = (int, float, str)
    else:
        return text(stored)
    if type(stored) not in allowed:
        raise broken()
    return stored


def text(stored: Any) -> str:
    if not isinstance(stored, str) or len(stored) > MAX_TEXT:
        raise broken()
    return stored
