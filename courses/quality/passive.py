"""The passive voice: a form of *worden* or *zijn* with a past participle in the same part of a sentence."""

import re
from functools import lru_cache

from courses.quality.sentences import words_in

__all__ = ["passive_in"]

BECOME = frozenset(["word", "wordt", "worden", "werd", "werden"])
BE = frozenset(["is", "zijn", "was", "waren"])
CLAUSE = re.compile(r"[,;:()–]|\s-\s|\b(?:en|maar|of|want|dus)\b")

SEPARABLE = (
    "aan|achter|achterna|af|bij|binnen|bloot|bloed|dicht|door|gelijk|goed|in|klaar|los|mee|mis|na|neer|om|omver|onder|op|"
    "open|over|plaats|rond|samen|stil|tegen|terecht|terug|thuis|toe|uit|vast|vol|voor|vooruit|vrij|waar|weg|weer"
)
# A weak participle ends in d, or in t after k, f, s, ch, p or x; the rest has a stem that ends in t.
WEAK = re.compile(
    rf"""(?:{SEPARABLE})?ge(?:[a-zëïöü]{{2,}}(?:d|[kfshpx]t)|zet|praat|schat|print|stort|groet|plant|meet|start|laat)
    |(?:be|ver|ont|her)(?:[a-zëïöü]{{2,}}(?:d|[kfshpx]t)|zet|moet|groot|groet|plaatst)""",
    re.VERBOSE,
)
STRONG = re.compile(
    rf"""(?:{SEPARABLE})?ge(?:beden|beten|blazen|bonden|bogen|boden|broken|daan|dragen|dreven|dronken|droven|
    gaan|geten|geven|goten|grepen|hangen|heten|holpen|houden|jaagd|keken|kozen|kregen|laden|laten|lezen|logen|meden|
    meten|nomen|noten|prezen|reden|roepen|roken|schapen|scheiden|schonken|schoten|schoven|schreven|slagen|sloten|
    smeten|sneden|spannen|sproken|sprongen|sproten|stoken|stolen|stoten|streken|treden|troffen|trokken|vangen|
    vlochten|vonden|vouwen|vraten|waaid|wassen|wezen|weten|wogen|wonnen|worpen|worven|wreven|zegd|zien|zocht|
    zonden|zongen|zouten|zworen)
    |(?:be|ver|ont|her)(?:boden|brand|broken|dreven|dacht|dragen|grepen|houden|keken|kozen|laden|laten|nomen|
    sloten|sproken|schreven|strooid|trokken|vallen|vangen|vonden|wezen|wogen|worven|zocht|zonden|zworen|zien)
    |onder(?:broken|nomen|schept|tekend|vonden|vraagd|worpen|wezen|zocht|houden)
    |over(?:dragen|handigd|laten|nomen|schreden|tuigd|vallen|wogen|wonnen)
    |door(?:zocht|broken|gegeven)|voor(?:komen)|mis(?:bruikt|leid|handeld)|gedwongen|ontvangen""",
    re.VERBOSE,
)
# What looks like a participle and is a noun, an adjective or another form of a verb.
NOUNS = """
geld gebied geluid gezicht gewicht gedicht gebed geduld gevecht geweld gerecht gebit geest genot gezond geschikt
gewend gerust gericht gewond gemoed geheugen beeld beleid bericht bestand besluit bewind bezit behoud bekend bereid
bepaald beroemd bevoegd bewust verband verbod verdriet verkeerd verlaat verstand verschrikt verzoek vervoert verrast
verliefd vermoeid verslaafd verward verwend herfst ontzet verplicht verdacht verhit gebrek gelaat
bejaard beperkt beleefd benieuwd verbaasd geeft gelooft beeft beest begrijpt bekijkt besluipt
begeeft beschrijft betreft bezoekt herkent ontbreekt ontvangst vertrekt verkoopt verlies verloopt verstuurt vergist
gerucht geslacht gewricht gedrocht
"""
# What makes a perfect tense with *zijn*, or is an adjective there.
GOES_WITH_BE = """
gebeurd gestopt geslaagd gestart gegroeid geland gelukt getrouwd gevlucht gehaast gewandeld verhuisd veranderd
verbeterd verjaard verloofd vermist verdwaald begonnen vertrokken overleden gestorven gegaan gekomen gebleven
geweest geworden gevallen gelopen gereden geschrokken gestegen gedaald gezakt bezet besmet gesloten geopend
gerustgesteld verboden bedoeld gewoond aangekomen opgestaan teruggekomen verdwenen verschenen geboren ontstaan
afgelopen geïnteresseerd tevredengesteld gespecialiseerd bevriend gescheiden gehandicapt
"""
NO_PARTICIPLES = frozenset(NOUNS.split())
NO_PASSIVES = frozenset(GOES_WITH_BE.split())


@lru_cache(maxsize=20_000)
def is_participle(word: str) -> bool:
    """Whether a word, in small letters, looks like a past participle."""
    if word in NO_PARTICIPLES or len(word) > 40:
        return False
    return bool(WEAK.fullmatch(word) or STRONG.fullmatch(word))


def passive_in(sentence: str) -> str:
    """The words that make a sentence passive, such as *wordt gebeld*; "" when nothing does."""
    for clause in CLAUSE.split(sentence):
        found = passive_clause([word.lower() for word in words_in(clause)])
        if found:
            return found
    return ""


def passive_clause(words: list[str]) -> str:
    """The auxiliary and participle of one clause.

    With *zijn* only at its end: elsewhere it is mostly a possessive (*zijn gestolen fiets*) or a plain adjective.
    """
    participles = [word for word in words if is_participle(word)]
    auxiliary = next((word for word in words if word in BECOME), "")
    if auxiliary and participles:
        return f"{auxiliary} {participles[0]}"
    being = next((word for word in words if word in BE), "")
    rest = words[:-1] if words and words[-1] in BE else words
    if being and rest and rest[-1] not in NO_PASSIVES and is_participle(rest[-1]):
        return f"{being} {rest[-1]}"
    return ""
