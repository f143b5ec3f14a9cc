"""What a member of a panel does: he comments per lesson and per question, and judges the whole (DESIGN §4)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, limits
from courses.models import PanelComment, PanelMember, PanelReview
from courses.services.reading import edition_content
from courses.services.trials import hash_of

__all__ = ["MAX_TEXT", "JudgingRefused", "PanelClosed", "find_member", "give_verdict", "write_comment"]

MAX_TEXT = 2000
CHANGES = 300  # a day, of one member: five times all lessons and questions of a long course, and no more of a script
DAY = timedelta(days=1)


class JudgingRefused(Exception):
    """Nothing was kept; the message is a Dutch sentence for the member."""


class PanelClosed(JudgingRefused):
    """The panel takes nothing any more."""


def find_member(*, token: str, now: datetime) -> PanelMember | None:
    """The member whose link this is, with his panel and its edition: one query. None for any other token."""
    rows = PanelMember.objects.select_related("review__edition__course", "review__created_by", "trial")
    mine = rows.filter(trial__token_hash=hash_of(token), trial__expires_at__gt=now)
    return mine.defer("review__edition__source").first()


@transaction.atomic
def write_comment(*, member: PanelMember, part: str, part_key: UUID, text: str, now: datetime) -> bool:
    """Keeps what a member says of one lesson or question, over what he said before; no text takes it away.

    Gives whether anything changed.
    Raises JudgingRefused for a part that is not in his edition, a text that is too long or too many in a day;
    PanelClosed after the end.
    """
    text = tidy(text)
    hold(member)
    refuse_closed(member, now)
    refuse_strange(member, part, str(part_key))
    mine = PanelComment.objects.filter(member=member, part=part, part_key=part_key)
    if mine.filter(text=text).exists() or not (text or mine.exists()):
        return False
    refuse_flood(member, now)
    if text:
        fresh = {"text": text, "written_at": now}
        PanelComment.objects.update_or_create(member=member, part=part, part_key=part_key, defaults=fresh)
    else:
        mine.delete()
    audit.record(actor=None, verb="panel.commented", target=member, at=now, part=part)
    return True


@transaction.atomic
def give_verdict(*, member: PanelMember, verdict: str, reason: str, now: datetime) -> None:
    """Keeps what a member finds of the whole, over what he found before.

    Raises JudgingRefused without a verdict or a reason; PanelClosed after the end.
    """
    reason = tidy(reason)
    hold(member)
    refuse_closed(member, now)
    if verdict not in set(PanelMember.Verdict):
        raise JudgingRefused(_("Kies eerst een oordeel."))
    if not reason:
        raise JudgingRefused(_("Schrijf waarom je dit vindt. Eén zin is genoeg."))
    refuse_flood(member, now)
    PanelMember.objects.filter(pk=member.pk).update(verdict=verdict, reason=reason, judged_at=now)
    audit.record(actor=None, verb="panel.judged", target=member, at=now, verdict=verdict)


def tidy(text: str) -> str:
    """The text as it is kept: a browser sends a line break as two signs. Raises JudgingRefused."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if "\0" in text:
        raise JudgingRefused(_("In je tekst staat een teken dat we niet kunnen bewaren. Typ het opnieuw."))
    if len(text) > MAX_TEXT:
        words = _("Je tekst is te lang: %(length)d tekens. Maak er hoogstens 2.000 van.")
        raise JudgingRefused(words % {"length": len(text)})
    return text


def hold(member: PanelMember) -> None:
    """One act of a member at a time; an editor who takes him out of the panel waits, or was first.

    Raises PanelClosed when he was.
    """
    rows = PanelMember.objects.select_for_update().filter(pk=member.pk).exclude(name="")
    if not rows.values_list("pk", flat=True).first():
        raise PanelClosed(_("Je doet niet meer mee aan dit panel. Dit is niet meer bewaard."))


def refuse_flood(member: PanelMember, now: datetime) -> None:
    """Every change is a row in the log: nobody fills it with a script. Raises JudgingRefused."""
    key = limits.key_for("panel-write", str(member.key))
    if not limits.allow(key=key, limit=CHANGES, window=DAY, now=now):
        raise JudgingRefused(_("Je hebt vandaag heel vaak iets bewaard. Kopieer je tekst en probeer het morgen weer."))


def refuse_closed(member: PanelMember, now: datetime) -> None:
    """Raises PanelClosed after the date, or when an editor closed the panel."""
    if not PanelReview.objects.open(now).filter(pk=member.review_id).exists():
        raise PanelClosed(_("Het panel is gesloten. Dit is niet meer bewaard."))


def refuse_strange(member: PanelMember, part: str, key: str) -> None:
    """Only what is in the edition before him has a place for words."""
    content = edition_content(member.review.edition)
    keys = {
        PanelComment.Part.LESSON: {lesson.key for lesson in content.lessons},
        PanelComment.Part.QUESTION: content.questions.keys(),
    }
    if key not in keys.get(part, ()):  # type: ignore[call-overload]
        raise JudgingRefused(_("Deze les of vraag staat niet in de cursus. Ga terug naar je panel."))
