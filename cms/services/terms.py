"""What goes by itself, and when: the one table of terms (DESIGN §6).

The daily clean-up, `manage.py clean_up` and the page `/privacy/` all read it. A new term is a row here, a case in
`tests/cms/test_terms.py`, and where it cannot wait for the daily clean-up a job of `cms.jobs`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import GUEST_LIFETIME, UNVERIFIED_LIFETIME
from accounts.services.resuming import delete_old_codes
from accounts.services.retention import (
    CODE_TEXT_LIFETIME,
    MAIL_TEXT_LIFETIME,
    blank_mail,
    delete_limits,
    delete_unverified,
)
from cms.services.evening_privacy import NAMES_LIFETIME, forget_guests
from cms.services.guests import forget_stale_guests
from cms.services.leftovers import FAILED_TASK_LIFETIME, TASK_LIFETIME, delete_sessions, delete_tasks
from courses.services.bank_importing import clean_previews
from courses.services.bank_importing.preview import PREVIEWS_KEPT
from courses.services.course_files import clean_uploads
from courses.services.course_files.keeping import FOLDER, KEPT, is_old, storage
from courses.services.panel_privacy import forget_past_members
from courses.services.panels import REMEMBERED
from courses.services.remarking import KEPT as REMARKS_KEPT
from courses.services.remarking import forget_remarks
from courses.services.trials import LIFETIME, remove_expired
from registrations.models.imports import UNDO_TIME
from registrations.services.importing import clean_imports
from registrations.services.importing.cleaning import LOOKED_AT_KEPT

__all__ = ["DAILY", "LIMIT", "TERMS", "Term", "clean", "rehearse"]

DAILY = "clean-up"
LIMIT = 2000  # rows of each kind at a time: a second of work, so that it never holds up an answer
MOST = 20_000  # rows that a rehearsal counts: SQLite writes nothing else meanwhile


@dataclass(frozen=True)
class Line:
    """What is kept (a lazy text), how long, and from when on. Without `lasts` the text `since` says it all."""

    what: Promise
    lasts: timedelta | None
    since: Promise

    @property
    def how_long(self) -> str:
        """*30 dagen na de avond*; whole days."""
        if self.lasts is None:
            return str(self.since)
        days = self.lasts.days
        return f"{ngettext('%(days)s dag', '%(days)s dagen', days) % {'days': days}} {self.since}"


@dataclass(frozen=True)
class Term:
    """One kind of rows with one function that takes them away.

    `clean(now, limit)` gives how many went. `job` is the name in `cms.jobs.JOBS` of what runs it. `count(now)` is only
    for files: what leaves the storage cannot be undone, so it cannot be rehearsed.
    """

    name: str
    clean: Callable[[datetime, int], int]
    lines: tuple[Line, ...]
    job: str = DAILY
    count: Callable[[datetime], int] | None = None


def clean(term: Term, *, now: datetime) -> int:
    """Takes away all that is due, a piece at a time; gives how many rows went."""
    total = 0
    while (found := term.clean(now, LIMIT)) >= LIMIT:
        total += found
    return total + found


def rehearse(term: Term, *, now: datetime) -> int:
    """How many rows would go, MOST at most: the function itself does its work, and all of it is undone.

    So it cannot tell otherwise than what really goes. Nothing else can be written on SQLite until it is done.
    """
    if term.count is not None:
        return term.count(now)
    with transaction.atomic():
        found = term.clean(now, MOST)
        transaction.set_rollback(True)
    return found


def _count_uploads(now: datetime) -> int:
    try:
        _folders, names = storage().listdir(FOLDER)
    except FileNotFoundError:
        return 0
    return sum(is_old(f"{FOLDER}/{name}", now) for name in names)


TERMS: tuple[Term, ...] = (
    Term(
        "gasten",
        lambda now, limit: forget_stale_guests(now=now, limit=limit),
        (
            Line(
                _("Zonder account: dat jij het was, en wat je zelf typte. Cijfers blijven, van niemand."),
                GUEST_LIFETIME,
                _("nadat je voor het laatst iets deed. Heb je een code op papier? Dan tot die niet meer werkt."),
            ),
        ),
    ),
    Term(
        "codes op papier",
        lambda now, limit: delete_old_codes(now=now, limit=limit),
        (Line(_("Een code op papier."), GUEST_LIFETIME, _("na het maken. De laatste dag staat erop.")),),
    ),
    Term(
        "accounts zonder bevestigd adres",
        lambda now, _limit: delete_unverified(now=now),
        (Line(_("Een account waarvan niemand het e-mailadres bevestigde."), UNVERIFIED_LIFETIME, _("na het begin.")),),
        job="unverified accounts",
    ),
    Term(
        "namen van avonden",
        lambda now, limit: forget_guests(now=now, limit=limit),
        (
            Line(
                _("Je naam op de lijst van een cursusavond."),
                NAMES_LIFETIME,
                _("na de avond. Kwam je met een code op papier? Dan tot die niet meer werkt."),
            ),
        ),
    ),
    Term(
        "opmerkingen",
        lambda now, limit: forget_remarks(now, limit),
        (Line(_("Wat je schreef bij ‘Klopt er iets niet?’."), REMARKS_KEPT, _("nadat er iets mee gedaan is.")),),
    ),
    Term(
        "mail",
        lambda now, limit: blank_mail(now=now, limit=limit),
        (
            Line(_("De tekst van een mail aan jou."), MAIL_TEXT_LIFETIME, _("nadat we hem schreven.")),
            Line(_("De tekst van een mail met een inlogcode."), CODE_TEXT_LIFETIME, _("nadat de code verliep.")),
        ),
    ),
    Term(
        "sessies",
        lambda now, limit: delete_sessions(now=now, limit=limit),
        (
            Line(
                _("Dat je ingelogd bent."),
                timedelta(seconds=settings.SESSION_COOKIE_AGE),
                _("na het inloggen, of tot je uitlogt."),
            ),
            Line(
                _("Dat je ingelogd bent, als je voor de stichting of de politie werkt."),
                None,
                _("Hoogstens 12 uur. Doe je een half uur niets, dan stopt het eerder."),
            ),
        ),
    ),
    Term(
        "tellers",
        lambda now, limit: delete_limits(now=now, limit=limit),
        (
            Line(
                _("Hoe vaak iets geprobeerd is, tegen misbruik, zonder je adres."),
                None,
                _("Hoogstens een paar dagen."),
            ),
        ),
    ),
    Term(
        "leden van panels",
        lambda now, _limit: forget_past_members(now=now),
        (Line(_("Wie er in een panel zat: naam en e-mailadres."), REMEMBERED, _("na het panel.")),),
        job="panel members",
    ),
    Term(
        "proeven",
        lambda now, _limit: remove_expired(now=now),
        (
            Line(_("Wat een panel in de cursus deed. Het oordeel blijft."), LIFETIME, _("na het panel.")),
            Line(_("De proef van een redacteur."), LIFETIME, _("na het begin.")),
        ),
        job="trials",
    ),
    Term(
        "bestanden met vragen",
        lambda now, _limit: clean_previews(now=now),
        (Line(_("Een bestand met vragen dat niemand overnam."), PREVIEWS_KEPT, _("na het inlezen.")),),
        job="previews",
    ),
    Term(
        "cursusbestanden",
        lambda now, _limit: clean_uploads(now=now),
        (Line(_("Een cursusbestand dat niemand overnam."), KEPT, _("na het inlezen.")),),
        job="course files",
        count=_count_uploads,
    ),
    Term(
        "bestanden van het register",
        lambda now, _limit: clean_imports(now),
        (
            Line(_("Een bestand van het register dat niemand bevestigde."), LOOKED_AT_KEPT, _("na het inlezen.")),
            Line(_("Een bestand van het register, met de adressen erin."), UNDO_TIME, _("nadat het verwerkt is.")),
        ),
        job="register files",
    ),
    Term(
        "taken",
        lambda now, limit: delete_tasks(now=now, limit=limit),
        (
            Line(_("Wat de site op de achtergrond deed."), TASK_LIFETIME, _("nadat het klaar is.")),
            Line(_("Wat daarvan mislukte."), FAILED_TASK_LIFETIME, _("daarna, om de oorzaak te zoeken.")),
        ),
    ),
)
"""In the order of the page: what is about the reader first. The name is what the command prints."""
