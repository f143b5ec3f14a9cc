"""What the list of facts shows, in words, and its counts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.blocks.facts import CHECKERS
from courses.fact_forms import NOBODY, checker_words
from courses.fact_rules import Due, is_stale
from courses.models import Question, Source
from courses.services.facts import Fact

__all__ = ["FactRow", "chosen_facts", "count_table", "fact_rows", "stale_sources"]

STATUS = {
    None: gettext_lazy("nagekeken"),
    Due.NEVER: gettext_lazy("nog na te kijken"),
    Due.OLD: gettext_lazy("langer dan een jaar geleden nagekeken"),
    Due.SOURCE: gettext_lazy("bron langer dan een jaar geleden nagekeken"),
}


@dataclass(frozen=True)
class FactRow:
    """One line of the list."""

    fact: Fact
    due: Due | None

    @property
    def status(self) -> str:
        return str(STATUS[self.due])

    @property
    def checker(self) -> str:
        return checker_words(self.fact.check_by)

    @property
    def is_question(self) -> bool:
        return isinstance(self.fact.place, Question)

    @property
    def place(self) -> str:
        """What the form calls the kind of place."""
        return "vraag" if self.is_question else "les"

    @property
    def where(self) -> str:
        """The place in words."""
        if self.is_question:
            return _("Vraag ‘%(title)s’") % {"title": self.fact.title}
        return _("Les ‘%(title)s’, scherm ‘%(screen)s’") % {
            "title": self.fact.title,
            "screen": self.fact.stored.screen,
        }

    @property
    def draft(self) -> str:
        """Says so when learners do not get these words yet."""
        if not self.fact.place.live:
            return _("concept")
        return _("met wijzigingen die nog niet gepubliceerd zijn") if self.fact.place.has_unpublished_changes else ""

    @property
    def edit_url(self) -> str:
        """The editor, opened at the fact."""
        return f"{edit_url(self.fact.place)}#:w:contentpath={self.fact.stored.path}"

    @property
    def source_url(self) -> str:
        """Where the source is edited."""
        return edit_url(self.fact.source) if self.fact.source else ""

    @property
    def roles(self) -> list[tuple[str, str]]:
        """Who can have checked it: the one that the fact asks for, else everybody."""
        return [choice for choice in CHECKERS if choice[0] == self.fact.check_by] or list(CHECKERS)


def edit_url(row: Any) -> str:
    """Where an editor changes a page or snippet."""
    if isinstance(row, Question | Source):
        viewset: Any = row.snippet_viewset  # registering the snippet adds it
        return reverse(viewset.get_url_name("edit"), args=[row.pk])
    return reverse("wagtailadmin_pages:edit", args=[row.pk])


def fact_rows(facts: Iterable[Fact], today: date) -> list[FactRow]:
    """Every fact with why it has to be checked."""
    return [FactRow(fact, fact.due(today)) for fact in facts]


def chosen_facts(rows: Iterable[FactRow], chosen: Mapping[str, str]) -> list[FactRow]:
    """What a valid filter leaves."""
    course, check_by = chosen.get("course"), chosen.get("check_by")
    return [
        row
        for row in rows
        if (row.due or chosen.get("show") == "all")
        and (not course or row.fact.course_slug == course)
        and (not check_by or key_of(row) == check_by)
    ]


def key_of(row: FactRow) -> str:
    """Who checks it, as the filter calls them."""
    return row.fact.check_by if row.fact.check_by in dict(CHECKERS) else NOBODY


def count_table(rows: Sequence[FactRow]) -> dict[str, Any]:
    """How many facts wait, by course and by who checks them; each number leads to its own list."""
    waiting = Counter((row.fact.course_slug, key_of(row)) for row in rows if row.due)
    used = {check_by for _slug, check_by in waiting}
    heads = [choice for choice in (*CHECKERS, (NOBODY, checker_words(""))) if choice[0] in used]
    courses = {row.fact.course_slug: row.fact.course for row in rows}
    lines = [count_line(title, slug, heads, waiting) for slug, title in courses.items()]
    if len(lines) > 1:
        lines.append(count_line(_("Alle cursussen"), "", heads, waiting))
    return {"heads": [label for _key, label in heads], "lines": lines, "total": waiting.total()}


def count_line(title: str, slug: str, heads: Sequence[tuple[str, str]], waiting: Counter[Any]) -> dict[str, Any]:
    """One course, or with an empty `slug` all of them together."""
    cells = []
    for check_by, _label in [*heads, ("", "")]:
        number = sum(n for (a, b), n in waiting.items() if slug in {"", a} and check_by in {"", b})
        query = urlencode({"course": slug, "check_by": check_by})
        cells.append({"number": number, "url": f"{reverse('facts_to_check')}?{query}#feiten" if number else ""})
    return {"title": title, "cells": cells}


def stale_sources(rows: Iterable[FactRow], today: date) -> list[dict[str, Any]]:
    """Sources that were checked too long ago, with how many facts stand on each."""
    facts = Counter(row.fact.source.pk for row in rows if row.fact.source)
    sources = {row.fact.source.pk: row.fact.source for row in rows if row.fact.source}
    stale = [source for source in sources.values() if is_stale(source.checked_on, today)]
    return [
        {"source": source, "url": edit_url(source), "facts": facts[source.pk]}
        for source in sorted(stale, key=lambda source: source.title)
    ]
