"""Blocks of a lesson: a list of screens, each with a title, its minutes and one to six blocks (DESIGN §4)."""

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.illustrations import choices as illustration_choices

TEXT_FEATURES = ["bold", "italic", "ul", "ol", "link", "h3"]
FACT_STATUS = [("te_controleren", "nog te controleren"), ("gecontroleerd", "gecontroleerd")]


class FactBlock(blocks.StructBlock):
    """A sentence that stands on a source, with what is known of its check."""

    sentence = blocks.CharBlock(label="Feit", max_length=400)
    source = SnippetChooserBlock("courses.Source", label="Bron")
    status = blocks.ChoiceBlock(choices=FACT_STATUS, default="te_controleren", label="Status")
    checked_on = blocks.DateBlock(required=False, label="Nagekeken op")

    class Meta:
        icon = "check"
        label = "Feit"


class FactfulBlock(blocks.StructBlock):
    """Base of every content block: the facts that it states, for the editors and the check."""

    facts = blocks.ListBlock(FactBlock(), required=False, default=[], collapsed=True, label="Feiten en bronnen")


class TextBlock(FactfulBlock):
    html = blocks.RichTextBlock(features=TEXT_FEATURES, label="Tekst")

    class Meta:
        icon = "pilcrow"
        label = "Tekst"


class IllustrationBlock(FactfulBlock):
    name = blocks.ChoiceBlock(choices=illustration_choices, label="Tekening")
    alt = blocks.CharBlock(required=False, max_length=250, label="Beschrijving (leeg: alleen versiering)")
    caption = blocks.CharBlock(required=False, max_length=200, label="Onderschrift")

    class Meta:
        icon = "image"
        label = "Tekening uit de huisstijl"


class ImageBlock(FactfulBlock):
    image = ImageChooserBlock(label="Foto")
    alt = blocks.CharBlock(required=False, max_length=250, label="Beschrijving (leeg: alleen versiering)")
    caption = blocks.CharBlock(required=False, max_length=200, label="Onderschrift")

    class Meta:
        icon = "image"
        label = "Foto"


class CalloutBlock(FactfulBlock):
    kind = blocks.ChoiceBlock(
        choices=[
            ("tip", "Tip"),
            ("let-op", "Let op"),
            ("112", "Bel 112"),
            ("hulp", "Hulp"),
            ("voorbeeld", "Voorbeeld"),
        ],
        default="tip",
        label="Soort",
    )
    title = blocks.CharBlock(max_length=120, label="Kop")
    html = blocks.RichTextBlock(features=["bold", "italic", "ul", "link"], label="Tekst")

    class Meta:
        icon = "warning"
        label = "Kader"


class StepsBlock(FactfulBlock):
    items = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(max_length=120, label="Stap")),
                ("text", blocks.TextBlock(required=False, rows=2, label="Uitleg")),
            ]
        ),
        min_num=2,
        label="Stappen",
    )

    class Meta:
        icon = "list-ol"
        label = "Stappen"


class DoDontBlock(FactfulBlock):
    dos = blocks.ListBlock(blocks.CharBlock(max_length=200), min_num=1, label="Wel doen")
    donts = blocks.ListBlock(blocks.CharBlock(max_length=200), min_num=1, label="Niet doen")

    class Meta:
        icon = "tick-inverse"
        label = "Wel en niet"


class QuoteBlock(FactfulBlock):
    text = blocks.TextBlock(rows=2, label="Citaat")
    by = blocks.CharBlock(required=False, max_length=120, label="Wie zegt het")

    class Meta:
        icon = "openquote"
        label = "Citaat"


class ChecklistBlock(FactfulBlock):
    title = blocks.CharBlock(max_length=120, label="Kop")
    items = blocks.ListBlock(blocks.CharBlock(max_length=200), min_num=1, label="Punten")

    class Meta:
        icon = "tasks"
        label = "Afvinklijst"


class MessageBlock(FactfulBlock):
    """A chat message as an example of how to, or how not to."""

    lines = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("who", blocks.CharBlock(max_length=60, label="Wie")),
                ("time", blocks.CharBlock(required=False, max_length=10, label="Tijd")),
                ("text", blocks.TextBlock(rows=2, label="Bericht")),
            ]
        ),
        min_num=1,
        label="Berichten",
    )
    good = blocks.BooleanBlock(required=False, default=True, label="Goed voorbeeld")
    note = blocks.TextBlock(required=False, rows=2, label="Waarom")

    class Meta:
        icon = "comment"
        label = "Appbericht"


class MeldpuntBlock(FactfulBlock):
    meldpunt = SnippetChooserBlock("courses.Meldpunt", label="Meldpunt")

    class Meta:
        icon = "mobile-alt"
        label = "Nummer om te bellen"


class DownloadBlock(FactfulBlock):
    document = DocumentChooserBlock(label="Bestand")
    title = blocks.CharBlock(max_length=120, label="Naam van het bestand")

    class Meta:
        icon = "download"
        label = "Bestand om op te slaan"


class PracticeBlock(FactfulBlock):
    question = SnippetChooserBlock("courses.Question", label="Vraag uit de vragenbank")

    class Meta:
        icon = "help"
        label = "Oefenvraag"


class ScreenContentBlock(blocks.StreamBlock):
    """What may stand on a screen."""

    text = TextBlock()
    illustration = IllustrationBlock()
    image = ImageBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    do_dont = DoDontBlock()
    quote = QuoteBlock()
    checklist = ChecklistBlock()
    message = MessageBlock()
    meldpunt = MeldpuntBlock()
    download = DownloadBlock()
    practice = PracticeBlock()


class ScreenBlock(blocks.StructBlock):
    """One screen: one thing. Its key is the id that Wagtail gives the block."""

    title = blocks.CharBlock(max_length=120, label="Titel")
    minutes = blocks.IntegerBlock(min_value=1, max_value=15, default=1, label="Minuten")
    content = ScreenContentBlock(min_num=1, max_num=6, label="Inhoud")

    class Meta:
        icon = "doc-full"
        label = "Scherm"
        label_format = "{title}"


class ScreensBlock(blocks.StreamBlock):
    """The screens of a lesson, in order."""

    screen = ScreenBlock()
