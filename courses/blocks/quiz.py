"""What a quiz asks, and what it says at the end."""

from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class DrawBlock(blocks.StructBlock):
    """Questions that the computer draws: everybody gets others."""

    count = blocks.IntegerBlock(min_value=1, max_value=50, default=2, label="Hoeveel vragen")
    category = SnippetChooserBlock("courses.Category", label="Uit welke categorie")

    class Meta:
        icon = "tag"
        label = "Vragen uit een categorie"
        label_format = "{count} uit {category}"
        help_text = "De computer loot: iedereen krijgt andere vragen. Alleen gepubliceerde vragen doen mee."


class FixedBlock(blocks.StructBlock):
    """A question that everybody gets."""

    question = SnippetChooserBlock("courses.Question", label="Vraag")

    class Meta:
        icon = "thumbtack"
        label = "Vaste vraag"
        label_format = "{question}"
        help_text = "Deze vraag krijgt iedereen."


class SlotsBlock(blocks.StreamBlock):
    """The questions of a quiz, in order."""

    draw = DrawBlock()
    fixed = FixedBlock()


class BandBlock(blocks.StructBlock):
    """What somebody reads who reached this many percent, until the next line."""

    low = blocks.IntegerBlock(min_value=0, max_value=100, default=0, label="Vanaf (procent)")
    text = blocks.TextBlock(rows=2, label="Dan lees je")

    class Meta:
        icon = "comment"
        label = "Slotzin"
        label_format = "Vanaf {low} %"
        help_text = "Dit staat boven de uitslag. Maak een slotzin voor elk stuk: bijvoorbeeld vanaf 0 en vanaf 75."
