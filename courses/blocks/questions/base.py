"""What the blocks of all question types share (DESIGN §5)."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID, uuid5

from wagtail import blocks

from courses.assets import Asset
from courses.blocks.questions.problems import Findings, as_error, findings
from courses.quiz.base import MAX_HINTS


class QuestionTypeBlock(blocks.StructBlock):
    """Base of the question types: stem, explanation, and whether a wrong answer means *not passed*."""

    type_name: ClassVar[str]
    renamed: ClassVar[Mapping[str, str]] = {}
    """Names of the engine → names of the form, for errors."""

    stem = blocks.TextBlock(rows=3, label="Vraag")
    explanation = blocks.TextBlock(rows=3, label="Uitleg na het antwoord")
    critical = blocks.BooleanBlock(
        required=False,
        label="Wie deze vraag fout heeft, slaagt niet",
        help_text="Alleen als een fout gevaar oplevert.",
    )
    hints = blocks.ListBlock(
        blocks.TextBlock(rows=2, label="Tip"),
        max_num=MAX_HINTS,
        default=[],
        required=False,
        collapsed=True,
        label="Tips (alleen in de oefenstand)",
        help_text="Wie oefent, kan ze één voor één opvragen. Begin met een klein duwtje; verklap het antwoord niet.",
    )

    def clean(self, value: Any) -> Any:
        """Refuses a question that is not finished, with a sentence beside every field; a draft may wait."""
        if not self.is_deferred_validation:
            found = self.findings(value).problems
            if found:
                raise as_error(found)
        return super().clean(value)

    def findings(self, value: Any) -> Findings:
        """What is still missing, in sentences, and the question as far as it can be shown."""
        return findings(self, value)

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        """What was posted. A list that the form did not know yet, open since before an update, is empty."""
        posted = [
            (
                name,
                block.empty_value()
                if is_absent(block, data, files, f"{prefix}-{name}")
                else block.value_from_datadict(data, files, f"{prefix}-{name}"),
            )
            for name, block in self.child_blocks.items()
        ]
        return blocks.StructValue(self, posted)

    def common(self, value: Any) -> dict[str, Any]:
        """The part of the engine's JSON that all types share; no hints, no field."""
        hints = list(value["hints"])
        return {
            "schema": 1,
            "type": self.type_name,
            "stem": value["stem"],
            "explanation": value["explanation"],
            "critical": bool(value["critical"]),
        } | ({"hints": hints} if hints else {})

    def content(self, value: Any) -> dict[str, Any]:
        """The engine's JSON of `value`."""
        raise NotImplementedError

    def assets(self, value: Any) -> Iterable[Asset]:
        """The files that an edition keeps with this question."""
        return ()

    def raw(self, content: Mapping[str, Any], key: UUID) -> dict[str, Any]:
        """The engine's JSON as Wagtail stores it: the other way round from `content()`.

        Short ids in `content` become lasting ids that follow from `key`, the key of the question.
        """
        hints = [item(key, f"hint:{number}", text) for number, text in enumerate(content.get("hints", ()), start=1)]
        return {
            "stem": content["stem"],
            "explanation": content.get("explanation", ""),
            "critical": content.get("critical", False),
            "hints": hints,
        }


def item(key: UUID, name: str, value: Any, prefix: str = "") -> dict[str, Any]:
    """One item of a list as Wagtail stores it; its id follows from the question and the short id `name`."""
    return {"type": "item", "id": item_id(key, name, prefix), "value": value}


def item_id(key: UUID, name: str, prefix: str = "") -> str:
    """The lasting id of the part `name` of a question; a name that is a UUID, of a part made on the site, is the id."""
    return name if is_uuid(name) else str(uuid5(key, prefix + name))


def is_uuid(name: str) -> bool:
    """Whether `name` is a UUID as Wagtail writes one."""
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def listed(key: UUID, parts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Items of parts that have an `id` of their own."""
    return [item(key, part["id"], {name: value for name, value in part.items() if name != "id"}) for part in parts]


def is_absent(block: blocks.Block, data: Any, files: Any, prefix: str) -> bool:
    """Whether a form has no such list at all."""
    return isinstance(block, blocks.ListBlock) and block.value_omitted_from_data(data, files, prefix)
