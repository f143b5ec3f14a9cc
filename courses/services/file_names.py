"""The short ids in the files of a written course (a, call, s4) and the lasting ids behind them, both ways (DESIGN §4).

A load keeps `names_of(…)`; an export gives `with_names(…)`. What an editor made has no short id: its UUID is its name.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from courses.blocks.questions.base import item_id
from courses.models import LoadedPart

__all__ = [
    "COURSE_EXTRAS",
    "QUIZ_EXTRAS",
    "SOURCE_EXTRAS",
    "kept_names",
    "meldpunt_key",
    "names_of",
    "said",
    "source_key",
    "with_names",
]

COURSE_EXTRAS = ("all_lessons_required",)
QUIZ_EXTRAS = (
    "shuffle_questions",
    "counts",
    "feedback",
    "max_tries",
    "penalty",
    "max_attempts",
    "wait_minutes",
    "time_limit_minutes",
)
SOURCE_EXTRAS = ("checked_on", "checked_by_role")
"""Fields that the files name only when they are not as usual."""
PARTS = ("options", "items", "answers", "areas", "rubric", "stems")
"""The lists of a question whose parts are stored under `item_id`."""


def said(table: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Those of these fields that the files name."""
    return {name: table[name] for name in names if name in table}


def source_key(course: UUID, name: str) -> UUID:
    """The key of a source that the files of a course name so."""
    return uuid5(course, f"source:{name}")


def meldpunt_key(name: str) -> UUID:
    """The key of a number: it belongs to all courses, so it follows from the number only."""
    return uuid5(UUID(int=0), f"meldpunt:{name}")


def kept_names(key: UUID) -> dict[str, str]:
    """Stored id → id in the files of the parts of a page or question, as the last load left them."""
    found = LoadedPart.objects.filter(key=key).values_list("names", flat=True).first()
    return dict(found or [])


def names_of(content: Mapping[str, Any], key: UUID) -> list[list[str]]:
    """[stored id, short id] of every part of a question of the files, in their order."""
    pairs = [[item_id(key, part["id"]), part["id"]] for name in PARTS for part in content.get(name, ())]
    for node in content.get("nodes", ()):
        pairs += [[item_id(key, choice["id"], f"{node['id']}:"), choice["id"]] for choice in node.get("choices", ())]
    return pairs + names_of_choices(content, key)


def names_of_choices(content: Mapping[str, Any], key: UUID) -> list[list[str]]:
    """Those of matching: the engine names a choice after the first pair that has it, else after itself."""
    pairs = {stem["match"]: item_id(key, stem["id"]) for stem in reversed(content.get("stems", ()))}
    names = [choice["id"] for choice in content.get("choices", ())]
    return [[f"m-{pairs.get(name) or item_id(key, name, 'extra:')}", name] for name in names]


def with_names(content: Mapping[str, Any], key: UUID, names: Mapping[str, str]) -> dict[str, Any]:
    """The engine's JSON of a stored question as the files have it: with short ids, and "" for the end of a story."""
    parts: dict[str, Any] = {name: named(content[name], key, names) for name in PARTS if name in content}
    if "nodes" in content:
        parts["nodes"] = [
            node | {"choices": [with_end(choice) for choice in named(node["choices"], key, names, f"{node['id']}:")]}
            for node in content["nodes"]
        ]
    if "choices" in content:
        parts |= matched(content, parts["stems"], key, names)
    return {name: parts.get(name, value) for name, value in content.items() if name != "schema"}


def named(parts: Sequence[Any], key: UUID, names: Mapping[str, str], prefix: str = "") -> list[dict[str, Any]]:
    return [part | {"id": short(key, part["id"], names.get(part["id"], ""), prefix)} for part in parts]


def short(key: UUID, stored: str, name: str, prefix: str) -> str:
    """`name`, when a load makes the stored id of it again; else the stored id."""
    return name if name and item_id(key, name, prefix) == stored else stored


def with_end(choice: Mapping[str, Any]) -> dict[str, Any]:
    return {**choice, "next": choice["next"] or ""}


def matched(content: Any, stems: Any, key: UUID, names: Mapping[str, str]) -> dict[str, Any]:
    """Both sides of matching; the choices in the order of the files, unless an editor moved the loose ones."""
    used = {stem["match"] for stem in stems}
    loose = [choice for choice in content["choices"] if choice["id"] not in used]
    order = {stored: place for place, stored in enumerate(names)}
    choices = sorted(content["choices"], key=lambda choice: order.get(choice["id"], len(order)))
    if [choice for choice in choices if choice in loose] != loose:
        choices = content["choices"]
    ids = {
        stored: names.get(stored, stored[2:])
        if stored in used
        else short(key, stored[2:], names.get(stored, ""), "extra:")
        for stored in (choice["id"] for choice in choices)
    }
    return {
        "stems": [stem | {"match": ids[stem["match"]]} for stem in stems],
        "choices": [choice | {"id": ids[choice["id"]]} for choice in choices],
    }
