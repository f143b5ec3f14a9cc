"""What an editor does on the page *Vragen invoeren*: plain functions for tests."""

from typing import Any

from bs4 import Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.courses.desk import words
from tests.courses.pages import read_form, soup_of

IN, OUT = "/beheer/toetsen/vragen-invoeren/", "/beheer/toetsen/vragen-uitvoeren/"
FILE = "// [id:x] [tag:deur]\n::Brand::Er is brand. Bel je 112? {T#Nee.}\n\n::Half::Wie? {=a ~b\n"


def upload(client: Client, data: str | bytes = FILE, name: str = "vragen.gift", **fields: Any) -> HttpResponse:
    body = data if isinstance(data, bytes) else data.encode()
    return client.post(IN, {"course": "proef", "format": "", "file": SimpleUploadedFile(name, body), **fields})


def preview(client: Client, data: str | bytes = FILE, **fields: Any) -> HttpResponse:
    """The page of an uploaded file."""
    answer = upload(client, data, **fields)
    assert answer.status_code == 302, words(answer)
    return client.get(answer.headers["Location"])


def press(client: Client, page: HttpResponse, button: str) -> HttpResponse:
    form = read_form(main_of(page).find("form", method="post"), page.wsgi_request.path)
    return client.post(form.action, form.fields | form.press(button), follow=True)


def main_of(page: HttpResponse) -> Tag:
    main = soup_of(page).find("main")
    assert isinstance(main, Tag)
    return main
