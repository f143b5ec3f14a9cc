"""Blocks as an editor stores them, an edition keeps them and a learner gets them: plain functions for tests."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from courses.blocks.examples import EXAMPLES
from courses.blocks.screens import ScreenContentBlock
from courses.services.freezing import CannotFreeze, freeze_course
from courses.services.rendering import block_part
from tests.factories.blocks import stored_block, write_screens
from tests.factories.courses import saar_page

BLOCKS = ScreenContentBlock().child_blocks
# What the editions of before hold: their hashes depend on it, so these keys stay.
KEYS_OF_BEFORE = {
    "text": {"html"},
    "illustration": {"file", "name", "alt", "caption"},
    "image": {"file", "width", "height", "alt", "caption"},
    "callout": {"kind", "title", "html"},
    "steps": {"items"},
    "do_dont": {"dos", "donts"},
    "quote": {"text", "by"},
    "checklist": {"title", "items"},
    "message": {"lines", "good", "note"},
    "meldpunt": {"key", "name", "number", "when"},
    "download": {"file", "title", "extension", "bytes"},
    "practice": {"key", "hash"},
}


def problems() -> list[str]:
    with pytest.raises(CannotFreeze) as caught:
        freeze_course(saar_page())
    return caught.value.problems


def frozen_blocks(*blocks: dict[str, Any]) -> list[dict[str, Any]]:
    """The blocks as a release keeps them."""
    write_screens(blocks)
    keys = {block["id"] for block in blocks}
    lesson = freeze_course(saar_page()).source["lessons"][0]
    return [block for screen in lesson["screens"] for block in screen["blocks"] if block["key"] in keys]


def value_of(kind: str, /, **fields: Any) -> dict[str, Any]:
    [block] = frozen_blocks(stored_block(kind, **fields))
    value: dict[str, Any] = block["value"]
    return value


def shown(kind: str, value: dict[str, Any] | None = None) -> BeautifulSoup:
    """The block as a learner gets it, made from its example."""
    return BeautifulSoup(
        block_part({"type": kind, "key": "k1", "value": value or EXAMPLES[kind]})["html"], "html.parser"
    )


def error_of(kind: str, /, **fields: Any) -> str:
    """What the editor's form says of a block that is published like this."""
    block = BLOCKS[kind]
    with pytest.raises(ValidationError) as caught:
        block.clean(block.to_python(stored_block(kind, **fields)["value"]))
    return str(caught.value.as_json_data())
