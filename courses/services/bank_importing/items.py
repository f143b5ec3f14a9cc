"""A question and a problem of a file as an import keeps them: JSON that a database takes."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from courses.quiz.interchange import BankItem, Problem
from courses.quiz.interchange.items import derived_title, one_line
from courses.quiz.reader import NO_TEXT

__all__ = ["Item", "has_own_title", "problem_of", "stored_item", "stored_problem"]

Item = dict[str, Any]
"""title, content, category (path), idnumber, tags, place; and from the preview on `action` and `question` (its key)."""

MAX_TAG = 100
MESSAGES = {
    "other_course": "{place}: het kenmerk {idnumber} hoort bij een vraag van een andere cursus. "
    "De vraag komt er zonder kenmerk bij.",
    "idnumber_twice": "{place}: het kenmerk {idnumber} staat al bij een andere vraag in dit bestand. "
    "De vraag is overgeslagen.",
    "locked": "{place}: de vraag met kenmerk {idnumber} staat op slot. De vraag is overgeslagen.",
    "not_ours": "{place}: deze vraag past niet in ons invulscherm. De vraag is overgeslagen.",
    "kept_edited": "‘{title}’ is blijven staan: iemand heeft de vraag daarna veranderd of gepubliceerd.",
    "kept_used": "‘{title}’ is blijven staan: een toets, les of editie gebruikt de vraag.",
    "kept_category": "‘{title}’ is gebleven zoals hij is: de categorie van vroeger bestaat niet meer.",
}
"""What only the bank can say, beside the sentences of the file formats."""
FATAL = frozenset({"idnumber_twice", "locked", "not_ours"})


def stored_item(item: BankItem) -> Item:
    """A question of a file, without characters that a database refuses."""
    return asdict(item) | {
        "title": clean(item.title),
        "idnumber": clean(item.idnumber),
        "category": [name for part in item.category if (name := clean(part))],
        "tags": list(dict.fromkeys(name for tag in item.tags if (name := clean(tag)[:MAX_TAG].rstrip()))),
    }


def clean(text: str) -> str:
    """The text on one line."""
    return one_line(NO_TEXT.sub(" ", text))


def stored_problem(problem: Problem) -> dict[str, Any]:
    """A problem of a file with its sentence."""
    texts = {"place": problem.place, "title": problem.title, "code": problem.code, "message": problem.message}
    return {name: NO_TEXT.sub(" ", text) for name, text in texts.items()} | {"fatal": problem.fatal}


def problem_of(code: str, item: Mapping[str, Any]) -> dict[str, Any]:
    """A problem that only the bank can see."""
    words = {name: item.get(name) or "" for name in ("place", "title", "idnumber")}
    return {
        "place": words["place"],
        "title": words["title"],
        "code": code,
        "message": MESSAGES[code].format(**words),
        "fatal": code in FATAL,
    }


def has_own_title(item: Mapping[str, Any]) -> bool:
    """Whether the file gave a title; else it is the beginning of the question."""
    return bool(item["title"] != derived_title(item["content"]["stem"]))
