"""One pass over the attempts. Per item two series of floats are kept: sorting and the median need them."""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import sub

from courses.quiz.statistics.items import Item, mark_of


class Series:
    """The marks of one slot or row, each beside the total of its attempt."""

    __slots__ = ("marks", "totals", "worth")

    def __init__(self) -> None:
        self.marks = array("d")
        self.totals = array("d")
        self.worth = 0.0

    def add(self, mark: float, total: float, worth: float) -> None:
        """Add a mark of at most `worth` points in an attempt of `total` points."""
        self.marks.append(mark)
        self.totals.append(total)
        self.worth += worth

    def __len__(self) -> int:
        return len(self.marks)

    @property
    def max_mark(self) -> float:
        """Return the points it is worth; the mean, should attempts differ. 0 without attempts."""
        return self.worth / len(self) if self.marks else 0.0

    def rests(self) -> list[float]:
        """Return what each attempt scored on everything else."""
        return list(map(sub, self.totals, self.marks))


class Row(Series):
    """The series of a question (or version), with the slots it was in and its response classes."""

    __slots__ = ("responses", "slots")

    def __init__(self) -> None:
        super().__init__()
        self.slots: set[str] = set()
        self.responses: Counter[str] = Counter()


class Tally:
    """All attempts: totals, and a series per slot and per row."""

    def __init__(self, key: Callable[[Item], str]) -> None:
        self.totals = array("d")
        self.worth = 0.0
        self.slots: defaultdict[str, Series] = defaultdict(Series)
        self.rows: defaultdict[str, Row] = defaultdict(Row)
        self._key = key

    def add_all(self, attempts: Iterable[Sequence[Item]]) -> None:
        """Add attempts, one at a time. Raises ValueError for an impossible mark or a slot that comes twice."""
        for items in attempts:
            if len({item.slot for item in items}) != len(items):
                raise ValueError("a slot comes once in an attempt")
            marks = [mark_of(item) for item in items]
            total = math.fsum(marks)
            self.totals.append(total)
            for item, mark in zip(items, marks, strict=True):
                self._add(item, mark, total)

    def _add(self, item: Item, mark: float, total: float) -> None:
        self.worth += item.max_mark
        self.slots[item.slot].add(mark, total, item.max_mark)
        row = self.rows[self._key(item)]
        row.add(mark, total, item.max_mark)
        row.slots.add(item.slot)
        if item.response is not None:
            row.responses[item.response] += 1
