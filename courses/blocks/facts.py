"""Facts: sentences that can age, tied to a source and to who checks them (DESIGN §4)."""

from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

FACT_STATUS = [("te_controleren", "nog te controleren"), ("gecontroleerd", "gecontroleerd")]
CHECKERS = [
    ("redactie", "de redactie"),
    ("medisch", "een arts of reanimatie-instructeur"),
    ("juridisch", "een jurist"),
    ("politie", "de politie"),
    ("gemeente", "de gemeente"),
    ("organisatie", "de organisatie om wie het gaat"),
    ("wabp", "de stichting WABP"),
]
"""Who has to look: a role, never a name (DESIGN §6)."""


class FactBlock(blocks.StructBlock):
    """A sentence that stands on a source, with what is known of its check."""

    sentence = blocks.CharBlock(label="Feit", max_length=400)
    source = SnippetChooserBlock("courses.Source", label="Bron")
    status = blocks.ChoiceBlock(choices=FACT_STATUS, default="te_controleren", label="Status")
    checked_on = blocks.DateBlock(required=False, label="Nagekeken op")
    check_by = blocks.ChoiceBlock(
        choices=CHECKERS,
        required=False,
        label="Na te kijken door",
        help_text="Medische zinnen kijkt een arts of instructeur na, juridische een jurist.",
    )

    class Meta:
        icon = "check"
        label = "Feit"
        help_text = (
            "Een zin uit dit stuk die kan verouderen, en waar hij vandaan komt. Zo weet je later wat je nakijkt."
        )
