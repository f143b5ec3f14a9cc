"""Writing a part of a written course, unless an editor has changed it since the last load (DESIGN §4)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

from courses.models import LoadedPart

__all__ = ["Parts", "fingerprint_of_json"]


@dataclass
class Parts:
    """One load: what it wrote, and the titles of what it left alone because somebody edited it."""

    now: datetime
    edited: list[str] = field(default_factory=list)

    def may_write(self, row: Any, fields: Mapping[str, Any]) -> bool:
        """Whether `row` says something else than the files, and nobody but the files ever wrote it."""
        return self.may_replace(row, fingerprint_of(row, fields), fingerprint(type(row), fields))

    def may_replace(self, row: Any, stored: str, wanted: str) -> bool:
        """The same by fingerprint: `stored` of the row, `wanted` of the files."""
        if stored == wanted:
            self.remember(row.key, wanted)
            return False
        if LoadedPart.objects.filter(key=row.key, fingerprint=stored).exists() and not is_held(row):
            return True
        self.edited.append(str(row))
        return False

    def keep(self, row: Any, fields: Mapping[str, Any]) -> None:
        """Remembers that the files say this of `row`."""
        self.remember(row.key, fingerprint(type(row), fields))

    def remember(self, key: UUID, wanted: str) -> None:
        if not LoadedPart.objects.filter(key=key, fingerprint=wanted).exists():
            found = {"fingerprint": wanted, "loaded_at": self.now}
            LoadedPart.objects.update_or_create(key=key, defaults=found)

    def name(self, key: UUID, names: list[list[str]]) -> None:
        """Remembers how the files call the parts of what has this key: [stored id, id in the files]."""
        LoadedPart.objects.filter(key=key).exclude(names=names).update(names=names)


def is_held(row: Any) -> bool:
    """Whether a colleague has locked it, is judging it, wrote a draft of anything in it, or took it offline."""
    # Wagtail says `has_unpublished_changes` of what was taken offline too.
    signs = ("locked", "workflow_in_progress", "has_unpublished_changes")
    return any(getattr(row, sign, False) for sign in signs)


def fingerprint_of(row: Any, names: Mapping[str, Any]) -> str:
    """The fingerprint of these fields as an editor sees them: of the draft, where there is one."""
    newest = row.get_latest_revision_as_object() if getattr(row, "latest_revision_id", None) else row
    return fingerprint(type(row), {name: getattr(newest, name) for name in names})


def fingerprint(model: type[models.Model], fields: Mapping[str, Any]) -> str:
    """SHA-256 of the fields as the database holds them."""
    return fingerprint_of_json({name: stored_value(model, name, value) for name, value in fields.items()})


def fingerprint_of_json(stored: Mapping[str, Any]) -> str:
    """SHA-256 of plain values, whatever their order."""
    text = json.dumps(stored, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def stored_value(model: type[models.Model], name: str, value: Any) -> Any:
    kind = model._meta.get_field(name)
    if isinstance(kind, StreamField):
        block = kind.stream_block
        stream = block.to_python(value) if isinstance(value, list) else value
        fill_in(stream)
        return told(block.get_prep_value(stream), name)
    return value.pk if isinstance(value, models.Model) else value


def fill_in(stream: StreamValue) -> None:
    """Reads every block, so that what the JSON leaves out has its usual value, as after a visit to the editor."""
    for child in stream:
        for value in child.value.values():
            if isinstance(value, StreamValue):
                fill_in(value)


LASTING = {"options", "items", "answers", "pairs", "distractors", "areas", "rubric", "choices"}
"""The lists of a question whose lines have an id in the files."""


def told(value: Any, field: str, inside: str = "") -> Any:
    """What stored JSON says: without ids that the files do not hold, so that an export loads as what it was."""
    if isinstance(value, list):
        return [told(child, field, inside) for child in value]
    if isinstance(value, dict):
        is_named = (value.get("type") != "item") if field == "screens" else (field == "body" and inside in LASTING)
        return {name: told(child, field, name) for name, child in value.items() if is_named or name != "id"}
    return "" if value is None else value
