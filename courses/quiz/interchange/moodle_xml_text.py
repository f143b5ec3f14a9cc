"""Texts in Moodle XML: an element with the attribute `format` and a child <text>."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from courses.quiz.interchange.html import plain_text
from courses.quiz.interchange.items import Notes

_MARKUP = {"plain_text": "plain", "markdown": "markdown", "moodle_auto_format": "moodle", "wiki_like": "moodle"}


def inner(element: Element | None) -> str:
    """Return all text in the element, also of tags that somebody left unescaped; "" without an element."""
    return "" if element is None else "".join(element.itertext())


@dataclass(frozen=True)
class XmlText:
    """Reads the texts of one question as plain text."""

    notes: Notes

    def of(self, parent: Element, name: str) -> str:
        """Return the text of a child; "" without it."""
        element = parent.find(name)
        return "" if element is None else self.read(element)

    def read(self, element: Element) -> str:
        """Return the text of an element that has a format; an unknown one is html."""
        markup = _MARKUP.get(element.get("format", "html"), "html")
        if element.find("file") is not None:
            self.notes.warn("pictures_dropped")
        return plain_text(inner(element.find("text")), markup, self.notes)
