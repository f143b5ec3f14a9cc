"""Reading what stands between the braces of a GIFT question. Texts here are protected (`gift_text.protect`)."""

import re
from collections.abc import Sequence
from fractions import Fraction

from courses.quiz.interchange import contents
from courses.quiz.interchange.contents import Answer, Own, read_share
from courses.quiz.interchange.gift_text import GiftText, unescape
from courses.quiz.interchange.items import SkippedQuestion
from courses.quiz.interchange.numbers import Part, around, between, is_any, numeric, read_number
from courses.quiz.interchange.rubrics import open_text

_MARKS = re.compile(r"([=~])")
_WEIGHT = re.compile(r"%([^%\n]{0,30})%")
_NUMBERS_ONLY = re.compile(r"[-+0-9., ]+")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_GRADING = {
    "ALL_OR_NOTHING",
    "ABSOLUTE_POSITION",
    "RELATIVE_NEXT_EXCLUDE_LAST",
    "RELATIVE_NEXT_INCLUDE_LAST",
    "RELATIVE_ONE_PREVIOUS_AND_NEXT",
    "RELATIVE_ALL_PREVIOUS_AND_NEXT",
    "LONGEST_ORDERED_SUBSET",
    "LONGEST_CONTIGUOUS_SUBSET",
    "RELATIVE_TO_CORRECT",
}
_SELECTION = {"ALL", "RANDOM", "CONTIGUOUS"}
_ORDER_WORDS: tuple[set[str], ...] = (
    _SELECTION,
    {"VERTICAL", "HORIZONTAL"},
    _GRADING,
    {"SHOW", "HIDE"},
    {"NONE", "ABC", "ABCD", "123", "III", "IIII"},
)


def read_answers(block: str, gift: GiftText) -> Own:
    """Return the content of the type that the block is, in Moodle's order of looking. Raises SkippedQuestion."""
    if not block:
        return open_text("")
    if block.startswith(">"):
        return _ordering(block[1:], gift)
    if block.startswith("#"):
        return _numeric(block[1:], gift)
    if "~" in block:
        return _choice(block, gift)
    if "=" in block and "->" in block:
        return _matching(block, gift)
    if block.partition("#")[0].strip() in _TRUTH:
        return _true_false(block, gift)
    return contents.short_text([_short_answer(text, gift) for _, text in _pieces(block, "=")], gift.notes)


def _pieces(block: str, marks: str) -> list[tuple[str, str]]:
    """Split at the marks: pairs of mark and text; text before the first has the mark ""."""
    parts = _MARKS.split(block) if "~" in marks else re.split("(=)", block)
    _refuse_too_many(parts[::2])
    pairs = list(zip(["", *parts[1::2]], (part.strip() for part in parts[::2]), strict=True))
    return pairs if pairs[0][1] else pairs[1:]


def _weight(text: str, default: Fraction) -> tuple[Fraction, str]:
    """Split off `%50%`; a percentage between other signs is text."""
    found = _WEIGHT.match(text)
    if found is None or not _NUMBERS_ONLY.fullmatch(found[1]):
        return default, text
    return read_share(found[1]), text[found.end() :].strip()


def _answer(text: str, share: Fraction, gift: GiftText) -> Answer:
    words, _, feedback = text.partition("#")
    return Answer(text=gift.read(words), share=share, feedback=gift.read(feedback))


def _choice(block: str, gift: GiftText) -> Own:
    pieces = _pieces(block, "=~")
    answers = [_chosen(mark, text, gift) for mark, text in pieces]
    if any(mark == "=" for mark, _ in pieces):
        return contents.single_choice(answers, gift.notes)
    return contents.multiple_response(answers, gift.notes)


def _chosen(mark: str, text: str, gift: GiftText) -> Answer:
    if mark != "=":
        share, text = _weight(text, Fraction(0))
        return _answer(text, share, gift)
    if found := _WEIGHT.match(text):
        gift.notes.warn("weight_as_text", found[0])
    return _answer(text, Fraction(1), gift)


def _short_answer(text: str, gift: GiftText) -> Answer:
    share, rest = _weight(text, Fraction(1))
    words, _, feedback = rest.partition("#")
    return Answer(text=gift.literal(words), share=share, feedback=gift.read(feedback))


def _matching(block: str, gift: GiftText) -> Own:
    pairs = []
    for _, text in _pieces(block, "="):
        left, arrow, right = text.partition("->")
        if not arrow:
            raise SkippedQuestion("pair_missing", unescape(text))
        pairs.append((gift.read(left), gift.read(right)))
    return contents.matching(pairs)


def _true_false(block: str, gift: GiftText) -> Own:
    word, wrong, right = (gift.read(part) for part in [*block.split("#", 2), "", ""][:3])
    correct = _TRUTH[word]
    return contents.true_false(
        correct=correct, if_true=right if correct else wrong, if_false=wrong if correct else right
    )


def _numeric(block: str, gift: GiftText) -> Own:
    pieces = _pieces(block, "=~")
    if not pieces:
        raise SkippedQuestion("no_right_answer")
    return numeric([_number(mark, text, gift) for mark, text in pieces], gift.notes)


def _number(mark: str, text: str, gift: GiftText) -> tuple[Part | None, Answer]:
    share, rest = _weight(text, Fraction(0 if mark == "~" else 1))
    words, _, feedback = rest.partition("#")
    value = unescape(words).strip()
    if not value and mark != "~":
        raise SkippedQuestion("not_a_number", value)
    return _part(value), Answer(text=value, share=share, feedback=gift.read(feedback))


def _part(value: str) -> Part | None:
    if is_any(value):
        return None
    if ".." in value:
        low, _, high = value.partition("..")
        return between(read_number(low), read_number(high))
    number, colon, tolerance = value.partition(":")
    return around(read_number(number), read_number(tolerance) if colon else Fraction(0))


def _ordering(block: str, gift: GiftText) -> Own:
    head, _, rest = block.partition("\n")
    words = head.split()
    count = int(words.pop(0)) if words and re.fullmatch("[0-9]{1,4}", words[0]) else 0
    found = [words.pop(0).upper() if words and words[0].upper() in known else "" for known in _ORDER_WORDS]
    lines = [line.strip() for line in (" ".join(words), *rest.split("\n"))]
    items = [line for line in lines if line]
    if found[0] in _SELECTION - {"ALL"} and 0 < count < len(items):
        gift.notes.warn("subset_dropped")
    _refuse_too_many(items)
    return contents.ordering([gift.read(item) for item in items], found[2], gift.notes)


def _refuse_too_many(parts: Sequence[object]) -> None:
    """Refuse before anything is made of a million parts."""
    if len(parts) > contents.MAX_ANSWERS:
        raise SkippedQuestion("too_many_parts")
