"""What somebody reads of a frozen block or question: lines of plain text with a label, to compare two editions."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.blocks import ScreensBlock
from courses.blocks.texts import CALLOUTS
from courses.fact_rules import CHECKED
from courses.quiz import InvalidQuestion, parse_question
from courses.services.reading_order import parts_in_order

__all__ = ["block_label", "block_lines", "question_lines", "right_lines"]

Value = Mapping[str, Any]
Labeled = tuple[str, str]

KINDS = dict(CALLOUTS)
NEW_LINE = {"p", "h3", "li", "br", "ul", "ol"}


class _Paragraphs(HTMLParser):
    """Cleaned rich text as lines; a link shows where it leads, because that is what may change."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self.address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NEW_LINE:
            self.lines.append("• " if tag == "li" else "")
        elif tag == "a":
            self.address = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.address:
            self.lines[-1] += f" ({self.address})"
            self.address = ""

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data


def html_lines(html: str) -> list[str]:
    """The paragraphs and list items of rich text."""
    reader = _Paragraphs()
    reader.feed(html)
    reader.close()
    return reader.lines


def block_lines(block: Value, questions: Mapping[str, Value], sources: Mapping[str, Value]) -> list[Labeled]:
    """Everything a block says, with its facts; `questions` by key are those of the same edition."""
    label = block_label(block["type"])
    read: Callable[[Value], list[str]] = READERS.get(block["type"], texts_in)
    value = block["value"]
    lines = practice_lines(value, questions) if block["type"] == "practice" else read(value)
    facts = [fact_line(fact, sources) for fact in block["facts"]]
    return tidy([(label, text) for text in lines] + [(_("Feit"), text) for text in facts])


def tidy(lines: list[Labeled]) -> list[Labeled]:
    """Without empty lines, and every line without line ends."""
    # An optional field that was never filled in is nothing at all.
    spaced = [(label, " ".join((text or "").split())) for label, text in lines]
    return [(label, text) for label, text in spaced if text and text != "•"]


@lru_cache(maxsize=64)
def block_label(name: str) -> str:
    """What the editor calls this kind of block; its own name when this code does not know it (any more)."""
    blocks = ScreensBlock().child_blocks["screen"].child_blocks["content"].child_blocks
    return str(blocks[name].label) if name in blocks else name


def fact_line(fact: Value, sources: Mapping[str, Value]) -> str:
    """A fact with its source and the state of its check."""
    source = sources.get(fact["source"], {}).get("title", "")
    checked = _("nagekeken") if fact["status"] == CHECKED else _("nog na te kijken")
    return f"{fact['sentence']} ({source}; {checked} {fact['checked_on']}".rstrip() + ")"


def practice_lines(value: Value, questions: Mapping[str, Value]) -> list[str]:
    """Which question of the bank stands there; what changed in it is said of the question itself."""
    return [str(questions.get(value["key"], {}).get("stem", value["key"]))]


def table_lines(value: Value) -> list[str]:
    return [value["caption"], " | ".join(value["head"]), *(" | ".join(row) for row in value["rows"])]


def picture_lines(value: Value) -> list[str]:
    return [value["alt"] or _("(alleen versiering)"), value["caption"]]


def steps_lines(value: Value) -> list[str]:
    return [f"{number}. {step['title']}: {step['text']}" for number, step in enumerate(value["items"], start=1)]


def do_dont_lines(value: Value) -> list[str]:
    dos = [_("Wel: %(text)s") % {"text": text} for text in value["dos"]]
    return dos + [_("Niet: %(text)s") % {"text": text} for text in value["donts"]]


def message_lines(value: Value) -> list[str]:
    kind = _("Goed voorbeeld") if value["good"] else _("Slecht voorbeeld")
    return [kind, *(f"{line['who']} {line['time']}: {line['text']}" for line in value["lines"]), value["note"]]


def link_video_lines(value: Value) -> list[str]:
    minutes = _("%(minutes)s minuten") % {"minutes": value["minutes"]}
    return [value["title"], value["about"], f"{value['url']} · {minutes}"]


def texts_in(value: Any) -> list[str]:
    """Every text in a value, for a block that this code does not know."""
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else []
    return [text for child in inside for text in texts_in(child)]


READERS: dict[str, Callable[[Value], list[str]]] = {
    "text": lambda value: html_lines(value["html"]),
    "heading": lambda value: [value["text"]],
    "callout": lambda value: [KINDS.get(value["kind"], value["kind"]), value["title"], *html_lines(value["html"])],
    "quote": lambda value: [value["text"], f"— {value['by']}" if value["by"] else ""],
    "table": table_lines,
    "accordion": lambda value: [text for item in value["items"] for text in (item["title"], item["text"])],
    "illustration": picture_lines,
    "image": picture_lines,
    "video": lambda value: [value["title"], *value["transcript"].splitlines()],
    "link_video": link_video_lines,
    "steps": steps_lines,
    "do_dont": do_dont_lines,
    "checklist": lambda value: [value["title"], *(f"☐ {text}" for text in value["items"])],
    "message": message_lines,
    "flip_cards": lambda value: [f"{card['front']} → {card['back']}" for card in value["cards"]],
    "download": lambda value: [f"{value['title']} ({value['extension']})"],
    "meldpunt": lambda value: [f"{value['name']} {value['number']}", value["when"]],
}

# --- questions ------------------------------------------------------------------------------------------
WORDS: dict[str, str | Promise] = {
    "stem": gettext_lazy("Vraag"),
    "text": gettext_lazy("Antwoord"),
    "label": gettext_lazy("Plek"),
    "alt": gettext_lazy("Beschrijving"),
    "feedback": gettext_lazy("Reactie"),
    "feedback_true": gettext_lazy("Reactie bij waar"),
    "feedback_false": gettext_lazy("Reactie bij niet waar"),
    "feedback_wrong": gettext_lazy("Reactie bij fout"),
    "explanation": gettext_lazy("Uitleg"),
    "hints": gettext_lazy("Tip"),
    "experts": gettext_lazy("Wat vakmensen kozen"),
    "model_answer": gettext_lazy("Voorbeeldantwoord"),
}
YES_NO: dict[str, str | Promise] = {"true": gettext_lazy("Waar"), "false": gettext_lazy("Niet waar")}


def question_lines(content: Value) -> list[Labeled]:
    """Every word of a question, in the order in which it is read."""
    return tidy(list(words_of("", content)))


def words_of(name: str, value: Any) -> Iterator[Labeled]:
    """The texts below one name of a question's content."""
    if isinstance(value, Mapping):
        for child_name, child in parts_in_order(value):
            yield from words_of(child_name, child)
    elif isinstance(value, list):
        for child in value:
            yield from words_of(name, child)
    elif isinstance(value, str) and name in WORDS:
        yield str(WORDS[name]), value


def right_lines(content: Value) -> list[str]:
    """What is right, a line each; nothing for a question without right and wrong, or that cannot be read any more."""
    if content["type"] == "scenario":
        return [line for node in content["nodes"] for line in choice_lines(node)]
    try:
        rows = parse_question(content).review(None)
    except InvalidQuestion:
        return []
    return [right_line(row.text, row.expected) for row in rows if row.expected]


def choice_lines(node: Value) -> list[str]:
    """What each choice in a story is worth."""
    critical = _("mag nooit")
    worth = [critical if choice["critical"] else points(choice["points"]) for choice in node["choices"]]
    return [f"{choice['text']}: {words}" for choice, words in zip(node["choices"], worth, strict=True)]


def points(number: int) -> str:
    """A number of points in words."""
    return ngettext("%(number)s punt", "%(number)s punten", number) % {"number": number}


def right_line(text: str, expected: str) -> str:
    """One line of an answer key in words."""
    if text in {"", expected}:
        return str(YES_NO.get(expected, expected))
    return f"{text}: {expected}"
