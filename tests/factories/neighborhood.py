"""A question of every type as a volunteer would meet it: for what is looked at, and answered by its visible words."""

from dataclasses import dataclass, field
from typing import Any

from tests.factories.hotspots import area

__all__ = ["QUESTIONS", "Example", "contents"]

Content = dict[str, Any]


@dataclass(frozen=True)
class Example:
    """A question, and what somebody chooses or types to have it right and to have it wrong.

    `right` and `wrong` are labels of answers, steps in order, `label: choice` of a matching, or what is typed. A
    question without a right answer has the same in both.
    """

    content: Content
    right: tuple[str, ...]
    wrong: tuple[str, ...] = field(default=())


def question(kind: str, stem: str, explanation: str, **fields: Any) -> Content:
    return {"schema": 1, "type": kind, "stem": stem, "explanation": explanation, "critical": False, **fields}


def option(name: str, text: str, feedback: str, *, correct: bool) -> Content:
    return {"id": name, "text": text, "correct": correct, "feedback": feedback}


def parts(*texts: str) -> list[Content]:
    """Parts with only a text, named a, b, c …"""
    return [{"id": chr(ord("a") + number), "text": text} for number, text in enumerate(texts)]


def way(name: str, text: str, to: str | None, points: int, feedback: str) -> Content:
    return {"id": name, "text": text, "next": to, "points": points, "feedback": feedback, "critical": False}


SINGLE = question(
    "single_choice",
    "Je hoort ’s nachts glas breken bij de buren. Wat doe je eerst?",
    "Bel als het nu gebeurt. Van achter je raam zie je genoeg om te vertellen wat er gebeurt.",
    options=[
        option("a", "Ik bel 112 en kijk vanuit huis.", "Zo komt er hulp, en jij bent veilig.", correct=True),
        option("b", "Ik app de groep en wacht af.", "De politie leest niet mee in je groep.", correct=False),
        option("c", "Ik ga naar buiten.", "Je weet niet wie er staat. Blijf binnen.", correct=False),
    ],
    shuffle=False,
    hints=["Wie kan nu het snelst helpen?"],
)
MULTIPLE = question(
    "multiple_response",
    "De politie vraagt wie je zag. Wat vertel je?",
    "Vertel wat iedereen kan zien. Een oordeel kan niemand zoeken.",
    options=[
        option("a", "Hoe lang hij is, en welke jas hij draagt", "Ongeveer is genoeg.", correct=True),
        option("b", "Dat je hem niet vertrouwt", "Dit is een gevoel. Zeg wat je zag.", correct=False),
        option("c", "Welke kant hij op ging", "Dan weten agenten waar ze zoeken.", correct=True),
    ],
    rule="all_or_nothing",
    shuffle=False,
    hints=["Kan een agent ermee zoeken?"],
)
STATEMENT = question(
    "true_false",
    "Een bericht in de groep is genoeg. Dan komt de politie vanzelf.",
    "Alleen een telefoontje brengt de politie in beweging.",
    correct=False,
    feedback_true="De politie zit niet in je groep.",
    feedback_false="Bel eerst, app daarna.",
    hints=["Wie leest de berichten in je groep?"],
)
SAAR = (
    "Signaleer: je ziet iets wat niet klopt",
    "Alarmeer: je belt",
    "App: je vertelt het in de groep",
    "Reageer: je doet iets wat veilig is",
)
STEPS = question(
    "ordering",
    "Zet de vier stappen van SAAR in de goede volgorde.",
    "Eerst zie je iets. Dan bel je. Daarna weet de groep het. Iets doen komt als laatste, en alleen als het veilig is.",
    items=parts(*SAAR),
    rule="all_or_nothing",
    hints=["De vier letters van SAAR staan al goed."],
)
NUMBERS = question(
    "matching",
    "Wie bel je?",
    "Gebeurt het nu, dan bel je 112. Kan het wachten, dan bel je 0900-8844. Een kapotte lamp is voor de gemeente.",
    stems=[
        {"id": "a", "text": "Iemand haalt nu een fiets uit een tuin.", "match": "c"},
        {"id": "b", "text": "Gisteren is je tuinset gestolen.", "match": "a"},
        {"id": "c", "text": "In je straat is een lantaarn kapot.", "match": "b"},
    ],
    choices=parts("0900-8844", "De gemeente", "112"),
    hints=["Wat gebeurt er nu, op dit moment?"],
)
BEATS = question(
    "numeric",
    "Je reanimeert een volwassene. Hoe vaak duw je per minuut op de borstkas?",
    "Duw 100 tot 120 keer per minuut, midden op de borstkas.",
    answers=[
        {
            "id": "n1",
            "kind": "range",
            "low": "100",
            "high": "120",
            "credit": "100",
            "feedback": "Dit is het goede tempo.",
        },
        {"id": "n2", "kind": "range", "low": "90", "high": "130", "credit": "50", "feedback": "Bijna het goede tempo."},
    ],
    unit="keer per minuut",
    units=[],
    unit_required=False,
    feedback_wrong="Tel hardop mee: bijna twee keer per seconde.",
    hints=["Het is bijna twee keer per seconde."],
)
NUMBER = question(
    "short_text",
    "Er is geen spoed, maar je wilt de politie spreken. Welk nummer bel je?",
    "0900-8844 is het nummer van de politie als er geen spoed is.",
    answers=[
        {"id": "t1", "text": "0900-8844", "credit": "100", "feedback": "Zet het in je telefoon."},
        {"id": "t3", "text": "09008844", "credit": "100", "feedback": "Zet het in je telefoon."},
        {"id": "t2", "text": "*8844*", "credit": "50", "feedback": "Bijna. Het begint met 0900."},
    ],
    case_sensitive=False,
    ignore_diacritics=False,
    ignore_spaces=True,
    feedback_wrong="112 is alleen voor als elke seconde telt.",
    hints=["Het begint met 0900."],
)
WALK = question(
    "scenario",
    "Je loopt met je buurvrouw een rondje door de wijk. Het is half elf ’s avonds.",
    "Kijken en bellen is genoeg. Wie afstand houdt, helpt het meest.",
    start="bus",
    nodes=[
        {
            "id": "bus",
            "text": "Bij de school staat een bestelbus met de motor aan. Er klimt iemand over het hek. Wat doe je?",
            "choices": [
                way(
                    "call", "We blijven op afstand en bellen 112.", "ask", 2, "De meldkamer hoort meteen waar je staat."
                ),
                way(
                    "go",
                    "We lopen erheen en vragen wat hij doet.",
                    "ask",
                    0,
                    "Je weet niet wie je treft. Houd afstand.",
                ),
            ],
        },
        {
            "id": "ask",
            "text": "De meldkamer vraagt wat je ziet. Wat zeg je?",
            "choices": [
                way(
                    "plate",
                    "De kleur van de bus, het kenteken en de straat.",
                    "end",
                    2,
                    "Hier kan een agent mee zoeken.",
                ),
                way("mood", "Dat het niet pluis is.", "end", 0, "Zeg erbij wat je ziet."),
            ],
        },
        {
            "id": "end",
            "text": "Na vier minuten rijdt een politieauto de straat in. Jullie lopen rustig naar huis.",
            "choices": [],
        },
    ],
    hints=["Wat kan vanaf een afstand?"],
)
THOUGHT = question(
    "reflection",
    "Je buurman van 78 doet al drie dagen zijn gordijnen niet open. Wat doe jij?",
    "",
    options=[
        {
            "id": "a",
            "text": "Ik bel bij hem aan.",
            "feedback": "Vaak is er niets. En is er wel iets, dan ben je op tijd.",
        },
        {
            "id": "b",
            "text": "Ik vraag andere buren of zij hem zagen.",
            "feedback": "Je weet dan meer. Het kost wel tijd.",
        },
        {
            "id": "c",
            "text": "Ik wacht nog een dag.",
            "feedback": "Je laat hem met rust. Maar wie gevallen is, kan niet wachten.",
        },
    ],
    experts="Wijkverpleegkundigen bellen eerst aan. Doet niemand open, dan bellen ze familie, en anders 112.",
    ask_sure=True,
)
MESSAGE = question(
    "open_text",
    "Je zag iemand aan autodeuren voelen en je belde 112. Schrijf nu het bericht voor je groep.",
    "Kort is goed: waar, wat, en dat de politie het weet.",
    rubric=[
        {"id": "r1", "text": "Er staat waar het is.", "points": 1},
        {"id": "r2", "text": "Er staat wat je zag, zonder oordeel.", "points": 2},
        {"id": "r3", "text": "Er staat dat 112 gebeld is.", "points": 1},
    ],
    model_answer="Lindelaan bij nummer 12: iemand voelt aan autodeuren. 112 is gebeld. Blijf binnen.",
    max_characters=400,
)
STREET = question(
    "hotspot",
    "Kijk goed naar deze straat. Wat meld je?",
    "Wie aan autodeuren voelt, doet iets wat je meldt. Hoe iemand eruitziet, doet er niet toe.",
    picture={
        "drawing": "kijken",
        "alt": "Een straat in de avond. Achter een raam staat een buur. Buiten staat een auto.",
    },
    areas=[
        area(
            "man",
            "De persoon bij de auto",
            "rectangle",
            [370, 140, 500, 355],
            correct=True,
            feedback="Voelen aan autodeuren meld je.",
        ),
        area(
            "lamp",
            "De brandende lantaarn",
            "circle",
            [292, 60, 40],
            correct=False,
            feedback="Deze lamp doet het. Een kapotte lamp meld je bij de gemeente.",
        ),
        area(
            "window",
            "De buur achter het raam",
            "polygon",
            [30, 70, 200, 70, 200, 220, 30, 220],
            correct=False,
            feedback="Deze buur doet wat jij ook doet: kijken.",
        ),
    ],
    clicks=1,
    hints=["Let op wat iemand dóét."],
)

QUESTIONS = {
    "single_choice": Example(SINGLE, ("Ik bel 112 en kijk vanuit huis.",), ("Ik ga naar buiten.",)),
    "multiple_response": Example(
        MULTIPLE,
        ("Hoe lang hij is, en welke jas hij draagt", "Welke kant hij op ging"),
        ("Welke kant hij op ging", "Dat je hem niet vertrouwt"),
    ),
    "true_false": Example(STATEMENT, ("Niet waar",), ("Waar",)),
    "ordering": Example(STEPS, SAAR, SAAR[::-1]),
    "matching": Example(NUMBERS, ("112", "0900-8844", "De gemeente"), ("0900-8844", "112", "De gemeente")),
    "numeric": Example(BEATS, ("110",), ("60",)),
    "short_text": Example(NUMBER, ("0900-8844",), ("112",)),
    "hotspot": Example(STREET, ("De persoon bij de auto",), ("De brandende lantaarn",)),
    "scenario": Example(
        WALK,
        ("We blijven op afstand en bellen 112.", "De kleur van de bus, het kenteken en de straat."),
        ("We lopen erheen en vragen wat hij doet.", "Dat het niet pluis is."),
    ),
    "reflection": Example(THOUGHT, ("Ik bel bij hem aan.", "Best zeker")),
    "open_text": Example(MESSAGE, ("Lindelaan 12: iemand voelt aan autodeuren. 112 is gebeld.",)),
}


def contents(*kinds: str) -> list[Content]:
    """The questions of these types, or of all."""
    return [QUESTIONS[kind].content for kind in kinds or QUESTIONS]
