"""Where sentences and words begin and end."""

import re

__all__ = ["sentences_in", "words_in"]

# Abbreviations that stand before the rest of their sentence, whatever comes next.
ABBREVIATIONS = """
a.d.h.v a.s a.u.b afb alg art bijv blz bv c.a ca cf d.d d.m.v d.w.z dhr dr drs e.a e.o e.v evt excl fig ged gem h.k
i.c i.h.a i.h.b i.o i.p.v i.s.m i.t.t i.v.m incl ing ir jl jr m.a.w m.b.t m.b.v m.i m.i.v m.n m.u.v max mej mevr mgr
min mr mw n.a.v nl nr nrs o.a o.b.v o.g.v o.i.d o.l.v o.m o.v.v p.a p.p p.p.p par pag plm prof red resp s.v.p sec sr
st t.a.v t.b.v t.g.v t.h.v t.n.v t.o.v t.w.v t.z.t tel temp v.a v.l.n.r vgl vnl w.o wnd z.g z.i z.s.m zgn
"""
ABBREVIATED = frozenset(ABBREVIATIONS.split())

WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+|\.(?=[^\W\d_]\.)[^\W\d_])*|\d+(?:[.,:\-/]\d+)*")
# A mark, what closes after it, and white space before something a sentence may begin with.
END = re.compile(
    r"""(?<![.!?…])(?P<mark>[.!?…]++)["”’')\]»]*+\s++
    (?=["“„‘'’(\[«–-]*+\s?(?:(?<=['’])[stmn]\s)?(?P<next>[^\W_]))""",
    re.VERBOSE,
)
LAST_WORD = re.compile(r"[^\s(\[\"“„‘]+\Z")


def words_in(text: str) -> list[str]:
    """The words, in order: letters with the hyphens and apostrophes inside them, or a number (*14.30*, *0900-8844*)."""
    return WORD.findall(text)


def sentences_in(text: str) -> list[str]:
    """The sentences, in order, each on one line; a line end always ends one. What holds no word is left out."""
    sentences: list[str] = []
    for line in text.splitlines():
        sentences += [" ".join(sentence.split()) for sentence in split_line(line)]
    return [sentence for sentence in sentences if WORD.search(sentence)]


def split_line(line: str) -> list[str]:
    """A line cut after every mark that ends a sentence."""
    cuts = [match.end() for match in END.finditer(line) if is_end(line, match)]
    return [line[start:end] for start, end in zip([0, *cuts], [*cuts, len(line)], strict=True)]


def is_end(line: str, match: re.Match[str]) -> bool:
    """Whether a sentence ends at this mark: not when it goes on in small letters, or after an abbreviation."""
    if match["next"].islower():
        return False
    if match["mark"] != ".":
        return True
    # Never further back than a long word: a line may be one endless run of dots.
    before = LAST_WORD.search(line[max(0, match.start() - 40) : match.start()])
    word = before[0] if before else ""
    is_initial = len(word) == 1 and word.isalpha() and word.isupper()
    return not is_initial and word.lower() not in ABBREVIATED
