"""Where a row is used: found in what is stored, whatever block holds it, at the same price for many pages."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, Block, ChooserBlock, ListBlock

from courses import guarding
from courses.models import (
    Category,
    CourseDocument,
    CourseImage,
    CourseVideo,
    LessonPage,
    Meldpunt,
    Question,
    QuizPage,
    Source,
)
from courses.references import chosen_in
from tests.courses.changes import first_lesson
from tests.courses.deleting.uses import PHOTO, add_block, new_question
from tests.courses.walks import halfway
from tests.factories.courses import make_image


def choosers(block: Block) -> Iterator[ChooserBlock]:
    """Every chooser that a block holds."""
    if isinstance(block, ChooserBlock):
        yield block
    children = block.child_blocks.values() if isinstance(block, BaseStreamBlock | BaseStructBlock) else []
    for child in [block.child_block] if isinstance(block, ListBlock) else children:
        yield from choosers(child)


def test_every_kind_of_chooser_is_walked() -> None:
    """What an editor can choose, the guard has a case for in `uses`: a block that is new cannot be forgotten."""
    fields = [(LessonPage, "screens"), (QuizPage, "slots"), (Question, "body"), (Question, "facts")]
    found = {
        chooser.model_class for model, name in fields for chooser in choosers(model._meta.get_field(name).stream_block)
    }
    assert found == {CourseImage, CourseDocument, CourseVideo, Question, Meldpunt, Source, Category}


@pytest.mark.parametrize("stored", [None, [], [{"type": "gone", "id": "x", "value": {"image": 1}}]])
def test_a_stream_of_an_older_shape(stored: Any) -> None:
    assert list(chosen_in(LessonPage._meta.get_field("screens").stream_block, stored)) == []


@pytest.mark.usefixtures("world")
def test_the_look_costs_the_same_with_many_pages_and_learners() -> None:
    image = make_image()
    add_block("image", live=False, image=image.pk, **PHOTO)
    new_question().save_revision()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert guarding.why_kept([image])
        return len(captured)

    few = queries()
    for number in range(5):
        new_question(f"Vraag {number}").save_revision()
        first_lesson().copy(update_attrs={"slug": f"kopie-{number}", "title": "Kopie"}, keep_live=False)
    halfway()
    assert queries() == few <= 8
