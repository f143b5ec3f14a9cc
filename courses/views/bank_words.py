"""A question of a file in words, for who looks before it goes into the bank."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from courses.models import BankImportRow, Question

__all__ = ["action_words", "answer_lines", "type_words"]

Content = Mapping[str, Any]

ACTIONS = {str(value): str(label) for value, label in BankImportRow.Action.choices}


def action_words(action: str) -> str:
    """Nieuw, gewijzigd or gelijk."""
    return ACTIONS.get(action, action)


def type_words(content: Content) -> str:
    """The type as the editor names it."""
    block = Question._meta.get_field("body").stream_block.child_blocks.get(content["type"])
    return str(block.label) if block else str(content["type"])


def answer_lines(content: Content) -> list[str]:
    """What can be answered and what is right, one line each."""
    kind = content["type"]
    if kind == "true_false":
        return [_("Goed: waar") if content["correct"] else _("Goed: niet waar")]
    if kind == "matching":
        return list(pairs(content))
    if kind == "numeric":
        return [f"{number_words(answer)} {content['unit']}".strip() for answer in content["answers"]]
    if kind == "short_text":
        return [f"{answer['text']} ({answer['credit']} %)" for answer in content["answers"]]
    if kind == "open_text":
        return [_("%(text)s (%(points)d p.)") % line for line in content["rubric"]]
    if kind == "ordering":
        return [f"{place}. {item['text']}" for place, item in enumerate(content["items"], start=1)]
    return [option_words(option) for option in content.get("options", ())]


def pairs(content: Content) -> Iterable[str]:
    """Left and right, and what is left over on the right."""
    choices = {choice["id"]: choice["text"] for choice in content["choices"]}
    for stem in content["stems"]:
        yield f"{stem['text']} → {choices[stem['match']]}"
    used = {stem["match"] for stem in content["stems"]}
    for choice_id, text in choices.items():
        if choice_id not in used:
            yield f"– → {text}"


def number_words(answer: Content) -> str:
    """A number with its margin, or from and to."""
    if answer["kind"] == "range":
        words = _("%(low)s tot en met %(high)s") % answer
    else:
        words = answer["value"] if answer["tolerance"] == "0" else f"{answer['value']} ± {answer['tolerance']}"
    credit = "" if answer["credit"] == "100" else f" ({answer['credit']} %)"
    return f"{words}{credit}".replace(".", ",")


def option_words(option: Content) -> str:
    """An option, and whether it is right or what it gives."""
    share = option.get("weight") or option.get("credit")
    if share:
        return f"{option['text']} ({share} %)".replace(".", ",") if "." in share else f"{option['text']} ({share} %)"
    return _("Goed: %(text)s") % option if option.get("correct") else str(option["text"])
