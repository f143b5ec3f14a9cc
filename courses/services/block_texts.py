"""The words, links and pictures of frozen content: what a learner reads, without files, keys and addresses."""

from collections.abc import Iterator, Mapping
from typing import Any

from courses.quality import Link, links_in, text_in
from courses.services.reading_order import parts_in_order

__all__ = ["links_of", "question_texts", "text_of"]

# Children of a block that nobody reads as a sentence.
NOT_READ = frozenset(
    [
        *("file", "name", "key", "number", "url", "host", "kind", "media_type", "captions", "poster", "extension"),
        *("alt", "time", "who", "by", "transcript"),
    ]
)
# Children of a question that are sentences; answers to type are not, and neither are ids.
ASKED = frozenset(
    [
        *("stem", "explanation", "text", "feedback", "feedback_true", "feedback_false", "feedback_wrong", "hints"),
        *("experts", "label", "model_answer"),
    ]
)
NOT_ASKED = frozenset(["answers"])


def text_of(block: Mapping[str, Any]) -> str:
    """What stands in a frozen block, a line per paragraph, list item or cell."""
    return "\n".join(texts_in(block["value"]))


def texts_in(value: Any, name: str = "") -> Iterator[str]:
    """The texts of a value, in order; a child called `html` is HTML, the rest is plain."""
    if isinstance(value, str):
        yield text_in(value) if name == "html" else value
    elif isinstance(value, Mapping):
        for child_name, child in parts_in_order(value):
            if child_name not in NOT_READ:
                yield from texts_in(child, child_name)
    elif isinstance(value, list | tuple):
        for child in value:
            yield from texts_in(child, name)


def links_of(block: Mapping[str, Any]) -> list[Link]:
    """The links in the HTML of a block."""
    html = block["value"].get("html")
    return links_in(html) if html else []


def question_texts(content: Any, name: str = "") -> Iterator[str]:
    """The sentences of a question: what it asks, offers, hints and explains."""
    if isinstance(content, str):
        if name in ASKED and content.strip():
            yield content
    elif isinstance(content, Mapping):
        for child_name, child in parts_in_order(content):
            if child_name not in NOT_ASKED:
                yield from question_texts(child, child_name)
    elif isinstance(content, list | tuple):
        for child in content:
            yield from question_texts(child, name)
