"""People who agreed to be found by the wijkagent (DESIGN §6): their switch is on, and off unless they did that."""

from datetime import date

from accounts.models import User
from certificates.models import Certificate
from certificates.models.certificates import CertificateQuerySet
from registrations.codes import clean_query, search_words
from registrations.models import Group, Registration

__all__ = ["findable"]


def findable(officer: User, *, today: date, text: str = "", group_number: str = "") -> CertificateQuerySet:
    """The valid certificates of people in the beat of `officer` who may be found, by the words of a name."""
    rows = Certificate.objects.valid_on(today).filter(
        erased_at__isnull=True,
        registration__status=Registration.Status.CONFIRMED,
        registration__user__officer_may_find=True,
        registration__user__is_active=True,
        registration__group__in=Group.objects.in_beat_of(officer).order_by(),
    )
    for word in search_words(clean_query(text)):
        rows = rows.filter(holder_name__icontains=word)
    if group_number:
        rows = rows.filter(registration__group__number=group_number)
    shown = ("holder_name", "course_title", "valid_until", "registration__group__name")
    return rows.select_related("registration__group").only(*shown).order_by("holder_name", "course_title", "pk")
