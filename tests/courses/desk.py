"""The desk of an editor: the forms of `/beheer/` as a browser posts them."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.models import (
    Category,
    Meldpunt,
    Question,
    Source,
)
from tests.courses.pages import soup_of


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def edit_url(row: Any) -> str:
    if isinstance(row, Question | Category | Source | Meldpunt):
        return reverse(row.snippet_viewset.get_url_name("edit"), args=[row.pk])
    return reverse("wagtailadmin_pages:edit", args=[row.pk])


def words(response: HttpResponse) -> str:
    return " ".join(soup_of(response).get_text(" ").split())


def form_data(response: HttpResponse) -> dict[str, Any]:
    """The fields of the big form of an edit page, as they stand; the stream comes from the row."""
    form = response.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


def stream_data(question: Question, **fields: Any) -> dict[str, Any]:
    """The one block of a single-choice question as the editor's form posts it."""
    block = question.body.get_prep_value()[0]
    value = block["value"] | fields
    posted = {f"body-0-value-{name}": text for name, text in value.items() if isinstance(text, str)}
    for number, item in enumerate(value["options"]):
        prefix = f"body-0-value-options-{number}"
        posted |= {f"{prefix}-id": item["id"], f"{prefix}-order": number, f"{prefix}-deleted": ""}
        posted |= {f"{prefix}-value-text": item["value"]["text"], f"{prefix}-value-feedback": item["value"]["feedback"]}
        if item["value"]["correct"]:
            posted[f"{prefix}-value-correct"] = "on"
    posted |= {"body-0-value-options-count": len(value["options"]), "body-0-value-shuffle": "on"}
    posted |= {"body-0-value-hints-count": 0, "facts-count": 0}
    return posted | {"body-count": 1, "body-0-type": block["type"], "body-0-id": block["id"], "body-0-order": 0,
                     "body-0-deleted": ""}  # fmt: skip


def single_choice() -> Question:
    return next(one for one in Question.objects.filter(is_practice=False) if one.body[0].block_type == "single_choice")


def looked_at(client: Client, address: str) -> dict[str, str]:
    """Looks at what a release would do, and gives what its form posts to say so."""
    return {"seen": soup_of(client.get(address)).find("input", attrs={"name": "seen"})["value"]}
