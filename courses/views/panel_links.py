"""The links of panel members on their way from the form to the one page that shows them (DESIGN §4)."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext
from wagtail.admin import messages

from courses.models import PanelReview
from courses.services.panels import Links

__all__ = ["forget_links", "hand_over", "handed_over", "invited"]

COOKIE = "panel_links"
SECONDS = 600


def invited(request: HttpRequest, review: PanelReview, links: Links) -> HttpResponse:
    """To the page of the panel: says who gets a mail, and gives the links of the others along, to show once."""
    mailed = sum(bool(member.email) for member in links)
    if mailed:
        words = ngettext(
            "%(count)d uitnodiging gaat nu per mail weg.", "%(count)d uitnodigingen gaan nu per mail weg.", mailed
        )
        messages.success(request, words % {"count": mailed})
    response = redirect("panel_review", review.key)
    hand_over(response, review, {member.key: token for member, token in links.items() if not member.email})
    return response


def hand_over(response: HttpResponse, review: PanelReview, tokens: dict[UUID, str]) -> None:
    """Member key → token, to the next page of this browser and nowhere else: the server keeps only hashes."""
    if tokens:
        response.set_signed_cookie(
            COOKIE,
            ".".join(f"{key.hex}:{token}" for key, token in tokens.items()),
            salt=str(review.key),
            max_age=SECONDS,
            path=reverse("panel_review", args=[review.key]),
            secure=settings.HTTPS,
            httponly=True,
            samesite="Strict",
        )


def handed_over(request: HttpRequest, review: PanelReview) -> dict[UUID, str]:
    """The tokens that the page before this one gave along; none for a cookie that is old or not ours."""
    text = request.get_signed_cookie(COOKIE, default="", salt=str(review.key), max_age=SECONDS)
    pairs = (pair.split(":") for pair in (text or "").split(".") if pair)
    return {UUID(key): token for key, token in pairs}


def forget_links(response: HttpResponse, review: PanelReview) -> None:
    """Once is enough."""
    response.delete_cookie(COOKIE, path=reverse("panel_review", args=[review.key]), samesite="Strict")
