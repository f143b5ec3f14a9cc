"""Rich text that leaves the house, and comes in: only the tags of a lesson, links by key (DESIGN §4)."""

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from uuid import UUID

import nh3
from wagtail.models import Page

from courses.models import CoursePage, LessonPage, QuizPage
from courses.services.freezing_blocks import RICH_TAGS

__all__ = ["KEY", "clean_rich_text", "keyed_links", "own_links"]

KEY = "key:"
LINK = re.compile(r'<a((?: [a-z-]+="[^"]*")*)>')
ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
Attributes = dict[str, str]


def clean_rich_text(html: str) -> str:
    """What the editor of a lesson can make, in one way of writing; everything else goes."""
    return nh3.clean(
        html,
        tags=RICH_TAGS,
        attributes={"*": {"data-block-key"}, "a": {"href", "linktype", "id"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel=None,
    )


def relinked(html: str, change: Callable[[Attributes], Attributes]) -> str:
    """`html`, cleaned, with the attributes of its links changed."""

    def link(match: re.Match[str]) -> str:
        found = {name: unescape(value) for name, value in ATTRIBUTE.findall(match[1])}
        changed = change(found) if "linktype" in found or "id" in found else found
        return "<a" + "".join(f' {name}="{escape(value)}"' for name, value in changed.items()) + ">"

    return LINK.sub(link, clean_rich_text(html))


def kept(attributes: Attributes) -> Attributes:
    """A link to nowhere in particular: the address if it has one."""
    return {name: value for name, value in attributes.items() if name in {"href", "data-block-key"}}


def keyed_links(html: str) -> str:
    """A link to a page by its key, with its address for where that page is not."""

    def change(attributes: Attributes) -> Attributes:
        page = page_of(attributes)
        if page is None:
            return kept(attributes)
        key = getattr(page, "key", None)
        named = {"linktype": "page", "id": f"{KEY}{key}"} if key else {}
        return named | {"href": page.url or ""}

    return relinked(html, change)


def page_of(attributes: Attributes) -> Page | None:
    """The page that a stored link leads to."""
    number = attributes.get("id", "")
    if attributes.get("linktype") != "page" or not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    found = Page.objects.filter(pk=int(number)).first()
    return found.specific if found else None


def own_links(html: str, pages: Mapping[str, int]) -> str:
    """The other way: a key that is here becomes a link to its page, any other the address that came along."""

    def change(attributes: Attributes) -> Attributes:
        number = pages.get(attributes["id"].removeprefix(KEY)) or number_of(attributes["id"])
        return {"linktype": "page", "id": str(number)} if number else kept(attributes)

    return relinked(html, lambda found: change(found) if found.get("id", "").startswith(KEY) else kept(found))


def number_of(name: str) -> int | None:
    """The page of this installation with that key."""
    try:
        key = UUID(name.removeprefix(KEY))
    except ValueError:
        return None
    for model in (CoursePage, LessonPage, QuizPage):
        if (number := model.objects.filter(key=key).values_list("pk", flat=True).first()) is not None:
            return int(number)
    return None
