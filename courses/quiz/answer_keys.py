"""What decides a mark, without the words: two contents with the same answer key score every response alike."""

from collections.abc import Mapping

FEEDBACK = ("feedback", "feedback_true", "feedback_false", "feedback_wrong", "experts", "model_answer")
WORDS = frozenset({"stem", "explanation", "hints", "text", "label", "alt", "shuffle", *FEEDBACK})
"""Fields that only people read, and the order in which options are shown."""

ACCEPTED = frozenset({"text"})
"""What counts inside `answers`, which learners type."""


def answer_key(content: object, *, keep: frozenset[str] = frozenset()) -> object:
    """Return the content without its words: ids, right answers, points, rules and the way through a story.

    Options and choices are compared as they stand, so moving one counts as a change. `keep` names words that do
    decide: the text of an accepted answer is its key.
    """
    if isinstance(content, Mapping):
        kept = {name: value for name, value in content.items() if name not in WORDS - keep}
        return {name: answer_key(value, keep=ACCEPTED if name == "answers" else keep) for name, value in kept.items()}
    if isinstance(content, list | tuple):
        return [answer_key(value, keep=keep) for value in content]
    return content
