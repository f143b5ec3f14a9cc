"""Choosing the questions of an attempt: fixed ones, and draws from categories of the bank."""

import random
from collections.abc import Mapping, Sequence

from courses.quiz.errors import InvalidQuestion


def draw(
    slots: Sequence[Mapping[str, object]],
    bank: Mapping[str, Sequence[str]],
    rng: random.Random,
    *,
    shuffle: bool = False,
) -> list[str]:
    """Return question keys, none twice, in the order of the slots (or shuffled).

    A slot is {"kind": "fixed", "question": key} or {"kind": "draw", "category": slug, "count": n}; `bank`
    gives the keys of each category. A fixed question is never drawn. Whenever a choice without repeats
    exists, it is found, also when categories overlap.
    Raises InvalidQuestion: slot, repeated_question, too_few.
    """
    fixed = [_text(slot, "question", index) for index, slot in enumerate(slots) if _is_fixed(slot, index)]
    if len(set(fixed)) != len(fixed):
        raise InvalidQuestion("repeated_question", "slots")
    lot = _Lot(taken=frozenset(fixed), rng=rng)
    for index, slot in enumerate(slots):
        if not _is_fixed(slot, index):
            pool = bank.get(_text(slot, "category", index), ())
            lot.draw(index=index, pool=pool, count=_count(slot, index))
    drawn = lot.by_slot()
    keys = [key for i, slot in enumerate(slots) for key in drawn.get(i) or [_text(slot, "question", i)]]
    if shuffle:
        rng.shuffle(keys)
    return keys


class _Lot:
    """Gives places to keys; a key may move to another place of its pool to make room (augmenting paths)."""

    def __init__(self, *, taken: frozenset[str], rng: random.Random) -> None:
        self._taken = taken
        self._rng = rng
        self._pools: list[list[str]] = []
        self._slots: list[int] = []
        self._place_of: dict[str, int] = {}

    def draw(self, *, index: int, pool: Sequence[str], count: int) -> None:
        """Fill `count` places from the pool, or raise InvalidQuestion("too_few")."""
        # Sorted, so that the same seed draws the same whatever order the database gave.
        free = sorted(set(pool) - self._taken)
        if count > len(free):
            raise InvalidQuestion("too_few", f"slots[{index}]")
        for _ in range(count):
            self._pools.append(self._rng.sample(free, len(free)))
            self._slots.append(index)
            if not self._settle(len(self._pools) - 1, set()):
                raise InvalidQuestion("too_few", f"slots[{index}]")

    def by_slot(self) -> dict[int, list[str]]:
        """Return the keys of each slot that draws."""
        result: dict[int, list[str]] = {}
        for key, place in sorted(self._place_of.items(), key=lambda pair: pair[1]):
            result.setdefault(self._slots[place], []).append(key)
        return result

    def _settle(self, place: int, tried: set[str]) -> bool:
        """Give the place a free key, else one whose own place can take another."""
        pool = [key for key in self._pools[place] if key not in tried]
        for key in pool:
            if key not in self._place_of:
                self._place_of[key] = place
                return True
        for key in pool:
            if key not in tried:
                tried.add(key)
                if self._settle(self._place_of[key], tried):
                    self._place_of[key] = place
                    return True
        return False


def _is_fixed(slot: Mapping[str, object], index: int) -> bool:
    kind = slot.get("kind")
    if kind not in ("fixed", "draw"):
        raise InvalidQuestion("slot", f"slots[{index}].kind")
    return kind == "fixed"


def _text(slot: Mapping[str, object], name: str, index: int) -> str:
    value = slot.get(name)
    if not isinstance(value, str) or not value:
        raise InvalidQuestion("slot", f"slots[{index}].{name}")
    return value


def _count(slot: Mapping[str, object], index: int) -> int:
    value = slot.get("count")
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InvalidQuestion("slot", f"slots[{index}].count")
    return value
