"""A course in full swing, and a look at all of it: what no act of an editor may disturb (issue 4).

Sam is half-way on the first edition with an open attempt, somebody has a certificate of the second, a panel judges a
candidate, another is planned, and an editor tries his draft. `assert_nobody_suffers()` reads what they all read.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from certificates.models import Certificate, CertificateFile
from certificates.services.files import render_file
from cms.services.rights import grant_rights
from cms.services.workflows import set_up_workflow
from courses.models import Attempt, Enrollment, PanelReview, PlannedRelease
from courses.services.panels import Invitee, open_panel
from courses.services.planning import plan_release, release_due
from courses.services.replaying import Replay, replayable
from courses.services.trials import start_preview
from tests.conftest import NOW
from tests.courses.changes import other_words
from tests.courses.conftest import client_of
from tests.courses.desk import signed_in
from tests.courses.pages import forms_of, only_form
from tests.courses.walks import Seen, everything_seen, finished, halfway, look
from tests.factories.blocks import stored_block, write_screens
from tests.factories.courses import make_editor, release, right_data, saar_page, save

__all__ = ["World", "assert_nobody_suffers", "make_world"]

DAY = timedelta(days=1)
MEDIA = re.compile(r'(?:src|href|poster)="(/media/[^"]+)"')
SOMEBODY = re.compile(r'data-learner="[0-9a-f]*"')
WITH_FILES = ("image", "video", "download", "meldpunt")
LISTS = (
    "",
    "pages/",
    "snippets/courses/question/",
    "images/",
    "documents/",
    "redactie/nummers/",
    "redactie/panels/",
    "toetsen/cijfers/",
    "toetsen/nakijken/",
    "toetsen/correcties/nieuw/",
    "reports/site-history/",
)


@dataclass
class World:
    """Everybody who is somewhere in the course, and what they saw before anything happened."""

    people: dict[str, User]
    sam: Enrollment
    certificate: Certificate
    panel: PanelReview
    trials: list[str]
    page: int = 0
    quiz: str = ""
    seen: Seen = field(default_factory=dict)
    outcome: Seen = field(default_factory=dict)

    def client(self, who: str) -> Client:
        """A browser in which this role is signed in."""
        return signed_in(self.people[who])

    @property
    def attempt(self) -> Attempt:
        """The one that Sam has open."""
        return Attempt.objects.get(enrollment=self.sam, submitted_at=None)

    def desk(self, *, whole: bool) -> list[str]:
        """The pages of editors about the course, its panel and its figures, and lists; not `whole`: the main ones."""
        course = [
            f"cursussen/{self.page}/{name}/" for name in ("uitgeven", "edities", "edities/vergelijken", "bestand")
        ]
        pages = [f"pages/{self.page}/", f"pages/{self.page}/edit/", f"pages/{self.page}/history/"]
        rest = [f"redactie/panels/{self.panel.key}/", f"toetsen/cijfers/{self.quiz}/", "redactie/feiten/"]
        paths = [*course, *pages, *rest, *LISTS] if whole else [*course[:2], *rest]
        return [f"/beheer/{path}" for path in paths]


# --- making it --------------------------------------------------------------------------------------
def make_world() -> World:
    """SAAR has to be loaded, and the clock to stand at NOW."""
    people = staff()
    sam = halfway()
    write_screens([stored_block(kind) for kind in WITH_FILES])
    release("major")
    certificate = finished()
    render_file(file=CertificateFile.objects.get(certificate=certificate), now=NOW)
    panel, trials = on_trial(people["chief"])
    world = World(people, sam, certificate, panel, trials, page=saar_page().pk)
    world.quiz = str(world.attempt.quiz_key)
    for who in people:
        world.client(who)
    world.seen, world.outcome = everything_open(world, whole=True), handed_in(world)
    return world


def staff() -> dict[str, User]:
    """One of each role that comes at the manuscript, and somebody with every right."""
    grant_rights()
    set_up_workflow()
    roles = {"editor": Role.EDITOR, "chief": Role.CHIEF_EDITOR, "admin": Role.ADMIN}
    people = {name: make_editor(role, email=f"{name}@example.nl") for name, role in roles.items()}
    people["root"] = make_editor(email="root@example.nl")
    User.objects.filter(pk=people["root"].pk).update(is_superuser=True)
    return people


def on_trial(chief: User) -> tuple[PanelReview, list[str]]:
    """A panel, a plan for tomorrow and a preview, each of other words; gives the links."""
    other_words("Voor het panel.")
    invitee = Invitee("Noor Bakker")
    panel, links = open_panel(page=saar_page(), question="Goed?", closes_at=NOW + 9 * DAY, invitees=[invitee],
                              by=chief, now=NOW)  # fmt: skip
    other_words("Gepland.")
    plan_release(page=saar_page(), kind="minor", due_at=NOW + DAY, by=chief, now=NOW)
    other_words("Nog niet uit.")
    _trial, token = start_preview(page=saar_page(), by=chief, now=NOW)
    return panel, [f"/panel/{link}/" for link in links.values()] + [f"/proef/{token}/cursussen/saar/"]


# --- looking at it ----------------------------------------------------------------------------------
def everything_open(world: World, *, whole: bool) -> Seen:
    """What learners, the panel, the editor who tries and whoever checks the certificate read, files and all."""
    seen = everything_seen(whole=whole)
    stranger = Client()
    files = {url for _status, _to, text in seen.values() for url in MEDIA.findall(text)}
    for url in [*world.trials, *sorted(files), f"/c/{world.certificate.number}/"]:
        seen[url] = look(stranger.get(url))
    pdf = f"/mijn/certificaten/{world.certificate.number}/pdf/"
    seen[pdf] = look(client_of(world.certificate.completion.enrollment.learner).get(pdf))
    return seen


def handed_in(world: World) -> Seen:
    """Sam answers what is open, hands in and reads his result; a stranger begins. Nothing of it stays."""
    with transaction.atomic():
        seen = {"result": result_of(world), "stranger": first_step()}
        transaction.set_rollback(True)
    return seen


def result_of(world: World) -> tuple[int, str, str]:
    attempt, client = world.attempt, client_of(world.sam.learner)
    for item in attempt.items.select_related("version"):
        for data in right_data(item.version) if item.position > 1 else ():
            save(attempt, item.position, data)
    form = only_form(client.get("/leren/saar/toets/toets/nakijken/"))
    return look(client.post(form.action, form.fields, follow=True))


def first_step() -> tuple[int, str, str]:
    client = Client()
    forms = forms_of(client.get("/leren/saar/", follow=True))
    status, url, text = look(client.post(forms[0].action, forms[0].fields, follow=True) if forms else client.get("/"))
    return status, url, SOMEBODY.sub("", text)


def plan_goes_out() -> bool:
    """Tomorrow, as it was frozen."""
    with transaction.atomic():
        release_due(now=NOW + DAY)
        state = PlannedRelease.objects.get().state
        transaction.set_rollback(True)
    return bool(state == PlannedRelease.State.RELEASED)


def assert_nobody_suffers(world: World, *, differs: Collection[str] = (), whole: bool = False) -> None:
    """The same pages to the letter, the same result, a plan that goes out, and a desk that opens.

    `differs` are addresses (patterns), *stranger* and *plan*: what the act is meant to change; they answer too.
    """
    meant = re.compile("|".join(differs) or "$")
    before = world.seen | world.outcome
    now = everything_open(world, whole=whole) | handed_in(world)
    kept = {url: page for url, page in now.items() if not meant.fullmatch(url.split()[-1])}
    assert [url for url, page in kept.items() if page != before[url]] == []
    assert {page[0] for page in kept.values()} <= {200, 302}
    assert list(Replay().run(replayable())) == []
    assert plan_goes_out() or "plan" in differs
    chief = world.client("chief")
    assert [url for url in world.desk(whole=whole) if chief.get(url).status_code not in {200, 302}] == []
