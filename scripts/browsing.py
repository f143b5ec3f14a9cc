"""A visitor without JavaScript: plain HTTP, cookies, links and forms as they stand in the page.

Standard library only. It follows what a page offers and knows no address by heart, so it keeps working when pages
change.
"""

import http.client
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

__all__ = ["Form", "Page", "Visitor"]

REDIRECTS = {301, 302, 303, 307, 308}
MOST_REDIRECTS = 10


@dataclass
class Form:
    """One form. `fields` holds what a browser would send without anybody touching it."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)  # radio buttons, check boxes and lists, by name
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, text
    texts: list[str] = field(default_factory=list)  # names of the boxes to type in

    def chosen(self) -> list[tuple[str, str]]:
        """The fields, with the first choice of every group that nothing was chosen in."""
        names = {name for name, value in self.fields if value}
        rest = [(name, value) for name, value in self.fields if value or name not in self.choices]
        return rest + [(name, values[0]) for name, values in self.choices.items() if name not in names]


@dataclass
class Page:
    """An answer of the site."""

    url: str
    status: int
    headers: dict[str, str]
    body: str
    forms: list[Form] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)  # address, text

    def __post_init__(self) -> None:
        if self.headers.get("content-type", "").startswith("text/html"):
            reader = _Reader(self)
            reader.feed(self.body)

    @property
    def queries(self) -> int:
        """What `cms.bench` counted for this page."""
        return int(self.headers["x-queries"])

    def link(self, *words: str) -> str:
        """The address of the first link with one of `words` as its text."""
        for address, text in self.links:
            if text in words:
                return urljoin(self.url, address)
        raise LookupError(f"{self.url} has no link {words}: {[text for _, text in self.links]}")

    def form(self, *words: str) -> Form:
        """The first form with a button that says one of `words`; without words, the first that POSTs."""
        for form in self.forms:
            said = {text for _, _, text in form.buttons}
            if form.method == "post" and (not words or said & set(words)):
                return form
        raise LookupError(f"{self.url} has no form {words}")


class _Reader(HTMLParser):
    """Fills the forms and links of a page."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.form: Form | None = None
        self.select = ""
        self.text: list[str] | None = None
        self.pending: tuple[str, dict[str, str]] = ("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(urljoin(self.page.url, given.get("action", "")), given.get("method", "get").lower())
            self.page.forms.append(self.form)
        elif tag in {"a", "button"}:
            self.pending, self.text = (tag, given), []
        elif self.form is not None:
            self._field(self.form, tag, given)

    def _field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "select":
            self.select = name
            form.choices[name] = []
        elif tag == "option" and value and self.select:  # not those of a datalist
            form.choices[self.select].append(value)
            if "selected" in given:
                form.fields.append((self.select, value))
        elif tag == "textarea":
            form.texts.append(name)
        elif tag == "input":
            self._input(form, given.get("type", "text"), name, value, "checked" in given)

    def _input(self, form: Form, kind: str, name: str, value: str, checked: bool) -> None:
        if kind in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(value)
            if checked:
                form.fields.append((name, value))
        elif kind == "hidden":
            form.fields.append((name, value))
        else:
            form.texts.append(name)

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = ""
        if self.text is None or tag != self.pending[0]:
            return
        given, text = self.pending[1], " ".join("".join(self.text).split())
        if tag == "a" and "href" in given:
            self.page.links.append((given["href"], text))
        elif tag == "button" and self.form is not None:
            self.form.buttons.append((given.get("name", ""), given.get("value", ""), text))
        self.text = None


class Visitor:
    """Somebody with his own cookies. Every page he got is handed to `on_page`, redirects included."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.seen: list[Page] = []

    def get(self, address: str) -> Page:
        """The page at `address`, redirects followed."""
        return self._follow(self.request("GET", address))

    def post(self, form: Form, data: list[tuple[str, str]] | None = None) -> Page:
        """Sends `form` with `data` (as it stands when None), redirects followed."""
        return self._follow(self.request("POST", form.action, form.fields if data is None else data))

    def _follow(self, page: Page) -> Page:
        for _ in range(MOST_REDIRECTS):
            if page.status not in REDIRECTS:
                return page
            page = self.request("GET", urljoin(page.url, page.headers["location"]))
        raise LookupError(f"{page.url} keeps redirecting")

    def request(self, method: str, address: str, data: list[tuple[str, str]] | None = None) -> Page:
        """One request, redirects not followed; raises LookupError on a status of 400 and up."""
        parts = urlsplit(address)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, target, urlencode(data) if data is not None else None, self._headers(data))
            answer = connection.getresponse()
            body = answer.read().decode()
        finally:
            connection.close()
        self._keep(answer.headers.get_all("Set-Cookie") or [])
        headers = {name.lower(): value for name, value in answer.getheaders()}
        page = Page(f"http://localhost:{self.port}{target}", answer.status, headers, body)
        self.seen.append(page)
        if page.status >= http.client.BAD_REQUEST:
            raise LookupError(f"{method} {page.url} gives {page.status}")
        return page

    def _headers(self, data: list[tuple[str, str]] | None) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Host": f"localhost:{self.port}", "Cookie": cookies}
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return headers

    def _keep(self, lines: Iterator[str] | list[str]) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
