"""Withdrawing, closing, opening, cancelling: what the pages *Edities*, *Panels* and *Verdubbelen* do."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from courses.models import Course, CourseEdition, PanelMember, PanelReview, PlannedRelease
from tests.courses.deleting.acts import JUDGES, NOBODY, WRITERS, Act, Do, Get
from tests.factories.courses import saar_edition, saar_page

__all__ = ["ACTS_ON_EDITIONS"]

CATALOG = ("/", "/cursussen/", "/cursussen/saar/", "stranger")
OUT = CourseEdition.objects.released


def send(name: str, *fields: str, **data: Any) -> Do:
    """One form about a row, by the `fields` in its address."""

    def do(client: Client, row: Any) -> list[HttpResponse]:
        url = reverse(name, args=[getattr(row, field) for field in fields or ("key",)])
        return [client.get(url), client.post(url, data)]

    return do


def withdraw_all(client: Client, editions: Any) -> list[HttpResponse]:
    urls = [reverse("withdraw_edition", args=[edition.key]) for edition in editions]
    return [client.post(url, {"reason": "Er staat iets fout in."}) for url in urls]


def close_and_open(client: Client, page: Any) -> list[HttpResponse]:
    names = ["archive_course", "reopen_course"]
    return [client.post(reverse(name, args=[page.pk])) for name in names]


def closed_course() -> Any:
    Course.objects.update(archived_at="2026-11-01T12:00Z")
    return saar_page()


def edition_of(model: Any) -> Get:
    return lambda: model.objects.get().edition


COPY = {"title": "Nog een", "slug": "nog-een", "questions": "eigen"}
ACTS_ON_EDITIONS: dict[str, Act] = {
    "withdraw the newest": Act(saar_edition, send("withdraw_edition", reason="Fout."), JUDGES, (*CATALOG, "plan")),
    "withdraw without a reason": Act(saar_edition, send("withdraw_edition"), NOBODY),
    "withdraw them all": Act(lambda: list(OUT()), withdraw_all, JUDGES, (*CATALOG, "plan")),
    "close": Act(saar_page, send("archive_course", "pk"), JUDGES, (*CATALOG, "plan")),
    "close and open": Act(saar_page, close_and_open, NOBODY),
    "open what was closed": Act(closed_course, send("reopen_course", "pk"), JUDGES, ("plan",)),
    "throw the edition of a panel away": Act(edition_of(PanelReview), send("discard_candidate"), NOBODY),
    "throw a planned edition away": Act(edition_of(PlannedRelease), send("discard_candidate"), NOBODY),
    "throw an edition away that is out": Act(saar_edition, send("discard_candidate"), NOBODY),
    "cancel the plan": Act(PlannedRelease.objects.get, send("cancel_plan"), JUDGES, ("plan",)),
    "close the panel": Act(PanelReview.objects.get, send("panel_close"), WRITERS, ("/panel/.*",)),
    "a member out of the panel": Act(PanelMember.objects.get, send("panel_remove"), WRITERS, ("/panel/.*",)),
    "double the course": Act(saar_page, send("course_duplicate", "pk", **COPY), WRITERS),
}
