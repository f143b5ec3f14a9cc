"""Finding difficult words: whole words in the forms that the list names, and groups of words."""

from collections.abc import Iterator, Sequence

from courses.quality.difficult_words import DIFFICULT

__all__ = ["difficult_in"]


def by_first_word() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """First word → what may begin with it (all its words, the easier way to say it), the longest first."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for forms, easier in DIFFICULT.items():
        for form in forms.split():
            words = tuple(form.split("_"))
            index.setdefault(words[0], []).append((words, easier))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


INDEX = by_first_word()


def difficult_in(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The difficult words among `words` as they are written, each with the easier way to say it."""
    small = [word.lower() for word in words]
    skip_to = 0
    for place, word in enumerate(small):
        if place < skip_to or word not in INDEX:
            continue
        for entry, easier in INDEX[word]:
            if tuple(small[place : place + len(entry)]) == entry:
                skip_to = place + len(entry)
                yield " ".join(words[place:skip_to]), easier
                break
