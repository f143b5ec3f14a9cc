"""Who may open what (DESIGN §6): every address of the site against every kind of visitor."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from certificates.models import Certificate
from cms.models import Contact
from courses.models import (
    Category,
    CourseEdition,
    CoursePage,
)
from registrations.models import Beat, Group, Registration
from tests.courses.desk import looked_at
from tests.house.access import (
    DESKS,
    GONE,
    IN,
    LOGIN,
    ON,
    POST_ONLY,
    VISITORS,
    World,
    address_of,
    answer_to,
    changes_something,
    desks,
    only,
    row,
    world,
)

__all__ = ["world"]

ANYBODY = row(IN)
SIGNED_IN = row(LOGIN, LOGIN, *[IN] * 10)
OFFICERS_ONLY = row(LOGIN, LOGIN, *[GONE] * 3, IN, IN, *[GONE] * 5)

# Route → answer to a GET. A route that is not here fails the test: nobody forgets to decide.
TABLE: dict[str, dict[str, object]] = {
    "": ANYBODY,
    "inloggen/": row(IN, IN, *[ON] * 10),
    "inloggen/code/": row(ON),
    "inloggen/opnieuw/": row(LOGIN, LOGIN, IN, IN, IN, *[ON] * 7),
    "uitloggen/": ANYBODY,
    "uitloggen/overal/": SIGNED_IN,
    "mijn/bewaren/": row(IN, IN, *[ON] * 10),
    "mijn/papier/": row(LOGIN, IN, *[ON] * 10),
    "hervatten/": ANYBODY,
    "avond/": ANYBODY,
    # Only who has a code, and only the host of an evening: tests/cms/test_evenings.py, test_evening_joining.py.
    "avond/<str:code>/": row(GONE),
    "mijn/groep/avond/": row(LOGIN, LOGIN, *[GONE] * 2, IN, *[GONE] * 7),
    "mijn/avond/<uuid:key>/": row(LOGIN, LOGIN, *[GONE] * 10),
    "mijn/avond/<uuid:key>/scherm/": row(LOGIN, LOGIN, *[GONE] * 10),
    "mijn/avond/<uuid:key>/wie/": row(LOGIN, LOGIN, *[GONE] * 10),
    "mijn/avond/<uuid:key>/sluiten/": row(LOGIN, LOGIN, *[POST_ONLY] * 10),
    "beheer/login/": row(LOGIN),
    "demo/mail/": ANYBODY,
    "demo/mail/<int:pk>/": row(GONE),
    "demo/sleutels/": ANYBODY,
    "inloggen/sleutel/": SIGNED_IN,
    "inloggen/sleutel/code/": row(ON),
    "groepen/": ANYBODY,
    "groepen/aanmelden/": ANYBODY,
    # The number of a certificate is none of a group; tests/certificates/test_groups.py opens it.
    "groepen/<path:number>/": row(GONE),
    "leren/<slug:slug>/<slug:lesson_slug>/<slug:screen_slug>/klopt-niet/": ANYBODY,
    # The block and the attempt are nobody's here: tests/courses/test_remarks.py.
    "leren/<slug:slug>/<slug:lesson_slug>/<slug:screen_slug>/oefening/<str:block_key>/klopt-niet/": row(GONE),
    "leren/<slug:slug>/toets/<slug:quiz_slug>/poging/<uuid:key>/vraag/<int:position>/klopt-niet/": row(GONE),
    "controle/klopt-niet/": ANYBODY,
    "controle/pdf/klopt-niet/": ANYBODY,
    "c/<str:number>/klopt-niet/": ANYBODY,
    "c/<str:number>/<str:token>/klopt-niet/": ANYBODY,
    "gemeenten/": ANYBODY,
    "gemeenten/<slug:slug>/": row(GONE),  # there is none called so; tests/cms/test_municipalities.py
    "api/v1/": ANYBODY,
    "api/v1/gemeenten.json": ANYBODY,
    "api/v1/gemeenten.csv": ANYBODY,
    "api/v1/groepen.json": ANYBODY,
    "api/v1/groepen.csv": ANYBODY,
    "mijn/registraties/": SIGNED_IN,
    "mijn/registraties/toevoegen/": SIGNED_IN,
    "mijn/registraties/team/": SIGNED_IN,
    # The key is a registration's; tests/registrations/test_team_pages.py opens them.
    "mijn/registraties/team/<uuid:key>/": row(LOGIN, LOGIN, *[GONE] * 10),
    "mijn/registraties/team/<uuid:key>/intrekken/": row(LOGIN, LOGIN, *[GONE] * 10),
    "mijn/registraties/<uuid:key>/": only(own=IN),
    "mijn/registraties/<uuid:key>/stoppen/": only(own=IN),
    "mijn/registraties/<uuid:key>/bevestigen/": row(LOGIN, LOGIN, *[POST_ONLY] * 10),
    "mijn/registraties/<uuid:key>/weigeren/": row(LOGIN, LOGIN, *[GONE] * 10),
    "mijn/registraties/<uuid:key>/kiezen/": row(LOGIN, LOGIN, *[POST_ONLY] * 10),
    "cursussen/": ANYBODY,
    "cursussen/<slug:slug>/": ANYBODY,
    # Only a screen that is meant for paper: tests/courses/test_papers.py.
    "cursussen/<slug:slug>/papier/<slug:lesson_slug>/<slug:screen_slug>/": row(GONE),
    "leren/<slug:slug>/": row(ON),
    "leren/<slug:slug>/<slug:lesson_slug>/": row(ON),
    "leren/<slug:slug>/<slug:lesson_slug>/<slug:screen_slug>/": ANYBODY,
    "leren/<slug:slug>/<slug:lesson_slug>/<slug:screen_slug>/oefening/<str:block_key>/": row(POST_ONLY),
    "leren/<slug:slug>/toets/<slug:quiz_slug>/": ANYBODY,
    "leren/<slug:slug>/toets/<slug:quiz_slug>/vraag/<int:position>/": row(ON),
    "leren/<slug:slug>/toets/<slug:quiz_slug>/nakijken/": row(ON),
    "leren/<slug:slug>/toets/<slug:quiz_slug>/meer-tijd/": row(POST_ONLY),
    "leren/<slug:slug>/toets/<slug:quiz_slug>/extra-poging/": row(POST_ONLY),
    "leren/<slug:slug>/toets/<slug:quiz_slug>/uitslag/<uuid:key>/": row(GONE),
    "leren/<slug:slug>/opnieuw/": row(POST_ONLY),
    "leren/<slug:slug>/opnieuw/opfrissen/": row(LOGIN, GONE, IN, *[GONE] * 9),
    # Only who has the link: tests/courses/panel.
    "panel/<str:token>/": row(GONE),
    "panel/<str:token>/vraag/<int:number>/": row(GONE),
    "panel/<str:token>/opmerking/": row(POST_ONLY),
    "panel/<str:token>/oordeel/": row(POST_ONLY),
    "mijn/certificaten/": SIGNED_IN,
    "mijn/certificaten/<str:number>/": only(own=IN),
    "mijn/certificaten/<str:number>/pdf/": only(own=ON),
    "mijn/certificaten/<str:number>/klaar/": only(own=IN),
    # 404 to the holder too while the file is being made: tests/certificates/test_wallet_pictures.py opens them.
    "mijn/certificaten/<str:number>/plaatje/": only(own=GONE),
    "mijn/certificaten/<str:number>/badge/": only(own=GONE),
    "mijn/certificaten/<str:number>/badge.svg": only(own=GONE),
    "mijn/certificaten/<str:number>/naam/": only(own=IN),
    "mijn/certificaten/<str:number>/mail/": row(POST_ONLY),
    "mijn/certificaten/<str:number>/naam/terug/": row(POST_ONLY),
    "mijn/gegevens/": SIGNED_IN,
    "mijn/gegevens/meenemen/": SIGNED_IN,
    "mijn/gegevens/verwijderen/": SIGNED_IN,
    # Only with a code of the last quarter of an hour: tests/accounts/test_privacy_pages.py, test_new_email.py.
    "mijn/gegevens/verwijderen/zeker/": row(LOGIN),
    "mijn/gegevens/e-mail/": row(LOGIN),
    "mijn/gegevens/e-mail/code/": row(LOGIN),
    "mijn/groep/": row(LOGIN, LOGIN, GONE, GONE, ON, *[GONE] * 7),
    # The number of a certificate is none of a group; tests/certificates/test_group_access.py opens them.
    "mijn/groep/<path:number>/": only(own=GONE),
    "mijn/groep/<path:number>/uitnodiging.pdf": only(own=GONE),
    "mijn/groep/<path:number>/herinnering/<slug:slug>/": only(own=GONE),
    "controle/": ANYBODY,
    "controle/pdf/": ANYBODY,
    "controle/offline/": ANYBODY,
    "controle/offline/sleutels.json": ANYBODY,
    "controle/offline/manifest.webmanifest": ANYBODY,
    "controle/sw.js": ANYBODY,
    ".well-known/did.json": ANYBODY,
    ".well-known/zegel.pem": ANYBODY,
    "status/<int:list_number>/": ANYBODY,
    "badges/<slug:course>/<str:edition_number>/": ANYBODY,
    "badges/<slug:course>/<str:edition_number>/badge.svg": ANYBODY,
    "badges/<slug:course>/<str:edition_number>/badge.png": ANYBODY,
    "c/<str:number>/": ANYBODY,
    "c/<str:number>/<str:token>/": ANYBODY,
    "^[cC]/(?P<number>[^/]+)/?$": ANYBODY,
    "^[cC]/(?P<number>[^/]+)/(?P<token>[^/]+)/?$": ANYBODY,
    "wijk/": OFFICERS_ONLY,
    "wijk/groep/<path:group_number>/": row(LOGIN, LOGIN, *[GONE] * 3, IN, *[GONE] * 6),
    "wijk/mensen/": OFFICERS_ONLY,
    "wijk/cijfers/": OFFICERS_ONLY,
    "wijk/uitvoer/": OFFICERS_ONLY,
    "mijn/": row(LOGIN, *[IN] * 11),
    "hulp/": ANYBODY,
    "privacy/": ANYBODY,
    "toegankelijkheid/": ANYBODY,
    "gezondheid/": ANYBODY,
    ".well-known/security.txt": ANYBODY,
    "robots.txt": ANYBODY,
    "favicon.ico": row(ON),
    "media/<path:path>": row(GONE),
    "beheer/stijl/": desks(*DESKS),
}
# Pages of allauth's second factor that need a session of their own; tests/accounts walks them.
ELSEWHERE = ("inloggen/sleutel/",)
WRITERS = desks("editor", "chief_editor", "admin")
CHIEFS = desks("chief_editor", "admin")
REGISTER = desks("registrar", "admin")
CERTIFICATES = desks("certifier", "admin")
SITE = desks("admin")
# Inside `/beheer/` it is Wagtail's own refusal: to sign-in without access to it, a message on the front with.
ADMIN: dict[str, dict[str, object]] = {
    "/beheer/": desks(*DESKS),
    "/beheer/handleiding/": WRITERS,
    "/beheer/handleiding/uitgeven/": WRITERS,
    "/beheer/cursussen/{page}/uitgeven/": WRITERS,
    "/beheer/cursussen/{page}/proef/": WRITERS,
    "/beheer/cursussen/{page}/edities/": WRITERS,
    "/beheer/cursussen/{page}/edities/vergelijken/": WRITERS,
    "/beheer/cursussen/{page}/panel/": WRITERS,
    "/beheer/cursussen/{page}/bestand/": WRITERS,
    "/beheer/cursussen/{page}/verdubbelen/": WRITERS,
    "/beheer/cursussen/{page}/sluiten/": CHIEFS,
    "/beheer/edities/{edition}/terugtrekken/": CHIEFS,
    "/beheer/redactie/feiten/": WRITERS,
    "/beheer/redactie/feiten/tabel/": WRITERS,
    "/beheer/redactie/nummers/": WRITERS,
    "/beheer/redactie/panels/": WRITERS,
    "/beheer/redactie/cursus-invoeren/": CHIEFS,
    "/beheer/pages/{page}/edit/": WRITERS,
    "/beheer/images/": WRITERS,
    "/beheer/documents/": WRITERS,
    "/beheer/snippets/courses/question/": WRITERS,
    "/beheer/snippets/courses/question/add/": WRITERS,
    "/beheer/snippets/courses/category/": WRITERS,
    "/beheer/snippets/courses/category/add/": WRITERS,
    "/beheer/snippets/courses/source/": WRITERS,
    "/beheer/snippets/courses/meldpunt/": WRITERS,
    "/beheer/toetsen/vragen-invoeren/": WRITERS,
    "/beheer/toetsen/vragen-invoeren/{import}/": WRITERS,
    "/beheer/toetsen/vragen-invoeren/{import}/meldingen/": WRITERS,
    "/beheer/toetsen/vragen-invoeren/voorbeeld/": WRITERS,
    "/beheer/toetsen/vragen-uitvoeren/": WRITERS,
    "/beheer/toetsen/cijfers/": WRITERS,
    "/beheer/toetsen/cijfers/{quiz}/": WRITERS,
    "/beheer/toetsen/cijfers/{quiz}/opnieuw/": desks("editor", "chief_editor", "admin", answer=POST_ONLY),
    "/beheer/toetsen/nakijken/": desks("chief_editor", "admin"),
    "/beheer/toetsen/correcties/": desks("chief_editor", "admin"),
    "/beheer/toetsen/correcties/nieuw/": desks("chief_editor", "admin"),
    "/beheer/toetsen/correcties/nieuw/{version}/": desks("chief_editor", "admin"),
    "/beheer/toetsen/extra-pogingen/": REGISTER,
    "/beheer/toetsen/meer-tijd/": REGISTER,
    "/beheer/registraties/aanvragen/": REGISTER,
    "/beheer/registraties/aanvragen/results/": REGISTER,
    "/beheer/registraties/aanvragen/bevestigen/": desks("registrar", "admin", answer=POST_ONLY),
    "/beheer/registraties/aanvragen/afwijzen/": desks("registrar", "admin", answer=POST_ONLY),
    "/beheer/registraties/aanvragen/{key}/": REGISTER,
    "/beheer/registraties/aanvragen/{key}/weigeren/": REGISTER,
    "/beheer/registraties/aanvragen/{key}/beeindigen/": REGISTER,
    "/beheer/registraties/aanvragen/{key}/overzetten/": REGISTER,
    "/beheer/registraties/teams/": REGISTER,
    "/beheer/registraties/teams/results/": REGISTER,
    "/beheer/registraties/teams/alle/": REGISTER,
    "/beheer/registraties/teams/alle/results/": REGISTER,
    "/beheer/registraties/teams/{team}/": REGISTER,
    "/beheer/registraties/teams/{team}/samenvoegen/": REGISTER,
    "/beheer/registraties/teams/{team}/afwijzen/": REGISTER,
    "/beheer/registraties/teams/{team}/aannemen/": desks("registrar", "admin", answer=POST_ONLY),
    "/beheer/registraties/alle/": REGISTER,
    "/beheer/registraties/alle/results/": REGISTER,
    "/beheer/registraties/groepen/": REGISTER,
    "/beheer/registraties/groepen/new/": REGISTER,
    "/beheer/registraties/groepen/edit/{group}/": REGISTER,
    # Of one import that exists: tests/registrations/test_import_pages.py.
    "/beheer/registraties/inlezen/": REGISTER,
    "/beheer/registraties/inlezen/voorbeeld/": REGISTER,
    "/beheer/registraties/inlezen/meenemen/": desks("registrar", "admin", answer=POST_ONLY),
    "/beheer/registraties/inlezen/{key}/bevestigen/": desks("registrar", "admin", answer=POST_ONLY),
    "/beheer/registraties/inlezen/{key}/weg/": desks("registrar", "admin", answer=POST_ONLY),
    "/beheer/registraties/inlezen/{key}/verder/": desks("registrar", "admin", answer=POST_ONLY),
    "/beheer/registraties/werkgebieden/": REGISTER,
    "/beheer/registraties/werkgebieden/new/": REGISTER,
    "/beheer/registraties/werkgebieden/edit/{beat}/": REGISTER,
    "/beheer/registraties/wijkagent-uitnodigen/": SITE,
    "/beheer/registraties/teams/uitvoer/": desks("registrar", "admin", answer=POST_ONLY),
    "/beheer/certificaten/": CERTIFICATES,
    "/beheer/certificaten/results/": CERTIFICATES,
    "/beheer/certificaten/{number}/": CERTIFICATES,
    "/beheer/certificaten/{number}/intrekken/": CERTIFICATES,
    "/beheer/certificaten/{number}/terugdraaien/": desks("certifier", "admin", answer=POST_ONLY),
    "/beheer/certificaten/{number}/naam/goedkeuren/": desks("certifier", "admin", answer=POST_ONLY),
    "/beheer/certificaten/opnieuw/": desks("certifier", "admin", answer=POST_ONLY),
    "/beheer/certificaten/reeks/": CERTIFICATES,
    "/beheer/certificaten/reeks/terugdraaien/": desks("certifier", "admin", answer=POST_ONLY),
    "/beheer/certificaten/namen/": CERTIFICATES,
    "/beheer/certificaten/namen/results/": CERTIFICATES,
    "/beheer/certificaten/ondertekenaar/": CERTIFICATES,
    "/beheer/users/": SITE,
    "/beheer/klopt-niet/": desks(*DESKS),
    "/beheer/logboek/": SITE,
    "/beheer/tweede-stap/{account}/": SITE,
    "/beheer/stijl/mails/": WRITERS,
    "/beheer/wissen/{account}/": SITE,
    "/beheer/users/new/": SITE,
    "/beheer/users/edit/{user}/": SITE,
    "/beheer/mail/": SITE,
    "/beheer/settings/cms/contact/{contact}/": SITE,
}
# Pages of Wagtail for the superuser of the command line only: what roles may do, collections, workflows.
CLOSED = ("/beheer/groups/", "/beheer/collections/", "/beheer/workflows/list/")
REASON = {"reason": "Woont hier niet meer."}
# A POST → what is posted, and whose POST changes anything at all.
POSTS: dict[str, tuple[dict[str, str], set[str]]] = {
    "/mijn/registraties/{key}/stoppen/": ({}, {"learner"}),
    "/mijn/registraties/{key}/kiezen/": ({}, {"learner"}),
    "/mijn/registraties/{pending}/bevestigen/": ({}, {"manager"}),
    "/mijn/registraties/{pending}/weigeren/": (REASON, {"manager"}),
    "/beheer/registraties/aanvragen/bevestigen/": ({"only": "{pending}"}, {"registrar", "admin"}),
    "/beheer/registraties/aanvragen/afwijzen/": ({"key": "{pending}"} | REASON, {"registrar", "admin"}),
    "/beheer/registraties/aanvragen/{pending}/weigeren/": (REASON, {"registrar", "admin"}),
    "/beheer/registraties/aanvragen/{key}/beeindigen/": (REASON, {"registrar", "admin"}),
    "/beheer/registraties/werkgebieden/delete/{beat}/": ({}, {"registrar", "admin"}),
    "/beheer/registraties/groepen/delete/{group}/": ({}, set()),
    "/beheer/certificaten/{number}/intrekken/": (REASON, {"certifier", "admin"}),
    "/beheer/cursussen/{page}/uitgeven/": ({"kind": "major"}, {"chief_editor", "admin"}),
    "/beheer/pages/{page}/delete/": ({}, set()),
    "/beheer/snippets/courses/category/add/": (
        {"course_slug": "saar", "slug": "nieuw", "name": "Nieuw"},
        {"editor", "chief_editor", "admin"},
    ),
    "/beheer/users/new/": ({"name": "Noor Bakker", "email": "noor@voorbeeld.nl"}, {"admin"}),
    "/beheer/users/delete/{user}/": ({}, set()),
    "/beheer/settings/cms/contact/{contact}/": ({"email": "hulp@voorbeeld.nl", "phone": ""}, {"admin"}),
}


def routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    """Every route outside Wagtail's own admin and page tree."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        elif isinstance(pattern, URLResolver) and not route.startswith("beheer/") and pattern.app_name != "wagtail":
            yield from routes(pattern.url_patterns, route)


def own_routes() -> list[str]:
    return [
        route
        for route in dict.fromkeys(routes(get_resolver().url_patterns))
        if not route.startswith(ELSEWHERE) or route in TABLE
    ]


def test_every_route_is_in_the_table() -> None:
    missing = [route for route in own_routes() if route not in TABLE and not route.startswith(("^", "_util", "pages/"))]
    assert missing == []


@pytest.mark.parametrize("route", sorted(TABLE))
def test_who_may_open(world: World, route: str) -> None:
    address = address_of(route, world.values)
    found = {name: answer_to(world.clients[name], address) for name in VISITORS}
    assert found == TABLE[route]


@pytest.mark.parametrize("pattern", sorted(ADMIN))
def test_who_may_open_in_the_admin(world: World, pattern: str) -> None:
    address = pattern.format(**world.values)
    found = {name: answer_to(world.clients[name], address) for name in VISITORS}
    assert found == ADMIN[pattern]


@pytest.mark.parametrize("address", CLOSED)
def test_what_no_role_may_open(world: World, address: str) -> None:
    found = {name: answer_to(world.clients[name], address) for name in VISITORS}
    assert found == desks()


@pytest.mark.parametrize("pattern", sorted(ADMIN))
def test_every_page_of_the_admin_lets_somebody_in(pattern: str) -> None:
    assert {IN, POST_ONLY} & set(ADMIN[pattern].values())


def state() -> list[Any]:
    """Everything that the POSTs of the table are about."""
    return [
        list(Registration.objects.order_by("pk").values_list("pk", "status", "is_chosen")),
        list(Certificate.objects.order_by("pk").values_list("pk", "revoked_at")),
        list(Contact.objects.values_list("email")),
        *(model._default_manager.count() for model in (CourseEdition, CoursePage, Category, User, Beat, Group)),
    ]


@pytest.mark.parametrize("pattern", sorted(POSTS))
def test_whose_post_does_something(world: World, pattern: str) -> None:
    page = CoursePage.objects.get(pk=world.values["page"])
    page.title = "SAAR, verbeterd"  # so that there is something to release
    page.save_revision().publish()
    fields, allowed = POSTS[pattern]
    data = {name: value.format(**world.values) for name, value in fields.items()}
    address = pattern.format(**world.values)
    if pattern.endswith("{page}/uitgeven/"):
        data |= looked_at(world.clients["chief_editor"], address)
    assert {name for name in VISITORS if changes_something(state, world.clients[name], address, data)} == allowed


def test_a_learner_at_the_door_of_the_admin_is_not_sent_round_and_round(world: World) -> None:
    response = world.clients["learner"].get("/beheer/", follow=True)
    assert response.status_code == 200
    assert len(response.redirect_chain) < 4
