"""The written courses as their files say them, without a database."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from courses.services.loading import CONTENT, PRACTICE_CATEGORY

__all__ = ["SLUGS", "Written", "written"]

SLUGS = sorted(path.parent.name for path in CONTENT.glob("*/course.toml"))


@dataclass(frozen=True)
class Written:
    """One folder of `courses/content/`."""

    folder: Path

    def read(self, name: str) -> dict[str, Any]:
        return tomllib.loads((self.folder / name).read_text(encoding="utf-8"))

    @cached_property
    def course(self) -> dict[str, Any]:
        return self.read("course.toml")

    @cached_property
    def lessons(self) -> list[dict[str, Any]]:
        return [self.read(path.name) for path in sorted(self.folder.glob("les-*.toml"))]

    @cached_property
    def questions(self) -> list[dict[str, Any]]:
        return self.read("vragen.toml")["questions"]

    @cached_property
    def tested(self) -> list[dict[str, Any]]:
        """The questions that a quiz may draw."""
        return [question for question in self.questions if question["category"] != PRACTICE_CATEGORY]

    @cached_property
    def blocks(self) -> list[dict[str, Any]]:
        return [block for lesson in self.lessons for screen in lesson["screens"] for block in screen["blocks"]]

    def paper(self, name: str) -> list[dict[str, Any]]:
        """The blocks of the hand-out ("a4") or the card ("kaartje")."""
        screens = [screen for lesson in self.lessons for screen in lesson["screens"] if screen.get("paper") == name]
        return [block for screen in screens for block in screen["blocks"]]

    def facts(self) -> Iterator[dict[str, Any]]:
        for part in (*self.blocks, *self.questions):
            yield from part.get("facts", [])

    def keys(self) -> Iterator[str]:
        """Every lasting key in the files."""
        yield from (self.course["key"], self.course["quiz"]["key"])
        for lesson in self.lessons:
            yield lesson["key"]
            yield from (screen["key"] for screen in lesson["screens"])
        yield from (block["key"] for block in self.blocks)
        yield from (question["key"] for question in self.questions)


def written(slug: str) -> Written:
    return Written(CONTENT / slug)
