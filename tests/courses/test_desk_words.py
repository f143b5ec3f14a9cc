"""What an editor reads in a form was written for him: no label, name or choice is what Django makes of the code."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Field
from wagtail import blocks
from wagtail.fields import StreamField

from courses.illustrations import choices as illustrations
from courses.models import Category, CoursePage, CourseVideo, LessonPage, Meldpunt, Question, QuizPage, Source

MODELS = [CoursePage, LessonPage, QuizPage, Question, Category, Source, Meldpunt, CourseVideo]
# The same in both languages, or Dutch in the code as well; drawings are named by a Dutch word.
ALIKE = {
    "Meldpunt",
    "meldpunt",
    "status",
    "gecontroleerd",
    "tip",
    "voorbeeld",
    *(name for name, _label in illustrations()),
}


def fields_of(model: Any) -> list[Field[Any, Any]]:
    """Our own fields that are in the form."""
    own = [field for field in model._meta.get_fields() if getattr(field, "model", None) is model]
    return [field for field in own if getattr(field, "editable", False) and not field.auto_created]


def made_up(words: Any, name: str) -> bool:
    """Whether these words are only the name in the code."""
    return str(words).lower() == name.replace("_", " ").lower() and name not in ALIKE


def walk(block: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Every block below, with its place."""
    children = dict(getattr(block, "child_blocks", {}))
    for name, child in children.items():
        yield f"{place}.{name}", child
        yield from walk(child, f"{place}.{name}")
    if isinstance(block, blocks.ListBlock):
        yield from walk(block.child_block, place)


@pytest.mark.parametrize("model", MODELS)
def test_fields_and_models_have_dutch_names(model: Any) -> None:
    assert not made_up(model._meta.verbose_name, model.__name__)
    english = [field.name for field in fields_of(model) if made_up(getattr(field, "verbose_name", ""), field.name)]
    assert english == []


@pytest.mark.parametrize("model", MODELS)
def test_blocks_have_labels_and_choices_words(model: Any) -> None:
    for field in fields_of(model):
        if isinstance(field, StreamField):
            found = list(walk(field.stream_block, field.name))
            assert [place for place, block in found if made_up(block.label, place.rsplit(".", 1)[1])] == []
            choices = [(place, one) for place, block in found for one in choices_of(block)]
            assert [(place, value) for place, (value, label) in choices if made_up(label, str(value))] == []


def choices_of(block: Any) -> list[tuple[str, str]]:
    """What can be picked in this block."""
    return [one for one in block.field.choices if one[0]] if isinstance(block, blocks.ChoiceBlock) else []


@pytest.mark.parametrize("model", MODELS)
def test_choices_of_fields_are_words(model: Any) -> None:
    pairs = [(field.name, *pair) for field in fields_of(model) for pair in getattr(field, "choices", None) or ()]
    assert [(name, value) for name, value, label in pairs if value and made_up(label, str(value))] == []
