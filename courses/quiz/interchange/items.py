"""What every format reads into and writes from, and the way to skip one question without losing the file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from courses.quiz.errors import InvalidQuestion
from courses.quiz.interchange.problems import Problem, UnreadableFile, place
from courses.quiz.registry import parse_question

MAX_QUESTIONS = 1_500
"""In one file: taking them in is one transaction, and others wait for it (SQLite: at most 20 s)."""
MAX_TITLE = 150
MAX_IDNUMBER = 100
MAX_DETAIL = 80
DERIVED_TITLE = 80
"""Characters of the stem that are the title of a question without one (quiz.md §2.1)."""

_ENGINE_CODES = {
    "too_many": "too_many_parts",
    "too_few": "too_few_parts",
    "empty": "empty_text",
    "too_long": "too_long",
    "forbidden_character": "forbidden_character",
    "repeated_text": "repeated_text",
    "no_correct_option": "no_right_answer",
}


@dataclass(frozen=True, kw_only=True)
class BankItem:
    """One question of a bank: `content` is content JSON for `parse_question`, `category` the path from the top."""

    title: str
    content: dict[str, object]
    category: tuple[str, ...] = ()
    idnumber: str = ""
    tags: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Import:
    """What came out of a file."""

    items: list[BankItem]
    problems: list[Problem]


class SkippedQuestion(Exception):
    """This question cannot go in or out; the next one goes on. `code` is a key of MESSAGES."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(kw_only=True)
class Notes:
    """What has to be told about one question; a code is told once."""

    place: str
    title: str = ""
    warnings: dict[str, str] = field(default_factory=dict)

    def warn(self, code: str, detail: str = "") -> None:
        """Note that something was dropped or converted."""
        self.warnings.setdefault(code, detail)

    def problems(self, skipped: SkippedQuestion | None = None) -> list[Problem]:
        """Return the warnings; of a skipped question only why it was."""
        told = self.warnings.items() if skipped is None else ((skipped.code, skipped.detail),)
        return [
            Problem(place=self.place, title=self.title, code=code, detail=_short(detail), fatal=skipped is not None)
            for code, detail in told
        ]


@dataclass(kw_only=True)
class Draft:
    """A question on its way in: all that is not particular to its type."""

    notes: Notes
    stem: str = ""
    title: str = ""
    explanation: str = ""
    hints: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    idnumber: str = ""
    tags: tuple[str, ...] = ()

    def finish(self, own: Mapping[str, object]) -> BankItem:
        """Return the item. `own` holds the type and its fields. Raises InvalidQuestion."""
        words: dict[str, object] = {"stem": self.stem, "explanation": self.explanation, "critical": False}
        if self.hints:
            words["hints"] = list(self.hints)
        content = parse_question({"schema": 1, **words, **own}).to_json()
        return BankItem(
            title=self._cut("titel", one_line(self.title) or derived_title(self.stem), MAX_TITLE),
            content=content,
            category=self.category,
            idnumber=self._cut("kenmerk", one_line(self.idnumber), MAX_IDNUMBER),
            tags=tuple(dict.fromkeys(tag for tag in map(one_line, self.tags) if tag)),
            place=self.notes.place,
        )

    def _cut(self, name: str, text: str, most: int) -> str:
        if len(text) > most:
            self.notes.warn("cut", name)
        return text[:most].rstrip()


class Collector:
    """Takes the questions of a file one by one. Raises UnreadableFile("too_many_questions")."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._items: list[BankItem] = []
        self._problems: list[Problem] = []
        self._seen = 0

    def add(self, number: int, read: Callable[[Notes], BankItem]) -> None:
        """Read one question, which stands at this line, question or row of the file."""
        self._seen += 1
        if self._seen > MAX_QUESTIONS:
            raise UnreadableFile("too_many_questions")
        notes = Notes(place=place(self._kind, number))
        try:
            self._items.append(read(notes))
        except SkippedQuestion as skipped:
            self._problems.extend(notes.problems(skipped))
        except InvalidQuestion as error:
            self._problems.extend(notes.problems(_skipped(error)))
        else:
            self._problems.extend(notes.problems())

    def warn(self, number: int, code: str, detail: str = "") -> None:
        """Note something that belongs to no question."""
        where = place(self._kind, number)
        self._problems.append(Problem(place=where, title="", code=code, detail=_short(detail)))

    def result(self) -> Import:
        """Return what was read."""
        if not self._items and not self._problems:
            self._problems.append(Problem(place="", title="", code="nothing_found"))
        return Import(items=self._items, problems=self._problems)


def one_line(text: str) -> str:
    """Return the text on one line, with single spaces."""
    return " ".join(text.split())


def derived_title(stem: str) -> str:
    """Return the title of a question that has none."""
    return one_line(stem)[:DERIVED_TITLE].rstrip()


def _skipped(error: InvalidQuestion) -> SkippedQuestion:
    known = _ENGINE_CODES.get(error.code)
    return SkippedQuestion(known) if known else SkippedQuestion("not_valid", error.code)


def _short(detail: str) -> str:
    text = one_line(detail)
    return text if len(text) <= MAX_DETAIL else text[: MAX_DETAIL - 1] + "…"
