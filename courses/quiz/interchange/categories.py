"""Paths of categories: "/" between the levels, "//" for a slash in a name (quiz.md §2.1)."""

import re
from collections.abc import Sequence

from courses.quiz.interchange.items import one_line

TOP = "$course$/top"

_BETWEEN = re.compile(r"(?<!/)/(?!/)")
_CONTEXT = re.compile(r"\$[a-z0-9]+\$")


def read_path(text: str) -> tuple[str, ...]:
    """Return the levels; where in Moodle the path began ("$course$/top") is left out."""
    parts = (one_line(part.replace("//", "/")) for part in _BETWEEN.split(text))
    levels = [part for part in parts if part]
    if levels and _CONTEXT.fullmatch(levels[0]):
        levels = levels[1:]
        if levels and levels[0] == "top":
            levels = levels[1:]
    return tuple(levels)


def write_path(levels: Sequence[str]) -> str:
    """Write the path from Moodle's top."""
    return "/".join([TOP, *map(_level, filter(None, map(one_line, levels)))])


def _level(name: str) -> str:
    # A slash at an end would run together with the one between the levels.
    before = " " if name.startswith("/") else ""
    after = " " if name.endswith("/") else ""
    return before + name.replace("/", "//") + after
