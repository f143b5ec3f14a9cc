"""What the blocks of all question types share (DESIGN §5)."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from wagtail import blocks

from courses.assets import Asset
from courses.quiz import InvalidQuestion, parse_question
from courses.quiz.base import MAX_HINTS

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
    "not_a_number": "Typ een getal in cijfers, zoals 5 of 2,5.",
    "low_above_high": "Het getal bij ‘van’ is groter dan dat bij ‘tot en met’. Draai ze om.",
    "not_a_percentage": "Vul bij elk antwoord de punten in als getal, zoals 100 of 50.",
    "not_in_range": "Een getal is te groot of te klein. Punten gaan tot 100; speling is 0 of meer.",
    "bad_unit": "Een eenheid begint met een letter, zoals meter of cm.",
    "unit_factor": "Bij de eenheid naast het invulvak hoort altijd 1.",
    "no_units": "Vul een eenheid in, of haal het vinkje weg bij ‘De deelnemer moet de eenheid zelf typen’.",
    "weight_disagrees": "Een goed antwoord heeft meer dan 0 procent, een fout antwoord 0 of minder.",
    "critical_unscored": "Hier is geen goed of fout. Haal het vinkje weg bij ‘Wie deze vraag fout heeft, slaagt niet’.",
    "no_picture": "Kies een tekening of een foto.",
    "no_correct_area": "Zet bij minstens één plek een vinkje bij ‘Dit is een goede plek’.",
    "too_few_clicks": "Er zijn meer goede plekken dan iemand mag aanwijzen. Verhoog dat aantal.",
    "outside_picture": "Een plek valt buiten de tekening. Kijk in het voorbeeld hoe ver het raster loopt.",
    "bad_shape": "Een rechthoek heeft vier getallen, een cirkel drie, een veelhoek minstens zes: twee per hoek.",
    "flat_area": "Een plek heeft geen binnenkant. Bij een rechthoek komen eerst links en boven, dan rechts en onder.",
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
    hints = blocks.ListBlock(
        blocks.TextBlock(rows=2),
        max_num=MAX_HINTS,
        default=[],
        required=False,
        collapsed=True,
        label="Tips (alleen in de oefenstand)",
        help_text="Wie oefent, kan ze één voor één opvragen. Begin met een klein duwtje; verklap het antwoord niet.",
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


def item(key: UUID, name: str, value: Any) -> dict[str, Any]:
    """One item of a list as Wagtail stores it; its id follows from the question and the short id `name`."""
    return {"type": "item", "id": str(uuid5(key, name)), "value": value}


def listed(key: UUID, parts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Items of parts that have an `id` of their own."""
    return [item(key, part["id"], {name: value for name, value in part.items() if name != "id"}) for part in parts]
