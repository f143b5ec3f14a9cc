"""Blocks to read: text, heading, box, quote, table, accordion."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import blocks

from courses.blocks.content import TEKST, ContentBlock

__all__ = ["AccordionBlock", "CalloutBlock", "HeadingBlock", "QuoteBlock", "TableBlock", "TextBlock", "table_cells"]

TEXT_FEATURES = ["bold", "italic", "ul", "ol", "link", "h3"]
CALLOUTS = [
    ("tip", "Tip"),
    ("let-op", "Let op"),
    ("112", "112-kader: bel meteen"),
    ("hulp", "Hulpkader: praat erover"),
    ("voorbeeld", "Voorbeeld"),
]
MOST_COLUMNS, MOST_ROWS, MOST_CELL = 6, 40, 300


class TextBlock(ContentBlock):
    html = blocks.RichTextBlock(features=TEXT_FEATURES, label="Tekst")

    class Meta:
        icon = "pilcrow"
        label = "Tekst"
        group = TEKST
        help_text = "Gewone tekst. Schrijf kort: drie of vier alinea's op één scherm is genoeg."


class HeadingBlock(ContentBlock):
    text = blocks.CharBlock(max_length=120, label="Kop")

    class Meta:
        icon = "title"
        label = "Tussenkop"
        group = TEKST
        help_text = "Een kop boven wat erna komt. Het scherm zelf heeft al een titel."


class CalloutBlock(ContentBlock):
    kind = blocks.ChoiceBlock(choices=CALLOUTS, default="tip", label="Soort")
    title = blocks.CharBlock(max_length=120, label="Kop")
    html = blocks.RichTextBlock(features=["bold", "italic", "ul", "link"], label="Tekst")

    class Meta:
        icon = "warning"
        label = "Kader"
        group = TEKST
        help_text = "Een tip, een waarschuwing, hulp of een voorbeeld in een kader. Hooguit één per scherm."


class QuoteBlock(ContentBlock):
    text = blocks.TextBlock(rows=2, label="Citaat")
    by = blocks.CharBlock(required=False, max_length=120, label="Wie zegt het")

    class Meta:
        icon = "openquote"
        label = "Citaat"
        group = TEKST
        help_text = "Wat iemand zei. Noem niemand met zijn echte naam zonder dat het mag."


class TableBlock(ContentBlock):
    caption = blocks.CharBlock(max_length=160, label="Wat staat er in de tabel")
    cells = blocks.TextBlock(
        rows=6,
        label="De tabel",
        help_text=(
            "Plak hier een tabel uit Word of Excel. Of typ elke rij op een eigen regel, met | tussen de vakken. "
            "De eerste regel zijn de koppen. Hooguit zes kolommen: een telefoon is smal."
        ),
    )
    row_heads = blocks.BooleanBlock(required=False, default=True, label="Het eerste vak van elke rij is ook een kop")

    class Meta:
        icon = "table"
        label = "Tabel"
        group = TEKST
        help_text = "Rijen en kolommen om te vergelijken. Kan het ook als lijst of stappen? Dat leest makkelijker."

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            try:
                table_cells(cleaned["cells"])
            except ValidationError as error:
                raise blocks.StructBlockValidationError({"cells": error}) from error
        return cleaned


def table_cells(text: str) -> list[list[str]]:
    """The rows of a pasted or typed table, the headings first; raises ValidationError with what to do."""
    rows = [row_cells(line) for line in text.splitlines() if line.strip(" |\t")]
    if len(rows) < 2 or not 2 <= len(rows[0]) <= MOST_COLUMNS or len(rows) > MOST_ROWS:
        raise ValidationError(_("Een tabel heeft twee tot zes kolommen, een regel met koppen en hooguit 40 regels."))
    for number, row in enumerate(rows, start=1):
        refuse_ragged(number, row, len(rows[0]))
    if not all(rows[0][1:]):
        raise ValidationError(_("Boven een kolom staat geen kop. Vul de eerste regel aan."))
    return rows


def row_cells(line: str) -> list[str]:
    """The cells of one line: pasted ones are apart by tabs, typed ones by |."""
    if "\t" not in line:
        line = line.strip().removeprefix("|").removesuffix("|").replace("|", "\t")
    return [cell.strip() for cell in line.split("\t")]


def refuse_ragged(number: int, row: list[str], columns: int) -> None:
    """Raises ValidationError when a row has more or fewer cells than there are headings, or a cell is a whole story."""
    if len(row) != columns:
        words = _("Regel %(number)s heeft %(cells)s vakken, maar er zijn %(columns)s koppen.")
        raise ValidationError(words % {"number": number, "cells": len(row), "columns": columns})
    if any(len(cell) > MOST_CELL for cell in row):
        raise ValidationError(_("In regel %(number)s staat een vak met te veel tekst.") % {"number": number})


class AccordionBlock(ContentBlock):
    items = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(max_length=160, label="Kop om op te klikken")),
                ("text", blocks.TextBlock(rows=3, max_length=1500, label="Wat eronder staat")),
            ],
            label="Deel",
        ),
        min_num=2,
        max_num=12,
        label="Delen",
    )

    class Meta:
        icon = "collapse-down"
        label = "Uitklaplijst"
        group = TEKST
        help_text = "Koppen die je openklapt, voor wie meer wil weten. Zet hier niets in wat iedereen moet lezen."
