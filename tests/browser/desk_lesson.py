"""A lesson with every block, as an editor fills in the form; choosers by the words of the line that he takes."""

from typing import Any

from tests.factories.blocks import TABLE

__all__ = ["LESSON", "MESSAGE", "TITLE", "WORDS"]

TITLE, MESSAGE = "In de buurt", "Kijk goed, en bel dan."
LESSON: dict[str, dict[str, Any]] = {
    "text": {
        "html": "Kijk eerst, en bel dan.",
        "facts": [{"sentence": "Bellen gaat voor.", "source": "BPCO, uitleg van SAAR", "status": "gecontroleerd"}],
    },
    "heading": {"text": "Waarom eerst bellen?"},
    "callout": {"kind": "hulp", "title": "Praat erover", "html": "Je hoeft dit niet alleen te doen."},
    "quote": {"text": "Nu bel ik gewoon.", "by": "Gerrit"},
    "table": {"caption": "Wie bel je wanneer?", "cells": TABLE, "row_heads": True},
    "accordion": {
        "items": [
            {"title": "Mag ik filmen?", "text": "Alleen als je veilig staat."},
            {"title": "En dan?", "text": "Geef de film aan de politie."},
        ]
    },
    "illustration": {"name": "samen", "alt": "Buren praten bij de heg."},
    "image": {"image": "Straat", "alt": "Een straat in de avond.", "caption": "Onze straat"},
    "video": {"video": "Bellen met 112"},
    "link_video": {
        "title": "Een gesprek met 112",
        "url": "https://www.example.org/film",
        "about": "Je hoort wat er gevraagd wordt.",
        "minutes": 3,
    },
    "steps": {"items": [{"title": "Kijk goed", "text": "Wat zie je?"}, {"title": "Bel meteen", "text": ""}]},
    "do_dont": {"dos": ["Bellen vanuit huis"], "donts": ["Erheen gaan"]},
    "checklist": {"title": "Vandaag nog", "items": ["Zet het nummer in je telefoon."]},
    "message": {
        "lines": [{"who": "Fatma", "time": "21:14", "text": "Ik heb gebeld."}],
        "good": True,
        "note": "Wat en waar.",
    },
    "flip_cards": {"cards": [{"front": "Zien", "back": "Kijken."}, {"front": "Doen", "back": "Bellen."}]},
    "download": {"document": "Kaartje", "title": "Kaartje bij de deur"},
    "practice": {"question": "Oefening: zien of denken?"},
    "meldpunt": {"meldpunt": "Meld Misdaad Anoniem"},
}
"""Block → what is typed in it and chosen."""

WORDS = {
    "text": "Kijk eerst, en bel dan.",
    "heading": "Waarom eerst bellen?",
    "callout": "Je hoeft dit niet alleen te doen.",
    "quote": "Nu bel ik gewoon.",
    "table": "Je fiets is gestolen",
    "accordion": "Geef de film aan de politie.",
    "illustration": 'aria-label="Buren praten bij de heg."',
    "image": 'alt="Een straat in de avond."',
    "video": "Ze zegt waar ze is.",
    "link_video": "Je hoort wat er gevraagd wordt.",
    "steps": "Bel meteen",
    "do_dont": "Erheen gaan",
    "checklist": "Zet het nummer in je telefoon.",
    "message": "Ik heb gebeld.",
    "flip_cards": "Kijken.",
    "download": "Kaartje bij de deur",
    "practice": "Welke zinnen zeggen wat je ziet?",
    "meldpunt": "0800-7000",
}
"""Block → what a learner's page then holds."""
