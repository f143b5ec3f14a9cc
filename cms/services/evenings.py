"""A course evening: opened by a beheerder, joined with a code and a name, closed again (DESIGN §6)."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.misses import MissLimit
from accounts.models import Learner, User
from accounts.names import clean_name
from accounts.services.merging import lock_learner
from accounts.typed_codes import new_code, read_code
from certificates.dates import local_day
from cms.models.evenings import CODE_LENGTH, Evening, EveningGuest
from courses.models import Course
from registrations.models import Group, GroupQuerySet, Registration

__all__ = [
    "MAX_DAYS_AHEAD",
    "EveningError",
    "EveningOver",
    "NotYetToday",
    "NotYourGroup",
    "TooManyMisses",
    "TooManyOpen",
    "UnknownEvening",
    "close_evening",
    "find_evening",
    "host_groups",
    "is_led",
    "join_evening",
    "joinable",
    "open_evening",
]

MAX_OPEN = 20  # evenings of one beheerder at once
MAX_DAYS_AHEAD = 365
TRIES = 5
# A hall of thirty people who all mistype a few times; only misses count.
MISSES = MissLimit(name="evening-miss", per_address=120, window=timedelta(minutes=10), in_all=3000, per_address_then=20)


class EveningError(Exception):
    """An act that was refused; nothing was written. Show `message`."""

    message: "str | Promise" = ""

    def __str__(self) -> str:
        return str(self.message)


class NotYourGroup(EveningError):
    """The person is no beheerder of the group (any more)."""

    message = _("Je bent geen beheerder van deze groep. Vraag een beheerder om dit te doen.")


class TooManyOpen(EveningError):
    message = _("Je hebt al veel avonden open staan. Sluit er eerst een.")


class UnknownEvening(EveningError):
    message = _("Deze code kennen we niet. Kijk nog eens op het scherm, of vraag het aan wie de avond leidt.")


class TooManyMisses(EveningError):
    """Too many wrong codes from this network address."""

    message = _("Vanaf deze plek zijn te veel verkeerde codes getypt. Wacht tien minuten en probeer het dan opnieuw.")


class EveningOver(EveningError):
    """Closed, the day is over, or who led it is no beheerder any more: nobody joins."""

    message = _("Deze avond is afgelopen. Meedoen kan niet meer.")


class NotYetToday(EveningError):
    """The evening is on a later day."""

    message = _("Deze avond is nog niet begonnen. Kom terug op de dag zelf.")


def host_groups(user: User) -> GroupQuerySet:
    """The active groups for which `user` may open an evening."""
    return Group.objects.active().filter(pk__in=Registration.objects.managed_by(user).values("group"))


def is_led(evening: Evening) -> bool:
    """Whether its host is beheerder of its group still. If not, nobody joins, and he sees no names any more."""
    return host_groups(evening.host).filter(pk=evening.group_id).exists()


def open_evening(*, host: User, group: Group, course: Course, on: date, now: datetime) -> Evening:
    """A new evening with a code of its own, or the one that he has open already for this group, course and day.

    Raises NotYourGroup, TooManyOpen. Opened before `now`: it was there already.
    """
    for _try in range(TRIES):
        try:
            return _open(host=host, group=group, course=course, on=on, now=now)
        except IntegrityError as error:  # evening_open_code_unique: drawn twice
            latest = error
    raise latest


@transaction.atomic
def _open(*, host: User, group: Group, course: Course, on: date, now: datetime) -> Evening:
    # One at a time: two windows would each count the evenings before the other's, and pressing twice would make two.
    list(User.objects.select_for_update(no_key=True).filter(pk=host.pk).values_list("pk"))
    if not host_groups(host).filter(pk=group.pk).exists():
        raise NotYourGroup
    mine = Evening.objects.for_user(host).open()
    if same := mine.filter(group=group, course=course, on=on).first():
        return same
    if mine.filter(on__gte=local_day(now)).count() >= MAX_OPEN:
        raise TooManyOpen
    evening = Evening.objects.create(
        code=new_code(CODE_LENGTH), host=host, group=group, course=course, on=on, opened_at=now
    )
    audit.record(actor=host, verb="evening.open", target=evening, at=now)
    return evening


def find_evening(*, text: str, address: str, now: datetime) -> Evening:
    """The evening of a typed code; an open one goes before one of years ago. Writes nothing for a right code.

    Raises TooManyMisses for this network `address`, or UnknownEvening. Outside a transaction: what is rolled back
    was not counted.
    """
    if MISSES.is_reached(address=address, now=now):
        raise TooManyMisses
    code = read_code(text, CODE_LENGTH)
    rows = Evening.objects.filter(code=code).select_related("group", "host", "course__current")
    # An open one first: SQLite sorts NULL first by itself, PostgreSQL last.
    rows = rows.defer("course__current__source")
    evening = rows.order_by(F("closed_at").desc(nulls_first=True), "-pk").first() if code else None
    if evening is None:
        MISSES.count(address=address, now=now)
        raise UnknownEvening
    return evening


def joinable(evening: Evening, *, now: datetime) -> None:
    """Nothing when people can join at this moment. Raises EveningOver, NotYetToday."""
    if evening.closed_at is not None or evening.on < local_day(now) or not is_led(evening):
        raise EveningOver
    if evening.on > local_day(now):
        raise NotYetToday


@transaction.atomic
def join_evening(*, evening: Evening, learner: Learner, name: str, now: datetime) -> EveningGuest:
    """`learner`, or who took him over, is there, by this name; a second time gives the first one back.

    Raises EveningOver, NotYetToday, and ValidationError for a name that cannot be one.
    """
    # Who gives his e-mail in another tab at this instant is on the list with his account. Before every other lock.
    learner = lock_learner(learner.pk)
    # Not while somebody closes the evening at this instant.
    joinable(Evening.objects.select_for_update(no_key=True).get(pk=evening.pk), now=now)
    values = {"name": clean_name(name), "joined_at": now}
    return EveningGuest.objects.get_or_create(evening=evening, learner=learner, defaults=values)[0]


@transaction.atomic
def close_evening(*, evening: Evening, by: User, now: datetime) -> Evening:
    """Nobody joins any more; doing it twice changes nothing."""
    if Evening.objects.open().filter(pk=evening.pk).update(closed_at=now):
        audit.record(actor=by, verb="evening.close", target=evening, at=now)
    evening.refresh_from_db(fields=["closed_at"])
    return evening
