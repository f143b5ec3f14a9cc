"""The addresses at which Wagtail deletes a row, and what it answers there."""

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from wagtail.models import Page

from courses.models import CourseDocument, CourseImage
from tests.courses.desk import words

__all__ = ["bulk_url", "delete_urls", "stands", "told"]


def bulk_url(action: str, rows: Iterable[Any], *, back: str = "/beheer/") -> str:
    """What Wagtail does with a selection of a list."""
    rows = list(rows)
    meta = Page._meta if isinstance(rows[0], Page) else rows[0]._meta
    url = reverse("wagtail_bulk_action", args=[meta.app_label, meta.model_name, action])
    selection = "&".join(f"id={row.pk}" for row in rows)
    return f"{url}?{selection}" + (f"&next={back}" if back else "")


def delete_urls(row: Any) -> list[str]:
    """Every address at which this row is deleted: alone, where files are dropped, and with others."""
    if isinstance(row, Page):
        single = [reverse("wagtailadmin_pages:delete", args=[row.pk])]
    else:
        app = {CourseImage: "wagtailimages", CourseDocument: "wagtaildocs"}.get(type(row))
        names = [f"{app}:delete", f"{app}:delete_multiple"] if app else [row.snippet_viewset.get_url_name("delete")]
        single = [reverse(name, args=[row.pk]) for name in names]
    return [*single, bulk_url("delete", [row])]


def told(response: HttpResponse) -> str:
    """What somebody reads there: a page, or JSON for a script."""
    if response.headers["Content-Type"].startswith("application/json"):
        return str(json.loads(response.content).get("error_message", ""))
    return words(response)


def stands(row: Any) -> bool:
    return type(row)._base_manager.filter(pk=row.pk).exists()
