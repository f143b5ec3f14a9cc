"""What decides a mark, without the words: two contents with the same answer key score every response alike."""

from collections.abc import Mapping

WORDS = frozenset({"stem", "explanation", "text", "feedback", "feedback_true", "feedback_false", "shuffle"})
"""Fields that only people read, and the order in which options are shown."""


def answer_key(content: object) -> object:
    """Return the content without its words: ids, right answers, points, rules and the way through a story.

    Options and choices are compared as they stand, so moving one counts as a change.
    """
    if isinstance(content, Mapping):
        return {name: answer_key(value) for name, value in content.items() if name not in WORDS}
    if isinstance(content, list | tuple):
        return [answer_key(value) for value in content]
    return content
