"""Writing GIFT (quiz.md §2.1). Texts are escaped and stay on one line; what GIFT cannot hold is told."""

from collections.abc import Iterable, Mapping
from typing import Any

from courses.quiz.decimals import percent_text
from courses.quiz.interchange.categories import write_path
from courses.quiz.interchange.contents import EXACT_ORDER_RULES, Answer
from courses.quiz.interchange.gift_text import escape, escape_name, looks_like_markup
from courses.quiz.interchange.items import BankItem, Notes, SkippedQuestion, one_line
from courses.quiz.interchange.lost import COMMON_TYPES, Content, write_each
from courses.quiz.interchange.problems import Problem
from courses.quiz.interchange.shares import option_answers, pairs_of, typed_answers

KEEPS = frozenset({"explanation", "feedback", "feedback_wrong", "credit", "category", "idnumber", "tags", "title"})
_GRADING = {rule: word for word, rule in EXACT_ORDER_RULES.items()}


def write_gift(items: Iterable[BankItem]) -> tuple[bytes, list[Problem]]:
    """Return the file and what it does not hold."""
    blocks: list[str] = []
    category: tuple[str, ...] = ()

    def write(item: BankItem, content: Content, notes: Notes) -> None:
        nonlocal category
        question = _question(item, content, notes)
        if item.category != category:
            blocks.append("$CATEGORY: " + write_path(item.category).replace("\\", "\\\\"))
            category = item.category
        blocks.append(question)

    problems = write_each(items, types=COMMON_TYPES, keeps=KEEPS, write=write)
    return "".join(block + "\n\n" for block in blocks).encode(), problems


def _question(item: BankItem, content: Content, notes: Notes) -> str:
    lines = _answers(content, notes)
    if content["explanation"]:
        lines.append("####" + escape(content["explanation"]))
    stem = escape(content["stem"])
    if any(looks_like_markup(text) for text in _texts(content)) and not stem.startswith("[plain]"):
        stem = "[plain]" + stem
    name = f"::{escape_name(one_line(item.title))}::" if one_line(item.title) else ""
    body = "{" + "\n".join([*lines, "}"])
    return "\n".join([*_labels(item), f"{name}{stem} {body}"])


def _labels(item: BankItem) -> list[str]:
    found = [("id", item.idnumber)] * bool(item.idnumber) + [("tag", tag) for tag in item.tags]
    return ["// " + " ".join(f"[{kind}:{_label(text)}]" for kind, text in found)] if found else []


def _label(text: str) -> str:
    line = one_line(text).replace("]", "\\]")
    return f"{line} " if line.endswith("\\") else line


def _answers(content: Content, notes: Notes) -> list[str]:
    kind = content["type"]
    if kind in ("single_choice", "multiple_response"):
        return _options(content, notes)
    if kind == "true_false":
        return [_true_false(content)]
    if kind == "ordering":
        head = f">{len(content['items'])} ALL VERTICAL {_GRADING[content['rule']]} SHOW none"
        return [head, *(escape(item["text"]) for item in content["items"])]
    if kind == "matching":
        return [f"={escape(_arrowless(left, notes))} -> {escape(right)}" for left, right in pairs_of(content)]
    if kind == "numeric":
        return ["#", *(_number(*pair) for pair in typed_answers(content))]
    if kind == "short_text":
        return [_short_answer(answer, notes) for _, answer in typed_answers(content)]
    return []


def _options(content: Content, notes: Notes) -> list[str]:
    single = content["type"] == "single_choice"
    pairs = zip(content["options"], option_answers(content, notes), strict=True)
    return [_option(answer, right=single and option["correct"]) for option, answer in pairs]


def _option(answer: Answer, *, right: bool) -> str:
    # An explicit weight also keeps a text such as "%50%" from being one.
    plain = answer.share == 0 and not answer.text.startswith("%")
    mark = "=" if right else "~" if plain else f"~%{percent_text(answer.share)}%"
    return mark + escape(answer.text) + _feedback(answer.feedback)


def _true_false(content: Content) -> str:
    right, wrong = content["feedback_true"], content["feedback_false"]
    if not content["correct"]:
        right, wrong = wrong, right
    word = "TRUE" if content["correct"] else "FALSE"
    return f"{word}#{escape(wrong)}#{escape(right)}" if right else word + _feedback(wrong)


def _number(part: Mapping[str, Any] | None, answer: Answer) -> str:
    value = "*" if part is None else _value(part)
    return f"=%{percent_text(answer.share)}%{value}{_feedback(answer.feedback)}"


def _value(part: Mapping[str, Any]) -> str:
    return f"{part['low']}..{part['high']}" if part["kind"] == "range" else f"{part['value']}:{part['tolerance']}"


def _short_answer(answer: Answer, notes: Notes) -> str:
    if "->" in answer.text:  # It would be read as a matching question.
        raise SkippedQuestion("text_not_possible", answer.text)
    text = f"=%{percent_text(answer.share)}%{escape(answer.text)}"
    return text + _feedback(_arrowless(answer.feedback, notes))


def _arrowless(text: str, notes: Notes) -> str:
    if "->" in text:
        notes.warn("arrow_changed")
    return text.replace("->", "→")


def _feedback(text: str) -> str:
    return "#" + escape(text) if text else ""


def _texts(content: Any) -> Iterable[str]:
    """Yield every text in the content."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for value in content.values():
            yield from _texts(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from _texts(value)
