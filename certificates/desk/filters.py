"""How the list of certificates is narrowed."""

from typing import Any

import django_filters  # type: ignore[import-untyped]
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from certificates.dates import local_day
from certificates.forms import A_DAY
from certificates.models import Certificate, CertificateFile, Status
from certificates.services.retrying import FAILED_AFTER

__all__ = ["CertificateFilters"]

State = CertificateFile.State
FILE_STATES = [("waiting", _("wordt gemaakt")), ("ready", _("klaar")), ("failed", _("mislukt"))]
ALL = _("Alle")
FROM_THE_LIST = {"invalid_choice": _("Kies iets uit de lijst.")}


def course_choices() -> list[tuple[str, str]]:
    """The courses that certificates were issued for, by the title on the newest."""
    rows = Certificate.objects.order_by().exclude(course_code="").values("course_code")
    return sorted(rows.annotate(title=Max("course_title")).values_list("course_code", "title"), key=lambda row: row[1])


class DayRangeField(django_filters.fields.DateRangeField):
    """Two days, and what is wrong with either in our own words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields:
            field.error_messages |= A_DAY


class DayRangeFilter(django_filters.DateFromToRangeFilter):
    field_class = DayRangeField


class CertificateFilters(WagtailFilterSet):
    """Everything is read from the snapshot; the status is no field, for it follows from dates."""

    status = django_filters.ChoiceFilter(
        label=_("Status"),
        method="by_status",
        choices=[(status.name, status.value) for status in Status if status is not Status.UNKNOWN],
        empty_label=ALL,
        error_messages=FROM_THE_LIST,
    )
    course = django_filters.ChoiceFilter(
        label=_("Cursus"),
        field_name="course_code",
        choices=course_choices,
        empty_label=ALL,
        error_messages=FROM_THE_LIST,
    )
    edition = django_filters.AllValuesFilter(
        label=_("Editie"), field_name="edition_number", empty_label=ALL, error_messages=FROM_THE_LIST
    )
    municipality = django_filters.AllValuesFilter(
        label=_("Gemeente"), field_name="municipality", empty_label=ALL, error_messages=FROM_THE_LIST
    )
    issued = DayRangeFilter(
        label=_("Afgegeven van en tot en met"),
        field_name="issued_on",
        widget=DateRangePickerWidget,
    )
    file = django_filters.ChoiceFilter(
        label=_("PDF"), method="by_file", choices=FILE_STATES, empty_label=ALL, error_messages=FROM_THE_LIST
    )

    class Meta:
        model = Certificate
        fields: list[str] = []

    def by_status(self, rows: Any, name: str, value: str) -> Any:
        return rows.with_status(Status[value], local_day(timezone.now()))

    def by_file(self, rows: Any, name: str, value: str) -> Any:
        if value == "ready":
            return rows.filter(file__state=State.READY)
        waiting = rows.filter(file__state=State.WAITING)
        return (
            waiting.filter(file__tries__gte=FAILED_AFTER)
            if value == "failed"
            else waiting.filter(file__tries__lt=FAILED_AFTER)
        )
