"""Links in a piece of HTML: what they say and where they lead. Nothing is ever fetched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import SplitResult, urlsplit

from courses.quality.reports import Finding

__all__ = ["Link", "is_well_formed", "link_findings", "links_in", "text_in"]

VAGUE = frozenset(
    [
        *("hier", "klik", "klik hier", "hier klikken", "kijk hier", "lees hier", "bekijk hier", "zie hier", "link"),
        *("deze link", "via deze link", "klik op deze link", "volg deze link", "deze pagina", "deze site", "site"),
        *(
            "deze website",
            "website",
            "meer",
            "lees meer",
            "meer lezen",
            "lees verder",
            "verder",
            "verder lezen",
            "info",
        ),
        *("meer info", "meer informatie", "download", "ga naar"),
    ]
)
LINE_TAGS = frozenset(["p", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "div", "tr", "td", "th"])
BARE_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.(?:nl|com|org|eu|be|net)(?:/\S*)?", re.IGNORECASE
)
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+?\d[\d\s()-]{1,20}")


@dataclass(frozen=True)
class Link:
    """One link: its address (None when the editor's link points at something that was deleted) and its words."""

    href: str | None
    text: str


class _Reader(HTMLParser):
    """Collects lines of text and the links."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[Link] = []
        self.open: tuple[str | None, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LINE_TAGS:
            self.text.append("\n")
        if tag == "a":
            self.close_link()
            self.open = (dict(attrs).get("href"), len(self.text))

    def handle_endtag(self, tag: str) -> None:
        if tag in LINE_TAGS:
            self.text.append("\n")
        if tag == "a":
            self.close_link()

    def parse_html_declaration(self, i: int) -> int:
        # Never a doctype or a marked section (the parser gives up on a broken one): skipped like a comment.
        return self.parse_bogus_comment(i)

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def close_link(self) -> None:
        """Keeps the link that is open."""
        if self.open is not None:
            href, start = self.open
            self.links.append(Link(href, " ".join("".join(self.text[start:]).split())))
            self.open = None


def _parsed(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.close_link()
    return reader


def text_in(html: str) -> str:
    """The words of a piece of HTML, a line per paragraph or list item."""
    lines = "".join(_parsed(html).text).splitlines()
    return "\n".join(stripped for line in lines if (stripped := " ".join(line.split())))


def links_in(html: str) -> list[Link]:
    """The links, in order."""
    return _parsed(html).links


def link_findings(link: Link) -> Iterator[Finding]:
    """What could be better about the words of a link, and whether its address has a shape that can work."""
    words = link.text.casefold().strip(" .:!…>»→")
    quote = link.text or link.href or ""
    if words in VAGUE:
        text = "Deze link zegt niet waar hij heen gaat. Zet in de link wat je daar vindt."
        yield Finding("link_text", quote, text, is_warning=True)
    elif BARE_ADDRESS.fullmatch(words) and not MAIL.fullmatch(words):
        yield Finding("link_text", quote, "Hier staat een kaal webadres. Schrijf in woorden waar de link heen gaat.")
    if not is_well_formed(link.href):
        text = "Deze link werkt niet: het adres klopt niet of is weg. Kies opnieuw waar hij heen gaat."
        yield Finding("broken_link", quote, text, is_warning=True)


def is_well_formed(href: str | None) -> bool:
    """Whether an address could lead somewhere."""
    try:
        parts = urlsplit((href or "").strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme in {"http", "https"}:
        return has_host(host)
    if parts.scheme == "mailto":
        return bool(MAIL.fullmatch(parts.path))
    if parts.scheme == "tel":
        return bool(PHONE.fullmatch(parts.path))
    return not parts.scheme and is_internal(parts)


def has_host(host: str | None) -> bool:
    """Whether this can be the name of a machine on the internet (or our own one in a test)."""
    if not host or " " in host or ".." in host:
        return False
    return host == "localhost" or "." in host.strip(".")


def is_internal(parts: SplitResult) -> bool:
    """An address within our site: from its root, or a place on the same page."""
    if parts.netloc or re.search(r"\s", parts.path):
        return has_host(parts.hostname) and not re.search(r"\s", parts.path)
    return parts.path.startswith("/") or bool(parts.fragment and not parts.path)
