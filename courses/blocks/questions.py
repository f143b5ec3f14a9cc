"""One block per question type; `content()` turns what an editor typed into the engine's JSON (DESIGN §5)."""

from typing import Any, ClassVar

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


OPTION_FIELDS = [
    ("text", blocks.TextBlock(rows=2, label="Antwoord")),
    ("correct", blocks.BooleanBlock(required=False, label="Dit is goed")),
    ("feedback", blocks.TextBlock(rows=2, required=False, label="Uitleg bij dit antwoord")),
]


def options(items: Any) -> list[dict[str, Any]]:
    """Options with the id that Wagtail keeps on every list item, so that answers survive a move or an edit."""
    return [
        {
            "id": item.id,
            "text": item.value["text"],
            "correct": bool(item.value["correct"]),
            "feedback": item.value["feedback"],
        }
        for item in items.bound_blocks
    ]


class SingleChoiceBlock(QuestionTypeBlock):
    type_name = "single_choice"

    options = blocks.ListBlock(blocks.StructBlock(OPTION_FIELDS), min_num=2, max_num=8, label="Antwoorden")
    shuffle = blocks.BooleanBlock(required=False, default=True, label="Antwoorden in wisselende volgorde")

    class Meta:
        icon = "radio-full"
        label = "Eén goed antwoord"

    def content(self, value: Any) -> dict[str, Any]:
        return self.common(value) | {"options": options(value["options"]), "shuffle": bool(value["shuffle"])}


class MultipleResponseBlock(SingleChoiceBlock):
    type_name = "multiple_response"

    rule = blocks.ChoiceBlock(
        choices=[
            ("all_or_nothing", "Alleen punten als alles klopt"),
            ("right_minus_wrong", "Punten per goed antwoord, aftrek per fout antwoord"),
        ],
        default="all_or_nothing",
        label="Punten",
    )

    class Meta:
        icon = "tick-inverse"
        label = "Meer goede antwoorden"

    def content(self, value: Any) -> dict[str, Any]:
        return super().content(value) | {"rule": value["rule"]}


class TrueFalseBlock(QuestionTypeBlock):
    type_name = "true_false"

    correct = blocks.ChoiceBlock(choices=[("true", "Waar"), ("false", "Niet waar")], label="Het goede antwoord")
    feedback_true = blocks.TextBlock(rows=2, required=False, label="Uitleg bij ‘waar’")
    feedback_false = blocks.TextBlock(rows=2, required=False, label="Uitleg bij ‘niet waar’")

    class Meta:
        icon = "help"
        label = "Waar of niet waar"

    def content(self, value: Any) -> dict[str, Any]:
        return self.common(value) | {
            "correct": value["correct"] == "true",
            "feedback_true": value["feedback_true"],
            "feedback_false": value["feedback_false"],
        }


class OrderingBlock(QuestionTypeBlock):
    type_name = "ordering"

    items = blocks.ListBlock(blocks.TextBlock(rows=1), min_num=3, max_num=8, label="Stappen, in de goede volgorde")
    rule = blocks.ChoiceBlock(
        choices=[
            ("all_or_nothing", "Alleen punten als alles klopt"),
            ("relative_all", "Punten voor wat in de goede volgorde staat"),
        ],
        default="all_or_nothing",
        label="Punten",
    )

    class Meta:
        icon = "list-ol"
        label = "Zet op volgorde"

    def content(self, value: Any) -> dict[str, Any]:
        items = [{"id": item.id, "text": item.value} for item in value["items"].bound_blocks]
        return self.common(value) | {"items": items, "rule": value["rule"]}


class MatchingBlock(QuestionTypeBlock):
    type_name = "matching"

    pairs = blocks.ListBlock(
        blocks.StructBlock(
            [("stem", blocks.CharBlock(label="Dit")), ("match", blocks.CharBlock(label="hoort bij dit"))]
        ),
        min_num=2,
        max_num=8,
        label="Paren",
    )
    distractors = blocks.ListBlock(
        blocks.CharBlock(), required=False, default=[], max_num=4, label="Antwoorden die nergens bij horen"
    )

    class Meta:
        icon = "link"
        label = "Koppel"

    def content(self, value: Any) -> dict[str, Any]:
        stems: list[dict[str, str]] = []
        choices: dict[str, str] = {}  # text → id: equal texts are one choice (research/quiz.md §2.6)
        for pair in value["pairs"].bound_blocks:
            match = choices.setdefault(pair.value["match"], f"m-{pair.id}")
            stems.append({"id": pair.id, "text": pair.value["stem"], "match": match})
        for extra in value["distractors"].bound_blocks:
            choices.setdefault(extra.value, f"m-{extra.id}")
        return self.common(value) | {
            "stems": stems,
            "choices": [{"id": key, "text": text} for text, key in choices.items()],
        }


class ScenarioChoiceBlock(blocks.StructBlock):
    text = blocks.TextBlock(rows=2, label="Keuze")
    next = blocks.CharBlock(required=False, max_length=20, label="Ga naar stap (leeg: einde)")
    points = blocks.IntegerBlock(min_value=0, max_value=10, default=0, label="Punten")
    feedback = blocks.TextBlock(rows=2, required=False, label="Wat gebeurt er dan, en waarom")
    critical = blocks.BooleanBlock(required=False, label="Gevaarlijke keuze: geen punten voor de hele situatie")


class ScenarioBlock(QuestionTypeBlock):
    type_name = "scenario"

    nodes = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("label", blocks.CharBlock(max_length=20, label="Naam van deze stap (kort, zoals A of B)")),
                ("text", blocks.TextBlock(rows=3, label="Wat er gebeurt")),
                ("choices", blocks.ListBlock(ScenarioChoiceBlock(), max_num=5, label="Keuzes")),
            ]
        ),
        min_num=2,
        max_num=15,
        label="Stappen; de eerste is het begin",
    )

    class Meta:
        icon = "arrow-right"
        label = "Situatie met keuzes"

    def content(self, value: Any) -> dict[str, Any]:
        nodes = [self.node(bound.value) for bound in value["nodes"].bound_blocks]
        return self.common(value) | {"start": nodes[0]["id"] if nodes else "", "nodes": nodes}

    @staticmethod
    def node(value: Any) -> dict[str, Any]:
        """One step of the situation in the engine's JSON."""
        choices = [
            {
                "id": bound.id,
                "text": bound.value["text"],
                "next": bound.value["next"] or None,
                "points": bound.value["points"],
                "feedback": bound.value["feedback"],
                "critical": bool(bound.value["critical"]),
            }
            for bound in value["choices"].bound_blocks
        ]
        return {"id": value["label"], "text": value["text"], "choices": choices}


class QuestionBlock(blocks.StreamBlock):
    """Exactly one block: the type of the question."""

    single_choice = SingleChoiceBlock()
    multiple_response = MultipleResponseBlock()
    true_false = TrueFalseBlock()
    ordering = OrderingBlock()
    matching = MatchingBlock()
    scenario = ScenarioBlock()

    class Meta:
        min_num = 1
        max_num = 1
