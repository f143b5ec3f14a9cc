"""A panel: a candidate edition before named people, each with a link of his own, until a date (DESIGN §4).

What the members themselves do is in `panel_judging`, what everybody reads of it in `panel_reading`, what goes again in
`panel_privacy`.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from post_office.models import Email

from accounts import audit
from accounts.mail import queue
from accounts.models import User
from courses.models import CourseEdition, CoursePage, PanelComment, PanelMember, PanelReview, Purpose, Trial
from courses.services.reading import edition_content
from courses.services.releasing import make_candidate
from courses.services.trials import hash_of, new_trial

__all__ = [
    "MAX_MEMBERS",
    "REMEMBERED",
    "Invitee",
    "PanelRefused",
    "PanelStands",
    "add_members",
    "address_of",
    "close_panel",
    "cut_link",
    "drop_invitations",
    "end_of",
    "extend_panel",
    "last_day",
    "open_panel",
    "remove_member",
    "renew_link",
]

MAX_MEMBERS = 50
LONGEST = timedelta(days=366)
REMEMBERED = timedelta(days=180)
"""How long after a panel its members may read back what they wrote, and we know who they are."""


class PanelRefused(Exception):
    """Nothing was changed; the message is a Dutch sentence for who asked."""


class PanelStands(PanelRefused):
    """The same panel is there already, as after two presses on the button; `review` is that one."""

    def __init__(self, review: PanelReview) -> None:
        super().__init__(_("Dit panel stond er al. Mist iemand zijn link? Maak dan hieronder een nieuwe link."))
        self.review = review


@dataclass(frozen=True)
class Invitee:
    """Somebody to invite. Without `email` the editor passes the link on himself."""

    name: str
    email: str = ""
    role: str = PanelMember.Role.BEHEERDER


Links = dict[PanelMember, str]
"""Member → the token of his link, to show once: only its hash is stored."""


@transaction.atomic
def open_panel(
    *, page: CoursePage, question: str, closes_at: datetime, invitees: Sequence[Invitee], by: User, now: datetime
) -> tuple[PanelReview, Links]:
    """Freezes a candidate of `page`, lays it before `invitees` and mails who has an address.

    Raises PanelRefused for a wrong date or list, PanelStands for the same panel again, and what `make_candidate`
    raises: CannotFreeze, ReleaseRefused.
    """
    refuse_date(closes_at, now)
    if not invitees:
        raise PanelRefused(_("Nodig minstens één persoon uit."))
    edition = make_candidate(page=page, by=by, now=now)  # locks the course: of two presses one comes second
    refuse_same(edition, invitees, by, now)
    review = PanelReview.objects.create(
        edition=edition, question=question, closes_at=closes_at, created_by=by, created_at=now
    )
    audit.record(actor=by, verb="panel.opened", target=review, at=now)
    return review, add_members(review=review, invitees=invitees, by=by, now=now)


@transaction.atomic
def add_members(*, review: PanelReview, invitees: Sequence[Invitee], by: User, now: datetime) -> Links:
    """Invites more people to a panel that is open; raises PanelRefused and then invites nobody."""
    review = locked(review)
    refuse_closed(review, now)
    refuse_list(review, invitees)
    links = dict(make_member(review, one, now) for one in invitees)
    for member, token in links.items():
        mail_link(member, token, by)
    audit.record(actor=by, verb="panel.invited", target=review, at=now, members=len(links))
    return links


def make_member(review: PanelReview, invitee: Invitee, now: datetime) -> tuple[PanelMember, str]:
    """One member with the link that opens his own look."""
    trial, token = trial_for(review, now)
    member = PanelMember.objects.create(
        review=review, trial=trial, name=invitee.name, email=invitee.email, role=invitee.role
    )
    return member, token


def trial_for(review: PanelReview, now: datetime) -> tuple[Trial, str]:
    """A link to the candidate; it opens long after the panel, so that who comes late reads that it is closed."""
    expires_at = review.closes_at + REMEMBERED
    return new_trial(edition=review.edition, purpose=Purpose.PANEL, expires_at=expires_at, now=now)


@transaction.atomic
def renew_link(*, member: PanelMember, by: User, now: datetime) -> str:
    """Gives the token of a new link, mailed too; the old link opens nothing from now on, and nothing is lost."""
    review = locked(member.review)
    refuse_closed(review, now)
    member = locked_member(member, review)
    refuse_forgotten(member)
    if member.trial_id is None:
        trial, token = trial_for(review, now)
        PanelMember.objects.filter(pk=member.pk).update(trial=trial)
    else:
        token = secrets.token_urlsafe(24)
        Trial.objects.filter(member=member).update(token_hash=hash_of(token))
    mail_link(member, token, by)
    audit.record(actor=by, verb="panel.link_renewed", target=member, at=now)
    return token


@transaction.atomic
def remove_member(*, member: PanelMember, by: User, now: datetime) -> None:
    """Takes a member who said nothing out of the panel. Raises PanelRefused for who did: that stays."""
    review = locked(member.review)
    member = locked_member(member, review)
    if member.verdict or PanelComment.objects.filter(member=member).exists():
        raise PanelRefused(_("Dit panellid heeft al iets geschreven. Dat blijft staan."))
    audit.record(actor=by, verb="panel.member_removed", target=review, at=now)
    drop_invitations(member)
    cut_link(member, now)
    member.delete()


@transaction.atomic
def extend_panel(*, review: PanelReview, closes_at: datetime, by: User, now: datetime) -> None:
    """Keeps a panel open until another moment; one that was closed opens again. Raises PanelRefused."""
    refuse_date(closes_at, now)
    review = locked(review)
    if review.edition.status != CourseEdition.Status.CANDIDATE:
        raise PanelRefused(_("Deze editie is al uitgegeven. Begin een nieuw panel voor de volgende."))
    PanelReview.objects.filter(pk=review.pk).update(closes_at=closes_at, closed_at=None)
    Trial.objects.filter(member__review=review).update(expires_at=closes_at + REMEMBERED)
    audit.record(actor=by, verb="panel.extended", target=review, at=now, closes_at=closes_at.isoformat())


@transaction.atomic
def close_panel(*, review: PanelReview, by: User, now: datetime) -> None:
    """Nobody can write any more; what was written stays. Raises PanelRefused when it was closed before."""
    review = locked(review)
    if review.closed_at is not None:
        raise PanelRefused(_("Dit panel is al gesloten."))
    PanelReview.objects.filter(pk=review.pk).update(closed_at=now)
    end = now + REMEMBERED
    Trial.objects.filter(member__review=review, expires_at__gt=end).update(expires_at=end)
    audit.record(actor=by, verb="panel.closed", target=review, at=now)


def cut_link(member: PanelMember, now: datetime) -> None:
    """The link opens nothing any more; `remove_expired` takes away what is behind it."""
    dead = hash_of(secrets.token_urlsafe(24))
    Trial.objects.filter(member=member).update(token_hash=dead, expires_at=now + timedelta(minutes=1))


def locked(review: PanelReview) -> PanelReview:
    """The panel as it is when nobody else changes it."""
    rows = PanelReview.objects.select_for_update(of=("self",)).select_related("edition__course")
    return rows.defer("edition__source").get(pk=review.pk)


def locked_member(member: PanelMember, review: PanelReview) -> PanelMember:
    """A member of a panel that is locked; who writes this instant is waited for. Refuses who was just taken out."""
    row = PanelMember.objects.select_for_update().filter(pk=member.pk).first()
    if row is None:
        raise PanelRefused(_("Dit panellid is al uit het panel gehaald."))
    row.review = review
    return row


def refuse_closed(review: PanelReview, now: datetime) -> None:
    """Only an open panel takes people in."""
    if not review.is_open(now):
        raise PanelRefused(_("Dit panel is gesloten. Kies eerst een nieuwe datum."))


def refuse_forgotten(member: PanelMember) -> None:
    """Who was taken away does not come back: another person gets an invitation of his own."""
    if not member.name:
        raise PanelRefused(_("De naam van dit panellid is weggehaald. Nodig iemand opnieuw uit."))


def refuse_date(closes_at: datetime, now: datetime) -> None:
    """A panel ends in the future, and ends."""
    if closes_at <= now:
        raise PanelRefused(_("Kies een dag die nog moet komen."))
    if closes_at > now + LONGEST:
        raise PanelRefused(_("Kies een dag binnen een jaar."))


def refuse_same(edition: CourseEdition, invitees: Sequence[Invitee], by: User, now: datetime) -> None:
    """Nobody gets two mails for one question: the same content before the same people is one panel."""
    asked = sorted((one.name, one.email) for one in invitees)
    same = PanelReview.objects.filter(
        edition__course=edition.course, edition__content_hash=edition.content_hash, created_by=by
    )
    for review in same:
        if review.is_open(now) and sorted(review.members.values_list("name", "email")) == asked:
            raise PanelStands(review)


def refuse_list(review: PanelReview, invitees: Sequence[Invitee]) -> None:
    """Nobody twice, and not a whole hall."""
    standing = list(review.members.values_list("email", flat=True))
    if len(standing) + len(invitees) > MAX_MEMBERS:
        raise PanelRefused(_("Een panel heeft hoogstens %(most)d leden.") % {"most": MAX_MEMBERS})
    taken = {email.lower() for email in standing if email}
    for email in (one.email.lower() for one in invitees if one.email):
        if email in taken:
            raise PanelRefused(_("%(email)s is al uitgenodigd voor dit panel.") % {"email": email})
        taken.add(email)


def mail_link(member: PanelMember, token: str, by: User) -> None:
    """The invitation in the outbox; nobody gets it after the panel, when its link opens nothing."""
    if not member.email:
        return
    review = member.review
    context = {
        "name": member.name,
        "asker": by.name,
        "course": edition_content(review.edition).course["title"],
        "question": review.question,
        "until": date_format(last_day(review), "l j F Y"),
        "url": address_of(token),
    }
    queue(
        to=member.email,
        template="panel_invitation",
        context=context,
        expires_at=review.closes_at,
        headers=mark_of(member),
    )


def drop_invitations(member: PanelMember) -> None:
    """Takes his mails out of the outbox, sent or not: they hold his name, his address and his link."""
    Email.objects.filter(headers=mark_of(member)).delete()


def mark_of(member: PanelMember) -> dict[str, str]:
    """The header that tells his mails from those for another panel of the course; it opens nothing."""
    return {"X-Panel-Member": str(member.key)}


def address_of(token: str) -> str:
    """The whole link of a member, to mail or to pass on."""
    return f"{settings.ACADEMIE_URL}{reverse('courses:panel', args=[token])}"


def last_day(review: PanelReview) -> datetime:
    """A moment on the last day of the panel, in the time of the Netherlands: it closes at midnight."""
    return timezone.localtime(review.closes_at - timedelta(seconds=1))


def end_of(review: PanelReview) -> datetime:
    """A moment on the day that the panel closed or will close: an editor may close it before its last day."""
    closed_at = review.closed_at
    return timezone.localtime(closed_at) if closed_at and closed_at < review.closes_at else last_day(review)
