"""What is different between two frozen courses, in words, part by part: for *Uitgeven* and *Vergelijk* (DESIGN §4).

Nothing here decides what may be released: that is `comparing`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.blocks.screens import PAPERS
from courses.quiz import answer_key
from courses.services.frozen import Frozen
from courses.services.quiz_words import quiz_lines
from courses.services.visible_text import block_label, block_lines, question_lines, right_lines
from courses.services.word_diff import Line, changed_lines, whole_lines

__all__ = ["Differences", "Part", "differences"]

Value = Mapping[str, Any]
State = Literal["new", "gone", "changed"]
STATES: dict[str, str | Promise] = {
    "new": gettext_lazy("nieuw"),
    "gone": gettext_lazy("weg"),
    "changed": gettext_lazy("gewijzigd"),
}


@dataclass(frozen=True)
class Part:
    """A lesson, screen, question or quiz that differs: its changed lines, and what lines cannot say in `notes`.

    `key_was` and `key_is` are what is right before and after, when something else is right now (`is_rekeyed`).
    """

    title: str
    state: State = "changed"
    lines: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()
    parts: tuple["Part", ...] = ()
    is_rekeyed: bool = False
    key_was: tuple[str, ...] = ()
    key_is: tuple[str, ...] = ()

    @property
    def state_words(self) -> str:
        return str(STATES[self.state])


@dataclass(frozen=True)
class Differences:
    """All that differs, in the order in which a learner meets it; `notes` are about the course as a whole."""

    course: Part | None
    lessons: tuple[Part, ...]
    quizzes: tuple[Part, ...]
    questions: tuple[Part, ...]
    sources: Part | None
    notes: tuple[str, ...]

    @property
    def rekeyed(self) -> tuple[Part, ...]:
        """The questions of which another answer is right, or counts otherwise."""
        return tuple(part for part in self.questions if part.is_rekeyed)

    @property
    def is_empty(self) -> bool:
        return not (self.course or self.lessons or self.quizzes or self.questions or self.sources or self.notes)


def differences(old: Frozen, new: Frozen) -> Differences:
    """What changed from `old` to `new`, either of which may be an edition (`Frozen.of`) or the manuscript."""
    return Differences(
        course=course_part(old.source["course"], new.source["course"]),
        lessons=lesson_parts(old, new),
        quizzes=quiz_parts(old, new),
        questions=question_parts(old, new),
        sources=sources_part(old.source["sources"], new.source["sources"]),
        notes=order_notes(old.source, new.source),
    )


def by_key(parts: Sequence[Value]) -> dict[str, Value]:
    return {part["key"]: part for part in parts}


def order_notes(old: Value, new: Value) -> tuple[str, ...]:
    """The order of the lessons, when those that stay stand otherwise."""
    kept = by_key(old["lessons"]).keys() & by_key(new["lessons"]).keys()
    before, after = ([one["key"] for one in source["lessons"] if one["key"] in kept] for source in (old, new))
    return (_("De lessen staan in een andere volgorde."),) if before != after else ()


# --- the course and its sources -------------------------------------------------------------------------
COURSE_WORDS: dict[str, str | Promise] = {
    "title": gettext_lazy("Titel"),
    "subtitle": gettext_lazy("Ondertitel"),
    "for_whom": gettext_lazy("Voor wie"),
    "intro": gettext_lazy("Inleiding"),
    "goals": gettext_lazy("Leerdoel"),
    "closing": gettext_lazy("Slotwoord"),
    "slug": gettext_lazy("Webadres"),
    "valid_months": gettext_lazy("Certificaat geldig (maanden)"),
}


def course_part(old: Value, new: Value) -> Part | None:
    """The card of the course."""
    if old == new:
        return None
    notes = [_("De tekening van de cursus is een andere.")] if old["illustration"] != new["illustration"] else []
    if old["all_lessons_required"] != new["all_lessons_required"]:
        must = new["all_lessons_required"]
        notes.append(_("Alle lessen moeten nu gelezen zijn.") if must else _("De lessen lezen hoeft niet meer."))
    return Part(new["title"], lines=changed_lines(course_lines(old), course_lines(new)), notes=tuple(notes))


def course_lines(course: Value) -> list[tuple[str, str]]:
    return [
        (str(label), str(text))
        for name, label in COURSE_WORDS.items()
        for text in (course[name] if isinstance(course[name], list) else str(course[name]).splitlines())
    ]


def sources_part(old: Value, new: Value) -> Part | None:
    """The sources that the facts name."""
    if old == new:
        return None
    before, after = ([source_line(source) for source in sources.values()] for sources in (old, new))
    return Part(_("Bronnen"), lines=changed_lines(sorted(before), sorted(after)))


def source_line(source: Value) -> tuple[str, str]:
    checked = _("nagekeken op %(day)s") % {"day": source["checked_on"]} if source["checked_on"] else ""
    return _("Bron"), " · ".join(text for text in (source["title"], source["url"], checked) if text)


# --- lessons --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Side:
    """One of the two courses, with its screens by key."""

    frozen: Frozen
    screens: dict[str, Value]
    home: dict[str, str]

    @classmethod
    def of(cls, frozen: Frozen) -> "_Side":
        pairs = [(lesson, screen) for lesson in frozen.source["lessons"] for screen in lesson["screens"]]
        return cls(
            frozen=frozen,
            screens={screen["key"]: screen for _lesson, screen in pairs},
            home={screen["key"]: lesson["key"] for lesson, screen in pairs},
        )

    def lines(self, screen: Value) -> list[tuple[str, str]]:
        return [line for block in screen["blocks"] for line in self.block(block)]

    def block(self, block: Value) -> list[tuple[str, str]]:
        return block_lines(block, self.frozen.questions, self.frozen.source["sources"])


def lesson_parts(old: Frozen, new: Frozen) -> tuple[Part, ...]:
    """The lessons that differ, in the new order, then those that are gone."""
    before, after = _Side.of(old), _Side.of(new)
    was, now = by_key(old.source["lessons"]), by_key(new.source["lessons"])
    parts = [lesson_part(was.get(key), lesson, before, after) for key, lesson in now.items()]
    parts += [lesson_part(lesson, None, before, after) for key, lesson in was.items() if key not in now]
    return tuple(part for part in parts if part)


def lesson_part(was: Value | None, now: Value | None, before: _Side, after: _Side) -> Part | None:
    """One lesson: its head and its screens; None when nothing differs."""
    if was == now or (lesson := now or was) is None:
        return None
    screens = screen_parts(was, now, before, after)
    lines = changed_lines(head_lines(was), head_lines(now)) if was and now else ()
    notes = screen_order(was, now) if was and now else ()
    state: State = "changed" if was and now else "new" if now else "gone"
    return Part(lesson["title"], state, lines=lines, notes=notes, parts=screens)


def head_lines(lesson: Value) -> list[tuple[str, str]]:
    return [(_("Titel"), lesson["title"]), (_("Boodschap"), lesson["message"]), (_("Webadres"), lesson["slug"])]


def screen_order(was: Value, now: Value) -> tuple[str, ...]:
    """Whether the screens that stay in a lesson stand in another order."""
    kept = by_key(was["screens"]).keys() & by_key(now["screens"]).keys()
    old, new = ([one["key"] for one in lesson["screens"] if one["key"] in kept] for lesson in (was, now))
    return (_("De schermen staan in een andere volgorde."),) if old != new else ()


def screen_parts(was: Value | None, now: Value | None, before: _Side, after: _Side) -> tuple[Part, ...]:
    """The screens of one lesson that differ; one that went to another lesson is told there."""
    parts = [screen_part(screen, before, after) for screen in (now["screens"] if now else ())]
    gone = [screen for screen in (was["screens"] if was else ()) if screen["key"] not in after.screens]
    parts += [Part(screen["title"], "gone", lines=whole_lines(before.lines(screen), "gone")) for screen in gone]
    return tuple(part for part in parts if part)


def screen_part(screen: Value, before: _Side, after: _Side) -> Part | None:
    """A screen as it is now against what it was, wherever it stood."""
    was = before.screens.get(screen["key"])
    if was is None:
        return Part(screen["title"], "new", lines=whole_lines(after.lines(screen), "new"))
    has_moved = before.home[screen["key"]] != after.home[screen["key"]]
    moved = (_("Dit scherm stond in een andere les."),) if has_moved else ()
    part = None if was == screen else changed_screen(was, screen, before, after)
    if part is None:
        return Part(screen["title"], notes=moved) if moved else None
    return replace(part, notes=moved + part.notes)


def changed_screen(was: Value, now: Value, before: _Side, after: _Side) -> Part:
    """Title, minutes and blocks, each block against the one with its key."""
    lines = list(changed_lines(screen_head(was), screen_head(now)))
    notes: list[str] = []
    old_blocks, new_blocks = by_key(was["blocks"]), by_key(now["blocks"])
    for key, block in new_blocks.items():
        old = old_blocks.get(key)
        found = changed_lines(before.block(old) if old else (), after.block(block))
        if old != block and not found:
            notes.append(_("%(block)s: anders, met dezelfde woorden.") % {"block": block_label(block["type"])})
        lines += found
    gone = [line for key, block in old_blocks.items() if key not in new_blocks for line in before.block(block)]
    kept = [[key for key in blocks if key in old_blocks and key in new_blocks] for blocks in (old_blocks, new_blocks)]
    if kept[0] != kept[1]:
        notes.append(_("De blokken staan in een andere volgorde."))
    return Part(now["title"], lines=(*lines, *whole_lines(gone, "gone")), notes=tuple(notes))


def screen_head(screen: Value) -> list[tuple[str, str]]:
    paper = str(dict(PAPERS).get(screen.get("paper", ""), _("nee")))
    return [(_("Titel"), screen["title"]), (_("Minuten"), str(screen["minutes"])), (_("Om te printen"), paper)]


# --- questions and quizzes ------------------------------------------------------------------------------
def question_parts(old: Frozen, new: Frozen) -> tuple[Part, ...]:
    """The questions that differ: those with another right answer first."""
    was, now = old.questions, new.questions
    parts = [question_part(was[key], now[key]) for key in now if key in was and was[key] != now[key]]
    parts += [moved_part(now[key]) for key in now if is_explained_elsewhere(key, old, new)]
    parts += [question_whole(now[key], "new") for key in now if key not in was]
    parts += [question_whole(was[key], "gone") for key in was if key not in now]
    return tuple(sorted(parts, key=lambda part: not part.is_rekeyed))


def question_part(was: Value, now: Value) -> Part:
    """A question with its old and new words, and what is right."""
    lines = changed_lines(question_lines(was), question_lines(now))
    if answer_key(was) == answer_key(now):
        notes = () if lines else (_("De woorden zijn dezelfde; iets anders aan de vraag is veranderd."),)
        return Part(now["stem"], lines=lines, notes=notes)
    key_was, key_is = right_lines(was), right_lines(now)
    if key_was == key_is:
        notes = (_("De goede antwoorden zijn dezelfde. De keuzes, de punten of de regels zijn anders."),)
        return Part(now["stem"], lines=lines, notes=notes, is_rekeyed=True)
    return Part(now["stem"], lines=lines, is_rekeyed=True, key_was=tuple(key_was), key_is=tuple(key_is))


def question_whole(content: Value, state: Literal["new", "gone"]) -> Part:
    """A question that came or went, with what is right in it."""
    right = whole_lines([(_("Goed"), text) for text in right_lines(content)], state)
    return Part(content["stem"], state, lines=whole_lines(question_lines(content), state) + right)


def is_explained_elsewhere(key: str, old: Frozen, new: Frozen) -> bool:
    """Whether only the screen that explains a question is another one."""
    was, now = old.source["questions"].get(key), new.source["questions"][key]
    return was is not None and was["hash"] == now["hash"] and was != now


def moved_part(content: Value) -> Part:
    return Part(content["stem"], notes=(_("De uitleg van deze vraag staat nu op een ander scherm."),))


def quiz_parts(old: Frozen, new: Frozen) -> tuple[Part, ...]:
    """The quizzes that differ: words, rules and what they ask."""
    was, now = by_key(old.source["quizzes"]), by_key(new.source["quizzes"])
    parts = [quiz_part(was.get(key), quiz, old, new) for key, quiz in now.items() if was.get(key) != quiz]
    gone = [quiz for key, quiz in was.items() if key not in now]
    parts += [Part(quiz["title"], "gone", lines=whole_lines(quiz_lines(quiz, old), "gone")) for quiz in gone]
    return tuple(parts)


def quiz_part(was: Value | None, now: Value, old: Frozen, new: Frozen) -> Part:
    lines = quiz_lines(now, new)
    if was is None:
        return Part(now["title"], "new", lines=whole_lines(lines, "new"))
    changed = changed_lines(quiz_lines(was, old), lines)
    notes = () if changed else (_("De toets trekt uit andere vragen."),)
    return Part(now["title"], lines=changed, notes=notes)
