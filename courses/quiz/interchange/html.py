"""From the markup of other systems to plain text, in time that grows with the length of the text."""

import html
import re

import nh3

from courses.quiz.interchange.items import Notes, SkippedQuestion

MAX_MARKUP = 200_000
"""Characters of one text with markup, pictures inside it left out."""
MAX_TAGS = 5_000

_BREAKS = {"br", "p", "div", "li", "tr", "pre", "blockquote", "dt", "dd", *(f"h{level}" for level in range(1, 7))}
_CELLS = {"td", "th"}
_FRAME = {"ul", "ol", "table", "tbody", "thead", "dl"}
_INLINE = ("a", "b", "i", "u", "em", "strong", "span", "sup", "sub", "small", "font", "code", "s", "hr")
_MEDIA = ("img", "video", "audio", "object", "iframe", "svg", "picture")

_PICTURE_DATA = re.compile(r"data:[a-z]{1,20}/[a-z0-9.+-]{1,40};base64,[A-Za-z0-9+/=]*", re.IGNORECASE)
_HAS_MEDIA = re.compile(rf"<(?:{'|'.join(_MEDIA)})\b", re.IGNORECASE)
_NAMES = "|".join((*sorted(_BREAKS | _CELLS | _FRAME), *_INLINE, *_MEDIA))
_HAS_MARKUP = re.compile(rf"</?(?:{_NAMES})(?:\s[^<>]*)?/?>|&(?:#\w{{1,8}}|\w{{2,20}});", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_TAG = re.compile(r"</?([a-z0-9]+)[^<>]*>")
_AROUND_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_BREAK_RUN = re.compile(r"\n+")
_SPACE_RUN = re.compile(" {2,}")


def plain_text(text: str, markup: str, notes: Notes) -> str:
    """Return what a reader would see, without spaces around it; pictures are noted.

    `markup` is html, moodle (text in which line ends count and tags work), plain or markdown (both kept as text).
    Raises SkippedQuestion("markup_too_heavy").
    """
    if markup == "html":
        return _without_tags(text, notes)
    if markup == "moodle" and _HAS_MARKUP.search(text):
        return _without_tags(text.strip().replace("\n", "<br>"), notes)
    return text.strip()


def _without_tags(text: str, notes: Notes) -> str:
    text = _PICTURE_DATA.sub("", text)
    if len(text) > MAX_MARKUP or text.count("<") > MAX_TAGS:
        raise SkippedQuestion("markup_too_heavy")
    if _HAS_MEDIA.search(text):
        notes.warn("pictures_dropped")
    # After this every < begins one of our tags, so that patterns are enough.
    clean = nh3.clean(_SPACES.sub(" ", text), tags=_BREAKS | _CELLS | _FRAME, attributes={})
    broken = _AROUND_BREAK.sub("\n", _TAG.sub(_space_for, clean))
    text = html.unescape(_BREAK_RUN.sub("\n", broken)).replace("\u00a0", " ")
    return _SPACE_RUN.sub(" ", text).strip()


def _space_for(tag: re.Match[str]) -> str:
    if tag[1] in _CELLS:
        return " "
    return "\n"
