"""*Opfrissen*: of a finished course only what changed has to be read again (DESIGN §7)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Learner
from courses.models import Attempt, Completion, CourseEdition, Enrollment, Question, ScreenPass
from courses.services.enrolling import renew
from courses.services.loading import Loaded
from courses.services.reading import edition_content
from courses.services.refreshing import NothingToRefresh, refresh, unchanged_screens
from tests.conftest import NOW
from tests.courses.changes import add_screen, first_lesson, other_title, other_words
from tests.courses.conftest import client_of
from tests.courses.pages import forms_of, link, post, text_of
from tests.factories.courses import (
    content_of,
    edit_question,
    make_enrollment,
    make_learner,
    quiz_of,
    read_all,
    release,
    take_quiz,
)

pytestmark = [pytest.mark.usefixtures("saar", "now")]
PAGE = "/leren/saar/opnieuw/opfrissen/"
LATER = NOW + timedelta(days=700)


def finished(*, wrong: int = 0) -> Enrollment:
    """Somebody who read everything and passed, the first `wrong` answers wrong."""
    enrollment = make_enrollment(make_learner())
    read_all(enrollment)
    take_quiz(enrollment, wrong=wrong)
    return Enrollment.objects.select_related("edition").get(pk=enrollment.pk)


def begin(old: Enrollment, edition: CourseEdition) -> Enrollment:
    return refresh(learner=old.learner, course=old.course, edition=edition, now=LATER)


def left_of(enrollment: Enrollment) -> set[str]:
    """Titles of the screens that still have to be read."""
    passed = {str(key) for key in enrollment.passes.values_list("screen_key", flat=True)}
    places = content_of(enrollment).screen_places
    return {screen.title for key, (_lesson, screen) in places.items() if key not in passed}


def first_title() -> str:
    return str(first_lesson().screens[0].value["title"])


# --- what counts as read -----------------------------------------------------------------------------------


def test_only_what_changed_has_to_be_read() -> None:
    old = finished()
    other_words()
    fresh = begin(old, release("major"))
    assert fresh != old and left_of(fresh) == {first_title()}
    old.refresh_from_db()
    assert old.close_reason == "vernieuwd"


def test_a_new_screen_has_to_be_read() -> None:
    old = finished()
    before = content_of(old).screen_keys
    add_screen()
    fresh = begin(old, release("major"))
    assert {str(key) for key in fresh.passes.values_list("screen_key", flat=True)} == before
    assert len(left_of(fresh)) == 1


def test_a_removed_screen_is_not_counted() -> None:
    old = finished()
    first = first_lesson()
    del first.screens[0]
    first.save_revision().publish()
    fresh = begin(old, release("major"))
    assert left_of(fresh) == set()
    assert fresh.passes.count() == old.passes.count() - 1


def test_another_title_is_another_screen_to_read(saar: Loaded) -> None:
    other_title("Een andere titel")
    edition = release("major")
    old, new = edition_content(saar.edition), edition_content(edition)
    assert len(unchanged_screens(old, new)) == len(new.screen_keys) - 1


def test_what_was_never_read_is_not_given(saar: Loaded) -> None:
    """A completion without reading (the editor asked for the quiz only) reads nothing into a refresher."""
    enrollment = make_enrollment(make_learner())
    Completion.objects.create(enrollment=enrollment, edition=saar.edition, completed_at=NOW)
    fresh = begin(enrollment, saar.edition)
    assert fresh.passes.count() == 0


def test_the_moment_of_reading_goes_along(saar: Loaded) -> None:
    fresh = begin(finished(), saar.edition)
    assert set(fresh.passes.values_list("passed_at", flat=True)) == {NOW}
    assert fresh.started_at == LATER


def test_nothing_is_finished_before_the_quiz(saar: Loaded) -> None:
    """No grade goes along: the quiz has to be passed again, and then there is a second completion."""
    old = finished()
    fresh = begin(old, saar.edition)
    assert left_of(fresh) == set()
    assert Completion.objects.get().enrollment == old
    assert not Attempt.objects.filter(enrollment=fresh).exists()
    assert take_quiz(fresh, now=LATER).completion is not None
    assert Completion.objects.count() == 2


def test_a_second_refresher_goes_on_from_the_first(saar: Loaded) -> None:
    first = begin(finished(), saar.edition)
    take_quiz(first, now=LATER)
    other_words()
    assert left_of(begin(first, release("major"))) == {first_title()}


def test_pressing_twice_is_once(saar: Loaded) -> None:
    old = finished()
    assert begin(old, saar.edition) == begin(old, saar.edition)
    assert Enrollment.objects.count() == 2
    assert ScreenPass.objects.count() == 2 * old.passes.count()


def test_who_began_all_of_it_again_may_still_refresh(saar: Loaded) -> None:
    old = finished()
    whole = renew(learner=old.learner, course=old.course, edition=saar.edition, now=LATER)
    assert begin(old, saar.edition) == whole
    assert left_of(whole) == set()


def test_who_never_finished_has_nothing_to_refresh(saar: Loaded) -> None:
    halfway = make_enrollment(make_learner())
    with pytest.raises(NothingToRefresh):
        begin(halfway, saar.edition)
    halfway.refresh_from_db()
    assert halfway.closed_at is None
    stranger = make_learner()
    with pytest.raises(NothingToRefresh):
        refresh(learner=stranger, course=saar.edition.course, edition=saar.edition, now=LATER)
    assert not Enrollment.objects.for_learner(stranger).exists()


def test_somebody_elses_reading_is_not_taken(saar: Loaded) -> None:
    finished()
    mine = make_enrollment(make_learner())
    Completion.objects.create(enrollment=mine, edition=saar.edition, completed_at=NOW)
    assert begin(mine, saar.edition).passes.count() == 0


# --- the page ---------------------------------------------------------------------------------------------


def test_the_page_says_what_is_new_and_leads_there() -> None:
    old = finished()
    other_words()
    release("major")
    client = client_of(old.learner)
    page = client.get(PAGE)
    assert "Je haalde deze cursus op 21 november 2026." in text_of(page)
    assert first_title() in text_of(page) and "Dit is nieuw" in text_of(page)
    form = next(form for form in forms_of(page) if form.action == PAGE)
    begun = post(client, form, "Begin met opfrissen")
    assert begun.redirect_chain == [(PAGE, 302)]
    url = link(begun, "Lees wat nieuw is")
    assert link(begun, first_title()) == url
    assert "Andere woorden." in text_of(client.get(url))
    client.post(url)
    done = client.get(PAGE)
    assert "Gelezen" in text_of(done)
    assert link(done, "Naar de toets").startswith("/leren/saar/toets/")


def test_without_changes_the_quiz_comes_at_once(saar: Loaded) -> None:
    client = client_of(finished().learner)
    page = client.get(PAGE)
    assert "De lessen zijn sindsdien niet veranderd." in text_of(page)
    assert link(client.post(PAGE, follow=True), "Naar de toets").startswith("/leren/saar/toets/")


def test_the_whole_course_stays_possible(saar: Loaded) -> None:
    old = finished()
    client = client_of(old.learner)
    form = next(form for form in forms_of(client.get(PAGE)) if form.action == "/leren/saar/opnieuw/")
    post(client, form, "Doe de hele cursus opnieuw")
    assert Enrollment.objects.for_learner(old.learner).open().get().passes.count() == 0
    assert "Begin met opfrissen" in text_of(client.get(PAGE))


def test_it_shows_what_was_wrong_with_why() -> None:
    old = finished(wrong=1)
    item = Attempt.objects.get().items.select_related("version").get(position=1)
    page = text_of(client_of(old.learner).get(PAGE))
    assert "Dit had je de vorige keer niet goed" in page
    assert item.version.content["explanation"][:60] in page
    assert page.count("Dit is waarom:") == 1


def test_all_right_is_nothing_to_show() -> None:
    page = text_of(client_of(finished().learner).get(PAGE))
    assert "niet goed" not in page


def test_the_last_attempt_counts() -> None:
    enrollment = make_enrollment(make_learner())
    read_all(enrollment)
    take_quiz(enrollment, wrong=6)
    take_quiz(enrollment)
    assert "niet goed" not in text_of(client_of(enrollment.learner).get(PAGE))


def test_an_attempt_that_is_open_is_not_explained(saar: Loaded) -> None:
    """Only what was handed in is told, and of a new attempt nothing is."""
    old = finished(wrong=1)
    fresh = begin(old, saar.edition)
    client = client_of(old.learner)
    before = text_of(client.get(PAGE))
    client.post(f"/leren/saar/toets/{quiz_of(fresh).slug}/")
    assert Attempt.objects.open().get().enrollment == fresh
    assert text_of(client.get(PAGE)) == before


def test_a_question_that_changed_is_not_explained_by_old_words() -> None:
    old = finished(wrong=1)
    item = Attempt.objects.get().items.select_related("version").get(position=1)
    edit_question(Question.objects.get(key=item.version.question_key), explanation="Nu is het anders.")
    release("minor")
    page = text_of(client_of(old.learner).get(PAGE))
    assert "Deze vraag is sindsdien veranderd." in page
    assert item.version.content["explanation"][:60] not in page and "Nu is het anders." not in page


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"] == f"/inloggen/?next={PAGE}"


def test_nobody_else_has_a_refresher(saar: Loaded) -> None:
    finished()
    for learner in (make_learner(), make_enrollment(make_learner()).learner):
        client = client_of(learner)
        assert client.get(PAGE).status_code == client.post(PAGE).status_code == 404
    assert client_of(make_learner()).get("/leren/bestaat-niet/opnieuw/opfrissen/").status_code == 404


def test_a_closed_course_cannot_be_begun_again(saar: Loaded) -> None:
    old = finished()
    course = saar.edition.course
    type(course).objects.filter(pk=course.pk).update(archived_at=NOW)
    client = client_of(old.learner)
    assert client.get(PAGE).status_code == client.post(PAGE).status_code == 404


def queries(learner: Learner) -> int:
    client = client_of(learner)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as found:
        assert client.get(PAGE).status_code == 200
    return len(found)


def test_it_costs_the_same_however_much_changed(saar: Loaded) -> None:
    few = queries(finished(wrong=1).learner)
    other_words()
    add_screen()
    release("major")
    many = finished(wrong=2)
    assert few == queries(many.learner) <= 12
