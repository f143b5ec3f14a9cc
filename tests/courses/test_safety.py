"""A *veiligheidscorrectie*: everybody half-way reads why, and moves at a lesson boundary (DESIGN §4)."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from accounts.models import AuditEvent, User
from courses.models import Course, CourseEdition, Enrollment, EnrollmentEdition, Meldpunt
from courses.services.closing import withdraw_edition
from courses.services.enrolling import pass_screen
from courses.services.meldpunten import release_meldpunten, stale_editions
from courses.services.releasing import ReleaseRefused
from tests.conftest import NOW
from tests.courses import changes
from tests.courses.conftest import client_of
from tests.factories.courses import (
    content_of,
    edit_quiz,
    finish_course,
    make_attempt,
    make_enrollment,
    read_all,
    release,
    saar_edition,
)

pytestmark = pytest.mark.usefixtures("saar", "clock")
MINOR, MAJOR, SAFETY = CourseEdition.Kind
LATER = NOW + timedelta(hours=1)
WHY = "De lijn is verhuisd. Bel voortaan 112."


def correct(words: str = "Bel 112.") -> CourseEdition:
    """A safety edition with other words in the first lesson."""
    changes.other_words(words)
    return release(SAFETY, notes=WHY, now=LATER)


def screen_urls(enrollment: Enrollment) -> list[str]:
    content = content_of(enrollment)
    return [f"/leren/saar/{les.slug}/{screen.slug}/" for les in content.lessons for screen in les.screens]


def text(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_who_is_half_way_reads_why_and_moves_at_the_end_of_the_lesson() -> None:
    enrollment = make_enrollment()
    first = content_of(enrollment).lessons[0]
    assert len(first.screens) > 1
    edition = correct()
    client = client_of(enrollment.learner)
    urls = screen_urls(enrollment)
    for url in urls[: len(first.screens) - 1]:
        assert WHY in text(client.get(url))
        assert client.post(url).status_code == 302
        enrollment.refresh_from_db()
        assert enrollment.edition.number == "1.0"  # in the middle of a lesson nothing changes under his hands
    last = client.post(urls[len(first.screens) - 1])
    enrollment.refresh_from_db()
    assert enrollment.edition == edition
    moves = EnrollmentEdition.objects.filter(enrollment=enrollment).values_list("edition__minor", "reason")
    assert list(moves)[-1] == (1, "safety")
    page = client.get(last.headers["Location"])
    assert "Je hebt nu de verbeterde cursus" in text(page) and WHY in text(page)
    assert "Er is iets belangrijks veranderd" not in text(page)
    assert enrollment.passes.count() == len(first.screens)  # progress stays


def test_the_start_of_a_quiz_is_a_boundary_and_an_open_attempt_keeps_its_own() -> None:
    enrollment, busy = make_enrollment(), make_enrollment()
    attempt = make_attempt(busy)
    edition = correct()
    assert make_attempt(enrollment).edition == edition
    assert make_attempt(busy) == attempt
    busy.refresh_from_db()
    assert (busy.edition.number, attempt.edition.number) == ("1.0", "1.0")


def test_who_finished_reads_why_and_stays() -> None:
    done = finish_course()
    correct()
    page = text(client_of(done.learner).get(screen_urls(done)[0]))
    assert WHY in page and "Bij de volgende les" not in page
    read_all(done)
    done.refresh_from_db()
    assert done.edition.number == "1.0"


def test_from_an_older_edition_everybody_moves_too() -> None:
    enrollment = make_enrollment()
    changes.add_screen()
    release(MAJOR, now=NOW + timedelta(minutes=1))
    edition = correct()
    assert edition.number == "2.1"
    screen = content_of(enrollment).lessons[0].screens[-1]
    pass_screen(enrollment=Enrollment.objects.get(), screen_key=screen.key, now=LATER)
    enrollment.refresh_from_db()
    assert enrollment.edition == edition


def test_a_small_improvement_after_it_does_not_hide_it() -> None:
    enrollment = make_enrollment()
    correct()
    changes.other_words("Nog mooier.")
    release(MINOR, now=LATER + timedelta(minutes=1))
    assert WHY in text(client_of(enrollment.learner).get(screen_urls(enrollment)[0]))


def test_a_withdrawn_correction_takes_nobody_along(chief: User) -> None:
    enrollment = make_enrollment()
    withdraw_edition(edition=correct(), by=chief, reason="Het nummer klopte toch.", now=LATER)
    assert WHY not in text(client_of(enrollment.learner).get(screen_urls(enrollment)[0]))


def test_it_says_what_learners_must_know() -> None:
    changes.other_words()
    with pytest.raises(ReleaseRefused, match="wat de deelnemers moeten weten"):
        release(SAFETY, notes="  ")


@pytest.mark.parametrize("change", [changes.add_screen, changes.move_lesson, lambda: edit_quiz(pass_mark=90)])
def test_progress_and_rules_stay_what_they_were(change: Any) -> None:
    change()
    with pytest.raises(ReleaseRefused):
        release(SAFETY, notes=WHY)


def test_another_right_answer_may_be_corrected_at_once() -> None:
    changes.other_answer()
    assert release(SAFETY, notes=WHY).number == "1.1"


# --- a number to call ---------------------------------------------------------------------------------
def other_number(number: str = "0900-1234") -> Meldpunt:
    meldpunt = Meldpunt.objects.exclude(number="112").filter(
        key__in=[block["value"]["key"] for block in meldpunt_blocks(saar_edition())]
    )[0]
    Meldpunt.objects.filter(pk=meldpunt.pk).update(number=number)
    meldpunt.refresh_from_db()
    return meldpunt


def meldpunt_blocks(edition: CourseEdition) -> list[Any]:
    screens = [screen for lesson in edition.source["lessons"] for screen in lesson["screens"]]
    return [block for screen in screens for block in screen["blocks"] if block["type"] == "meldpunt"]


def test_nothing_is_ready_when_no_number_changed(chief: User) -> None:
    assert stale_editions() == []
    assert release_meldpunten(by=chief, now=LATER) == []


def test_a_changed_number_makes_a_ready_edition_with_only_that_change(chief: User) -> None:
    changes.other_words("Dit staat alleen in het manuscript.")
    old, meldpunt = saar_edition(), other_number()
    [stale] = stale_editions()
    assert (stale.edition, [change.new["number"] for change in stale.changes]) == (old, ["0900-1234"])
    [edition] = release_meldpunten(by=chief, now=LATER)
    assert (edition.number, edition.kind) == ("1.1", "safety")
    assert edition.notes == f"Het nummer van {meldpunt.name} is veranderd. Bel 0900-1234."
    assert Course.objects.get().current == edition
    assert set(edition.questions.all()) == set(old.questions.all())
    changed = [block for block in meldpunt_blocks(edition) if block["value"]["key"] == str(meldpunt.key)]
    assert {block["value"]["number"] for block in changed} == {"0900-1234"}
    for block in changed:
        block["value"]["number"] = old_number(old, meldpunt)
    assert edition.source == old.source  # what is only in the manuscript stays there
    assert AuditEvent.objects.filter(verb="edition.released", object_key=str(edition.key)).count() == 1
    assert release_meldpunten(by=chief, now=LATER) == []  # pressed twice


def old_number(edition: CourseEdition, meldpunt: Meldpunt) -> str:
    blocks = meldpunt_blocks(edition)
    return str(next(one["value"]["number"] for one in blocks if one["value"]["key"] == str(meldpunt.key)))


def test_every_line_that_people_are_on_gets_its_own(chief: User) -> None:
    halfway = make_enrollment()
    changes.add_screen()
    release(MAJOR, now=NOW + timedelta(minutes=1))
    other_number()
    numbers = {edition.number for edition in release_meldpunten(by=chief, now=LATER)}
    assert numbers == {"1.1", "2.1"}
    assert Course.objects.get().current.number == "2.1"
    screen = content_of(halfway).lessons[0].screens[-1]
    pass_screen(enrollment=Enrollment.objects.get(), screen_key=screen.key, now=LATER)
    halfway.refresh_from_db()
    assert halfway.edition.number == "1.1"  # only the number changed for him


def test_only_who_releases_presses_the_button(editor: User) -> None:
    other_number()
    with pytest.raises(ReleaseRefused):
        release_meldpunten(by=editor, now=LATER)
