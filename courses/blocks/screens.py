"""Blocks of a lesson: a list of screens, each with a title, its minutes and one to six blocks (DESIGN §4)."""

from wagtail import blocks

from courses.blocks.doing import (
    ChecklistBlock,
    DoDontBlock,
    DownloadBlock,
    FlipCardsBlock,
    MeldpuntBlock,
    MessageBlock,
    PracticeBlock,
    StepsBlock,
)
from courses.blocks.pictures import IllustrationBlock, ImageBlock, LinkVideoBlock, VideoBlock
from courses.blocks.texts import AccordionBlock, CalloutBlock, HeadingBlock, QuoteBlock, TableBlock, TextBlock

__all__ = ["PAPERS", "ScreenBlock", "ScreenContentBlock", "ScreensBlock"]

PAPERS = [("a4", "Een blad van één A4"), ("kaartje", "Een kaartje voor je portemonnee")]


class ScreenContentBlock(blocks.StreamBlock):
    """What may stand on a screen; the chooser shows them by group."""

    text = TextBlock()
    heading = HeadingBlock()
    callout = CalloutBlock()
    quote = QuoteBlock()
    table = TableBlock()
    accordion = AccordionBlock()
    illustration = IllustrationBlock()
    image = ImageBlock()
    video = VideoBlock()
    link_video = LinkVideoBlock()
    steps = StepsBlock()
    do_dont = DoDontBlock()
    checklist = ChecklistBlock()
    message = MessageBlock()
    flip_cards = FlipCardsBlock()
    download = DownloadBlock()
    practice = PracticeBlock()
    meldpunt = MeldpuntBlock()


class ScreenBlock(blocks.StructBlock):
    """One screen: one thing. Its key is the id that Wagtail gives the block."""

    title = blocks.CharBlock(max_length=120, label="Titel")
    minutes = blocks.IntegerBlock(
        min_value=1, max_value=15, default=1, label="Minuten", help_text="Zo lang is iemand hier bezig."
    )
    content = ScreenContentBlock(min_num=1, max_num=6, label="Inhoud")
    paper = blocks.ChoiceBlock(
        choices=PAPERS,
        required=False,
        label="Om te printen",
        help_text="Kies dit als mensen dit scherm op papier willen. Het staat dan ook bij de cursus, voor iedereen.",
    )

    class Meta:
        icon = "doc-full"
        label = "Scherm"
        label_format = "{title}"
        help_text = "Eén scherm is één ding. Geef het een titel, en zet er met het plusje één tot zes blokken op."


class ScreensBlock(blocks.StreamBlock):
    """The screens of a lesson, in order."""

    screen = ScreenBlock()
