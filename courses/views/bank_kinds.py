"""Which types of question there are, each in plain words with an example, and an empty one to begin with."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.models import Question

__all__ = ["Kind", "all_kinds", "empty_body", "kind_of"]


@dataclass(frozen=True)
class Kind:
    """A card on *Welke soort vraag?*."""

    name: str
    label: str
    icon: str
    words: str | Promise
    example: str | Promise


# In words and with an example, in the order of the cards.
WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "single_choice": (
        _("De deelnemer kiest één antwoord uit een rijtje."),
        _("Je ziet iemand aan autodeuren voelen. Wat doe je? Bellen, appen of erheen lopen."),
    ),
    "multiple_response": (
        _("De deelnemer zet een vinkje bij alles wat klopt."),
        _("Wat zet je in een appbericht? De plek, de tijd, een foto van het gezicht, wat je ziet."),
    ),
    "true_false": (_("Eén zin. Klopt die of niet?"), _("‘Bij SAAR komt Reageren vóór Appen.’ Waar of niet waar.")),
    "ordering": (
        _("De deelnemer zet stappen in de goede volgorde."),
        _("Signaleren, alarmeren, appen, reageren: wat doe je eerst?"),
    ),
    "matching": (
        _("De deelnemer zoekt bij elkaar wat bij elkaar hoort."),
        _("112, 0900-8844 en de gemeente: wie bel je waarvoor?"),
    ),
    "numeric": (
        _("De deelnemer typt een getal. Jij zegt hoeveel het ernaast mag zitten."),
        _("Hoe vaak per minuut druk je op de borst bij reanimatie?"),
    ),
    "short_text": (
        _("De deelnemer typt een paar woorden. Jij zegt welke goed zijn."),
        _("Welk nummer bel je als er haast bij is?"),
    ),
    "scenario": (
        _("Een verhaal in stappen: elke keuze leidt naar een andere stap."),
        _("Er staat een busje met draaiende motor. Je loopt naar het raam, of je belt. En dan?"),
    ),
    "reflection": (
        _("Er is geen goed of fout. Daarna lezen ze wat vakmensen kozen."),
        _("Je twijfelt over je buurvrouw. Wat zou jij doen, en hoe zeker ben je?"),
    ),
    "open_text": (
        _("De deelnemer schrijft zelf een antwoord. Iemand kijkt het na."),
        _("Schrijf een appbericht over wat je op deze foto ziet."),
    ),
    "hotspot": (
        _("De deelnemer wijst iets aan in een tekening of foto."),
        _("Wijs aan wat hier niet pluis is."),
    ),
}


def all_kinds() -> list[Kind]:
    """Every type, as the bank offers it."""
    children = child_blocks()
    return [Kind(name, str(children[name].label), children[name].meta.icon, *WORDS[name]) for name in children]


def kind_of(question: Question) -> str:
    """The type in the words of the editor; "" while it has none."""
    raw = question.body.raw_data
    return str(child_blocks()[raw[0]["type"]].label) if len(raw) else ""


def empty_body(name: str) -> Any:
    """The body of a new question of this type, with as many empty lines as it needs; None for no type of ours."""
    child = child_blocks().get(name)
    if child is None:
        return None
    stream = Question._meta.get_field("body").stream_block
    return blocks.StreamValue(stream, [(name, ready(child), str(uuid4()))])


def ready(block: Any) -> Any:
    """The default of a type, with every list as long as it must be."""
    value = block.get_default()
    for name, child in block.child_blocks.items():
        if isinstance(child, blocks.ListBlock) and (child.meta.min_num or 0) > 1:
            items = [child.child_block.get_default() for _number in range(child.meta.min_num)]
            value[name] = blocks.list_block.ListValue(child, values=items)
    return value


def child_blocks() -> dict[str, Any]:
    """The block of every type."""
    children: dict[str, Any] = Question._meta.get_field("body").stream_block.child_blocks
    return children
