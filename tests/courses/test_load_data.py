"""The long past that the platform is measured with: as real as what people do, and the same every time."""

import pytest
from django.core.management import call_command

from accounts.models import Learner
from cms.demo.history import MODELS, add_answers
from courses.models import AnswerEvent, Attempt, Completion
from courses.services.replaying import Replay, replayable
from tests.conftest import NOW
from tests.factories.courses import make_learner, saar_edition

pytestmark = pytest.mark.usefixtures("saar")


def test_a_long_past_is_as_many_answers_as_were_asked_and_all_of_them_replay() -> None:
    added = add_answers(edition=saar_edition(), count=2000, now=NOW)
    assert added == AnswerEvent.objects.count()
    assert 2000 <= added < 2100
    assert Attempt.objects.submitted().count() > MODELS
    assert Learner.objects.filter(user__isnull=True).count() < Attempt.objects.count()
    assert not Completion.objects.exists()
    assert [found.what for found in Replay().run(replayable())] == []


def test_answers_come_on_top_of_a_world_that_is_there() -> None:
    make_learner()
    for _ in range(2):
        call_command("make_load_data", "--answers", "1", verbosity=0)
    assert Attempt.objects.count() == 2 * MODELS
