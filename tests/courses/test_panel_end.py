"""A panel that ends: closing, opening again, what goes at once, what may still be read (DESIGN §4)."""

from datetime import UTC, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Learner, User
from courses.models import (
    Attempt,
    Course,
    Enrollment,
    EnrollmentEdition,
    PanelMember,
    PanelReview,
    PracticeAnswer,
    Purpose,
    ScreenPass,
    Trial,
)
from courses.services.panel_judging import give_verdict, write_comment
from courses.services.panel_reading import question_order
from courses.services.panels import (
    REMEMBERED,
    Invitee,
    PanelRefused,
    add_members,
    close_panel,
    end_of,
    extend_panel,
)
from courses.services.reading import edition_content
from courses.services.releasing import release_candidate
from courses.services.trials import LIFETIME, remove_expired
from tests.conftest import NOW
from tests.courses.desk import signed_in, words
from tests.courses.pages import text_of
from tests.factories.courses import make_enrollment, read_all, take_quiz
from tests.factories.panels import WEEK, make_panel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
LIST = "/beheer/redactie/panels/"
LAST = NOW.astimezone(UTC) + WEEK + REMEMBERED  # in UTC: in between the clock goes forward
LATE = NOW + WEEK + LIFETIME + timedelta(days=30)


@pytest.fixture
def panel(editor: User) -> tuple[PanelReview, PanelMember, str]:
    """A panel with Sam, who wrote and judged; the address of his page."""
    review, people = make_panel(by=editor)
    member, token = people["Sam"]
    content = edition_content(review.edition)
    write_comment(member=member, part="lesson", part_key=content.lessons[0].key, text="Mooi begin.", now=NOW)
    write_comment(member=member, part="question", part_key=question_order(content)[1], text="Te flauw.", now=NOW)
    give_verdict(member=member, verdict="good", reason="Het is duidelijk.", now=NOW)
    return review, member, f"/panel/{token}/"


def test_closing_and_opening_again(editor: User, panel: Any) -> None:
    review, member, home = panel
    client, url = signed_in(editor), f"{LIST}{review.key}/"
    text = words(client.post(f"{url}sluiten/", follow=True))
    assert "Het panel is gesloten." in text
    assert "Gesloten op 21 november 2026." in text
    assert "Dit panel is gesloten op 21 november 2026" in words(Client().get(home))
    assert "Dit panel is al gesloten." in words(client.post(f"{url}sluiten/", follow=True))
    with pytest.raises(PanelRefused):
        add_members(review=review, invitees=[Invitee("Ans")], by=editor, now=NOW)
    refused = words(client.post(f"/beheer/redactie/panels/leden/{member.key}/link/", follow=True))
    assert "Kies eerst een nieuwe datum." in refused
    response = client.post(f"{url}datum/", {"last_day": "2026-11-01"})
    assert response.status_code == 400
    assert "Kies vandaag of een dag die nog moet komen." in words(response)
    text = words(client.post(f"{url}datum/", {"last_day": "2026-11-21"}, follow=True))
    assert "Open tot en met zaterdag 21 november 2026." in text
    assert "Verander mijn oordeel" in words(Client().get(home))


@pytest.mark.parametrize("after", [timedelta(hours=1), LIFETIME + timedelta(days=30), REMEMBERED - timedelta(hours=1)])
def test_a_member_reads_back_what_he_wrote(panel: Any, after: timedelta) -> None:
    _review, _member, home = panel
    with time_machine.travel(NOW + WEEK + after, tick=False):
        remove_expired(now=timezone.now())
        text = text_of(Client().get(home))
    for told in (
        "Dit panel is gesloten op 28 november 2026", "Dank je wel, Sam de Vries.", "Jouw oordeel: goed",
        "Het is duidelijk.", "Les 1: Een betere les Mooi begin.", "Te flauw.", "Tot 27 mei 2027 kun je",
    ):  # fmt: skip
        assert told in text


def test_who_wrote_nothing_reads_whom_to_call(editor: User) -> None:
    review, people = make_panel(by=editor)
    close_panel(review=review, by=editor, now=NOW)
    text = text_of(Client().get(f"/panel/{people['Noor'][1]}/"))
    assert "Bel of mail dan wie je heeft uitgenodigd." in text
    assert "Wat je erbij schreef" not in text


@pytest.mark.parametrize("path", ["cursussen/proef/", "leren/proef/", "leren/proef/les/", "leren/proef/toets/toets/"])
def test_the_course_closes_with_the_panel(editor: User, panel: Any, path: str) -> None:
    review, _member, home = panel
    client = Client()
    assert client.get(f"{home}{path}", follow=True).redirect_chain[-1:] != [(home, 302)]
    close_panel(review=review, by=editor, now=NOW)
    assert client.get(f"{home}{path}").headers["Location"] == home
    before = Attempt.objects.count()
    page = client.post(f"{home}{path}", follow=True)
    assert "Het panel is gesloten. Dit is niet meer bewaard." in text_of(page)
    answer = client.post(f"{home}{path}", headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.json()) == (410, {"error": "Het panel is gesloten. Dit is niet meer bewaard."})
    assert Attempt.objects.count() == before


def test_after_a_day_the_work_goes_and_the_words_stay(editor: User, panel: Any) -> None:
    review, member, home = panel
    learner = make_enrollment(edition=Course.objects.get(slug="proef").current)
    read_all(learner)
    take_quiz(learner)
    kept = [model.objects.count() for model in (ScreenPass, Attempt, PracticeAnswer)]
    read_all(member.trial.enrollment)
    take_quiz(member.trial.enrollment)
    assert Attempt.objects.count() == kept[1] + 1
    with time_machine.travel(NOW + WEEK + LIFETIME - timedelta(seconds=1), tick=False):
        assert remove_expired(now=timezone.now()) == 0
        assert Attempt.objects.count() == kept[1] + 1
    with time_machine.travel(NOW + WEEK + LIFETIME, tick=False):
        assert remove_expired(now=timezone.now()) == 0
        assert [model.objects.count() for model in (ScreenPass, Attempt, PracticeAnswer)] == kept
        text = words(signed_in(editor).get(f"{LIST}{review.key}/"))
        for told in ("Mooi begin.", "Het is duidelijk.", "Sam de Vries", "Schreef niets"):
            assert told in text
        assert "Jouw oordeel: goed" in words(Client().get(home))


def test_a_panel_that_opens_again_keeps_its_links(editor: User, panel: Any) -> None:
    review, _member, home = panel
    with time_machine.travel(LATE, tick=False):
        remove_expired(now=LATE)
        extend_panel(review=review, closes_at=LATE + WEEK, by=editor, now=LATE)
        assert "Verander mijn oordeel" in words(Client().get(home))
        assert Client().get(f"{home}leren/proef/les/", follow=True).status_code == 200


def test_in_the_end_the_link_goes_too(panel: Any) -> None:
    with time_machine.travel(LAST - timedelta(seconds=1), tick=False):
        assert Client().get(panel[2]).status_code == 200
    with time_machine.travel(LAST, tick=False):
        assert Client().get(panel[2]).status_code == 404
        assert remove_expired(now=LAST) == 2
    assert not Trial.objects.exists()
    assert not Enrollment.objects.filter(purpose=Purpose.PANEL).exists()
    assert not EnrollmentEdition.objects.filter(reason=Purpose.PANEL).exists()
    assert not Learner.objects.exists()
    assert panel[1].comments.count() == 2


def test_the_day_it_ended(editor: User) -> None:
    review, _people = make_panel(by=editor)
    assert end_of(review).date().isoformat() == "2026-11-28"
    review.closed_at = review.closes_at + timedelta(days=3)
    assert end_of(review).date().isoformat() == "2026-11-28"
    review.closed_at = NOW
    assert end_of(review) == NOW


def test_a_released_candidate_is_judged_no_more(chief: User) -> None:
    review, _ = make_panel(by=chief)
    client, url = signed_in(chief), f"{LIST}{review.key}/"
    release_candidate(edition=review.edition, kind="minor", by=chief, now=NOW)
    close_panel(review=review, by=chief, now=NOW)
    text = words(client.post(f"{url}datum/", {"last_day": "2026-12-05"}))
    assert "Deze editie is al uitgegeven." in text
    assert "Geef deze versie uit" not in text
    assert Course.objects.get(slug="proef").current == review.edition
