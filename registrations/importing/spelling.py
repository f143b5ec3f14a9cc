"""One spelling for each municipality: beats, figures and pages tell them apart by every letter."""

import unicodedata
from collections.abc import Iterable
from typing import Protocol

__all__ = ["municipality_key", "spell_alike"]

_APOSTROPHES = dict.fromkeys(map(ord, "’‘‛`´ʼʹ′＇"), "'")


class _Named(Protocol):
    municipality: str


def municipality_key(name: str) -> str:
    """What makes two spellings the same: `’s-Gravenhage` and `'S-GRAVENHAGE` are one."""
    return " ".join(unicodedata.normalize("NFC", name.translate(_APOSTROPHES)).casefold().split())


def spell_alike(groups: Iterable[_Named], known: Iterable[str]) -> None:
    """Gives each group the first spelling of its municipality: of those known, else of the groups themselves."""
    spelling: dict[str, str] = {}
    for name in known:
        spelling.setdefault(municipality_key(name), name)
    for group in groups:
        group.municipality = spelling.setdefault(municipality_key(group.municipality), group.municipality)
