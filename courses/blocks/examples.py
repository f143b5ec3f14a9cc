"""An example of every block, as an edition holds it: for the block chooser and the style book. Invented people only."""

from typing import Any

__all__ = ["EXAMPLES"]

EXAMPLES: dict[str, dict[str, Any]] = {
    "text": {
        "html": "<p>Je ziet iemand aan <b>autodeuren</b> voelen. Hij kijkt steeds om zich heen.</p>"
        "<p>Let op drie dingen:</p><ul><li>wat hij doet</li><li>waar hij is</li><li>hoe laat het is</li></ul>"
    },
    "heading": {"text": "Waarom eerst bellen?"},
    "callout": {
        "kind": "let-op",
        "title": "Blijf op afstand",
        "html": "<p>Ga niet achter iemand aan. Kijk, bel en wacht.</p>",
    },
    "quote": {"text": "Ik dacht altijd: ik zal me wel vergissen. Nu bel ik gewoon.", "by": "Gerrit, buurtbewoner"},
    "table": {
        "caption": "Wie bel je wanneer?",
        "head": ["Wat je ziet", "Wie je belt", "Waarom"],
        "rows": [
            ["Er wordt nu ingebroken", "112", "Elke minuut telt"],
            ["Je fiets is gisteren gestolen", "0900-8844", "Er is geen haast"],
        ],
        "row_heads": True,
    },
    "accordion": {
        "items": [
            {
                "title": "Mag ik een foto maken?",
                "text": "Ja, als je veilig staat. Geef hem aan de politie, niet aan de groep.",
            },
            {
                "title": "Wat als ik me vergis?",
                "text": "Dat geeft niets. Liever een keer te veel gebeld dan te weinig.",
            },
        ]
    },
    "illustration": {
        "file": "",
        "name": "kijken",
        "alt": "Twee buren kijken uit het raam.",
        "caption": "Kijk, en bel.",
    },
    "image": {
        "file": "",
        "width": 640,
        "height": 360,
        "alt": "Een straat in de avond.",
        "caption": "Zo ziet een foto in de les eruit.",
    },
    "video": {
        "title": "Bellen met 112",
        "file": "",
        "media_type": "video/mp4",
        "captions": "",
        "poster": "",
        "transcript": "Noor ziet iemand bij een raam.\n\nZe belt 112 en zegt waar ze is.",
    },
    "link_video": {
        "title": "Zo gaat een gesprek met 112",
        "url": "https://www.example.org/film",
        "host": "example.org",
        "about": "Je hoort een echt gesprek, en wat de medewerker eerst vraagt.",
        "minutes": 3,
    },
    "steps": {
        "items": [
            {"title": "Kijk", "text": "Wat zie je? Waar is het?"},
            {"title": "Bel", "text": "Bij spoed 112."},
            {"title": "Zeg het in de groep", "text": ""},
        ]
    },
    "do_dont": {
        "dos": ["Schrijf op wat je ziet.", "Doe het licht aan."],
        "donts": ["Achter iemand aan gaan.", "Een foto in de groep zetten."],
    },
    "checklist": {
        "title": "Vandaag nog",
        "items": ["Zet 0900-8844 in je telefoon.", "Hang het kaartje bij de voordeur."],
    },
    "message": {
        "lines": [
            {
                "who": "Fatma",
                "time": "21:14",
                "text": "Iemand voelt aan autodeuren bij Wilgenstraat 12. Ik heb 112 gebeld.",
            }
        ],
        "good": True,
        "note": "Wat, waar, en er is gebeld.",
    },
    "flip_cards": {
        "cards": [
            {"front": "Signaleren", "back": "Zien dat er iets niet klopt, en het onthouden."},
            {"front": "Alarmeren", "back": "Bellen met de politie voordat je iets anders doet."},
        ]
    },
    "download": {"file": "", "title": "Kaartje voor bij de deur", "extension": "pdf", "bytes": 48000},
    "practice": {"key": "", "hash": ""},
    "meldpunt": {"key": "", "name": "Politie, geen spoed", "number": "0900-8844", "when": "Het is al gebeurd."},
}
