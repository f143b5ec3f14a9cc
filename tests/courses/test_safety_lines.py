"""Which way a safety edition leads when there are several lines, some of them withdrawn (DESIGN §4)."""

from datetime import timedelta

import pytest

from accounts.models import User
from courses.models import Course, CourseEdition, Enrollment, EnrollmentEdition, Meldpunt
from courses.services.closing import withdraw_edition
from courses.services.following import move_to_safety, safety_for
from courses.services.meldpunten import release_meldpunten, seen_hash, stale_editions
from courses.services.releasing import ReleaseRefused
from tests.conftest import NOW
from tests.courses import changes
from tests.factories.courses import finish_course, make_enrollment, release, saar_edition

pytestmark = pytest.mark.usefixtures("saar", "clock")
MINOR, MAJOR, SAFETY = CourseEdition.Kind
HOUR = timedelta(hours=1)


def other_numbers(number: str = "0800-1234") -> None:
    Meldpunt.objects.update(number=number)


def moved(enrollment: Enrollment, hours: int) -> Enrollment:
    """The enrollment after a lesson boundary."""
    move_to_safety(enrollment=fresh(enrollment), now=NOW + hours * HOUR)
    return fresh(enrollment)


def fresh(enrollment: Enrollment) -> Enrollment:
    return Enrollment.objects.select_related("course", "edition", "completion").get(pk=enrollment.pk)


def withdraw(edition: CourseEdition, chief: User, hours: int) -> None:
    withdraw_edition(edition=edition, by=chief, reason="Klopt niet.", now=NOW + hours * HOUR)


def test_nobody_goes_back_to_an_older_line(chief: User) -> None:
    changes.add_screen()
    halfway = make_enrollment(edition=release(MAJOR, now=NOW + HOUR))
    withdraw(saar_edition(), chief, 2)
    other_numbers()
    made = {edition.number: edition.status for edition in release_meldpunten(by=chief, now=NOW + 3 * HOUR)}
    assert made == {"1.1": "released", "2.1": "withdrawn"}
    assert moved(halfway, 4).edition.number == "2.1"


def test_who_finishes_a_withdrawn_edition_gets_the_new_number_and_nobody_begins_with_it(chief: User) -> None:
    halfway = make_enrollment()
    withdraw(saar_edition(), chief, 1)
    other_numbers()
    [stale] = stale_editions()
    assert stale.edition.number == "1.0"
    [edition] = release_meldpunten(by=chief, now=NOW + 2 * HOUR)
    assert (edition.status, edition.corrects) == ("withdrawn", stale.edition)
    assert Course.objects.get().current is None and not Course.objects.open().exists()
    assert moved(halfway, 3).edition == edition
    assert stale_editions() == []


def test_a_new_number_does_not_hide_a_correction_of_the_text(chief: User) -> None:
    halfway = make_enrollment()
    changes.add_screen()
    release(MAJOR, now=NOW + HOUR)
    changes.other_words("Zo is het veilig.")
    release(SAFETY, notes="Doe het voortaan zo.", now=NOW + 2 * HOUR)
    other_numbers()
    release_meldpunten(by=chief, now=NOW + 3 * HOUR)
    safety = safety_for(fresh(halfway))
    assert safety is not None and safety.edition.number == "2.2"
    assert "Doe het voortaan zo." in safety.notes and "is veranderd. Bel 0800-1234." in safety.notes
    assert "Zo is het veilig." in str(moved(halfway, 4).edition.source)
    assert safety_for(fresh(halfway)) is None


def test_a_number_of_another_line_moves_nobody(chief: User) -> None:
    halfway = make_enrollment()
    changes.add_screen()
    newer = release(MAJOR, now=NOW + HOUR)
    other_numbers()
    release_meldpunten(by=chief, now=NOW + 2 * HOUR)
    CourseEdition.objects.filter(major=1, minor=1).update(released_at=NOW - HOUR)  # as if his line never had the number
    assert newer.pk and safety_for(fresh(halfway)) is None


def test_he_goes_on_to_what_was_improved_since() -> None:
    halfway = make_enrollment()
    changes.other_words("Veilig.")
    release(SAFETY, notes="Lees dit.", now=NOW + HOUR)
    changes.other_words("Veilig, en mooier gezegd.")
    release(MINOR, now=NOW + 2 * HOUR)
    assert moved(halfway, 3).edition.number == "1.2"
    assert EnrollmentEdition.objects.filter(enrollment=halfway).latest("pk").reason == SAFETY


def test_who_finished_before_a_small_improvement_keeps_his_edition() -> None:
    done = finish_course()
    changes.other_words("Mooier.")
    release(MINOR, now=NOW + HOUR)
    assert fresh(done).edition.number == "1.0"


def test_a_number_that_changes_again_meanwhile_is_seen_first(chief: User) -> None:
    make_enrollment()
    other_numbers()
    seen = seen_hash(stale_editions())
    other_numbers("0800-9999")
    with pytest.raises(ReleaseRefused, match="intussen iets veranderd"):
        release_meldpunten(by=chief, seen=seen, now=NOW + HOUR)
    assert CourseEdition.objects.count() == 1
    assert len(release_meldpunten(by=chief, seen=seen_hash(stale_editions()), now=NOW + HOUR)) == 1
