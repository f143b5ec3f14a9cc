"""The guide for editors: its topics in reading order. The words of a topic are `templates/cms/guide/<slug>.html`."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

__all__ = ["TOPICS", "Place", "Topic", "place_of"]


class Topic(NamedTuple):
    """One page of the guide."""

    slug: str
    title: str | Promise
    about: str | Promise

    @property
    def template(self) -> str:
        return f"cms/guide/{self.slug}.html"


TOPICS = (
    Topic("rondkijken", _("In tien minuten rond"), _("Waar alles staat, en hoe het samenhangt.")),
    Topic("les", _("Een les schrijven"), _("Schermen, blokken, foto's en films.")),
    Topic("vragen", _("Vragen maken"), _("Elf soorten vragen, met goed, fout en uitleg.")),
    Topic("toets", _("Een toets samenstellen"), _("Vaste of getrokken vragen, en wanneer iemand slaagt.")),
    Topic("bekijken", _("Bekijken als deelnemer"), _("Zie je les en je toets zoals een deelnemer ze ziet.")),
    Topic("feiten", _("Feiten, bronnen en leeshulp"), _("Waar iets vandaan komt, en schrijven dat iedereen leest.")),
    Topic("panel", _("Een panel laten meekijken"), _("Vraag beheerders en gemeenten om hun oordeel.")),
    Topic("uitgeven", _("Uitgeven"), _("Van concept naar deelnemers: nu, later, of weer terug.")),
    Topic("nummers", _("Een nummer verandert"), _("Eén keer aanpassen, in elke cursus goed.")),
    Topic("cijfers", _("Leren van de cijfers"), _("Welke vraag is slecht? Nakijken en corrigeren.")),
    Topic("bestanden", _("Verdubbelen, uitvoeren en invoeren"), _("Een kopie maken, of cursussen en vragen meenemen.")),
    Topic("samen", _("Samen schrijven"), _("Opmerkingen, vergrendelen, geschiedenis, en wie wat mag.")),
)  # fmt: skip


class Place(NamedTuple):
    """Where a topic stands: its number, counted from 1, and its neighbors."""

    topic: Topic
    number: int
    previous: Topic | None
    next: Topic | None


def place_of(slug: str) -> Place | None:
    """The topic called `slug`, or None."""
    for at, topic in enumerate(TOPICS):
        if topic.slug == slug:
            after = TOPICS[at + 1] if at + 1 < len(TOPICS) else None
            return Place(topic, at + 1, TOPICS[at - 1] if at else None, after)
    return None
