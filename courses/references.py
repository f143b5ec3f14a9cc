"""What the manuscript points at: photos, questions, numbers and sources in the blocks of pages and questions.

Read from the stored JSON itself, of what is published and of the newest draft. Wagtail's reference index is filled
by the background worker: right after an edit it knows nothing yet.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, Block, ChooserBlock, ListBlock
from wagtail.fields import StreamField
from wagtail.models import Revision

__all__ = ["Target", "chosen_in", "uses_of"]

Target = tuple[type[Model], str]
"""A model and the key of a row, as text."""


def uses_of(rows: Iterable[Model]) -> dict[Target, list[str]]:
    """Where each of `rows` stands, in words: *les ‘Wat zie jij?’*. As many queries for one row as for a hundred."""
    wanted = {target_of(row) for row in rows}
    uses: dict[Target, list[str]] = defaultdict(list)
    for holder, found in holders():
        for target in wanted & found:
            uses[target].append(f"{holder._meta.verbose_name} ‘{holder}’")
    return uses


def target_of(row: Model) -> Target:
    return type(row), str(row.pk)


def holders() -> Iterator[tuple[Model, set[Target]]]:
    """Every page and question of the manuscript, with what it points at."""
    for model in apps.get_app_config("courses").get_models():
        if fields := [field for field in model._meta.get_fields() if isinstance(field, StreamField)]:
            rows = list(model._default_manager.all())
            drafts = drafts_of(rows)
            for row in rows:
                yield row, set(targets_in(row, fields, drafts.get(row.pk, {})))


def targets_in(row: Model, fields: Iterable[StreamField], draft: dict[str, Any]) -> Iterator[Target]:
    for field in fields:
        yield from chosen_in(field.stream_block, field.value_from_object(row).raw_data)
        yield from chosen_in(field.stream_block, parsed(draft.get(field.name)))


def drafts_of(rows: Iterable[Any]) -> dict[Any, dict[str, Any]]:
    """The newest revision of each row that has changes which are not published."""
    newest = {row.latest_revision_id: row.pk for row in rows if getattr(row, "has_unpublished_changes", False)}
    found = Revision.objects.filter(pk__in=newest).values_list("pk", "content")
    return {newest[pk]: content for pk, content in found}


def parsed(stored: Any) -> Any:
    """A stream as a revision keeps it: JSON within JSON."""
    return json.loads(stored) if isinstance(stored, str) and stored else stored


def chosen_in(block: Block | None, stored: Any) -> Iterator[Target]:
    """What the choosers in `stored`, the JSON of a value of `block`, point at; also when it is gone since."""
    if not stored:
        return
    if isinstance(block, ChooserBlock):
        yield block.model_class, str(stored)
    elif isinstance(block, BaseStreamBlock):
        for child in stored:
            yield from chosen_in(block.child_blocks.get(child["type"]), child["value"])
    elif isinstance(block, BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from chosen_in(child, stored.get(name))
    elif isinstance(block, ListBlock):
        for item in stored:
            is_wrapped = isinstance(item, dict) and item.get("type") == "item"
            yield from chosen_in(block.child_block, item["value"] if is_wrapped else item)
