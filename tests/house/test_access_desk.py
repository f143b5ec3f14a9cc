"""Who may open and do what at the editor's desk: candidates, plans, panels, marking, files; no address is forgotten."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail import hooks

from accounts.models import User
from courses.models import (
    AttemptItem,
    Course,
    CourseEdition,
    CoursePage,
    PanelMember,
    PanelReview,
    Path,
    PlannedRelease,
    QuizPage,
)
from courses.services.closing import archive_course
from courses.services.panels import Invitee, open_panel
from courses.services.planning import cancel_plan, plan_release
from courses.services.releasing import make_candidate
from tests.courses import changes
from tests.factories.courses import saar_page
from tests.house.access import DESKS, IN, POST_ONLY, VISITORS, World, answer_to, changes_something, desks, world
from tests.house.test_access import ADMIN, CHIEFS, WRITERS

__all__ = ["world"]

APPS = {"accounts", "registrations", "courses", "certificates", "cms"}
NOBODY_GETS = desks(*DESKS, answer=POST_ONLY)
EDITORS = {"editor", "chief_editor", "admin"}
RELEASERS = {"chief_editor", "admin"}
# A page → answer to a GET. For the stranger and the wijkagent it is the way to sign-in.
DESK: dict[str, dict[str, object]] = {
    "/beheer/edities/{candidate}/uitgeven/": WRITERS,
    "/beheer/edities/{candidate}/weggooien/": CHIEFS,
    "/beheer/gepland/{plan}/afzeggen/": NOBODY_GETS,
    "/beheer/cursussen/{page}/heropenen/": NOBODY_GETS,
    "/beheer/redactie/panels/{panel}/": WRITERS,
    "/beheer/stijl/mails/{mail}/": WRITERS,
    "/beheer/redactie/panels/{panel}/afdrukken/": WRITERS,
    "/beheer/redactie/panels/{panel}/leden/": NOBODY_GETS,
    "/beheer/redactie/panels/{panel}/datum/": NOBODY_GETS,
    "/beheer/redactie/panels/{panel}/sluiten/": NOBODY_GETS,
    "/beheer/redactie/panels/leden/{member}/link/": NOBODY_GETS,
    "/beheer/redactie/panels/leden/{member}/weg/": NOBODY_GETS,
    "/beheer/redactie/panels/leden/{member}/wissen/": NOBODY_GETS,
    # Nobody measured yet, nothing was chosen yet.
    "/beheer/toetsen/cijfers/{quiz}/tabel/": desks("editor", "chief_editor", "admin", answer=404),
    "/beheer/toetsen/nakijken/{attempt}/{position}/": desks("chief_editor", "admin", answer=404),
    "/beheer/toetsen/vragen-uitvoeren/bestand/": desks("editor", "chief_editor", "admin", answer=400),
    "/beheer/snippets/courses/coursevideo/": WRITERS,
    "/beheer/snippets/courses/coursevideo/add/": WRITERS,
    "/beheer/snippets/courses/path/": CHIEFS,
    "/beheer/snippets/courses/path/add/": CHIEFS,
    "/beheer/snippets/courses/path/edit/{path}/": CHIEFS,
    "/beheer/snippets/courses/path/copy/{path}/": CHIEFS,
    "/beheer/snippets/courses/path/delete/{path}/": CHIEFS,
}
INVITED = {
    "leden-TOTAL_FORMS": "1",
    "leden-INITIAL_FORMS": "0",
    "leden-0-name": "Noor Bakker",
    "leden-0-email": "",
    "leden-0-role": "beheerder",
}
PATH = {
    "title": "Nieuw als lid",
    "intro": "Begin hier.",
    "position": "10",
    "steps-TOTAL_FORMS": "1",
    "steps-INITIAL_FORMS": "0",
    "steps-0-page": "{page}",
    "steps-0-ORDER": "1",
}
# A POST → what is posted, and whose POST changes anything at all.
POSTS: dict[str, tuple[dict[str, str], set[str]]] = {
    "/beheer/edities/{candidate}/uitgeven/": ({"kind": "major"}, RELEASERS),
    "/beheer/edities/{candidate}/weggooien/": ({}, RELEASERS),
    "/beheer/gepland/{plan}/afzeggen/": ({}, RELEASERS),
    "/beheer/edities/{edition}/terugtrekken/": ({"reason": "Een foto zonder toestemming."}, RELEASERS),
    "/beheer/cursussen/{page}/sluiten/": ({}, RELEASERS),
    "/beheer/cursussen/{closed}/heropenen/": ({}, RELEASERS),
    "/beheer/redactie/panels/{panel}/leden/": (INVITED, EDITORS),
    "/beheer/redactie/panels/{panel}/sluiten/": ({}, EDITORS),
    "/beheer/redactie/panels/leden/{member}/link/": ({}, EDITORS),
    "/beheer/redactie/panels/leden/{member}/weg/": ({}, EDITORS),
    "/beheer/redactie/panels/leden/{member}/wissen/": ({}, EDITORS),
    "/beheer/snippets/courses/path/add/": (PATH, RELEASERS),
    "/beheer/snippets/courses/path/edit/{path}/": (PATH, RELEASERS),
    "/beheer/snippets/courses/path/delete/{path}/": ({}, RELEASERS),
}


@pytest.fixture
def desk(world: World) -> World:
    """The world of the whole table, with a panel, a plan and a candidate that nobody has."""
    now, page = timezone.now(), saar_page()
    chief = User.objects.get(groups__name="eindredacteur")
    changes.other_words("Voor het panel.")
    panel, _links = open_panel(
        page=page, question="Klopt dit?", closes_at=now + timedelta(7), invitees=[Invitee("Sam")], by=chief, now=now
    )
    changes.other_words("Voor later.")
    plan = plan_release(page=page, kind="major", due_at=now + timedelta(1), by=chief, now=now)
    changes.other_words("Voor niemand.")
    candidate = make_candidate(page=saar_page(), by=chief, now=now)
    item = AttemptItem.objects.first()
    world.values |= {
        **{"candidate": candidate.key, "plan": plan.key, "panel": panel.key, "member": panel.members.get().key},
        "path": Path.objects.create(title="Een pad", intro="Begin hier.").pk,
        "mail": "certificate",
        **{"attempt": item.attempt.key, "position": item.position, "closed": page.pk},
    }
    return world


def own_routes() -> Iterator[str]:
    """Every route that our apps add to `/beheer/`, its converters as `<>`."""
    for register in hooks.get_hooks("register_admin_urls"):
        if register.__module__.split(".")[0] in APPS:
            yield from ("/beheer/" + re.sub(r"<[^>]*>", "<>", str(pattern.pattern)) for pattern in register())


def test_every_address_of_the_desk_is_in_a_table() -> None:
    known = {re.sub(r"{[^}]*}", "<>", pattern) for pattern in ADMIN | DESK}
    assert [
        route for route in own_routes() if route not in known and not route.startswith("/beheer/handleiding/")
    ] == []
    assert len(list(own_routes())) > 40


@pytest.mark.parametrize("pattern", sorted(DESK))
def test_who_may_open_at_the_desk(desk: World, pattern: str) -> None:
    address = pattern.format(**desk.values)
    assert {name: answer_to(desk.clients[name], address) for name in VISITORS} == DESK[pattern]
    assert {IN, POST_ONLY, 400, 404} & set(DESK[pattern].values())


def state() -> list[object]:
    """Everything that these POSTs are about."""
    return [
        sorted(CourseEdition.objects.values_list("key", "status")),
        sorted(Course.objects.values_list("key", "archived_at")),
        sorted(PlannedRelease.objects.values_list("key", "state")),
        sorted(PanelReview.objects.values_list("key", "closes_at", "closed_at")),
        sorted(Path.objects.values_list("key", "title", "steps__page")),
        sorted(PanelMember.objects.values_list("key", "name", "trial__token_hash")),
    ]


@pytest.mark.parametrize("pattern", sorted(POSTS))
def test_whose_post_does_something_at_the_desk(desk: World, pattern: str) -> None:
    chief, now = User.objects.get(groups__name="eindredacteur"), timezone.now()
    if "{closed}" in pattern:
        archive_course(course=Course.objects.get(), by=chief, now=now)
    if pattern.endswith("{candidate}/uitgeven/"):  # nothing goes out beside a plan
        cancel_plan(plan=PlannedRelease.objects.get(), by=chief, now=now)
    fields, allowed = POSTS[pattern]
    data = {name: value.format(**desk.values) for name, value in fields.items()}
    address = pattern.format(**desk.values)
    assert {name for name in VISITORS if changes_something(state, desk.clients[name], address, data)} == allowed


def test_the_quiz_of_the_table_is_there(desk: World) -> None:
    assert QuizPage.objects.filter(key=desk.values["quiz"]).exists()
    assert CoursePage.objects.filter(pk=desk.values["page"]).exists()
