"""What an editor does with a panel: more people, another date, a new link, closing (DESIGN §4)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from courses.models import PanelMember
from courses.panel_forms import DateForm, MemberFormSet
from courses.services.panel_privacy import erase_member
from courses.services.panels import (
    PanelRefused,
    add_members,
    close_panel,
    extend_panel,
    remove_member,
    renew_link,
)
from courses.views.desk import WRITERS, for_roles
from courses.views.panel_links import hand_over, invited
from courses.views.panels import review_or_404, review_page, user_of

__all__ = ["panel_close", "panel_date", "panel_erase", "panel_link", "panel_members", "panel_remove"]


@require_POST
@for_roles(WRITERS)
def panel_members(request: HttpRequest, key: UUID) -> HttpResponse:
    """Invites more people."""
    review, people = review_or_404(key), MemberFormSet(request.POST, prefix="leden")
    if not people.is_valid():
        return review_page(request, review, people=people, error=_("Kijk naar de namen en adressen."))
    if not people.invitees:
        return review_page(request, review, people=people, error=_("Vul minstens één naam in."))
    try:
        links = add_members(review=review, invitees=people.invitees, by=user_of(request), now=timezone.now())
    except PanelRefused as refusal:
        return review_page(request, review, people=people, error=str(refusal))
    return invited(request, review, links)


@require_POST
@for_roles(WRITERS)
def panel_date(request: HttpRequest, key: UUID) -> HttpResponse:
    """Another last day; a closed panel opens again."""
    review, form = review_or_404(key), DateForm(request.POST)
    if not form.is_valid():
        return review_page(request, review, dates=form)
    try:
        extend_panel(review=review, closes_at=form.closes_at, by=user_of(request), now=timezone.now())
    except PanelRefused as refusal:
        return review_page(request, review, dates=form, error=str(refusal))
    messages.success(request, _("De nieuwe datum staat. Panelleden zien hem op hun pagina."))
    return redirect("panel_review", key)


@require_POST
@for_roles(WRITERS)
def panel_close(request: HttpRequest, key: UUID) -> HttpResponse:
    """Nobody writes any more."""
    try:
        close_panel(review=review_or_404(key), by=user_of(request), now=timezone.now())
    except PanelRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Het panel is gesloten. Alles wat er geschreven is, blijft hier staan."))
    return redirect("panel_review", key)


@require_POST
@for_roles(WRITERS)
def panel_link(request: HttpRequest, key: UUID) -> HttpResponse:
    """A new link for one member: mailed to who has an address, and shown once."""
    member = member_or_404(key)
    response = redirect("panel_review", member.review.key)
    try:
        token = renew_link(member=member, by=user_of(request), now=timezone.now())
    except PanelRefused as refusal:
        messages.error(request, str(refusal))
        return response
    hand_over(response, member.review, {member.key: token})
    messages.success(request, _("De nieuwe link is klaar. De oude werkt niet meer."))
    return response


@require_POST
@for_roles(WRITERS)
def panel_remove(request: HttpRequest, key: UUID) -> HttpResponse:
    """Takes a member out who said nothing."""
    member = member_or_404(key)
    try:
        remove_member(member=member, by=user_of(request), now=timezone.now())
    except PanelRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("%(name)s is uit het panel gehaald. De link werkt niet meer.") % {"name": member.name}
        )
    return redirect("panel_review", member.review.key)


@require_POST
@for_roles(WRITERS)
def panel_erase(request: HttpRequest, key: UUID) -> HttpResponse:
    """Takes away who a member is and what he wrote, when he asks for it; his verdict stays."""
    member = member_or_404(key)
    erase_member(member=member, by=user_of(request), now=timezone.now())
    messages.success(request, _("Naam, e-mailadres en tekst zijn weg. Het oordeel blijft staan, zonder naam."))
    return redirect("panel_review", member.review.key)


def member_or_404(key: UUID) -> PanelMember:
    """A member with his panel."""
    return get_object_or_404(
        PanelMember.objects.select_related("review__edition__course").defer("review__edition__source"), key=key
    )
