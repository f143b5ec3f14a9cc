"""Text with bold and links: what an editor may write, and what of pasted pages stays (issue 4)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, reverse
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, Block, ListBlock, RawHTMLBlock, RichTextBlock

from courses.models import LessonPage, Question, QuizPage

YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
STREAMS = [(LessonPage, "screens"), (QuizPage, "slots"), (QuizPage, "bands"), (Question, "body"), (Question, "facts")]


def blocks_in(block: Block) -> Iterator[Block]:
    """A block and everything that it holds."""
    yield block
    children = block.child_blocks.values() if isinstance(block, BaseStreamBlock | BaseStructBlock) else []
    for child in [block.child_block] if isinstance(block, ListBlock) else children:
        yield from blocks_in(child)


def every_block() -> Iterator[Block]:
    for model, name in STREAMS:
        yield from blocks_in(model._meta.get_field(name).stream_block)


def text_blocks() -> list[RichTextBlock]:
    return [block for block in every_block() if isinstance(block, RichTextBlock)]


def pasted(block: RichTextBlock, text: str, kind: str = "", **data: Any) -> str:
    """What is stored of `text` as the editor's page posts it, with an entity of this kind over all of it."""
    entities = {"0": {"type": kind, "mutability": "MUTABLE", "data": data}} if kind else {}
    ranges = [{"key": 0, "offset": 0, "length": len(text)}] if kind else []
    paragraph = {"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "data": {}}
    state = {"blocks": [{**paragraph, "entityRanges": ranges}], "entityMap": entities}
    return str(block.value_from_datadict({"tekst": json.dumps(state)}, {}, "tekst").source)


def test_there_is_text_with_bold_and_links() -> None:
    assert len(text_blocks()) >= 2


def test_no_editor_can_choose_an_embed() -> None:
    """The page that asks a stranger's site what to show is not there, no block offers it, no text takes it."""
    assert not apps.is_installed("wagtail.embeds")
    for name in ("wagtailembeds:chooser", "wagtailembeds:chooser_upload"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert not [block for block in every_block() if isinstance(block, RawHTMLBlock) or "Embed" in type(block).__name__]
    for block in text_blocks():
        assert {"embed", "image", "document-link", "hr"}.isdisjoint(block.features)


@pytest.mark.django_db
def test_a_pasted_link_to_a_film_stays_text() -> None:
    for block in text_blocks():
        stored = pasted(block, YOUTUBE)
        assert YOUTUBE.replace("&", "&amp;") in stored
        assert "embed" not in stored and "iframe" not in stored and "<a" not in stored


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["EMBED", "IMAGE", "DOCUMENT"])
def test_what_a_text_does_not_offer_is_not_kept(kind: str) -> None:
    """Also for who posts it past the editor's page."""
    for block in text_blocks():
        stored = pasted(block, "Kijk", kind, url=YOUTUBE, embedtype="video", id=1, src=YOUTUBE, alt="x", format="left")
        assert "<embed" not in stored and "linktype" not in stored and "youtube" not in stored


@pytest.mark.django_db
def test_a_link_that_is_a_script_goes_nowhere() -> None:
    for block in text_blocks():
        assert "javascript" not in pasted(block, "Klik", "LINK", url="javascript:alert(1)")
        assert "<script" not in pasted(block, "<script>alert(1)</script>")
