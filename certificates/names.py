"""The name of a holder as a stranger may see it (DESIGN §6)."""

import unicodedata

__all__ = ["initials", "mask_name", "same_name"]

DOT = "●"


def mask_name(name: str) -> str:
    """`Đorđe van den Berg` as `Đ●●●● v●● d●● B●●●`: enough to compare, too little to learn."""
    return " ".join(_mask_word(word) for word in _words(name))


def initials(name: str) -> str:
    """The same for a screen reader, which would read every dot: `Đ, v, d, B`."""
    return ", ".join(word[:1] for word in _words(name))


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same, but for case, spaces and the way accents are encoded."""
    return _folded(one) == _folded(other)


def _words(name: str) -> list[str]:
    return unicodedata.normalize("NFC", name).split()


def _mask_word(word: str) -> str:
    """The first symbol, then a dot per symbol; accents that stand apart in the encoding are no symbols."""
    hidden = sum(1 for symbol in word[1:] if not unicodedata.combining(symbol))
    return word[:1] + DOT * hidden


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", " ".join(name.split())).casefold())
