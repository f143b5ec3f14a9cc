"""What is still missing in a question, as sentences tied to their fields: one list for saving, typing and preview.

    found = question_problems(block, value)

The list has what the fields refuse by themselves (empty, too long, too few) and every rule of the engine that the
question breaks (`mending`). Nothing here changes the value.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError, ListValue
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.blocks.questions.mending import Keys, engine_errors, keys_of
from courses.blocks.questions.messages import AT_STEP, BY_TYPE, MISSING, WORDS, message_for
from courses.quiz import InvalidQuestion, Question

__all__ = ["Findings", "Problem", "as_error", "errors_in", "findings"]

BY_FIELD = frozenset(
    {"empty", "too_few", "too_many", "too_long", "forbidden_character", "not_in_range", "not_a_number",
     "not_a_percentage", "bad_id", "bad_shape", "no_picture"}
)  # fmt: skip
"""Codes of the engine for what a field may have refused already."""


@dataclass(frozen=True)
class Problem:
    """One sentence, and where: ("options", 1, "text") is the text of the second option."""

    place: Keys
    sentence: str


class Findings(NamedTuple):
    """What is wrong, and the question as far as it can be shown."""

    problems: list[Problem]
    question: Question | None


def findings(block: Any, value: Any) -> Findings:
    """Everything that is wrong with the value of a question block."""
    refused = [Problem(place, field_sentence(block, place, error)) for place, error in refusals(block, value)]
    errors, question = engine_errors(block.content(loose(block, value)))
    rules = [rule for error in errors if (rule := rule_of(block, error, refused))]
    return Findings(list(dict.fromkeys([*refused, *rules])), question)


# --- What fields refuse -----------------------------------------------------------------------------


def refusals(block: Any, value: Any) -> Iterator[tuple[Keys, ValidationError]]:
    """What the fields refuse by themselves."""
    try:
        blocks.StructBlock.clean(block, value)
    except ValidationError as error:
        yield from errors_in(error)


def errors_in(error: ValidationError, place: Keys = ()) -> Iterator[tuple[Keys, ValidationError]]:
    """Every plain error in a tree of errors, with its place."""
    inner = getattr(error, "block_errors", None)
    if inner is None:
        yield from ((place, one) for one in error.error_list)
        return
    yield from ((place, one) for one in error.non_block_errors.as_data())  # type: ignore[attr-defined]
    for key, child in inner.items():
        yield from errors_in(child, (*place, key))


def loose(block: Any, value: Any) -> Any:
    """The value as its fields clean it; what a field refuses stays what it was, and ids of lists stay too."""
    if isinstance(block, blocks.StructBlock):
        pairs = [(name, loose(child, value.get(name))) for name, child in block.child_blocks.items()]
        return blocks.StructValue(block, pairs)
    if isinstance(block, blocks.ListBlock):
        child = block.child_block
        bound = [ListValue.ListChild(child, loose(child, one.value), id=one.id) for one in value.bound_blocks]
        return ListValue(block, bound_blocks=bound)
    try:
        return block.clean(value)
    except ValidationError:
        return as_text(block, value)


def as_text(block: Any, value: Any) -> str | None:
    """What stands for a value that its field refuses: the text that it is, nothing for a number or a file."""
    if not isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.RegexBlock | blocks.ChoiceBlock):
        return None
    return value if isinstance(value, str) else ""


def field_sentence(block: Any, place: Keys, error: ValidationError) -> str:
    """What to do about an error of a field."""
    child, name = found_at(block, place)
    if isinstance(child, blocks.ListBlock):
        return count_sentence(child, name, place)
    if error.code == "required":
        return empty_sentence(child, place)
    label = str(child.label).split(" (")[0]
    if error.code == "max_length":
        words = {"label": label, "limit": (error.params or {})["limit_value"]}
        return at_place(place, _("‘%(label)s’ is te lang. Het mag hoogstens %(limit)s tekens zijn.") % words)
    if error.code in {"min_value", "max_value"}:
        words = {"label": label, "low": child.field.min_value, "high": child.field.max_value}
        return at_place(place, _("typ bij ‘%(label)s’ een getal van %(low)s tot en met %(high)s.") % words)
    if error.code is None or not label:
        return at_place(place, " ".join(error.messages))
    return at_place(place, f"‘{label}’: {' '.join(error.messages)}")


def empty_sentence(child: Any, place: Keys) -> str:
    """What to say of an empty field."""
    if len(place) == 1 and place[0] in MISSING:
        return str(MISSING[str(place[0])])
    is_whole_item = isinstance(place[-1], int) or (place[-1] == "text" and place[-3:-2] != ("nodes",))
    if is_whole_item and len(place) > 1:
        return _("%(item)s is nog leeg.") % {"item": where(place)}
    return at_place(place, _("vul ‘%(label)s’ in.") % {"label": str(child.label).split(" (")[0]})


def count_sentence(child: Any, name: str, place: Keys) -> str:
    """Too few or too many in a list: how many there must be."""
    _one, more = WORDS.get(name, ("", child.label))
    low, high = child.meta.min_num or 0, child.meta.max_num
    if high is None:
        return at_place(place, _("maak minstens %(count)d %(words)s.") % {"count": low, "words": more})
    return at_place(place, _("maak %(low)d tot en met %(high)d %(words)s.") % {"low": low, "high": high, "words": more})


# --- What the engine refuses ------------------------------------------------------------------------


def rule_of(block: Any, error: InvalidQuestion, refused: Iterable[Problem]) -> Problem | None:
    """The problem for an engine error; None when a field, or the first step of a situation, says it already."""
    if error.path == "start":
        return None
    place = place_of(block, error.path)
    if error.code in BY_FIELD and any(overlaps(place, problem.place) for problem in refused):
        return None
    return Problem(place, rule_sentence(block, error, place))


def overlaps(place: Keys, other: Keys) -> bool:
    """Whether one place is the other, or lies in it."""
    shorter = min(len(place), len(other))
    return shorter > 0 and place[:shorter] == other[:shorter]


def place_of(block: Any, path: str) -> Keys:
    """The field that the engine means; its names are not always those of the form (`renamed`)."""
    place: list[str | int] = []
    current = block
    for key in keys_of(path):
        if isinstance(current, blocks.ListBlock) and isinstance(key, int):
            place.append(key)
            current = current.child_block
        elif isinstance(current, blocks.StructBlock):
            name = str(key) if key in current.child_blocks else block.renamed.get(str(key), "")
            if name in current.child_blocks:
                place.append(name)
                current = current.child_blocks[name]
        else:
            break
    return tuple(place)


def rule_sentence(block: Any, error: InvalidQuestion, place: Keys) -> str:
    """What to do about a rule of the engine."""
    special = BY_TYPE.get((block.type_name, error.code))
    if special:
        return str(special)
    if "nodes" in place and len(place) > 1 and error.code in AT_STEP:
        return at_place(place, str(AT_STEP[error.code]))
    if error.code == "repeated_text" and place and place[-1] in WORDS:
        return _("Twee %(words)s zijn hetzelfde. Verander er één.") % {"words": WORDS[str(place[-1])][1]}
    return at_place(place, message_for(error))


# --- Words and places -------------------------------------------------------------------------------


def found_at(block: Any, place: Keys) -> tuple[Any, str]:
    """The block that stands at a place, and the name of the last field on the way to it."""
    name = ""
    for key in place:
        if isinstance(key, int):
            block = block.child_block
        else:
            block, name = block.child_blocks[key], key
    return block, name


def where(place: Keys) -> str:
    """ "Stap 2, keuze 1"; "" outside a list."""
    pairs = [(place[at - 1], key) for at, key in enumerate(place) if isinstance(key, int)]
    return capfirst(", ".join(f"{WORDS[str(name)][0]} {number + 1}" for name, number in pairs))


def at_place(place: Keys, sentence: str) -> str:
    """The sentence with in front of it the item of a list that it is about."""
    item = where(place)
    return f"{item}: {sentence[:1].lower()}{sentence[1:]}" if item else capfirst(sentence)


def as_error(problems: Iterable[Problem]) -> ValidationError:
    """The problems as the tree of errors that Wagtail shows beside the fields."""
    tree: dict[Any, Any] = {}
    for problem in problems:
        node = tree
        for key in problem.place:
            node = node.setdefault(key, {})
        node.setdefault(None, []).append(problem.sentence)
    return as_tree(tree)


def as_tree(node: dict[Any, Any]) -> ValidationError:
    """One level of that tree."""
    own = [ValidationError(sentence) for sentence in node.get(None, ())]
    inner = {key: as_tree(child) for key, child in node.items() if key is not None}
    if not inner:
        return own[0] if len(own) == 1 else ValidationError(own)
    kind = ListBlockValidationError if isinstance(next(iter(inner)), int) else StructBlockValidationError
    return kind(block_errors=inner, non_block_errors=own)
