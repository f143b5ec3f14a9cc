"""The rules of a frozen quiz and what it asks, in words: a line each."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.quiz import Policy
from courses.services.frozen import Frozen

__all__ = ["quiz_lines"]

Value = Mapping[str, Any]
Labeled = tuple[str, str]


def quiz_lines(quiz: Value, frozen: Frozen) -> list[Labeled]:
    """Words, rules, questions and closing sentences of a quiz; `frozen` is the course that it belongs to."""
    heads = [(_("Titel"), quiz["title"]), (_("Webadres"), quiz["slug"])]
    heads += [(_("Inleiding"), text) for text in quiz["intro"].splitlines() if text.strip()]
    counts = [(_("Telt mee voor het certificaat"), yes_no(quiz["counts"]))]
    asks = [(_("Vraagt"), slot_words(slot, quiz, frozen)) for slot in quiz["slots"]]
    return heads + rule_lines(Policy.from_json(quiz["policy"])) + counts + asks + band_lines(quiz)


def rule_lines(policy: Policy) -> list[Labeled]:
    """Every rule with what it says."""
    return [(str(label), words(getattr(policy, name))) for name, (label, words) in RULES.items()]


def band_lines(quiz: Value) -> list[Labeled]:
    """What somebody reads at the end."""
    label = _("Slotzin vanaf %(low)s procent")
    return [(label % {"low": band["from"]}, band["text"]) for band in quiz.get("bands", ())]


def slot_words(slot: Value, quiz: Value, frozen: Frozen) -> str:
    """What one line of a quiz asks."""
    if slot["kind"] == "fixed":
        return _("vaste vraag: %(stem)s") % {"stem": frozen.questions[slot["question"]]["stem"]}
    words = _("%(count)s uit ‘%(category)s’ (daar staan er %(pool)s)")
    pool = len(quiz["bank"].get(slot["category"], ()))
    return words % {"count": slot["count"], "category": slot["category"], "pool": pool}


def yes_no(value: bool) -> str:
    return _("ja") if value else _("nee")


def percent(value: int) -> str:
    return _("%(value)s procent") % {"value": value}


def times(value: int) -> str:
    return _("%(value)s keer") % {"value": value} if value else _("zo vaak als je wilt")


def minutes(nothing: str | Promise) -> Callable[[int], str]:
    """Minutes in words, `nothing` for 0."""

    def said(value: int) -> str:
        if not value:
            return str(nothing)
        return ngettext("%(value)s minuut", "%(value)s minuten", value) % {"value": value}

    return said


RULES: dict[str, tuple[str | Promise, Callable[[Any], str]]] = {
    "pass_mark": (gettext_lazy("Geslaagd vanaf"), percent),
    "max_attempts": (gettext_lazy("Hoe vaak mag het"), times),
    "wait_minutes": (gettext_lazy("Wachten tot de volgende poging"), minutes(gettext_lazy("niet"))),
    "time_limit_minutes": (gettext_lazy("Tijd"), minutes(gettext_lazy("zo lang als je wilt"))),
    "shuffle_questions": (gettext_lazy("Vragen in wisselende volgorde"), yes_no),
    "feedback": (
        gettext_lazy("Uitleg bij de vragen"),
        lambda value: _("meteen na elke vraag") if value == "each" else _("na het inleveren"),
    ),
    "max_tries": (gettext_lazy("Keer proberen per vraag, bij oefenen"), times),
    "penalty": (gettext_lazy("Aftrek per foute poging, bij oefenen"), percent),
}
