"""Open answers marked by a person: nobody passes before, the result and its mail come with the last one (DESIGN §5)."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from post_office.models import Email

from accounts.models import AuditEvent, Learner, User
from accounts.roles import Role
from accounts.services.merging import merge_guest
from cms.services.rights import grant_rights
from courses.models import Attempt, AttemptItem, Completion, CourseEdition, Grade, Mark
from courses.quiz import InvalidResponse
from courses.services.attempting import standing_answers
from courses.services.grading import submit_attempt
from courses.services.marking import MarkedMeanwhile, NotToMark, OwnAnswer, mark_answer, waiting_answers
from courses.services.outcomes import outcomes_of
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.desk import signed_in, words
from tests.courses.pages import Form, link, post, read_form, soup_of, text_of
from tests.factories.courses import make_editor, make_enrollment, make_learner, read_all, save
from tests.factories.quizzes import make_quiz_course, start
from tests.quiz.samples import open_text, true_false

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
ANSWER = "Ik blijf erbij.\nIk bel <b>112</b>."
FULL, HALF, NONE = (2, 1), (1, 0), (0, 0)  # points of the two lines of the rubric
LIST = "/beheer/toetsen/nakijken/"


@pytest.fixture(autouse=True)
def the_next_day() -> Iterator[None]:
    """The pages mark after everything that the tests mark by themselves."""
    with time_machine.travel(LATER + timedelta(hours=2), tick=False):
        yield


@pytest.fixture
def edition() -> CourseEdition:
    """A quiz of one open question, to pass with three quarters."""
    return make_quiz_course([open_text()], pass_mark=75)


@pytest.fixture
def chief() -> User:
    grant_rights()
    return make_editor(Role.CHIEF_EDITOR, email="eindredacteur@example.nl")


@pytest.fixture
def colleague() -> User:
    return make_editor(Role.ADMIN, email="beheer@example.nl")


def hand_in(
    edition: CourseEdition, *answers: str, learner: Learner | None = None, at: Any = NOW, read: bool = True
) -> Attempt:
    """Somebody who read everything and handed in these answers, by position; "" is left empty."""
    enrollment = make_enrollment(learner, edition)
    attempt = start(edition, enrollment=enrollment)
    for position, text in enumerate(answers or (ANSWER,), start=1):
        if text:
            save(attempt, position, {"text": [text]})
    if read:
        read_all(enrollment)
    submit_attempt(attempt=attempt, now=at)
    return Attempt.objects.get(pk=attempt.pk)


def lines(attempt: Attempt, position: int = 1) -> list[str]:
    """The ids of the lines of the rubric; none for another type."""
    content = attempt.items.get(position=position).version.content
    return [line["id"] for line in content.get("rubric", [])]


def give(attempt: Attempt, by: User, points: tuple[Any, ...] = FULL, *, position: int = 1, **fields: Any) -> Mark:
    """Marks the standing answer at `position`, with points by line."""
    item = attempt.items.get(position=position)
    values = {"comment": "", "now": LATER, "event": standing_answers(attempt).get(item.pk)}
    values["awarded"] = dict(zip(lines(attempt, position), points, strict=False))
    return mark_answer(**{"item": item, "by": by, **values, **fields})


def filled(attempt: Attempt, points: tuple[Any, ...] = FULL, **fields: str) -> dict[str, str]:
    """The fields of the form, with points by line."""
    named = {f"regel-{line}": str(given) for line, given in zip(lines(attempt), points, strict=True)}
    return {**named, "seen": "0", **fields}


def newest(attempt: Attempt) -> Grade:
    return Grade.objects.filter(attempt=attempt).last()


def page_of(attempt: Attempt, position: int = 1) -> str:
    return reverse("quiz_mark", args=[attempt.key, position])


# --- the service ----------------------------------------------------------------------------------------
def test_nobody_passes_before_a_person_read_it(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition)
    assert (newest(attempt).needs_marking, newest(attempt).passed) == (True, False)
    assert not Completion.objects.exists()
    mark = give(attempt, chief)
    assert (mark.fraction, mark.marked_by, mark.marked_at) == (1, chief, LATER)
    grade = newest(attempt)
    assert (grade.reason, grade.actor, grade.graded_at) == ("marked", chief, LATER)
    assert (grade.needs_marking, grade.passed, grade.score) == (False, True, 1)
    assert Completion.objects.get().enrollment == attempt.enrollment
    assert attempt.grades.count() == 2  # the one of the submit stays


def test_points_make_the_fraction_exactly(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition)
    assert give(attempt, chief, (2, 0)).fraction == Decimal("0.6666667")
    assert not newest(attempt).passed
    assert not Completion.objects.exists()


def test_a_course_that_is_not_read_waits_for_the_reading(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition, read=False)
    give(attempt, chief)
    assert newest(attempt).passed and not Completion.objects.exists()
    read_all(attempt.enrollment)
    assert Completion.objects.exists()


def test_the_result_waits_for_the_last_open_answer(chief: User) -> None:
    attempt = hand_in(make_quiz_course([open_text(), open_text(stem="En dan?")]), "Een", "Twee")
    give(attempt, chief)
    assert newest(attempt).reason == "submit"
    give(attempt, chief, position=2)
    assert (newest(attempt).reason, newest(attempt).score) == ("marked", 2)


def test_empty_open_answers_are_final_at_the_submit(chief: User) -> None:
    edition = make_quiz_course([true_false(), open_text()], pass_mark=50)
    enrollment = make_enrollment(edition=edition)
    attempt = start(edition, enrollment=enrollment)
    save(attempt, 1, {"value": ["true"]})
    save(attempt, 2, {"text": ["Iets"]}, sequence=1)
    save(attempt, 2, {"text": [""]}, sequence=2)  # cleared again
    read_all(enrollment)
    submitted = submit_attempt(attempt=attempt, now=NOW)
    assert (submitted.grade.needs_marking, submitted.grade.passed) == (False, True)
    assert submitted.completion is not None
    assert not waiting_answers(marker=chief).exists()


def test_an_empty_one_beside_an_answered_one_needs_no_mark(chief: User) -> None:
    attempt = hand_in(make_quiz_course([open_text(), open_text(stem="En dan?")]), "", "Twee")
    assert [item.position for item in waiting_answers(marker=chief)] == [2]
    with pytest.raises(NotToMark):
        give(attempt, chief, position=1)
    give(attempt, chief, position=2)
    assert newest(attempt).reason == "marked"


def test_marking_again_counts_and_takes_no_pass_away(edition: CourseEdition, chief: User, colleague: User) -> None:
    attempt = hand_in(edition)
    give(attempt, chief)
    give(attempt, colleague, NONE, now=LATER + timedelta(hours=1))
    assert list(attempt.grades.values_list("reason", "passed")) == [
        ("submit", False), ("marked", True), ("marked", False),
    ]  # fmt: skip
    assert outcomes_of(Attempt.objects.filter(pk=attempt.pk))[0].passed
    assert Completion.objects.count() == 1
    assert Mark.objects.filter(item__attempt=attempt).count() == 2


def test_the_same_again_writes_nothing(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition)
    first = give(attempt, chief, comment="Goed gezien.\r\nDank je. ")
    assert give(attempt, chief, comment="Goed gezien.\nDank je.", seen=0) == first
    assert (Mark.objects.count(), Grade.objects.count()) == (1, 2)
    assert first.comment == "Goed gezien.\nDank je."


def test_the_second_of_two_markers_is_told(edition: CourseEdition, chief: User, colleague: User) -> None:
    attempt = hand_in(edition)
    first = give(attempt, chief, seen=0)
    with pytest.raises(MarkedMeanwhile) as caught:
        give(attempt, colleague, HALF, seen=0)
    assert caught.value.mark == first and Mark.objects.count() == 1
    give(attempt, colleague, HALF, seen=1)
    assert Mark.objects.last().marked_by == colleague


@pytest.mark.parametrize("points", [(3,), (-1,), (True,), ("2",)])
def test_points_that_the_rubric_does_not_have(edition: CourseEdition, chief: User, points: Any) -> None:
    attempt = hand_in(edition)
    with pytest.raises(InvalidResponse):
        give(attempt, chief, points)
    with pytest.raises(InvalidResponse):
        give(attempt, chief, awarded={"weg": 1})
    assert not Mark.objects.exists()


def test_only_what_was_handed_in_and_stands(edition: CourseEdition, chief: User) -> None:
    attempt = start(edition)
    old = save(attempt, 1, {"text": ["Eerst"]}, sequence=1).event
    save(attempt, 1, {"text": ["Daarna"]}, sequence=2)
    with pytest.raises(NotToMark):
        give(attempt, chief)
    submit_attempt(attempt=attempt, now=NOW)
    save(attempt, 1, {"text": ["Te laat"]}, sequence=3, now=LATER)
    late = AttemptItem.objects.get().answers.get(is_late=True)
    for event in (old, late):
        with pytest.raises(NotToMark):
            give(attempt, chief, event=event)
    assert give(attempt, chief).event.response == {"text": "Daarna"}


def test_other_types_and_previews_are_not_marked(chief: User) -> None:
    edition = make_quiz_course([true_false(), open_text()])
    attempt = start(edition)
    save(attempt, 1, {"value": ["true"]})
    save(attempt, 2, {"text": ["Iets"]})
    submit_attempt(attempt=attempt, now=NOW)
    with pytest.raises(NotToMark):
        give(attempt, chief, position=1)
    Attempt.objects.filter(pk=attempt.pk).update(purpose=Attempt.Purpose.PREVIEW)
    assert not waiting_answers(marker=chief).exists()
    with pytest.raises(NotToMark):
        give(attempt, chief, position=2)


def test_nobody_marks_his_own_answer(edition: CourseEdition, chief: User, colleague: User) -> None:
    attempt = hand_in(edition, learner=Learner.objects.create(user=chief))
    with pytest.raises(OwnAnswer):
        give(attempt, chief)
    assert not waiting_answers(marker=chief).exists()
    assert waiting_answers(marker=colleague).exists()
    assert signed_in(chief).get(page_of(attempt)).status_code == 404


def test_every_mark_leaves_a_trace_without_the_answer(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition)
    mark = give(attempt, chief, comment="Mooi.")
    event = AuditEvent.objects.get(verb="quiz.answer_marked")
    assert (event.actor, event.object_key, event.at) == (chief, str(mark.pk), LATER)
    assert event.detail == {"attempt": str(attempt.key), "position": 1, "final": True}


# --- the mail -------------------------------------------------------------------------------------------
def test_the_learner_gets_one_mail(edition: CourseEdition, chief: User, settings: Any) -> None:
    attempt = hand_in(edition, learner=make_learner(email="fatma@example.nl"))
    give(attempt, chief)
    give(attempt, chief, HALF)
    mail = Email.objects.filter(subject="Je open vraag is nagekeken: Proefcursus").get()
    path = f"/leren/proef/toets/toets/uitslag/{attempt.key}/"
    assert mail.to == ["fatma@example.nl"]
    assert f"{settings.ACADEMIE_URL}{path}" in mail.message
    assert f'href="{settings.ACADEMIE_URL}{path}"' in mail.html_message
    assert "Hallo Đorđe O’Brien," in mail.message
    assert client_of(attempt.learner).get(path).status_code == 200


def test_no_mail_before_the_last_open_answer(chief: User) -> None:
    edition = make_quiz_course([open_text(), open_text(stem="En dan?")], pass_mark=100)
    attempt = hand_in(edition, "Een", "Twee", learner=make_learner(email="fatma@example.nl"))
    give(attempt, chief, HALF)
    assert not Email.objects.exists()
    give(attempt, chief, HALF, position=2)
    assert Email.objects.count() == 1


def test_a_guest_has_no_address(edition: CourseEdition, chief: User) -> None:
    give(hand_in(edition), chief, HALF)
    assert not Email.objects.exists()


def test_who_signed_in_meanwhile_is_found(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition)
    target = make_learner(email="fatma@example.nl")
    merge_guest(guest=attempt.learner, user=target.user, now=NOW)
    give(attempt, chief)
    assert Email.objects.filter(to="fatma@example.nl", subject__startswith="Je open vraag").exists()
    assert Completion.objects.get().enrollment.learner == target


def test_the_learner_reads_the_comment(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition)
    address = f"/leren/proef/toets/toets/uitslag/{attempt.key}/"
    client = client_of(attempt.learner)
    assert "Een mens leest" in text_of(client.get(address))
    give(attempt, chief, comment="Je bleef erbij. Goed.")
    text = text_of(client.get(address))
    assert "Gehaald" in text and "Je bleef erbij. Goed." in text


# --- the pages ------------------------------------------------------------------------------------------
def test_the_list_has_no_names_and_the_oldest_first(edition: CourseEdition, chief: User) -> None:
    young = hand_in(edition, learner=make_learner(email="fatma@example.nl"), at=NOW)
    old = hand_in(edition, at=NOW - timedelta(days=2))
    response = signed_in(chief).get(LIST)
    text = words(response)
    assert "Er wachten 2 antwoorden" in text and "Proefcursus" in text
    assert "O’Brien" not in text and "fatma" not in text
    links = [a["href"] for a in soup_of(response).select("td.title a")]
    assert links == [page_of(old), page_of(young)]


def test_one_answer_is_shown_as_it_was_typed(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition)
    response = signed_in(chief).get(page_of(attempt))
    html = response.content.decode()
    assert "Ik blijf erbij.<br>Ik bel &lt;b&gt;112&lt;/b&gt;." in html
    text = words(response)
    for part in (open_text()["stem"], open_text()["model_answer"], *(line["text"] for line in open_text()["rubric"])):
        assert part in text
    assert not soup_of(response).select("input[type=radio][checked]")


def test_saving_goes_on_to_the_next(edition: CourseEdition, chief: User) -> None:
    first, second = hand_in(edition), hand_in(edition, at=LATER)
    client = signed_in(chief)
    data = filled(first, comment="Mooi.")
    assert client.post(page_of(first), data).headers["Location"] == page_of(second)
    assert client.post(page_of(second), data).headers["Location"] == LIST
    assert "Er wacht niets" in words(client.get(LIST))
    assert Mark.objects.filter(fraction=1, comment="Mooi.").count() == 2


def test_after_the_last_comes_the_first_that_was_passed_over(edition: CourseEdition, chief: User) -> None:
    first, second = hand_in(edition), hand_in(edition, at=LATER)
    client = signed_in(chief)
    assert link(client.get(page_of(first)), "Sla deze over") == page_of(second)
    assert client.post(page_of(second), filled(second)).headers["Location"] == page_of(first)


def test_the_form_works_as_a_browser_posts_it(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition)
    client = signed_in(chief)
    page = client.get(page_of(attempt))
    form = mark_form(page)
    post(client, form, "Bewaar en volgende", **filled(attempt, (1, 1), comment="Bijna."))
    assert list(Mark.objects.get().awarded.values()) == [1, 1]
    again = client.get(page_of(attempt))
    chosen = [radio["value"] for radio in soup_of(again).select("input[type=radio][checked]")]
    assert chosen == ["1", "1"] and "Bijna." in words(again)


def mark_form(response: Any) -> Form:
    """The form of the page; the sidebar has one of its own."""
    form = soup_of(response).find("main").find("form", method="post")
    return read_form(form, response.wsgi_request.path)


@pytest.mark.parametrize("wrong", [(2, ""), (2, "9"), (2, "x"), "a" * 1501])
def test_mistakes_keep_what_was_filled_in(edition: CourseEdition, chief: User, wrong: Any) -> None:
    attempt = hand_in(edition)
    is_text = isinstance(wrong, str)
    data = filled(attempt, FULL if is_text else wrong, comment=wrong if is_text else "Dit typte ik.")
    response = signed_in(chief).post(page_of(attempt), data)
    assert response.status_code == 400 and not Mark.objects.exists()
    soup = soup_of(response)
    assert soup.find(id=f"id_regel-{lines(attempt)[0]}_2").has_attr("checked")
    assert soup.select_one("textarea").text.strip() == data["comment"]
    assert "Het is nog niet bewaard." in words(response)
    assert len(soup.select(".mark-error")) == 1


def test_the_second_marker_reads_a_sentence_and_may_save_again(
    edition: CourseEdition, chief: User, colleague: User
) -> None:
    attempt = hand_in(edition)
    give(attempt, colleague, HALF, comment="Van een ander")
    client = signed_in(chief)
    response = client.post(page_of(attempt), filled(attempt, comment="Van mij"))
    assert response.status_code == 409 and Mark.objects.count() == 1
    assert "Iemand anders was net eerder." in words(response) and "1 van de 3 punten" in words(response)
    form = mark_form(response)
    assert form.fields["seen"] == ["1"] and soup_of(response).select_one("textarea").text.strip() == "Van mij"
    post(client, form, "Bewaar en volgende", comment="Van mij")
    assert Mark.objects.last().fraction == 1


@pytest.mark.parametrize("seen", ["", "x", "²", "-1", "9" * 30])
def test_a_made_up_number_of_marks_does_no_harm(edition: CourseEdition, chief: User, seen: str) -> None:
    attempt = hand_in(edition)
    assert signed_in(chief).post(page_of(attempt), filled(attempt, seen=seen)).status_code == 302


def test_what_was_marked_last_can_be_opened_again(edition: CourseEdition, chief: User) -> None:
    attempt = hand_in(edition)
    give(attempt, chief)
    response = signed_in(chief).get(LIST)
    assert "Laatst nagekeken" in words(response) and "Iris de Vries" in words(response)
    assert [a["href"] for a in soup_of(response).select("td.title a")] == [page_of(attempt)]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REGISTRAR, Role.CERTIFIER])
def test_only_judges_mark(edition: CourseEdition, role: Role) -> None:
    attempt = hand_in(edition)
    grant_rights()
    client = signed_in(make_editor(role, email="ander@example.nl"))
    for address in (LIST, page_of(attempt)):
        assert client.get(address).status_code == 302
    client.post(page_of(attempt), filled(attempt))
    assert not Mark.objects.exists()
    assert reverse("quiz_marking") not in client.get("/beheer/").content.decode()


def test_strangers_sign_in(edition: CourseEdition) -> None:
    assert "inloggen" in Client().get(LIST).headers["Location"]


@pytest.mark.parametrize("rows", [3, 30])
def test_the_pages_cost_the_same(
    edition: CourseEdition, chief: User, rows: int, django_assert_max_num_queries: Any
) -> None:
    attempts = [hand_in(edition) for _ in range(rows)]
    for attempt in attempts[: rows // 3]:
        give(attempt, chief, HALF)
    client = signed_in(chief)
    client.get(LIST)
    with django_assert_max_num_queries(14):
        client.get(LIST)
    with django_assert_max_num_queries(17):
        client.get(page_of(attempts[-1]))
