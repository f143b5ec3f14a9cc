"""Reading GIFT (grammar: quiz.md §2.1). What each type of question looks like is in `gift_answers`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from courses.quiz.interchange.categories import read_path
from courses.quiz.interchange.gift_answers import read_answers
from courses.quiz.interchange.gift_text import GiftText, protect, unescape
from courses.quiz.interchange.items import BankItem, Collector, Draft, Import, Notes, SkippedQuestion, one_line

GAP = "_____"
CATEGORY = "$CATEGORY:"

_LINE_END = re.compile(r"\r\n|\r|\n")
_NOTE = re.compile(r"\[(id|tag):((?:\\\]|[^\]])*)\]")


@dataclass(frozen=True, kw_only=True)
class Block:
    """Lines between blank lines: `text` without comments, `comments` without the question."""

    line: int
    text: str
    comments: str


def read_gift(text: str) -> Import:
    """Read the questions of a file. Raises UnreadableFile("too_many_questions")."""
    collector = Collector("line")
    category: tuple[str, ...] = ()
    for block in _blocks(text):
        body = block.text
        if body.startswith(CATEGORY):
            path, _, body = body.removeprefix(CATEGORY).partition("\n")
            category = read_path(unescape(protect(path)))
        if body.strip():
            collector.add(block.line, _Reading(block, body.strip(), category))
    return collector.result()


@dataclass(frozen=True)
class _Reading:
    """Reads one block that holds a question."""

    block: Block
    body: str
    category: tuple[str, ...]

    def __call__(self, notes: Notes) -> BankItem:
        found = [(kind, value.replace("\\]", "]")) for kind, value in _NOTE.findall(self.block.comments)]
        name, text = _name(protect(self.body))
        notes.title = one_line(unescape(name))
        stem, answers = _split(text)
        gift = GiftText.of(stem, notes)
        draft = Draft(
            notes=notes,
            stem=gift.read(stem),
            title=notes.title,
            category=self.category,
            idnumber=next((value for kind, value in found if kind == "id"), ""),
            tags=tuple(value for kind, value in found if kind == "tag"),
        )
        before, mark, general = answers.rpartition("####")
        draft.explanation = gift.read(general) if mark else ""
        return draft.finish(read_answers((before if mark else answers).strip(), gift))


def _blocks(text: str) -> Iterator[Block]:
    """Yield the blocks; a comment becomes a space, also between braces."""
    first, lines, comments = 0, list[str](), list[str]()
    for number, raw in enumerate([*_LINE_END.split(text), ""], start=1):
        line = raw.strip()
        if line.startswith("//"):
            comments.append(line)
            lines.append(" ")
        elif line:
            first = first or number
            lines.append(line)
        elif lines:
            yield Block(line=first, text="\n".join(lines).strip(), comments=" ".join(comments))
            first, lines, comments = 0, [], []


def _name(text: str) -> tuple[str, str]:
    """Split off `::name::`; of an unfinished one only the colons go."""
    if not text.startswith("::"):
        return "", text
    name, mark, rest = text[2:].partition("::")
    return (name, rest.strip()) if mark else ("", name)


def _split(text: str) -> tuple[str, str]:
    """Return the stem and what is between the first braces; text behind them makes them a gap."""
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        raise SkippedQuestion("description")
    if start < 0 or end < start:
        raise SkippedQuestion("brace_missing")
    before, behind = text[:start], text[end + 1 :]
    stem = before + GAP + behind if behind.strip() else before
    return stem.strip(), text[start + 1 : end]
