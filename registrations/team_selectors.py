"""Reading what helps to judge a team that registers itself: known municipalities, groups that may be the same."""

from functools import reduce
from operator import and_, or_

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from accounts.models import User
from registrations.codes import read_ranges
from registrations.models import Group, PostcodeRange, Registration, TeamApplication

__all__ = [
    "municipality_names",
    "own_teams",
    "similar_groups",
    "similar_waiting",
    "spelled_as_known",
    "team_behind",
]

MOST = 6
SHORTEST = 4  # letters of a word that says something about which team it is
# Words of nearly every name; they make no two teams the same.
_GENERIC = frozenset({"buurtpreventieteam", "buurtpreventie", "buurtwacht", "buurtteam", "preventie", "team", "wijk"})


def municipality_names() -> list[str]:
    """Every municipality of the register, as it spells them."""
    return list(Group.objects.order_by("municipality").values_list("municipality", flat=True).distinct())


def spelled_as_known(municipality: str) -> str:
    """As the register spells it, when it knows it: `STEIN` is `Stein`."""
    known = Group.objects.filter(municipality__iexact=municipality).order_by()
    return known.values_list("municipality", flat=True).first() or municipality


def own_teams(user: User) -> QuerySet[TeamApplication]:
    """His own, newest first; not more for who keeps the register."""
    own = TeamApplication.objects.for_user(user).filter(user=user)
    return own.select_related("group").order_by("-applied_at", "-id")


def team_behind(registration: Registration) -> TeamApplication | None:
    """The accepted application with which the owner of this registration, who leads that team, can still end it."""
    is_manager = registration.role == Registration.Role.MANAGER
    if not is_manager or registration.status != Registration.Status.CONFIRMED:
        return None
    accepted = TeamApplication.objects.filter(status=TeamApplication.Status.ACCEPTED)
    return accepted.filter(user=registration.user_id, group=registration.group_id).order_by("-pk").first()


def similar_groups(team: TeamApplication) -> list[Group]:
    """At most six active teams that may be this one: same name, like it, then the same place or postcodes."""
    rules = _rules(team)
    found = Group.objects.active().filter(reduce(or_, rules), kind=Group.Kind.TEAM)
    whens = [When(rule, then=Value(rank)) for rank, rule in enumerate(rules)]
    rank = Case(*whens, output_field=IntegerField())
    return list(found.annotate(rank=rank).order_by("rank", "municipality", "name", "number")[:MOST])


def similar_waiting(team: TeamApplication) -> list[TeamApplication]:
    """Other applications in the queue with the same name or from the same place, oldest first."""
    same = Q(name__iexact=team.name) | Q(municipality__iexact=team.municipality, place__iexact=team.place)
    waiting = TeamApplication.objects.waiting().exclude(pk=team.pk).filter(same)
    return list(waiting.select_related("user")[:MOST])


def _rules(team: TeamApplication) -> list[Q]:
    """The surest first."""
    rules = [Q(name__iexact=team.name)]
    if words := _telling_words(team.name):
        here = Q(municipality__iexact=team.municipality)
        rules.append(here & reduce(and_, [Q(name__icontains=word) for word in words]))
    if team.place:
        rules.append(Q(place__iexact=team.place))
    if ranges := read_ranges(team.postcodes):
        parts = [Q(first__lte=last, last__gte=first) for first, last in ranges]
        rules.append(Q(pk__in=PostcodeRange.objects.filter(reduce(or_, parts)).values("group")))
    return rules


def _telling_words(name: str) -> list[str]:
    words = [word.strip(".,;:()-“”'\"") for word in name.casefold().split()]
    return [word for word in words if len(word) >= SHORTEST and word not in _GENERIC][:4]
