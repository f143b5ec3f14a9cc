"""The kept figures of a quiz as rows for the screen: nothing is computed, and nothing of fewer than 5 people shown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import QuestionVersion, StoredFigures
from courses.quiz import Question
from courses.quiz.response_classes import ALL_RIGHT, ANSWERED, JOIN, NO_MATCH, NO_RESPONSE, WRONG_FROM
from courses.quiz.statistics import InvalidFigures, QuestionFigures, Statistics
from courses.services.attempting import parsed
from courses.services.measuring import ENOUGH
from courses.views.figure_words import Line, attention, percent, question_lines

__all__ = ["AnswerRow", "QuizReport", "VersionRow", "report_of"]

ONE_ID = frozenset({"single_choice", "true_false", "reflection", "numeric", "short_text"})
"""Types whose classes are one part each: then a part that nobody chose is a row too."""

CODES: dict[str, str | Promise] = {
    NO_RESPONSE: gettext_lazy("geen antwoord"),
    NO_MATCH: gettext_lazy("iets anders"),
    ANSWERED: gettext_lazy("beantwoord"),
    ALL_RIGHT: gettext_lazy("alles op zijn plaats"),
    "true": gettext_lazy("Waar"),
    "false": gettext_lazy("Niet waar"),
}


@dataclass(frozen=True)
class AnswerRow:
    """How often something was answered; `percent` of all who had the question, 0..100."""

    words: str
    count: int
    percent: int
    is_right: bool


@dataclass(frozen=True)
class VersionRow:
    """One version of a question. `figures`: None for a question without right and wrong."""

    number: int
    version: QuestionVersion
    attempts: int
    figures: QuestionFigures | None
    responses: Mapping[str, int]
    is_shown: bool
    has_others: bool
    """Whether other versions of the question have a row too."""

    @property
    def name(self) -> str:
        """The question, with the day of the version where there are more."""
        if not self.has_others:
            return self.question.stem
        made = date_format(timezone.localtime(self.version.created_at), "j F Y")
        return _("%(stem)s (versie van %(made)s)") % {"stem": self.question.stem, "made": made}

    @cached_property
    def question(self) -> Question:
        return parsed(self.version)

    @property
    def facility(self) -> str:
        return percent(self.figures.facility) if self.figures else _("geen goed of fout")

    @property
    def discrimination(self) -> str:
        return percent(self.figures.discrimination) if self.figures else "–"

    @property
    def lines(self) -> list[Line]:
        return question_lines(self.figures) if self.figures else []

    @cached_property
    def attention(self) -> list[str]:
        """Sentences; none for what is hidden."""
        return attention(self.figures) if self.figures and self.is_shown else []

    @property
    def answers(self) -> list[AnswerRow]:
        """The most given answer first."""
        right = self.question.right_classes()
        classes = {*self.responses, *right}
        if self.version.type in ONE_ID:
            classes |= self.question.class_labels().keys()
        rows = [self.answer_row(name, name in right) for name in sorted(classes)]
        return sorted(rows, key=lambda row: -row.count)

    def answer_row(self, name: str, is_right: bool) -> AnswerRow:
        count = self.responses.get(name, 0)
        share = round(100 * count / self.attempts) if self.attempts else 0
        return AnswerRow(class_words(self.question, name), count, share, is_right)


@dataclass(frozen=True)
class QuizReport:
    """All figures of a quiz; the rows of one question stand together."""

    stored: StoredFigures
    statistics: Statistics
    rows: list[VersionRow]

    @property
    def flagged(self) -> list[VersionRow]:
        """The questions that ask for attention."""
        return [row for row in self.rows if row.attention]


def statistics_of(stored: StoredFigures | None) -> Statistics | None:
    """The kept figures; None when there are none, when they have an old shape, or when too few people made them."""
    if stored is None or stored.people < ENOUGH:
        return None
    try:
        return Statistics.from_json(stored.result)
    except InvalidFigures:
        return None


def report_of(stored: StoredFigures | None) -> QuizReport | None:
    """What the screen shows, in one query; None when there is nothing to show."""
    statistics = statistics_of(stored)
    if stored is None or statistics is None:
        return None
    keys = [*(row.key for row in statistics.questions), *stored.result.get("unscored", ())]
    versions = QuestionVersion.objects.filter(pk__in=[int(key) for key in keys])
    ordered = sorted(versions, key=lambda version: (version.content["stem"], str(version.question_key), version.pk))
    return QuizReport(stored, statistics, version_rows(stored, statistics, ordered))


def version_rows(
    stored: StoredFigures, statistics: Statistics, versions: Sequence[QuestionVersion]
) -> list[VersionRow]:
    """A row per version, in the order given."""
    unscored, enough = stored.result.get("unscored", {}), stored.result.get("enough", ())
    figures = {row.key: row for row in statistics.questions}
    times = Counter(version.question_key for version in versions)
    rows = []
    for number, version in enumerate(versions, start=1):
        key = str(version.pk)
        row = figures.get(key)
        responses = row.responses if row else unscored[key]
        attempts = row.attempts if row else sum(responses.values())
        is_shown, has_others = key in enough and attempts >= ENOUGH, times[version.question_key] > 1
        rows.append(VersionRow(number, version, attempts, row, responses, is_shown, has_others))
    return rows


def class_words(question: Question, name: str) -> str:
    """A response class in words: the author's for ids, ours for the rest."""
    labels = question.class_labels()
    if parts := [labels[part] for part in name.split(JOIN) if part in labels]:
        return " + ".join(parts)
    if question.type == "matching" and "/" in name:
        right, total = name.split("/")
        return _("%(right)s van de %(total)s goed") % {"right": right, "total": total}
    if name.startswith(WRONG_FROM):
        return _("fout vanaf plaats %(place)s") % {"place": name.removeprefix(WRONG_FROM)}
    return str(CODES.get(name, name))
