"""What is still missing in the form of a question: what *Publiceren* would say, sentence by sentence with its field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from courses.blocks.questions import message_for
from courses.blocks.questions.problems import Findings, errors_in
from courses.blocks.whole import is_whole
from courses.models import Question
from courses.quiz import InvalidQuestion

__all__ = ["FormProblem", "form_problems", "is_readable", "preview_findings", "stored_problems", "why_unfinished"]

STREAMS = ("body", "facts")
PLAIN = ("title", "category", "idnumber")
EMPTY = frozenset({"required", "blank", "null"})


@dataclass(frozen=True)
class FormProblem:
    """A sentence, and the id of the field that it is about."""

    sentence: str
    target: str


def form_problems(form: Any) -> list[FormProblem]:
    """Everything that keeps the question in this bound form from being published."""
    found = [problem for name, errors in form.errors.as_data().items() for problem in about(form, name, errors)]
    return list(dict.fromkeys(found))


def about(form: Any, name: str, errors: list[ValidationError]) -> Iterator[FormProblem]:
    """The problems of one field of the form."""
    for error in errors:
        if name in STREAMS:
            yield from in_stream(form.data, name, error)
        else:
            # What is wrong with the whole is about the mark: that one is used once in the bank.
            field = name if name in form.fields else "idnumber"
            yield FormProblem(field_sentence(field, form.fields[field].label, error), f"id_{field}")


def field_sentence(name: str, label: Any, error: ValidationError) -> str:
    """What to do about a plain field."""
    if error.code in EMPTY:
        needed = {"title": _("Geef de vraag een korte titel."), "category": _("Kies een categorie.")}
        return needed.get(name) or _("Vul ‘%(label)s’ in.") % {"label": label}
    return " ".join(error.messages)


def in_stream(data: Mapping[str, Any], name: str, error: ValidationError) -> Iterator[FormProblem]:
    """The problems in the question itself, or in its facts."""
    for place, one in errors_in(error):
        yield FormProblem(stream_sentence(name, place, one), target(data, name, place))


def stream_sentence(name: str, place: tuple[Any, ...], error: ValidationError) -> str:
    """What to do about the question itself, or about a fact."""
    sentence = " ".join(error.messages)
    if not place:
        return _("Kies welke soort vraag het is: één soort.") if name == "body" else sentence
    if name == "facts":
        return _("Feit %(number)d: %(sentence)s") % {"number": int(place[0]) + 1, "sentence": sentence}
    return sentence


def target(data: Mapping[str, Any], prefix: str, place: tuple[Any, ...]) -> str:
    """The id of the field at a place: the form counts also what was removed, and not in the order shown."""
    for key in place:
        prefix = f"{prefix}-{key}" if isinstance(key, str) else f"{prefix}-{standing(data, prefix)[key]}-value"
    return prefix


def standing(data: Mapping[str, Any], prefix: str) -> list[int]:
    """The numbers in the form of the items of a list that stand, in their order."""
    numbers = [n for n in range(int(data[f"{prefix}-count"])) if not data[f"{prefix}-{n}-deleted"]]
    return sorted(numbers, key=lambda number: int(data[f"{prefix}-{number}-order"]))


def is_readable(data: Mapping[str, Any]) -> bool:
    """Whether the posted form of a question is whole."""
    return is_whole(data, {name: Question._meta.get_field(name).stream_block for name in STREAMS})


def preview_findings(question: Question) -> Findings:
    """What is missing in a stored question, and the question as far as it can be shown."""
    if not question.body:
        return Findings([], None)
    child = question.body[0]
    found: Findings = child.block.findings(child.value)
    return found


def why_unfinished(question: Question, error: InvalidQuestion) -> str:
    """Why the engine refused a stored question, in the sentences of its form."""
    sentences = [problem.sentence for problem in preview_findings(question).problems]
    return " ".join(sentences) or message_for(error)


def stored_problems(question: Question) -> list[str]:
    """Everything that keeps a stored question, or the draft of one, from being published: what its form would say."""
    found = [*field_problems(question)]
    for name in STREAMS:
        value = getattr(question, name)
        try:
            value.stream_block.clean(value)
        except ValidationError as error:
            found += [stream_sentence(name, place, one) for place, one in errors_in(error)]
    return list(dict.fromkeys(found))


def field_problems(question: Question) -> Iterator[str]:
    """What the plain fields refuse."""
    try:
        question.full_clean(exclude={field.name for field in Question._meta.fields} - set(PLAIN))
    except ValidationError as error:
        for name, errors in error.error_dict.items():
            label = name if name == NON_FIELD_ERRORS else Question._meta.get_field(name).verbose_name
            yield from (field_sentence(name, label, one) for one in errors)
