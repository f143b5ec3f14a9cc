"""Two texts side by side, word for word: what stayed, what came, what went."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

__all__ = ["Line", "Piece", "changed_lines", "whole_lines"]

Kind = Literal["same", "new", "gone"]
Labeled = tuple[str, str]
"""A label and a text without line ends."""

ALIKE = 0.3
"""With fewer words in common than this share, two texts are easier to read one after the other."""

MOST_SIGNS = 6000
"""About a thousand words, three times the longest paragraph that anybody reads."""

SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Piece:
    """Some words of a line, and what happened to them."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Line:
    """One line of text with a label, in pieces that make up both the old and the new one."""

    label: str
    pieces: tuple[Piece, ...]


def changed_lines(old: Sequence[Labeled], new: Sequence[Labeled]) -> tuple[Line, ...]:
    """The lines that differ, in the order of `new`; what is the same on both sides is left out."""
    lines: list[Line] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            lines += replaced(old[i1:i2], new[j1:j2])
    return tuple(lines)


def whole_lines(lines: Iterable[Labeled], kind: Kind) -> tuple[Line, ...]:
    """Lines that are there on one side only."""
    return tuple(Line(label, (Piece(kind, text),)) for label, text in lines)


def replaced(old: Sequence[Labeled], new: Sequence[Labeled]) -> list[Line]:
    """Lines that came in the place of others: the first against the first, what is left over is new or gone."""
    pairs = list(zip(old, new, strict=False))
    lines = [line for before, after in pairs for line in paired(before, after)]
    lines += whole_lines(old[len(pairs) :], "gone")
    lines += whole_lines(new[len(pairs) :], "new")
    return lines


def paired(before: Labeled, after: Labeled) -> tuple[Line, ...]:
    """One line against another; two lines when they are of another kind."""
    if before[0] != after[0]:
        return whole_lines([before], "gone") + whole_lines([after], "new")
    return (Line(after[0], word_pieces(before[1], after[1])),)


def units_of(text: str, *texts: str) -> list[str]:
    """The words of a text; its sentences when one of `texts` is so long that word for word would take too long."""
    if max(map(len, texts)) <= MOST_SIGNS:
        return text.split()
    return SENTENCE_END.split(" ".join(text.split()))


def word_pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The words of both texts, in order; texts with little in common whole, one after the other."""
    before, after = (units_of(text, old, new) for text in (old, new))
    matcher = SequenceMatcher(None, before, after)
    if before and after and matcher.ratio() < ALIKE:
        return Piece("gone", " ".join(before)), Piece("new", " ".join(after))
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", " ".join(before[i1:i2])))
            continue
        sides: tuple[tuple[Kind, list[str]], ...] = (("gone", before[i1:i2]), ("new", after[j1:j2]))
        pieces += [Piece(kind, " ".join(words)) for kind, words in sides if words]
    return tuple(pieces)
