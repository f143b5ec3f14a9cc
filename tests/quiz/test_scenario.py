"""Walking through a scenario."""

import pytest

from courses.quiz import InvalidResponse, Scenario, parse_question
from tests.quiz import samples
from tests.quiz.samples import node, scenario, way


@pytest.fixture
def story() -> Scenario:
    question = parse_question(samples.scenario())
    assert isinstance(question, Scenario)
    return question


def test_the_start_comes_first(story: Scenario) -> None:
    node = story.current(None)
    assert node is not None
    assert node.id == "door"
    assert story.walked(None) == []


def test_a_choice_leads_on(story: Scenario) -> None:
    node = story.current({"path": ["good"]})
    assert node is not None
    assert node.id == "street"
    assert [(n.id, c.id) for n, c in story.walked({"path": ["good"]})] == [("door", "good")]
    assert not story.is_complete({"path": ["good"]})


def test_a_node_without_choices_is_the_ending(story: Scenario) -> None:
    response = {"path": ["good", "report"]}
    ending = story.ending(response)
    assert story.current(response) is None
    assert ending is not None
    assert ending.id == "end"
    assert story.is_complete(response)


def test_a_choice_can_end_without_an_ending(story: Scenario) -> None:
    response = {"path": ["good", "leave"]}
    assert story.current(response) is None
    assert story.ending(response) is None
    assert story.is_complete(response)


def test_the_maximum_is_the_best_way_without_critical_choices(story: Scenario) -> None:
    assert story.maximum == 5


def test_a_way_that_must_fail_is_worth_nothing() -> None:
    content = samples.scenario(
        samples.node("a", samples.way("trap", "b", 50), samples.way("plain", None, 2)),
        samples.node("b", samples.way("fight", None, 50, critical=True)),
    )
    question = parse_question(content)
    assert isinstance(question, Scenario)
    assert question.maximum == 2
    first, second = question.review({"path": ["trap", "fight"]})
    assert (first.verdict, first.expected) == ("wrong", "keuze plain")
    assert (second.verdict, second.expected) == ("wrong", "")


def test_a_path_off_the_map_is_refused(story: Scenario) -> None:
    for path in (["report"], ["good", "leave", "report"]):
        with pytest.raises(InvalidResponse):
            story.current({"path": path})


def test_the_longest_story_is_quick_to_check() -> None:
    """2^39 ways: only a scorer that looks at nodes instead of ways comes back."""
    nodes = [samples.node(f"n{i}", *(samples.way(f"{i}{s}", f"n{i + 1}", 1) for s in "ab")) for i in range(39)]
    question = parse_question(samples.scenario(*nodes, samples.node("n39")))
    assert isinstance(question, Scenario)
    assert question.maximum == 39
    assert question.grade({"path": [f"{i}a" for i in range(39)]}).fraction == 1


@pytest.mark.parametrize(
    ("standing", "step", "choice", "path"),
    [
        (["good", "leave"], "0", "detour", ["detour"]),  # an old page chooses again from there
        (["good"], "1", "report", ["good", "report"]),
        (["good"], "0", "good", ["good"]),  # the same post twice
        (["good"], "7", "report", ["good", "report"]),
    ],
)
def test_a_page_chooses_from_the_step_it_was_made_for(
    story: Scenario, standing: list[str], step: str, choice: str, path: list[str]
) -> None:
    assert story.read({"step": [step], "choice": [choice]}, {"path": standing}, ()) == {"path": path}


def test_a_step_that_is_no_number_is_refused(story: Scenario) -> None:
    with pytest.raises(InvalidResponse) as refusal:
        story.read({"step": ["-1"], "choice": ["good"]}, None, ())
    assert refusal.value.code == "unknown_value"


def test_a_critical_choice_ends_the_story_and_only_an_ending_may_follow() -> None:
    nodes = [
        node("a", way("mis", "b", critical=True), way("mis-einde", "z", critical=True), way("goed", "b", 2)),
        node("b", way("klaar", None, 1)),
        node("z"),
    ]
    story = parse_question(scenario(*nodes))
    assert story.current({"path": ["mis"]}) is None
    assert story.is_complete({"path": ["mis"]})
    assert story.grade({"path": ["mis"]}).critical_failed
    assert story.ending({"path": ["mis-einde"]}).id == "z"
    assert story.read({"choice": ["klaar"]}, {"path": ["mis"]}, ()) == {"path": ["mis"]}
    assert story.current({"path": ["goed"]}).id == "b"
