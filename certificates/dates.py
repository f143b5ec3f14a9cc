"""Days of a certificate, in Europe/Amsterdam (DESIGN §7)."""

import calendar
from datetime import date, datetime

from django.utils import timezone

__all__ = ["add_months", "local_day"]


def local_day(moment: datetime) -> date:
    """The day it is in the Netherlands at `moment` (aware)."""
    return timezone.localtime(moment, timezone.get_default_timezone()).date()


def add_months(day: date, months: int) -> date:
    """The same day `months` calendar months later; the last day of the month when that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
