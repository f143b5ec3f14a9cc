"""From what the formats have in common (answers with a share of the points) to our content JSON."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from courses.quiz.decimals import percent_text
from courses.quiz.errors import InvalidQuestion
from courses.quiz.interchange.items import Notes, SkippedQuestion, one_line
from courses.quiz.reader import Reader

Own = dict[str, object]
"""The type and its own fields: content JSON without the fields that all types share."""

ANY = "*"
MAX_ANSWERS = 100
"""More than any type takes; a longer list is refused before anything is made of it."""

_SHARE = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{0,20})?")
EXACT_ORDER_RULES = {"ALL_OR_NOTHING": "all_or_nothing", "RELATIVE_ALL_PREVIOUS_AND_NEXT": "relative_all"}
"""Moodle's rules that we score exactly (quiz.md §2.5)."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer; `share` -1..1 is what it gives of the points."""

    text: str
    share: Fraction = Fraction(1)
    feedback: str = ""


def read_share(text: str) -> Fraction:
    """Read a percentage such as "33.33333" as an exact share of 1. Raises SkippedQuestion."""
    if not _SHARE.fullmatch(text.strip()):
        raise SkippedQuestion("weight_not_number", text)
    try:
        exact = percent_text(Fraction(text.strip().rstrip(".")) / 100)
        return Reader({"share": exact}).percent("share", low=-100)
    except InvalidQuestion:
        raise SkippedQuestion("weight_not_number", text) from None


def checked_answers(answers: Sequence[Answer], notes: Notes) -> list[Answer]:
    """Leave out answers without a text; refuse a list that is too long."""
    if len(answers) > MAX_ANSWERS:
        raise SkippedQuestion("too_many_parts")
    if any(not answer.text for answer in answers):
        notes.warn("empty_answer")
    return [answer for answer in answers if answer.text]


def single_choice(answers: Sequence[Answer], notes: Notes, *, shuffle: bool = True) -> Own:
    """The answer that gives most is right; others keep what they gave, at least 0."""
    found = checked_answers(answers, notes)
    best = max((answer.share for answer in found), default=Fraction(0))
    if best <= 0:
        raise SkippedQuestion("no_right_answer")
    if best < 1:
        notes.warn("no_full_share")
    if any(answer.share < 0 for answer in found):
        notes.warn("negative_share")
    full = [index for index, answer in enumerate(found) if answer.share == best]
    if len(full) > 1:
        notes.warn("several_right")
    options = [_option(index, answer, correct=index == full[0]) for index, answer in enumerate(found)]
    for option, answer in zip(options, found, strict=True):
        if answer.share > 0 and not option["correct"]:
            option["credit"] = percent_text(answer.share)
    return {"type": "single_choice", "options": options, "shuffle": shuffle}


def multiple_response(answers: Sequence[Answer], notes: Notes, *, shuffle: bool = True) -> Own:
    """Choose our rule when it scores every answer as the shares do, else keep the shares as weights."""
    found = checked_answers(answers, notes)
    options = [_option(index, answer, correct=answer.share > 0) for index, answer in enumerate(found)]
    rule = _rule([answer.share for answer in found])
    if rule == "weights":
        for option, answer in zip(options, found, strict=True):
            option["weight"] = percent_text(answer.share)
    return {"type": "multiple_response", "options": options, "rule": rule, "shuffle": shuffle}


def _rule(shares: Sequence[Fraction]) -> str:
    right = [share for share in shares if share > 0]
    wrong = [share for share in shares if share <= 0]
    if not right:
        raise SkippedQuestion("no_right_answer")
    each = Fraction(1, len(right))
    if any(share != each for share in right) or any(share != -each for share in wrong):
        return "weights"
    return "all_or_nothing" if len(right) == 1 else "right_minus_wrong"


def _option(index: int, answer: Answer, *, correct: bool) -> dict[str, object]:
    return {"id": f"o{index + 1}", "text": answer.text, "correct": correct, "feedback": answer.feedback}


def true_false(*, correct: bool, if_true: str, if_false: str) -> Own:
    """`if_true` is the feedback for who answered true."""
    return {"type": "true_false", "correct": correct, "feedback_true": if_true, "feedback_false": if_false}


def short_text(answers: Sequence[Answer], notes: Notes, *, case_sensitive: bool = False) -> Own:
    """A last answer "*" that gives nothing is the feedback for every other answer."""
    found = checked_answers(answers, notes)
    wrong = ""
    if found and found[-1].text == ANY and found[-1].share <= 0:
        wrong = found.pop().feedback
    _require_full_share(found, notes)
    parts = [
        {"id": f"a{n}", "text": answer.text, "credit": credit(answer.share), "feedback": answer.feedback}
        for n, answer in enumerate(found, start=1)
    ]
    return {"type": "short_text", "answers": parts, "case_sensitive": case_sensitive, "feedback_wrong": wrong}


def credit(share: Fraction) -> str:
    """Write a share that cannot be below nothing."""
    return percent_text(max(share, Fraction(0)))


def _require_full_share(answers: Sequence[Answer], notes: Notes) -> None:
    if not any(answer.share > 0 for answer in answers):
        raise SkippedQuestion("no_right_answer")
    if any(answer.share < 0 for answer in answers):
        notes.warn("negative_share")


def matching(pairs: Sequence[tuple[str, str]]) -> Own:
    """Pairs of stem and answer; without a stem the answer is an extra wrong one. Equal answers are one choice."""
    if len(pairs) > MAX_ANSWERS:
        raise SkippedQuestion("too_many_parts")
    choices: dict[str, dict[str, str]] = {}
    stems: list[dict[str, str]] = []
    for left, right in pairs:
        if not right:
            raise SkippedQuestion("pair_missing", left)
        key = one_line(unicodedata.normalize("NFC", right))
        choice = choices.setdefault(key, {"id": f"c{len(choices) + 1}", "text": right})
        if left:
            stems.append({"id": f"s{len(stems) + 1}", "text": left, "match": choice["id"]})
    return {"type": "matching", "stems": stems, "choices": list(choices.values())}


def ordering(texts: Sequence[str], grading: str, notes: Notes) -> Own:
    """Texts in the right order; `grading` is Moodle's word. Other rules than ours become the nearest."""
    if len(texts) > MAX_ANSWERS:
        raise SkippedQuestion("too_many_parts")
    rule = EXACT_ORDER_RULES.get(grading)
    if rule is None:
        notes.warn("order_rule_changed")
    items = [{"id": f"i{n}", "text": text} for n, text in enumerate(texts, start=1)]
    return {"type": "ordering", "items": items, "rule": rule or "relative_all"}
