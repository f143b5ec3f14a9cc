"""Blocks to do something with: steps, lists, messages, cards, a file, a question, a number to call."""

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.blocks.content import BELLEN, DOEN, ContentBlock

__all__ = [
    "ChecklistBlock",
    "DoDontBlock",
    "DownloadBlock",
    "FlipCardsBlock",
    "MeldpuntBlock",
    "MessageBlock",
    "PracticeBlock",
    "StepsBlock",
]


class StepsBlock(ContentBlock):
    items = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(max_length=120, label="Stap")),
                ("text", blocks.TextBlock(required=False, rows=2, label="Uitleg")),
            ],
            label="Stap",
        ),
        min_num=2,
        label="Stappen",
    )

    class Meta:
        icon = "list-ol"
        label = "Stappen"
        group = DOEN
        help_text = "Wat je na elkaar doet, met nummers ervoor."


class DoDontBlock(ContentBlock):
    dos = blocks.ListBlock(blocks.CharBlock(max_length=200, label="Wel"), min_num=1, label="Wel doen")
    donts = blocks.ListBlock(blocks.CharBlock(max_length=200, label="Niet"), min_num=1, label="Niet doen")

    class Meta:
        icon = "tick-inverse"
        label = "Wel en niet"
        group = DOEN
        help_text = "Twee lijstjes naast elkaar: zo wel, en zo niet."


class ChecklistBlock(ContentBlock):
    title = blocks.CharBlock(max_length=120, label="Kop")
    items = blocks.ListBlock(blocks.CharBlock(max_length=200, label="Punt"), min_num=1, label="Punten")

    class Meta:
        icon = "tasks"
        label = "Afvinklijst"
        group = DOEN
        help_text = "Een lijst met lege vakjes, om te printen en af te vinken."


class MessageBlock(ContentBlock):
    """A chat message as an example of how to, or how not to."""

    lines = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("who", blocks.CharBlock(max_length=60, label="Wie")),
                ("time", blocks.CharBlock(required=False, max_length=10, label="Tijd", help_text="Zoals 21:14.")),
                ("text", blocks.TextBlock(rows=2, label="Bericht")),
            ],
            label="Bericht",
        ),
        min_num=1,
        label="Berichten",
    )
    good = blocks.BooleanBlock(required=False, default=True, label="Goed voorbeeld")
    note = blocks.TextBlock(required=False, rows=2, label="Waarom")

    class Meta:
        icon = "comment"
        label = "Appbericht"
        group = DOEN
        help_text = "Een bericht in de groep, als goed of als slecht voorbeeld. Verzin de namen."


class FlipCardsBlock(ContentBlock):
    cards = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("front", blocks.CharBlock(max_length=120, label="Voorkant")),
                ("back", blocks.TextBlock(rows=2, max_length=400, label="Achterkant")),
            ],
            label="Kaart",
        ),
        min_num=2,
        max_num=8,
        label="Kaarten",
    )

    class Meta:
        icon = "copy"
        label = "Omdraaikaarten"
        group = DOEN
        help_text = "Kaarten met een vraag of woord voorop. Wie erop klikt, leest het antwoord."


class DownloadBlock(ContentBlock):
    document = DocumentChooserBlock(label="Bestand")
    title = blocks.CharBlock(max_length=120, label="Naam van het bestand")

    class Meta:
        icon = "download"
        label = "Bestand om op te slaan"
        group = DOEN
        help_text = "Een pdf of ander bestand dat deelnemers bewaren. Zet wat ze moeten weten ook in de les."


class PracticeBlock(ContentBlock):
    question = SnippetChooserBlock("courses.Question", label="Vraag uit de vragenbank")

    class Meta:
        icon = "help"
        label = "Oefenvraag of situatie"
        group = DOEN
        help_text = (
            "Een vraag uit de vragenbank, die niet meetelt. Wil je een situatie waarin iemand stap voor stap kiest? "
            "Maak dan in de vragenbank een vraag ‘Situatie met keuzes’ en kies die hier."
        )


class MeldpuntBlock(ContentBlock):
    meldpunt = SnippetChooserBlock("courses.Meldpunt", label="Meldpunt")

    class Meta:
        icon = "mobile-alt"
        label = "Nummer om te bellen"
        group = BELLEN
        help_text = "Een nummer uit de lijst met meldpunten. Verandert het nummer, dan verandert het in elke cursus."
