"""Writing down that a fact was checked: a new revision of its lesson or question (DESIGN §4)."""

import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.locks import WorkflowLock
from wagtail.models import Revision

from accounts import audit
from accounts.models import User
from courses.blocks.facts import CHECKERS
from courses.fact_rules import CHECKED
from courses.models import Question
from courses.services.facts import STREAMS, Place, newest_stream, stored_facts

__all__ = ["FactNotChecked", "check_fact"]


class FactNotChecked(Exception):
    """The fact cannot be ticked off now; the message is a Dutch sentence for the editor."""


@transaction.atomic
def check_fact(*, place: Place, fact_id: str, seen: str, by_role: str, by: User, now: datetime) -> bool:
    """Ticks off one fact in the newest words of `place`, checked today by somebody in the role `by_role`.

    `seen` is the fingerprint of the fact as it was shown. True when it was published too: that is for who may
    publish, of what is live without other changes waiting. Raises FactNotChecked.
    """
    # One at a time: two revisions side by side would each lose the tick of the other.
    place = locked(place)
    refuse_who_may_not(place, by)
    stream = newest_stream(place)
    facts = [fact for fact in stored_facts(place, stream) if fact.id and fact.id == fact_id]
    if not facts or any(fact.fingerprint != seen for fact in facts):
        raise FactNotChecked(_("Dit feit is intussen veranderd. Kijk hieronder hoe het er nu staat."))
    for fact in facts:
        refuse_role(by_role, str(fact.value.get("check_by") or ""))
        fact.value.update(status=CHECKED, checked_on=timezone.localdate(now).isoformat())
    published = write(place, stream, by)
    audit.record(
        actor=by, verb="fact.checked", target=place, at=now, fact=fact_id, by_role=by_role, published=published
    )
    return published


def locked(place: Place) -> Place:
    """The row as it is now, for this transaction alone."""
    row: Place | None = type(place).objects.select_for_update().filter(pk=place.pk).first()
    if row is None:
        raise FactNotChecked(_("De les of vraag van dit feit is weggehaald."))
    return row


def refuse_who_may_not(place: Place, by: User) -> None:
    """Refuses who may not edit `place`, or not now."""
    if not may(place, by, "change"):
        raise FactNotChecked(_("Je mag ‘%(title)s’ niet bewerken.") % {"title": place.title})
    lock = place.get_lock()
    if lock is None or not lock.for_user(by):
        return
    if isinstance(lock, WorkflowLock):
        words = _("‘%(title)s’ ligt ter beoordeling bij een ander. Wacht tot dat klaar is.")
    else:
        words = _("‘%(title)s’ staat op slot. Vraag een eindredacteur om het slot eraf te halen.")
    raise FactNotChecked(words % {"title": place.title})


def refuse_role(by_role: str, wanted: str) -> None:
    """Refuses a role that does not exist, and one that the fact does not ask for."""
    roles = dict(CHECKERS)
    if by_role not in roles:
        raise FactNotChecked(_("Kies wie dit feit heeft nagekeken."))
    if wanted in roles and by_role != wanted:
        words = _("Dit feit kijkt %(role)s na. Klopt dat niet meer? Kies dan bij het feit zelf een ander.")
        raise FactNotChecked(words % {"role": roles[wanted]})


def may(place: Place, user: User, action: str) -> bool:
    """Whether `user` may "change" or "publish" a lesson or question."""
    if isinstance(place, Question):
        return bool(user.has_perm(f"courses.{action}_question"))
    tester = place.permissions_for_user(user)
    return bool(tester.can_edit() if action == "change" else tester.can_publish())


def write(place: Place, stream: list[dict[str, Any]], by: User) -> bool:
    """A new revision with this stream; whether it was published."""
    publish = place.live and not place.has_unpublished_changes and not place.workflow_in_progress
    newest = place.get_latest_revision_as_object()
    name = STREAMS[type(place)]
    setattr(newest, name, type(place)._meta.get_field(name).to_python(json.dumps(stream)))
    # Not cleaned: a draft may be half-done, and a tick is no reason to refuse it.
    revision: Revision = newest.save_revision(user=by, log_action=True, clean=False)
    if publish and may(place, by, "publish"):
        revision.publish(user=by)
        return True
    return False
