"""What goes again of the people in a panel: names and addresses after a while, all of it on request (DESIGN §3).

What they found stays, with the role they had: the edition was judged, and the desk keeps by whom.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts import audit
from accounts.models import User
from courses.models import PanelComment, PanelMember
from courses.services.panels import REMEMBERED, cut_link, drop_invitations
from courses.services.reading import edition_content

__all__ = ["erase_member", "erase_panels", "export_panels", "forget_member", "forget_past_members"]

ERASED = "(weggehaald)"
"""Stands where a text stood: a verdict needs a reason, and a comment that says nothing is none (two constraints)."""


def forget_past_members(*, now: datetime) -> int:
    """Forgets who was in a panel that ended `REMEMBERED` ago; gives how many."""
    end = now - REMEMBERED
    over = Q(review__closes_at__lte=end) | Q(review__closed_at__lte=end)
    members = PanelMember.objects.filter(over).exclude(name="").select_related("review__edition__course")
    late = list(members.defer("review__edition__source"))
    for member in late:
        forget_member(member=member, now=now)
    return len(late)


@transaction.atomic
def forget_member(*, member: PanelMember, now: datetime) -> None:
    """Takes name, address, invitation and link of a member away; what he said of the course stays, of nobody."""
    blank(member, now)
    audit.record(actor=None, verb="panel.member_forgotten", target=member, at=now)


@transaction.atomic
def erase_member(*, member: PanelMember, by: User | None, now: datetime) -> None:
    """The same, and his own words too: they may say who he is. The verdict stays, with his role."""
    blank(member, now)
    PanelMember.objects.filter(pk=member.pk).exclude(reason="").update(reason=ERASED)
    PanelComment.objects.filter(member=member).update(text=ERASED)
    audit.record(actor=by, verb="panel.member_erased", target=member, at=now)


def blank(member: PanelMember, now: datetime) -> None:
    """Nobody knows any more who this was; a name is blank for nobody else."""
    drop_invitations(member)
    cut_link(member, now)
    PanelMember.objects.filter(pk=member.pk).update(name="", email="", trial=None)


def export_panels(user: User) -> list[dict[str, Any]]:
    """What panels hold of a person with an account: a member is known by his address only."""
    return [
        {
            "course": edition_content(member.review.edition).course["title"],
            "until": member.review.closes_at.isoformat(),
            "name": member.name,
            "email": member.email,
            "role": member.get_role_display(),
            "verdict": member.get_verdict_display(),
            "reason": member.reason,
            "judged_at": member.judged_at and member.judged_at.isoformat(),
            "comments": [
                {"about": row.get_part_display(), "text": row.text, "written_at": row.written_at.isoformat()}
                for row in member.comments.all()
            ],
        }
        for member in memberships(user).prefetch_related("comments")
    ]


def erase_panels(user: User, now: datetime) -> None:
    """Takes him out of every panel; called before the account loses its address."""
    for member in memberships(user):
        erase_member(member=member, by=None, now=now)


def memberships(user: User) -> Any:
    """The members with the address of this account, once it is proven that it is his."""
    if not user.email or user.verified_at is None:
        return PanelMember.objects.none()
    rows = PanelMember.objects.filter(email__iexact=user.email).select_related("review__edition__course")
    return rows.defer("review__edition__source")
