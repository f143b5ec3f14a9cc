"""Reading our pages the way a browser without JavaScript does: forms, buttons, links, text."""

from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client

from courses.models import Attempt

Fields = dict[str, list[str]]


def result_url(attempt: Attempt) -> str:
    """The address of the result: by key, because taking a guest over numbers his attempts anew."""
    return f"/leren/saar/toets/toets/uitslag/{attempt.key}/"


def soup_of(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def text_of(response: HttpResponse) -> str:
    """What the main part of the page says, on one line."""
    main = soup_of(response).find("main")
    return " ".join(main.get_text(" ").split())


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes, what it holds as it stands, and its buttons."""

    action: str
    fields: Fields
    buttons: list[tuple[str, str, str]]
    tag: Tag

    def fill(self, **fields: Any) -> Fields:
        """The fields to post, with some of them set (None takes a field away)."""
        merged: Fields = {name: list(values) for name, values in self.fields.items()}
        for name, value in fields.items():
            merged.pop(name, None)
            if value is not None:
                merged[name] = value if isinstance(value, list) else [str(value)]
        return merged

    def press(self, words: str) -> Fields:
        """The name and value of the button with these words on it."""
        for label, name, value in self.buttons:
            if label == words:
                return {name: [value]} if name else {}
        raise AssertionError(f"no button {words!r}, only {[label for label, *_ in self.buttons]}")


def forms_of(response: HttpResponse) -> list[Form]:
    """The POST forms of a page, with what a browser would send."""
    url = response.wsgi_request.path
    forms = soup_of(response).find_all("form", method="post")
    return [read_form(form, url) for form in forms]


def only_form(response: HttpResponse) -> Form:
    forms = forms_of(response)
    assert len(forms) == 1, [form.action for form in forms]
    return forms[0]


def read_form(tag: Tag, url: str) -> Form:
    fields: Fields = {}
    for field in tag.find_all("input"):
        if field.get("type") in {"radio", "checkbox"} and not field.has_attr("checked"):
            continue
        if field.get("name"):
            fields.setdefault(field["name"], []).append(field.get("value", "on"))
    for select in tag.find_all("select"):
        chosen = select.find("option", selected=True) or select.find("option")
        fields.setdefault(select["name"], []).append(chosen.get("value", ""))
    buttons = [
        (" ".join(button.get_text(" ").split()), button.get("name", ""), button.get("value", ""))
        for button in tag.find_all("button")
        if not button.has_attr("disabled") and button.get("aria-hidden") != "true"
    ]
    return Form(tag.get("action") or url, fields, buttons, tag)


def post(client: Client, form: Form, press: str, **fields: Any) -> HttpResponse:
    """Fills the form, presses the button with these words, and follows to the next page."""
    return client.post(form.action, form.fill(**fields) | form.press(press), follow=True)


def link(response: HttpResponse, words: str) -> str:
    """The address of the link with these words."""
    for anchor in soup_of(response).find_all("a"):
        if " ".join(anchor.get_text(" ").split()) == words:
            return str(anchor["href"])
    raise AssertionError(f"no link {words!r}")
