"""A frozen course to give advice on: plain functions for tests."""

from datetime import date
from typing import Any

from courses.services.frozen import Frozen

TODAY = date(2026, 11, 21)


def block(kind: str, facts: Any = (), /, **value: Any) -> dict[str, Any]:
    return {"type": kind, "key": f"key-{kind}", "value": value, "facts": list(facts)}


def fact(sentence: str, status: str = "gecontroleerd", checked_on: str = "") -> dict[str, str]:
    return {"sentence": sentence, "source": "bron", "status": status, "checked_on": checked_on}


def course(*blocks: dict[str, Any], title: str = "Kijken", minutes: int = 1, source_checked: str = "") -> Frozen:
    """A frozen course of one lesson with one screen."""
    screen = {"key": "s", "slug": "kijken", "title": title, "minutes": minutes, "blocks": list(blocks)}
    lesson = {"key": "l", "slug": "les", "title": "Les", "message": "", "screens": [screen]}
    return Frozen(
        source={
            "course": {"slug": "proef"},
            "lessons": [lesson],
            "sources": {"bron": {"checked_on": source_checked}},
            "quizzes": [],
        }
    )
