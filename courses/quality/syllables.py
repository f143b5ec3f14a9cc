"""Counting the syllables of a Dutch word, by rule.

A syllable has one nucleus: a vowel, or vowels that are read as one sound. The rules say which letters belong together
(*bureau*: 2, *geautomatiseerd*: 6) and a short list puts right what came from English. A trema begins a new syllable.
"""

import re
import unicodedata
from functools import lru_cache

__all__ = ["syllables"]

# An accent says how a vowel sounds, not where a syllable begins. The trema does, so it stays.
ACCENTS = str.maketrans("áàâãåéèêíìîóòôõúùûýñç", "aaaaaeeeiiioooouuuync")

# English words, also inside a compound, spelled the way a Dutch reader says them.
ENGLISH = [
    (re.compile(pattern), said)
    for pattern, said in [
        (r"team(?=s?$|[^aeiou])", "tiem"),
        (r"(on|off|dead|hot|help|time)line", r"\1lain"),
        (r"^(web)?site(?=s?$|')", r"\1sait"),
        (r"(up)?date(?=s?$)(?<=update)", "updeet"),
        (r"coach", "kootsj"),
        (r"(up|down)load", r"\1lood"),
        (r"(board|road|goal)", "boord"),
        (r"phone", "foon"),
        (r"face(?=book|time)", "fees"),
        (r"(soft|hard)ware", r"\1wer"),
        (r"service", "servis"),
        (r"office", "offis"),
        (r"leader", "lieder"),
        (r"beamer", "biemer"),
        (r"^(live|game|mobile|image|nice|crime|safe|home|share|store)(?=s?$)", "ee"),
        (r"interface", "interfees"),
    ]
]

NUCLEUS = re.compile(
    r"""
      (?<=^[gb]) e (?= au | ij | oe )   # ge-automatiseerd, be-ijveren: the prefix stands by itself
    | eeu (?=w)                         # leeuw
    | ieu (?=w)                         # nieuw, but mi-li-eu
    | i (?= eu | ee )                   # mi-li-eu, of-fi-ci-eel
    | io (?= n ) (?<= tio ) (?! n [aeiouëï] )   # sta-tion, but na-ti-o-naal
    | eau | oeu | aai | ooi | oei
    | e (?= um (?![aeiou]) )            # mu-se-um
    | ë [ie] | ï e                      # be-ëin-digen, ge-ëerd
    | aa | ee | oo | uu | ij | ie | oe | eu | ui | ei | au | ou | ai | oi
    | ey | ay | oy
    | y (?! [aeou] ) | (?<=[a-z]) y
    | [aeiouäëïöü]
    """,
    re.VERBOSE,
)


@lru_cache(maxsize=50_000)
def syllables(word: str) -> int:
    """The number of syllables of a word; at least 1, and 1 for a number in figures.

    A word without vowels is spelled when it is short: *tv* has 2, *BPT* has 3.
    """
    plain = unicodedata.normalize("NFC", word).lower().translate(ACCENTS).replace("ĳ", "ij")
    letters = re.sub(r"[^a-zäëïöü-]", "", plain)
    parts = [part for part in letters.split("-") if part]
    return sum(map(part_syllables, parts)) or 1


def part_syllables(part: str) -> int:
    """The syllables of a word without hyphens."""
    for pattern, said in ENGLISH:
        part = pattern.sub(said, part)
    # The u of qu is no vowel.
    nuclei = len(NUCLEUS.findall(part.replace("qu", "kw")))
    return nuclei or (len(part) if len(part) <= 4 else 1)
