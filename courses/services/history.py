"""What was done with a course as a whole, in the history of its page in `/beheer/` (beside the audit row)."""

from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import PageLogEntry

from accounts.models import User
from courses.models import Course, CourseEdition, CoursePage, PlannedRelease

__all__ = ["note_act", "register_acts"]

# Verb of the audit log → its name in the filter, and the line in the history.
ACTS: dict[str, tuple[Promise, Promise]] = {
    "edition.frozen": (_("Cursus vastgezet"), _("Vastgezet als kandidaat")),
    "edition.released": (_("Editie uitgegeven"), _("Editie %(number)s uitgegeven (%(kind)s)")),
    "edition.withdrawn": (_("Editie teruggetrokken"), _("Editie %(number)s teruggetrokken")),
    "edition.discarded": (_("Kandidaat weggegooid"), _("Kandidaat weggegooid")),
    "release.planned": (_("Uitgeven gepland"), _("Uitgeven gepland op %(due_at)s (%(kind)s)")),
    "release.cancelled": (_("Planning afgezegd"), _("Planning van %(due_at)s afgezegd")),
    "release.refused": (_("Uitgeven ging niet door"), _("Uitgeven op %(due_at)s ging niet door")),
    "course.archived": (_("Cursus gesloten"), _("Cursus gesloten")),
    "course.reopened": (_("Cursus heropend"), _("Cursus heropend")),
}


def note_act(
    verb: str,
    *,
    course: Course,
    by: User | None,
    at: datetime,
    edition: CourseEdition | None = None,
    plan: PlannedRelease | None = None,
) -> None:
    """One line in the history of the course page; none when the page is gone."""
    page = CoursePage.objects.filter(key=course.key).first()
    if page is None:
        return
    data = {"number": edition.number, "kind": edition.kind} if edition else {}
    data |= {"due_at": plan.due_at.isoformat(), "kind": plan.kind} if plan else {}
    log(page, f"courses.{verb}", user=by, timestamp=at, data=data)


class ActFormatter(LogFormatter):
    """How one act reads; a subclass for each is made by `register_acts`."""

    line: Promise

    def format_message(self, log_entry: PageLogEntry) -> str:
        """The line with what the act was about."""
        data = {"number": "", "kind": "", "due_at": "", **log_entry.data}
        due_at = parse_datetime(data["due_at"])
        kinds = dict(CourseEdition.Kind.choices)
        shown = {"kind": kinds.get(data["kind"], ""), "number": data["number"]}
        shown["due_at"] = date_format(timezone.localtime(due_at), "j F Y H:i") if due_at else ""
        return str(self.line) % shown


def register_acts(actions: LogActionRegistry) -> None:
    """The hook `register_log_actions`."""
    for verb, (label, line) in ACTS.items():
        actions.register_action(f"courses.{verb}")(type("Act", (ActFormatter,), {"label": label, "line": line}))
