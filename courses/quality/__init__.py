"""Help with plain Dutch: how easy a text reads, and which sentences and words could be easier.

Plain Python, no Django: `read(text)` gives a `Report`, `links(html)` what is wrong with the links in a piece of HTML.
It is advice about words, never a refusal: who uses it decides what to do with it.
"""

from courses.quality.links import Link, is_well_formed, link_findings, links_in, text_in
from courses.quality.reports import Finding, Report, read, together
from courses.quality.sentences import sentences_in, words_in
from courses.quality.syllables import syllables

__all__ = [
    "Finding",
    "Link",
    "Report",
    "is_well_formed",
    "link_findings",
    "links_in",
    "read",
    "sentences_in",
    "syllables",
    "text_in",
    "together",
    "words_in",
]
