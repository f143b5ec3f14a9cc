"""One text read: a score, counts, and what could be easier."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from courses.quality.difficult import difficult_in
from courses.quality.passive import passive_in
from courses.quality.sentences import sentences_in, words_in
from courses.quality.syllables import syllables

__all__ = ["ADVISED_WORDS", "MOST_WORDS", "Finding", "Report", "read", "together"]

ADVISED_WORDS = 15
"""A longer sentence is worth a look."""

MOST_WORDS = 20
"""A longer sentence is hard for many readers."""

# The scale that Douma gave with his formula, from hard to easy.
LABELS = [
    (30, "zeer moeilijk"),
    (50, "moeilijk"),
    (60, "tamelijk moeilijk"),
    (70, "gewoon"),
    (80, "tamelijk makkelijk"),
    (90, "makkelijk"),
]


@dataclass(frozen=True)
class Finding:
    """One thing that could be better: `kind` names it in code, `quote` is the text, `advice` a Dutch sentence."""

    kind: str
    quote: str
    advice: str
    is_warning: bool = False


@dataclass(frozen=True)
class Report:
    """What `read` found in one text; `score` is None when there are no words."""

    score: float | None
    words: int
    sentences: int
    syllables: int
    findings: tuple[Finding, ...]

    @property
    def label(self) -> str:
        """The score in words."""
        if self.score is None:
            return ""
        return next((label for limit, label in LABELS if self.score < limit), "zeer makkelijk")


def read(text: str) -> Report:
    """Reads a plain text with a line per paragraph or list item. Never raises; the same text gives the same report."""
    sentences = sentences_in(unicodedata.normalize("NFC", text))
    lengths: list[int] = []
    spoken = 0
    findings: list[Finding] = []
    for sentence in sentences:
        words = words_in(sentence)
        lengths.append(len(words))
        spoken += sum(map(syllables, words))
        findings += sentence_findings(sentence, words)
    total = sum(lengths)
    return Report(flesch_douma(total, len(sentences), spoken), total, len(sentences), spoken, tuple(findings))


def together(reports: Iterable[Report]) -> Report:
    """One report of several texts that are read after each other."""
    all_of_them = list(reports)
    words = sum(report.words for report in all_of_them)
    sentences = sum(report.sentences for report in all_of_them)
    spoken = sum(report.syllables for report in all_of_them)
    findings = tuple(finding for report in all_of_them for finding in report.findings)
    return Report(flesch_douma(words, sentences, spoken), words, sentences, spoken, findings)


def flesch_douma(words: int, sentences: int, spoken: int) -> float | None:
    """The reading ease of a Dutch text: 100 is very easy, 0 very hard; it may fall outside.

    W. H. Douma, *De leesbaarheid van landbouwbladen* (Wageningen, 1960): Flesch's formula of 1948 with other weights,
    because Dutch words are longer.
    """
    if not words or not sentences:
        return None
    return round(206.835 - 0.93 * words / sentences - 77 * spoken / words, 1)


def sentence_findings(sentence: str, words: list[str]) -> Iterator[Finding]:
    """What could be easier in one sentence."""
    count = len(words)
    if count > MOST_WORDS:
        advice = f"Deze zin heeft {count} woorden. Dat is lang: maak er twee of drie zinnen van."
        yield Finding("long_sentence", sentence, advice, is_warning=True)
    elif count > ADVISED_WORDS:
        yield Finding("long_sentence", sentence, f"Deze zin heeft {count} woorden. Kan hij korter?")
    for found, easier in difficult_in(words):
        yield Finding("difficult_word", sentence, f"‘{found}’ kan makkelijker: {easier}.")
    passive = passive_in(sentence)
    if passive:
        advice = f"Hier staat ‘{passive}’. Zeg wie het doet, en begin met die persoon."
        yield Finding("passive", sentence, advice)
