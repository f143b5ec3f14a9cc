"""A number to call changed: the ready safety editions, with only that change (DESIGN §4).

What is ready is computed, not stored: the numbers as they are now against those in the editions that people take.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from courses.models import Course, CourseEdition, Enrollment, Meldpunt
from courses.quiz import content_hash
from courses.services.history import note_act
from courses.services.releasing import ReleaseRefused, refuse_who_may_not

__all__ = ["NumberChange", "StaleEdition", "release_meldpunten", "seen_hash", "stale_editions"]


@dataclass(frozen=True)
class NumberChange:
    """A meldpunt as the edition has it, and as it is now."""

    old: Mapping[str, str]
    new: Mapping[str, str]

    @property
    def words(self) -> str:
        """The change as learners read it."""
        if self.old["number"] != self.new["number"]:
            return _("Het nummer van %(name)s is veranderd. Bel %(number)s.") % {
                "name": self.new["name"],
                "number": self.new["number"],
            }
        return _("De gegevens van %(name)s zijn bijgewerkt.") % {"name": self.new["name"]}


@dataclass(frozen=True)
class StaleEdition:
    """An edition that people take, in which a number is not as it is now."""

    edition: CourseEdition
    changes: tuple[NumberChange, ...]

    @property
    def notes(self) -> str:
        """What learners read."""
        return " ".join(change.words for change in self.changes)


def stale_editions() -> list[StaleEdition]:
    """Per course that is open the edition of today, and per line that somebody is half-way on the newest one."""
    numbers = {str(meldpunt.key): meldpunt.frozen() for meldpunt in Meldpunt.objects.all()}
    stale = []
    for edition in editions_in_use():
        if changes := tuple(changes_in(edition.source, numbers)):
            stale.append(StaleEdition(edition, changes))
    return stale


def seen_hash(stale: Sequence[StaleEdition]) -> str:
    """What somebody looks at before he presses the button."""
    return content_hash([[str(one.edition.key), [dict(change.new) for change in one.changes]] for one in stale])


def editions_in_use() -> list[CourseEdition]:
    """The newest edition of every line that new learners begin with, or that somebody is half-way on.

    One that stands where there is one; else the withdrawn one, because who is in it may finish.
    """
    lines = set(Enrollment.objects.halfway().values_list("course", "edition__major").distinct())
    lines |= set(Course.objects.open().values_list("pk", "current__major"))
    released = CourseEdition.Status.RELEASED
    newest: dict[tuple[int, int | None], tuple[int, str]] = {}
    rows = CourseEdition.objects.numbered().order_by("course", "-major", "-minor")
    for pk, course, major, status in rows.values_list("pk", "course", "major", "status"):
        found = newest.get((course, major))
        if (course, major) in lines and (found is None or (found[1] != released and status == released)):
            newest[course, major] = pk, status
    chosen = [pk for pk, _status in newest.values()]
    return list(CourseEdition.objects.filter(pk__in=chosen).select_related("course").order_by("course", "-major"))


def meldpunten_in(source: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The blocks of an edition's JSON that show a number."""
    for lesson in source["lessons"]:
        for screen in lesson["screens"]:
            yield from (block for block in screen["blocks"] if block["type"] == "meldpunt")


def changes_in(source: Mapping[str, Any], numbers: Mapping[str, Mapping[str, str]]) -> Iterator[NumberChange]:
    """Each number that is another one now, once; a meldpunt that was deleted stays as it was frozen."""
    seen = {block["value"]["key"]: block["value"] for block in meldpunten_in(source)}
    for key, old in seen.items():
        new = numbers.get(key, old)
        if new != old:
            yield NumberChange(old, new)


@transaction.atomic
def release_meldpunten(*, by: User, seen: str | None = None, now: datetime) -> list[CourseEdition]:
    """Releases the safety edition of every stale edition: the same edition with the numbers of today.

    Everybody half-way reads why and moves at the next lesson. `seen` is the `seen_hash` of what `by` looked at, None
    when nobody looked. Raises ReleaseRefused without the right, or when a number changed since; gives the editions,
    none when nothing is stale any more.
    """
    refuse_who_may_not(by)
    # In the order of their keys, so that two who press at once wait for each other; the second finds nothing.
    list(Course.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    stale = stale_editions()
    if stale and seen is not None and seen != seen_hash(stale):
        raise ReleaseRefused(_("Er is intussen iets veranderd. Kijk hieronder of alles klopt, en kies opnieuw."))
    return [release_numbers(one, by, now) for one in stale]


def release_numbers(stale: StaleEdition, by: User, now: datetime) -> CourseEdition:
    """One safety edition, the next of its own line: what is on paper elsewhere in the manuscript stays out of it.

    The correction of a withdrawn edition is as withdrawn: nobody begins with it.
    """
    old = stale.edition
    source = with_numbers(old.source, stale.changes)
    last = CourseEdition.objects.numbered().filter(course=old.course, major=old.major).newest_first().first() or old
    edition = CourseEdition.objects.create(
        course=old.course,
        major=old.major,
        minor=(last.minor or 0) + 1,
        kind=CourseEdition.Kind.SAFETY,
        status=old.status,
        corrects=old,
        reason=_("Een nummer om te bellen is veranderd."),
        notes=stale.notes[:1000],
        source=source,
        schema=old.schema,
        content_hash=content_hash(source),
        frozen_at=now,
        released_by=by,
        released_at=now,
    )
    edition.questions.set(old.questions.all())
    edition.assets.set(old.assets.all())
    Course.objects.filter(pk=old.course_id, current=old).update(current=edition)
    audit.record(actor=by, verb="edition.released", target=edition, at=now, kind=edition.kind, moved=0)
    note_act("edition.released", course=edition.course, edition=edition, by=by, at=now)
    return edition


def with_numbers(source: Mapping[str, Any], changes: tuple[NumberChange, ...]) -> dict[str, Any]:
    """The JSON of an edition with the new numbers in it, and nothing else changed."""
    new = {change.new["key"]: dict(change.new) for change in changes}
    copy = deepcopy(dict(source))
    for block in meldpunten_in(copy):
        block["value"] = new.get(block["value"]["key"], block["value"])
    return copy
