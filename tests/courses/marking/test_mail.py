"""What the learner gets of it: one mail with the last open answer, and the comment."""

from typing import Any

import pytest
from post_office.models import Email

from accounts.models import User
from accounts.services.merging import merge_guest
from courses.models import Completion, CourseEdition
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.marking.acts import HALF, give, hand_in
from tests.courses.pages import text_of
from tests.factories.courses import make_learner
from tests.factories.quizzes import make_quiz_course
from tests.quiz.samples import open_text

pytestmark = pytest.mark.django_db


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
