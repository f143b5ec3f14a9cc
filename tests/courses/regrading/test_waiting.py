"""Who waited for a person to mark an open answer, when the question is given away."""

import pytest
from post_office.models import Email

from accounts.models import User
from courses.models import AnswerEvent
from courses.services.grading import submit_attempt
from courses.services.marking import mark_answer
from courses.services.regrading import preview_regrade, regrade, resume_regrades
from tests.conftest import NOW
from tests.courses.regrading.moments import LATER
from tests.factories.corrections import WHY, choices, first_version, newest, scores
from tests.factories.courses import make_enrollment, make_learner, save
from tests.factories.quizzes import make_quiz_course, start
from tests.quiz import samples

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("pass_mark", [50, 100])
def test_who_waits_no_longer_gets_one_mail(by: User, pass_mark: int) -> None:
    edition = make_quiz_course([samples.open_text(), choices()], pass_mark=pass_mark)
    learner = make_learner(email="fatma@example.nl")
    attempt = start(edition, enrollment=make_enrollment(learner, edition))
    save(attempt, 1, {"text": ["Ik bel 112."]})
    submit_attempt(attempt=attempt, now=NOW)
    assert newest(attempt).needs_marking
    version = first_version(edition)
    regrade(version=version, mode="full", corrected=None, reason=WHY, by=by, now=LATER, at_once=0)
    assert not Email.objects.exists()
    assert resume_regrades(now=LATER) == 1
    assert scores(attempt)[1:] == [("regrade", "1.00", pass_mark == 50)]
    mail = Email.objects.get()
    assert (mail.to, mail.subject) == (["fatma@example.nl"], "Je open vraag is nagekeken: Proefcursus")
    assert f"/uitslag/{attempt.key}/" in mail.message
    event = AnswerEvent.objects.get()
    mark_answer(item=event.item, event=event, awarded={}, comment="", by=by, now=LATER)
    assert Email.objects.count() == 1


def test_who_did_not_wait_or_still_waits_gets_no_mail(by: User) -> None:
    edition = make_quiz_course([samples.open_text(), choices()])
    learner = make_learner(email="fatma@example.nl")
    enrollment = make_enrollment(learner, edition)
    for text in ("", "Ik bel 112."):
        attempt = start(edition, enrollment=enrollment)
        save(attempt, 1, {"text": [text]})
        submit_attempt(attempt=attempt, now=NOW)
    regrade(
        version=edition.questions.get(type="single_choice"), mode="full", corrected=None, reason=WHY, by=by, now=LATER
    )
    assert newest(attempt).needs_marking
    assert not Email.objects.exists()


def test_who_waits_for_a_person_is_counted(by: User) -> None:
    edition = make_quiz_course([choices(), samples.open_text()])
    attempt = start(edition)
    save(attempt, 2, {"text": ["Ik bel 112."]})
    submit_attempt(attempt=attempt, now=NOW)
    preview = preview_regrade(version=first_version(edition), mode="full", corrected=None)
    assert (preview.unmarked, preview.rise, preview.passes) == (1, 1, 0)
