"""`/panel/<token>/`: what a member sees and says, and that it touches no figure of learners (DESIGN §4, §6)."""

from typing import Any
from uuid import uuid4

import pytest
from django.db.models import Count
from django.test import Client
from post_office.models import Email

from accounts.models import AuditEvent, Learner, User
from accounts.roles import Role
from certificates.models import Certificate
from courses.models import (
    Attempt,
    Completion,
    Course,
    Enrollment,
    ExtraAttempt,
    Grade,
    MoreTime,
    PanelComment,
    PanelMember,
    PanelReview,
    Purpose,
)
from courses.services.panels import close_panel
from courses.services.reading import edition_content
from tests.conftest import NOW
from tests.courses.desk import signed_in
from tests.courses.pages import forms_of, link, only_form, post, soup_of, text_of
from tests.factories.courses import finish_course, make_editor, make_enrollment, read_all, take_quiz
from tests.factories.neighborhood import contents
from tests.factories.panels import make_panel, panel_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def box(response: Any, part: str) -> Any:
    """The comment form for a lesson or a question."""
    return next(form for form in forms_of(response) if form.fields.get("part") == [part])


def test_what_he_reads_first(client: Client, home: str) -> None:
    text = text_of(client.get(home))
    for told in (
        "Proefcursus", "Hallo Sam de Vries.", "Iris de Vries van de redactie vraagt", "zaterdag 28 november",
        "Is dit duidelijk voor een nieuwe beheerder?", "Alleen de redactie leest wat je schrijft, met je naam erbij.",
    ):  # fmt: skip
        assert told in text
    assert "Noor" not in text


def test_an_editor_without_a_name_asks_for_the_desk(client: Client, home: str) -> None:
    User.objects.filter(pk=PanelReview.objects.get().created_by_id).update(name="")
    page = client.get(home)
    assert "Hallo Sam de Vries. De redactie vraagt wat jij van deze cursus vindt." in text_of(page)
    assert [mark for mark in soup_of(page).select("blockquote footer") if not mark.get_text(strip=True)] == []


def test_the_course_with_a_word_at_every_part(client: Client, home: str, member: PanelMember) -> None:
    page = client.get(link(client.get(home), "Les 1: Een betere les"), follow=True)
    assert "Je bekijkt een proef van ‘Proefcursus’" in text_of(page)
    assert link(page, "Terug naar je panel") == home
    page = post(client, box(page, "lesson"), "Bewaar deze opmerking", text="Scherm 2\r\nis te lang.")
    assert page.redirect_chain[-1][0].startswith(f"{home}leren/proef/les/")
    assert "Je opmerking is bewaard." in text_of(page)
    assert member.comments.get().text == "Scherm 2\nis te lang."
    assert "Jij schreef: Scherm 2 is te lang." in text_of(client.get(home))
    page = client.get(link(client.get(home), "Lees de 3 vragen"))
    for told in ("Vraag 1 van 3", "optie b", "dit is goed", "Daarom."):
        assert told in text_of(page)
    page = post(client, only_form(page), "Verder", text="Antwoord b kan ook.")
    assert "Vraag 2 van 3" in text_of(page)
    page = post(client, only_form(page), "Verder")
    assert "keuze fight (9 punten) mag echt niet" in text_of(page)
    page = post(client, only_form(page), "Verder")
    assert page.redirect_chain[-1][0] == f"{home}#toets"
    assert "Bij 1 vraag schreef je iets." in text_of(page)
    assert member.comments.count() == 2
    assert AuditEvent.objects.filter(verb="panel.commented").count() == 2


def test_a_word_at_a_question_of_the_quiz(client: Client, home: str, member: PanelMember) -> None:
    page = client.get(link(client.get(home), "Naar: De toets"))
    page = client.post(only_form(page).action, only_form(page).fields, follow=True)
    key = Attempt.objects.get(purpose=Purpose.PANEL).items.get(position=1).version.question_key
    page = post(client, box(page, "question"), "Bewaar deze opmerking", text="Flauw.")
    assert "Vraag 1 van 3" in text_of(page)
    assert member.comments.get().part_key == key
    page = post(client, box(page, "question"), "Bewaar deze opmerking", text=" ")
    assert "Je opmerking is weggehaald." in text_of(page)
    assert not member.comments.exists()


def test_the_verdict_needs_a_reason_and_may_change(client: Client, home: str, member: PanelMember) -> None:
    def judge(**fields: str) -> Any:
        return client.post(f"{home}oordeel/", fields, follow=True)

    refused = judge(verdict="", reason="Omdat ik het zeg.")
    assert refused.status_code == 400
    assert "Kies eerst een oordeel." in text_of(refused)
    assert "Omdat ik het zeg." in text_of(refused)
    refused = judge(verdict="adjust", reason=" \n")
    assert "Schrijf waarom je dit vindt." in text_of(refused)
    assert soup_of(refused).find("input", value="adjust").has_attr("checked")
    assert judge(verdict="prachtig", reason="x").status_code == judge().status_code == 400
    member.refresh_from_db()
    assert member.judged_at is None
    assert "Jouw oordeel: aanpassen" in text_of(judge(verdict="adjust", reason="Vraag 2 klopt niet."))
    assert "Jouw oordeel: goed" in text_of(judge(verdict="good", reason="Nu wel."))
    member.refresh_from_db()
    assert (member.verdict, member.reason, member.judged_at) == ("good", "Nu wel.", NOW)


@pytest.mark.parametrize("text", ["a" * 2001, "a\0b"])
def test_a_text_that_cannot_be_kept_comes_back(client: Client, home: str, member: PanelMember, text: str) -> None:
    key = edition_content(member.review.edition).lessons[0].key
    data = {"part": "lesson", "part_key": key, "text": text, "next": f"{home}leren/proef/les/"}
    page = client.post(f"{home}opmerking/", data)
    assert page.status_code == 400
    assert only_form(page).tag.textarea.get_text().strip() == text.replace("\0", "")
    assert post(client, only_form(page), "Bewaar deze opmerking", text="Kort.").redirect_chain[0][0] == data["next"]
    page = client.post(f"{home}oordeel/", {"verdict": "good", "reason": text})
    assert page.status_code == 400
    assert soup_of(page).find(id="reason").get_text().strip() == text.replace("\0", "")


def test_two_thousand_signs_with_line_breaks_fit(client: Client, home: str, member: PanelMember) -> None:
    key = edition_content(member.review.edition).lessons[0].key
    text = "\r\n".join(["a" * 99] * 20)  # a browser counts a line break as one sign
    data = {"part": "lesson", "part_key": key, "text": text}
    assert client.post(f"{home}opmerking/", data).status_code == 302
    assert len(member.comments.get().text) == 1999


@pytest.mark.parametrize(
    "fields",
    [
        {"part": "lesson", "part_key": str(uuid4())},
        {"part": "question", "part_key": "lesson"},
        {"part": "screen", "part_key": str(uuid4())},
        {"part": "a\0", "part_key": "a\0" * 99},
        {"part": "lesson", "part_key": "9" * 4000},
        {},
    ],
)
def test_what_has_no_place_in_his_edition(client: Client, home: str, fields: dict[str, str]) -> None:
    response = client.post(f"{home}opmerking/", fields | {"text": "Hier hoort dit niet."})
    assert response.status_code == 400
    assert "Hier hoort dit niet." in text_of(response)
    assert "staat niet in de cursus" in text_of(response)
    assert not PanelComment.objects.exists()


@pytest.mark.parametrize(
    "target", ["https://example.org/", "//example.org/", "/beheer/", "{home}\r\nX: y", "{home}%2e%2e/x/", "\0", ""]
)
def test_he_is_led_back_under_his_own_link_only(client: Client, home: str, member: PanelMember, target: str) -> None:
    key = edition_content(member.review.edition).lessons[0].key
    data = {"part": "lesson", "part_key": key, "text": "Goed.", "next": target.format(home=home)}
    response = client.post(f"{home}opmerking/", data)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(home)
    assert "%2e" not in response.headers["Location"]
    assert "X" not in response.headers


@pytest.mark.parametrize("number", ["0", "4", "99999999999999999999"])
def test_there_is_no_such_question(client: Client, home: str, number: str) -> None:
    assert client.get(f"{home}vraag/{number}/").status_code == 404


def test_every_type_of_question_can_be_read(editor: User, client: Client) -> None:
    _review, people = make_panel(page=panel_page(contents()), by=editor)
    home = f"/panel/{people['Sam'][1]}/"
    for number in range(1, len(contents()) + 1):
        page = client.get(f"{home}vraag/{number}/")
        assert page.status_code == 200
        assert f"Vraag {number} van {len(contents())}" in text_of(page)


def test_after_the_end_he_reads_why_and_keeps_his_words(client: Client, panel: Any, home: str, editor: User) -> None:
    review, people = panel
    member, _ = people["Sam"]
    page = client.get(f"{home}leren/proef/les/", follow=True)
    close_panel(review=review, by=editor, now=NOW)
    response = client.post(box(page, "lesson").action, box(page, "lesson").fields | {"text": "Net te laat."})
    assert response.status_code == 400
    assert "Het panel is gesloten." in text_of(response)
    assert "Net te laat." in text_of(response)
    response = client.post(f"{home}oordeel/", {"verdict": "good", "reason": "Ook te laat."})
    assert "Ook te laat." in text_of(response)
    assert client.get(f"{home}vraag/1/").headers["Location"] == home
    assert "Schrijf een opmerking" not in text_of(client.get(f"{home}leren/proef/les/", follow=True))
    member.refresh_from_db()
    assert (member.verdict, member.comments.count()) == ("", 0)


def test_a_look_writes_nothing(client: Client, home: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for url in (home, f"{home}vraag/1/"):
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        assert {query["sql"].split()[0] for query in captured} <= {"SELECT", "SAVEPOINT", "RELEASE"}


def figures() -> dict[str, Any]:
    """What is counted of learners, of a course that people take."""
    learners = Enrollment.objects.of_learners()
    return {
        "enrollments": learners.count(),
        "halfway": learners.halfway().count(),
        "completions": Completion.objects.count(),
        "certificates": Certificate.objects.count(),
        "attempts": Attempt.objects.filter(purpose=Purpose.LEARNER).count(),
        "grades": Grade.objects.filter(attempt__purpose=Purpose.LEARNER).count(),
        "per course": list(Course.objects.annotate(total=Count("editions")).values_list("current", "current__minor")),
        "mails": Email.objects.count(),
        "accounts": Learner.objects.filter(user__isnull=False).count(),
    }


def test_a_panel_is_in_no_figure_and_finishes_nothing(panel: Any) -> None:
    review, people = panel
    edition = Course.objects.get(slug="proef").current
    make_enrollment(edition=edition)
    before = figures()
    enrollment = people["Sam"][0].trial.enrollment
    read_all(enrollment)
    assert take_quiz(enrollment).grade.passed
    assert Attempt.objects.get(purpose=Purpose.PANEL).enrollment == enrollment
    assert figures() == before
    assert Enrollment.objects.get(pk=enrollment.pk).edition == review.edition


def test_the_foundation_reads_of_learners_only(panel: Any) -> None:
    mine, his = make_enrollment(edition=Course.objects.get(slug="proef").current), panel[1]["Sam"][0].trial.enrollment
    for enrollment, words in ((mine, "Van een deelnemer."), (his, "Van het panel.")):
        ExtraAttempt.objects.create(enrollment=enrollment, quiz_key=uuid4(), number=1, reason=words)
        MoreTime.objects.create(learner=enrollment.learner, percent=100)
    client = signed_in(make_editor(Role.REGISTRAR, email="register@example.nl"))
    page = client.get("/beheer/toetsen/extra-pogingen/").content.decode()
    assert "Van een deelnemer." in page
    assert "Van het panel." not in page
    assert [row.learner for row in client.get("/beheer/toetsen/meer-tijd/").context["page"]] == [mine.learner]


def test_his_own_progress_elsewhere_is_not_touched(saar: Any, home: str) -> None:
    from tests.courses.conftest import client_of

    mine = finish_course()
    client = client_of(mine.learner)
    page = client.get(f"{home}leren/proef/les/", follow=True)
    client.post(box(page, "lesson").action, box(page, "lesson").fields | {"text": "Goed."})
    verder = next(form for form in forms_of(page) if "part" not in form.fields)
    client.post(verder.action, verder.fields)
    assert list(Enrollment.objects.for_learner(mine.learner)) == [mine]
    assert Learner.objects.get(pk=mine.learner.pk).key == mine.learner.key
