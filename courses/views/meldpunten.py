"""*Nummers bijwerken*: the editions in which a number to call is not as it is now, and one button (DESIGN §4)."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from courses.edition_selectors import halfway_by_line
from courses.models import Meldpunt
from courses.services.meldpunten import StaleEdition, release_meldpunten, seen_hash, stale_editions
from courses.services.releasing import ReleaseRefused
from courses.services.word_diff import changed_lines
from courses.views.desk import JUDGES, WRITERS, for_roles, may_open

__all__ = ["stale_meldpunten", "tell_after_edit"]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(WRITERS)
def stale_meldpunten(request: HttpRequest) -> HttpResponse:
    """Per course which number changed; POST releases all the ready safety editions."""
    if request.method != "POST":
        return stale_page(request)
    user: Any = request.user
    try:
        made = release_meldpunten(by=user, seen=request.POST.get("seen", ""), now=timezone.now())
    except ReleaseRefused as refusal:
        return stale_page(request, error=str(refusal))
    text = ngettext("Er is %(count)s editie uitgegeven.", "Er zijn %(count)s edities uitgegeven.", len(made))
    messages.success(request, text % {"count": len(made)} if made else _("Alle nummers waren al bijgewerkt."))
    return redirect("stale_meldpunten")


def stale_page(request: HttpRequest, *, error: str = "") -> HttpResponse:
    """The list."""
    stale = stale_editions()
    context = {
        "page_title": _("Nummers bijwerken"),
        "header_icon": "mobile-alt",
        "rows": stale_rows(stale),
        "seen": seen_hash(stale),
        "may_act": may_open(request.user, JUDGES),
        "error": error,
    }
    return render(request, "courses/admin/meldpunten.html", context, status=400 if error else 200)


def stale_rows(found: Sequence[StaleEdition]) -> list[dict[str, Any]]:
    """What the list shows of each edition."""
    # Also who is in an older edition of this line, or a withdrawn one, moves to its correction.
    halfway = halfway_by_line([stale.edition.course_id for stale in found])
    return [
        {
            "title": stale.edition.source["course"]["title"],
            "edition": stale.edition,
            "halfway": halfway.get((stale.edition.course_id, stale.edition.major or 0), 0),
            "notes": stale.notes,
            "lines": [line for change in stale.changes for line in changed_lines(lines(change.old), lines(change.new))],
        }
        for stale in found
    ]


def lines(meldpunt: Any) -> list[tuple[str, str]]:
    """What an edition shows of a number."""
    return [
        (_("Naam"), meldpunt["name"]),
        (_("Nummer"), meldpunt["number"]),
        (_("Wanneer bel je"), meldpunt["when"]),
    ]


def tell_after_edit(request: HttpRequest, instance: Any) -> None:
    """After a meldpunt was edited: where it stands in courses, editions still have what it was."""
    if isinstance(instance, Meldpunt):
        button = messages.button(reverse("stale_meldpunten"), _("Nummers bijwerken"))
        text = _("Cursussen die uitstaan, houden het oude nummer tot je dat bijwerkt.")
        messages.warning(request, text, buttons=[button])
