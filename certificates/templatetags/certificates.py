"""What pages of other apps show of certificates."""

from typing import Any

from django import template
from django.http import HttpRequest

from certificates.models import Certificate
from courses.models import Completion

register = template.Library()


@register.inclusion_tag("certificates/_fresh.html", takes_context=True)
def fresh_certificate(context: dict[str, Any], completion: Completion) -> dict[str, Any]:
    """`{% fresh_certificate standing.completion %}`: the download of what was just earned, or that it is being made.

    Nothing for a guest, and for who has no certificate yet. One query.
    """
    request: HttpRequest = context["request"]
    mine = Certificate.objects.held_by(request.user).standing().filter(completion=completion)
    return {"certificate": mine.select_related("file").first(), "refresh": request.path}
