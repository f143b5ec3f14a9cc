"""What the blocks of all question types share (DESIGN §5)."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from wagtail import blocks

from courses.quiz import InvalidQuestion, parse_question

# What is wrong, in words an editor understands; the engine only gives codes.
MESSAGES = {
    "empty": "Er is nog een veld leeg.",
    "too_long": "Een van de teksten is te lang.",
    "forbidden_character": "In een van de teksten staat een teken dat niemand kan lezen. Typ die tekst opnieuw.",
    "no_correct_option": "Kies minstens één goed antwoord.",
    "several_correct_options": "Er mag maar één antwoord goed zijn.",
    "too_few": "Er zijn te weinig antwoorden.",
    "too_many": "Er zijn te veel antwoorden.",
    "repeated_text": "Twee antwoorden zijn hetzelfde. Verander er één.",
    "repeated_id": "Twee stappen hebben dezelfde naam.",
    "bad_id": "Noem een stap met letters en cijfers, zonder spaties.",
    "unreachable_node": "Er is een stap in de situatie waar niemand kan komen.",
    "loop": "De situatie loopt in een kringetje: een keuze leidt terug naar een eerdere stap.",
    "unknown_node": "Een keuze verwijst naar een stap die niet bestaat.",
    "no_points": "Geef minstens één keuze punten.",
    "too_many_points": "Er zijn te veel punten te halen. Geef de keuzes minder punten.",
}


def message_for(error: InvalidQuestion) -> str:
    """The Dutch sentence for an engine error."""
    return MESSAGES.get(error.code, f"Deze vraag klopt nog niet ({error.code}).")


class QuestionTypeBlock(blocks.StructBlock):
    """Base of the question types: stem, explanation, and whether a wrong answer means *not passed*."""

    type_name: ClassVar[str]

    stem = blocks.TextBlock(rows=3, label="Vraag")
    explanation = blocks.TextBlock(rows=3, label="Uitleg na het antwoord")
    critical = blocks.BooleanBlock(
        required=False,
        label="Wie deze vraag fout heeft, slaagt niet",
        help_text="Alleen als een fout gevaar oplevert.",
    )

    def clean(self, value: Any) -> Any:
        """Refuses a question that the engine could not ask, with a sentence that says what to change."""
        value = super().clean(value)
        try:
            parse_question(self.content(value))
        except InvalidQuestion as error:
            raise blocks.StructBlockValidationError(non_block_errors=[ValidationError(message_for(error))]) from error
        return value

    def common(self, value: Any) -> dict[str, Any]:
        """The part of the engine's JSON that all types share."""
        return {
            "schema": 1,
            "type": self.type_name,
            "stem": value["stem"],
            "explanation": value["explanation"],
            "critical": bool(value["critical"]),
        }

    def content(self, value: Any) -> dict[str, Any]:
        """The engine's JSON of `value`."""
        raise NotImplementedError

    def raw(self, content: Mapping[str, Any], key: UUID) -> dict[str, Any]:
        """The engine's JSON as Wagtail stores it: the other way round from `content()`.

        Short ids in `content` become lasting ids that follow from `key`, the key of the question.
        """
        return {"stem": content["stem"], "explanation": content.get("explanation", "")} | {
            "critical": content.get("critical", False)
        }


def item(key: UUID, name: str, value: Any) -> dict[str, Any]:
    """One item of a list as Wagtail stores it; its id follows from the question and the short id `name`."""
    return {"type": "item", "id": str(uuid5(key, name)), "value": value}


def listed(key: UUID, parts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Items of parts that have an `id` of their own."""
    return [item(key, part["id"], {name: value for name, value in part.items() if name != "id"}) for part in parts]
