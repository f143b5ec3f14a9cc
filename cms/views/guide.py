"""`/beheer/handleiding/`: how an editor does everything, in plain words and with pictures (cms.guide)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.ui.components import Component

from cms.guide import TOPICS, place_of
from courses.views.desk import WRITERS, for_roles, may_open

__all__ = ["GuidePanel", "guide", "guide_topic"]


@require_safe
@for_roles(WRITERS)
def guide(request: HttpRequest) -> HttpResponse:
    """All topics."""
    context = {"page_title": _("Handleiding"), "header_icon": "openquote", "topics": TOPICS}
    return render(request, "cms/guide/index.html", context)


@require_safe
@for_roles(WRITERS)
def guide_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic."""
    place = place_of(slug)
    if place is None:
        raise Http404
    context = {"page_title": place.topic.title, "header_icon": "openquote", "place": place, "count": len(TOPICS)}
    return render(request, place.topic.template, context)


class GuidePanel(Component):
    """On the front of `/beheer/`: where to begin."""

    name = "guide"
    order = 10
    template_name = "cms/admin/guide_panel.html"

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"first": TOPICS[0] if may_open(self.user, WRITERS) else None}
