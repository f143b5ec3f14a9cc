"""Advice on a whole course, a lesson or a question: how it reads, and what could be better. Never a refusal.

Everything is read from what a release freezes, so that the preview, the release screen and an old edition are judged
by one measure (`courses.quality`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from math import ceil
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.fact_rules import Due, due
from courses.models import LessonPage, Question
from courses.quality import Finding, Report, is_well_formed, link_findings, read, together
from courses.services.addresses import Addresses
from courses.services.block_texts import links_of, question_texts, text_of
from courses.services.freezing import freeze_screens
from courses.services.frozen import Frozen

__all__ = ["Advice", "PartAdvice", "Tip", "advise", "advise_lesson", "advise_question"]

WORDS_PER_MINUTE = 150
"""Slower than the 228 of a practiced reader: our learners are on a phone, and some read with effort."""

MOST_SCREEN_WORDS = 150
MOST_PAPER_WORDS = {"a4": 300, "kaartje": 60}
"""What fits, with room to read; what does not fit on a card is not printed."""
EASY_ENOUGH = 60
"""A text for everybody (B1) scores this or more."""

EXERCISES = frozenset(["practice", "flip_cards"])
FACT_TIPS: dict[Due, tuple[str, str | Promise]] = {
    Due.NEVER: ("fact_open", gettext_lazy("Dit feit is nog niet nagekeken.")),
    Due.OLD: ("fact_old", gettext_lazy("Dit feit is langer dan een jaar geleden nagekeken. Kijk of het nog klopt.")),
    Due.SOURCE: ("fact_old", gettext_lazy("De bron van dit feit is langer dan een jaar geleden nagekeken.")),
}


@dataclass(frozen=True)
class Tip:
    """One piece of advice; `place` is the screen it is about, "" for the whole."""

    kind: str
    advice: str
    quote: str = ""
    place: str = ""
    is_warning: bool = False

    @classmethod
    def of(cls, finding: Finding, place: str = "") -> "Tip":
        return cls(finding.kind, finding.advice, finding.quote, place, finding.is_warning)


@dataclass(frozen=True)
class PartAdvice:
    """A lesson or a question; `minutes` is what the editor gave, None for a question."""

    key: str
    title: str
    report: Report
    tips: tuple[Tip, ...]
    minutes: int | None = None

    @property
    def reading_minutes(self) -> int:
        return minutes_of(self.report.words)

    @property
    def score(self) -> int | None:
        """The readability in whole points from 0 to 100; None without words."""
        return None if self.report.score is None else max(0, min(100, round(self.report.score)))

    @property
    def by_place(self) -> list[tuple[str, list[Tip]]]:
        """The tips per screen, in order."""
        return [(place, list(tips)) for place, tips in groupby(self.tips, key=lambda tip: tip.place)]


@dataclass(frozen=True)
class Advice:
    """Advice on a course: every lesson, and the questions with something to say about them."""

    lessons: tuple[PartAdvice, ...]
    questions: tuple[PartAdvice, ...]

    @cached_property
    def count(self) -> int:
        return sum(len(part.tips) for part in (*self.lessons, *self.questions))


def advise(frozen: Frozen, *, today: date, addresses: Addresses | None = None) -> Advice:
    """Advice on what `freeze_course` or `Frozen.of(edition)` gives; at most five queries, however large the course."""
    addresses = addresses or Addresses()
    source = frozen.source
    addresses.add_screens(source["course"]["slug"], source["lessons"])
    lessons = [
        lesson_advice(lesson, frozen.questions, source["sources"], today, addresses) for lesson in source["lessons"]
    ]
    rows = Question.objects.in_bulk(list(frozen.questions), field_name="key")
    rows_by_key = {str(key): row for key, row in rows.items()}
    questions = [
        question_advice(key, content, rows_by_key.get(key), today) for key, content in frozen.questions.items()
    ]
    parts = sorted((part for part in questions if part.tips), key=lambda part: (part.title, part.key))
    return Advice(tuple(lessons), tuple(parts))


def advise_lesson(page: LessonPage, *, today: date, addresses: Addresses | None = None) -> PartAdvice:
    """Advice on a lesson as it is being written, saved or not; blocks that are not finished are left out."""
    frozen = Frozen()
    lesson = {"key": str(page.key), "title": page.title, "screens": freeze_screens(page.screens, frozen, [])}
    return lesson_advice(lesson, frozen.questions, frozen.sources, today, addresses or Addresses())


def advise_question(question: Question, *, today: date) -> PartAdvice:
    """Advice on a bank question as it is being written; raises what `Question.content` raises."""
    return question_advice(str(question.key), question.content(), question, today)


def lesson_advice(
    lesson: Mapping[str, Any],
    questions: Mapping[str, Mapping[str, Any]],
    sources: Mapping[str, Mapping[str, str]],
    today: date,
    addresses: Addresses,
) -> PartAdvice:
    """Advice on one frozen lesson."""
    screens = lesson["screens"]
    own = [read("\n".join([screen["title"], *map(text_of, told_blocks(screen))])) for screen in screens]
    asked = [read("\n".join(practice_texts(screen, questions))) for screen in screens]
    report = together([*own, *asked])
    minutes = sum(screen["minutes"] for screen in screens)
    tips = [*whole_tips(report, minutes, screens)]
    for screen, screen_report in zip(screens, own, strict=True):
        tips += screen_tips(screen, screen_report, addresses)
        tips += [tip for block in screen["blocks"] for tip in fact_tips(block, sources, screen["title"], today)]
    return PartAdvice(lesson["key"], lesson["title"], report, tuple(tips), minutes)


def told_blocks(screen: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The blocks of a screen without its practice questions, which get advice of their own."""
    return [block for block in screen["blocks"] if block["type"] != "practice"]


def practice_texts(screen: Mapping[str, Any], questions: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What the practice questions of a screen ask, without their explanation: it takes time to read."""
    for block in screen["blocks"]:
        if block["type"] == "practice":
            content = questions.get(block["value"].get("key", ""), {})
            yield from question_texts({name: text for name, text in content.items() if name != "explanation"})


def minutes_of(words: int) -> int:
    """Minutes to read so many words, rounded up."""
    return ceil(words / WORDS_PER_MINUTE)


def whole_tips(report: Report, minutes: int, screens: list[Any]) -> Iterator[Tip]:
    """What is true of a lesson as a whole: how hard it is, how long, and whether there is something to do."""
    yield from score_tips(report)
    needed = minutes_of(report.words)
    if needed > minutes:
        words = _("Lezen kost ongeveer %(needed)d min. Je gaf er %(minutes)d. Geef meer tijd, of schrap.")
        yield Tip("minutes", words % {"needed": needed, "minutes": minutes})
    without = [screen["title"] for screen in screens if not EXERCISES & {block["type"] for block in screen["blocks"]}]
    if without:
        words = _("Op %(count)d van de %(total)d schermen is geen oefening. Zet er een oefenvraag bij als dat past.")
        text = words % {"count": len(without), "total": len(screens)}
        yield Tip("no_exercise", text, " · ".join(without))


def score_tips(report: Report) -> Iterator[Tip]:
    """That a text is hard to read, when it is."""
    if report.score is not None and report.score < EASY_ENOUGH:
        words = _("Deze tekst leest %(label)s (%(score)d van 100). Schrijf kortere zinnen en kortere woorden.")
        score = max(0, round(report.score))
        yield Tip("hard_text", words % {"label": report.label, "score": score}, is_warning=True)


def screen_tips(screen: Mapping[str, Any], report: Report, addresses: Addresses) -> Iterator[Tip]:
    """What could be better on one screen."""
    place = screen["title"]
    if report.words > MOST_PAPER_WORDS.get(screen.get("paper", ""), MOST_SCREEN_WORDS):
        words = _("Hier staan %(count)d woorden op één scherm. Verdeel ze over meer schermen.")
        if screen.get("paper"):
            words = _("Hier staan %(count)d woorden. Dat past niet op het papier. Maak het korter.")
        yield Tip("long_screen", words % {"count": report.words}, place=place)
    yield from (Tip.of(finding, place) for finding in report.findings)
    for block in screen["blocks"]:
        if block["type"] == "image" and block["value"] and not block["value"]["alt"]:
            words = _("Deze foto heeft geen beschrijving. Is hij meer dan versiering? Schrijf wat er te zien is.")
            yield Tip("alt_text", words, block["value"]["caption"], place)
        for link in links_of(block):
            yield from (Tip.of(finding, place) for finding in link_findings(link))
            if is_well_formed(link.href) and not addresses.exists(link.href or ""):
                words = _("Deze link gaat naar een cursus, les of scherm dat er niet is. Kies hem opnieuw.")
                yield Tip("broken_link", words, link.text or link.href or "", place, is_warning=True)


def fact_tips(
    block: Mapping[str, Any], sources: Mapping[str, Mapping[str, str]], place: str, today: date
) -> Iterator[Tip]:
    """The facts of a block that somebody has to check."""
    for fact in block["facts"]:
        yield from check_tips(fact, sources.get(fact["source"], {}).get("checked_on"), place, today)


def check_tips(fact: Mapping[str, Any], source_checked_on: Any, place: str, today: date) -> Iterator[Tip]:
    """Whether a fact has to be checked, for the first time or again."""
    why = due(fact.get("status") or "", day(fact.get("checked_on")), day(source_checked_on), today)
    if why is not None:
        kind, words = FACT_TIPS[why]
        yield Tip(kind, str(words), fact["sentence"], place)


def day(stored: Any) -> date | None:
    """A day of a form that was not saved, or the text of one that was."""
    return date.fromisoformat(stored) if isinstance(stored, str) and stored else stored or None


def question_advice(key: str, content: Mapping[str, Any], row: Question | None, today: date) -> PartAdvice:
    """Advice on one question; `row` is its entry in the bank, for its title and its facts."""
    report = read("\n".join(question_texts(content)))
    tips = [*score_tips(report), *(Tip.of(finding) for finding in report.findings)]
    if content["type"] == "hotspot" and not content["picture"]["alt"]:
        tips.append(Tip("alt_text", _("De foto bij deze vraag heeft geen beschrijving."), content["stem"]))
    for fact in question_facts(row):
        tips += check_tips(fact, None, "", today)
    return PartAdvice(key, row.title if row else content["stem"], report, tuple(tips))


def question_facts(row: Question | None) -> Iterable[Mapping[str, Any]]:
    """The facts of a bank question as they are stored, without a query for their sources."""
    return [child["value"] for child in row.facts.get_prep_value()] if row else []
