"""The screens of `/beheer/` on which a file is uploaded, and what they answer."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection

from courses.models import CourseImage


def add(client: Client, kind: str, file: SimpleUploadedFile) -> HttpResponse:
    """The page *Toevoegen*."""
    return client.post(reverse(f"wagtail{kind}s:add"), {"title": "Straat", "file": file})


def add_multiple(client: Client, kind: str, file: SimpleUploadedFile) -> HttpResponse:
    """The page on which several files are dropped."""
    return client.post(reverse(f"wagtail{kind}s:add_multiple"), {"title": "Straat", "files[]": file})


def choose(client: Client, kind: str, file: SimpleUploadedFile) -> HttpResponse:
    """The tab *Uploaden* of the chooser in a lesson."""
    name = "wagtailimages_chooser:create" if kind == "image" else "wagtaildocs_chooser:create"
    prefix = "image-chooser-upload" if kind == "image" else "document-chooser-upload"
    return client.post(reverse(name), {f"{prefix}-title": "Straat", f"{prefix}-file": file})


DOORS = {"add": add, "multiple": add_multiple, "choose": choose}


def said(response: HttpResponse) -> str:
    """What a door answers, in words: a page, or JSON with a piece of one."""
    text = response.content.decode()
    if response.headers["Content-Type"].startswith("application/json"):
        text = json.dumps(json.loads(text), ensure_ascii=False).replace("&#x27;", "'")
    return text.replace("&#x27;", "'")


def replace(client: Client, row: Any, file: SimpleUploadedFile, url: str) -> HttpResponse:
    data = {"title": row.title, "collection": Collection.get_first_root_node().pk, "file": file}
    return client.post(reverse(url, args=[row.pk]), data)


def stored(image: CourseImage) -> bytes:
    with image.file.open("rb") as file:
        return file.read()
