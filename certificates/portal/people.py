"""People who agreed to be found by the wijkagent (DESIGN §6): their switch is on, and off unless they did that."""

from datetime import date
from typing import Any

from django.db.models import Prefetch

from accounts.models import User
from certificates.counting import PERSON, counting
from certificates.models import Certificate
from certificates.models.certificates import CertificateQuerySet
from registrations.codes import clean_query, search_words
from registrations.models import Group, GroupQuerySet, Registration

__all__ = ["findable"]


def findable(officer: User, *, today: date, text: str = "", group_number: str = "") -> CertificateQuerySet:
    """The valid certificates of people in the beat of `officer` who may be found, by the words of a name.

    Each once, however many groups its holder has; those within the beat are `registration.user.in_beat`.
    """
    groups = Group.objects.in_beat_of(officer).order_by()
    wanted = groups.filter(number=group_number) if group_number else groups
    found = counting(today=today, groups=wanted).filter(**{f"{PERSON}__officer_may_find": True})
    for word in search_words(clean_query(text)):
        found = found.filter(holder_name__icontains=word)
    rows = Certificate.objects.filter(pk__in=found.order_by().values("pk")).select_related(PERSON)
    shown = ("holder_name", "course_title", "valid_until", f"{PERSON}__key")
    return rows.only(*shown).prefetch_related(_memberships(groups)).order_by("holder_name", "course_title", "pk")


def _memberships(groups: GroupQuerySet) -> Any:
    """Where somebody belongs today. Of a group outside the beat a wijkagent reads nothing here."""
    here = Registration.objects.confirmed().filter(group__in=groups).select_related("group")
    return Prefetch(f"{PERSON}__registrations", queryset=here.only("user", "group__name"), to_attr="in_beat")
