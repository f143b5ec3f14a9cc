"""The content of a question as it comes back out of the editor, and when two of them are the same question."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from courses.blocks import question_body
from courses.models import Question
from courses.quiz import InvalidQuestion, content_hash, parse_question

__all__ = ["body_of", "content_of", "hash_of", "item_hash"]

Content = Mapping[str, Any]

NOBODY = UUID(int=0)
"""The key of a question that nobody will ask: only to see what its content becomes."""
IDS = frozenset({"id", "match", "next", "start"})
"""Fields that name a part of the question."""


def body_of(content: Content, key: UUID) -> Any:
    """What `Question.body` holds for this content of the question with this key."""
    return stream(question_body(content, key))


def stream(stored: Any) -> Any:
    """Stored JSON as what the StreamField holds."""
    return Question._meta.get_field("body").stream_block.to_python(stored)


def content_of(body: Any) -> dict[str, Any]:
    """The engine's JSON of a body; raises InvalidQuestion, also for a body without a question."""
    if not body:
        raise InvalidQuestion("empty")
    return parse_question(body[0].block.content(body[0].value)).to_json()


def hash_of(body: Any) -> str:
    """Equal for bodies that ask the same, whatever ids they have; "" for one that cannot be asked."""
    try:
        return content_hash(without_ids(content_of(body)))
    except InvalidQuestion:
        return ""


def item_hash(content: Content) -> str:
    """The same for content from a file, by what the editor would make of it."""
    return hash_of(body_of(content, NOBODY))


def without_ids(content: Content) -> Any:
    """The content with its ids numbered in order: each question of the bank has ids of its own."""
    names: dict[object, str] = {}

    def plain(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {
                name: numbered(part) if name in IDS and isinstance(part, str) else plain(part)
                for name, part in value.items()
            }
        return [plain(part) for part in value] if isinstance(value, list | tuple) else value

    def numbered(name: str) -> str:
        return names.setdefault(name, str(len(names)))

    return plain(content)
