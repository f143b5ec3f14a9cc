"""A system check: every question type is a trio of engine class, block for editors and templates (DESIGN §5)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error
from django.template import engines

from courses.blocks import QuestionBlock
from courses.quiz import QUESTION_TYPES

__all__ = ["check_question_types"]

FOLDERS = ("courses/questions", "courses/questions/review")
"""Where a type has its templates: the question, and its answers."""


def check_question_types(**kwargs: Any) -> list[CheckMessage]:
    """An error for everything that a type lacks, and for every block or template that belongs to no type."""
    return [*_blocks(), *_templates()]


def _blocks() -> Iterator[Error]:
    """E001: a type without a block; E002: a block without a type; E003: a block that makes another type."""
    blocks = {name: block.type_name for name, block in QuestionBlock().child_blocks.items()}
    for name in sorted(QUESTION_TYPES.keys() - blocks.keys()):
        hint = f"Add {name} to QuestionBlock in courses/blocks/questions/__init__.py."
        yield Error(f"Question type {name} has no block: editors cannot make it.", hint=hint, id="courses.E001")
    for name in sorted(blocks.keys() - QUESTION_TYPES.keys()):
        hint = "Add its class to courses/quiz/registry.py, or remove the block."
        yield Error(f"Block {name} has no question type of that name.", hint=hint, id="courses.E002")
    for name in sorted(name for name, made in blocks.items() if made != name):
        hint = f'Set type_name = "{name}" on the block.'
        yield Error(f"Block {name} makes questions of type {blocks[name]}.", hint=hint, id="courses.E003")


def _templates() -> Iterator[Error]:
    """E004: a type without a template; E005: a template without a type."""
    for folder in FOLDERS:
        names = _template_names(folder)
        for name in sorted(QUESTION_TYPES.keys() - names):
            hint = f"Make templates/{folder}/{name}.html."
            yield Error(f"Question type {name} has no template in {folder}/.", hint=hint, id="courses.E004")
        for name in sorted(names - QUESTION_TYPES.keys()):
            hint = "Add its class to courses/quiz/registry.py, remove it, or begin the name of a shared part with _."
            yield Error(f"Template {folder}/{name}.html has no question type.", hint=hint, id="courses.E005")


def _template_names(folder: str) -> set[str]:
    """Names of the templates in a folder; a part that types share begins with `_`."""
    places = {Path(place) / folder for engine in engines.all() for place in engine.template_dirs}
    names = {path.stem for place in places for path in place.glob("*.html")}
    return {name for name in names if not name.startswith("_")}
