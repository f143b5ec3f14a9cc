"""Loading the learning paths from `courses/content/paden.toml`, after the courses that they name (DESIGN §4)."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path as File
from typing import Any

from django.db import transaction

from courses.models import CoursePage, LoadedPart, Path, PathStep
from courses.services.loaded_parts import Parts, fingerprint_of_json

__all__ = ["load_paths"]


@transaction.atomic
def load_paths(*, file: File, now: datetime) -> list[str]:
    """Writes the paths that nobody changed since the last load; gives the titles of those that somebody did.

    A course that is not loaded is left out, and comes with the next load.
    """
    pages = {page.slug: page for page in CoursePage.objects.all()}
    parts = Parts(now)
    for row in tomllib.loads(file.read_text(encoding="utf-8"))["paths"]:
        load_path(row, pages, parts)
    return parts.edited


def load_path(row: Mapping[str, Any], pages: Mapping[str, CoursePage], parts: Parts) -> None:
    """Writes one path, unless an editor has changed or deleted what the last load wrote."""
    wanted = {name: row[name] for name in ("title", "intro", "position")}
    wanted["courses"] = [slug for slug in row["courses"] if slug in pages]
    path = Path.objects.filter(key=row["key"]).first()
    fingerprint = fingerprint_of_json(wanted)
    if path is None and LoadedPart.objects.filter(key=row["key"]).exists():
        parts.edited.append(row["title"])
    elif path is None or parts.may_replace(path, fingerprint_of_json(told(path)), fingerprint):
        write_path(path or Path(key=row["key"]), wanted, pages)
        parts.remember(row["key"], fingerprint)


def told(path: Path) -> dict[str, Any]:
    """What a path says, in the words of the file."""
    slugs = list(PathStep.objects.filter(path=path).values_list("page__slug", flat=True))
    return {"title": path.title, "intro": path.intro, "position": path.position, "courses": slugs}


def write_path(path: Path, wanted: Mapping[str, Any], pages: Mapping[str, CoursePage]) -> None:
    path.title, path.intro, path.position = wanted["title"], wanted["intro"], wanted["position"]
    path.save()
    PathStep.objects.filter(path=path).delete()
    PathStep.objects.bulk_create(
        PathStep(path=path, page=pages[slug], sort_order=place) for place, slug in enumerate(wanted["courses"])
    )
