"""The form of a question as a browser posts it, for every type."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail import blocks

from courses.blocks import question_body
from courses.models import Category, Question
from tests.courses.desk import edit_url
from tests.courses.pages import soup_of
from tests.factories.neighborhood import QUESTIONS
from tests.factories.quizzes import stream


def url_of(name: str, *args: Any) -> str:
    """The address of a page of the bank."""
    return reverse(f"wagtailsnippets_courses_question:{name}", args=args)


V = "body-0-value"
"""Where the fields of the question itself begin."""


def category(slug: str = "proef") -> Category:
    return Category.objects.get_or_create(course_slug="proef", slug=slug, defaults={"name": slug.capitalize()})[0]


def value_of(kind: str) -> Any:
    """The block of this type, and the value of its example."""
    key = uuid4()
    content = dict(QUESTIONS[kind].content)
    content["explanation"] = content["explanation"] or "Daarom."
    child = stream(Question, "body", question_body(content, key))[0]
    return child.block, child.value


def form_of(kind: str, value: Any = None, **fields: Any) -> dict[str, Any]:
    """Everything that the form of a new question posts."""
    block, example = value_of(kind)
    posted = fields_of(block, example if value is None else value, "body-0-value")
    head = {"body-count": 1, "body-0-type": kind, "body-0-id": str(uuid4()), "body-0-order": 0, "body-0-deleted": ""}
    rest = {"title": "Een vraag", "category": category().pk, "facts-count": 0, "tags": "", "idnumber": ""}
    return rest | head | posted | fields


def whole_form(kind: str, **fields: Any) -> dict[str, Any]:
    """The same, with nothing missing: a hotspot has its drawing."""
    value = value_of(kind)[1]
    if kind == "hotspot":
        value["drawing"] = "kijken"
    return form_of(kind, value, **fields)


def fields_of(block: Any, value: Any, prefix: str) -> dict[str, Any]:
    """The fields of a block, as the browser sends them."""
    if isinstance(block, blocks.StructBlock):
        parts = [fields_of(child, value[name], f"{prefix}-{name}") for name, child in block.child_blocks.items()]
        return {name: text for part in parts for name, text in part.items()}
    if isinstance(block, blocks.ListBlock):
        return list_fields(block, value, prefix)
    if isinstance(block, blocks.BooleanBlock):
        return {prefix: "on"} if value else {}
    if hasattr(value, "pk"):
        return {prefix: value.pk}
    return {prefix: "" if value is None else value}


def list_fields(block: Any, value: Any, prefix: str) -> dict[str, Any]:
    posted: dict[str, Any] = {f"{prefix}-count": len(value)}
    for number, bound in enumerate(value.bound_blocks):
        item = f"{prefix}-{number}"
        posted |= {f"{item}-id": bound.id, f"{item}-order": number, f"{item}-deleted": ""}
        posted |= fields_of(block.child_block, bound.value, f"{item}-value")
    return posted


def without(posted: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The same form with these fields empty."""
    return {**posted, **dict.fromkeys(names, "")}


def missing(desk: Client, posted: Mapping[str, Any], *args: Any) -> dict[str, str]:
    """What the page says while somebody types: sentence → the field that it points at."""
    response = desk.post(url_of("problems" if args else "problems_on_add", *args), posted)
    assert response.status_code == 200
    return {link.get_text(): str(link["href"])[1:] for link in soup_of(response).find_all("a")}


def publish(desk: Client, posted: Mapping[str, Any], question: Question | None = None) -> HttpResponse:
    """*Publiceren* in the form."""
    return desk.post(edit_url(question) if question else url_of("add"), {**posted, "action-publish": "1"})
