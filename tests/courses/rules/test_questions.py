"""Which questions are asked and what they count: fixed ones, draws, bands, no right or wrong (DESIGN §5)."""

import pytest

from courses.models import Grade
from courses.services.freezing import CannotFreeze
from tests.courses.conftest import client_of
from tests.courses.pages import text_of
from tests.courses.rules.acts import QUIZ, answer_id, contents, hand_in, question, url
from tests.factories.courses import save
from tests.factories.quizzes import add_question, edit_quiz_course, make_quiz_course, start
from tests.quiz import samples

pytestmark = pytest.mark.django_db


# --- fixed questions and draws ----------------------------------------------------------------------
def test_fixed_questions_and_draws_without_repeats() -> None:
    rows = [add_question(question(number)) for number in range(1, 6)]
    slots = [
        {"type": "fixed", "value": {"question": rows[0].pk}},
        {"type": "draw", "value": {"count": 4, "category": rows[0].category_id}},
    ]
    edition = make_quiz_course([], slots=slots)
    for seed in range(10):
        items = list(start(edition, seed=seed).items.select_related("version"))
        keys = [item.version.question_key for item in items]
        assert keys[0] == rows[0].key
        assert sorted(map(str, keys)) == sorted(str(row.key) for row in rows)


def test_the_order_is_kept_per_attempt() -> None:
    edition = make_quiz_course(contents(5), shuffle_questions=True)
    orders = {tuple(start(edition, seed=seed).items.values_list("version", flat=True)) for seed in range(12)}
    assert len(orders) > 3
    attempt = start(edition, seed=1)
    client = client_of(attempt.learner)
    first = text_of(client.get(url(1)))
    assert first == text_of(client.get(url(1)))


# --- bands ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("right", "words"), [(0, "Begin bij les 1."), (1, "Je bent er bijna."), (2, "Heel knap.")])
def test_the_words_at_the_end_go_with_what_was_reached(right: int, words: str) -> None:
    edition = make_quiz_course(contents())
    bands = [(0, "Begin bij les 1."), (50, "Je bent er bijna."), (100, "Heel knap.")]
    edition = edit_quiz_course(
        bands=[{"type": "band", "value": {"low": low, "text": text}} for low, text in reversed(bands)]
    )
    attempt = start(edition)
    for position in (1, 2):
        save(attempt, position, {"choice": [answer_id(attempt, position, right=position <= right)]})
    hand_in(attempt)
    page = text_of(client_of(attempt.learner).get(f"{QUIZ}uitslag/{attempt.key}/"))
    assert words in page
    assert sum(text in page for _, text in bands) == 1


# --- unscored ---------------------------------------------------------------------------------------
def test_a_question_without_right_and_wrong_is_left_out_of_the_points() -> None:
    attempt = start(make_quiz_course([samples.reflection(), question(1)], pass_mark=100))
    thoughts = attempt.items.get(position=1).version.content["options"]
    save(attempt, 1, {"choice": [thoughts[0]["id"]], "sure": ["3"]})
    save(attempt, 2, {"choice": [answer_id(attempt, 2, right=True)]})
    hand_in(attempt)
    grade = Grade.objects.get()
    assert (grade.score, grade.maximum, grade.passed, grade.fractions) == (1, 1, True, {"2": "1.0000000"})
    page = text_of(client_of(attempt.learner).get(f"{QUIZ}uitslag/{attempt.key}/"))
    assert "Je had 1 van 1 vraag goed." in page
    assert "Bij deze vraag is er geen goed of fout." in page
    assert "100 procent van de punten" in text_of(client_of(attempt.learner).get(QUIZ))


def test_a_quiz_that_may_score_nothing_is_not_released() -> None:
    with pytest.raises(CannotFreeze, match="alleen vragen zonder goed of fout"):
        make_quiz_course([samples.reflection()])
