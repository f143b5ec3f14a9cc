"""The name of a holder as a stranger may see it (DESIGN §6)."""

import unicodedata

__all__ = ["initials", "mask_name", "same_name"]

DOT = "●"
# Phones make curly apostrophes and long dashes by themselves; on paper they look the same.
LOOKALIKES = str.maketrans(dict.fromkeys("‘’ʼ`´′", "'") | dict.fromkeys("‐‑‒–—−", "-"))


def mask_name(name: str) -> str:
    """`Đorđe van den Berg` as `Đ●●●● v●● d●● B●●●`: enough to compare, too little to learn.

    A name of one symbol is hidden whole.
    """
    words = _words(name)
    return DOT if len("".join(words)) == 1 else " ".join(_mask_word(word) for word in words)


def initials(name: str) -> str:
    """The same for a screen reader, which would read every dot: `Đ, v, d, B`."""
    words = _words(name)
    return "" if len("".join(words)) == 1 else ", ".join(word[:1] for word in words)


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same, but for case, spaces and how accents, apostrophes and dashes are encoded.

    A letter without its accent is another letter: that is a *no*.
    """
    return _folded(one) == _folded(other)


def _words(name: str) -> list[str]:
    return unicodedata.normalize("NFC", name).split()


def _mask_word(word: str) -> str:
    """The first symbol, then a dot per symbol; accents that stand apart in the encoding are no symbols."""
    hidden = sum(1 for symbol in word[1:] if not unicodedata.combining(symbol))
    return word[:1] + DOT * hidden


def _folded(name: str) -> str:
    visible = "".join(sign for sign in name.translate(LOOKALIKES) if sign.isspace() or not _is_invisible(sign))
    plain = unicodedata.normalize("NFKC", " ".join(visible.split()))
    return unicodedata.normalize("NFKC", plain.casefold())


def _is_invisible(sign: str) -> bool:
    """Zero-width signs and soft hyphens, which copied text brings along."""
    return unicodedata.category(sign) in ("Cc", "Cf")
