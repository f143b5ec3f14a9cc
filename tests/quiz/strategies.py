"""Hypothesis strategies: any valid question, a response to it, and form data of any kind."""

import random
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from courses.quiz import (
    Matching,
    MultipleResponse,
    Ordering,
    Question,
    Scenario,
    SingleChoice,
    parse_question,
)
from tests.quiz import samples

# A busy machine draws slowly; that says nothing about the engine.
QUICK = settings(max_examples=120, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])

ids = st.lists(st.from_regex(r"[a-z0-9._-]{1,6}", fullmatch=True), min_size=3, max_size=8, unique=True)


@st.composite
def option_lists(draw: Any, *, one: bool) -> list[samples.Content]:
    names = draw(ids)
    lucky = draw(st.sampled_from(names))
    return [samples.option(name, correct=name == lucky or (not one and draw(st.booleans()))) for name in names]


@st.composite
def matchings(draw: Any) -> samples.Content:
    choices, stems = draw(ids), draw(ids)
    return samples.matching(
        stems=[{"id": s, "text": f"links {s}", "match": draw(st.sampled_from(choices))} for s in stems],
        choices=[{"id": c, "text": f"rechts {c}"} for c in choices],
    )


@st.composite
def scenarios(draw: Any) -> samples.Content:
    """A chain of nodes whose choices lead forward, to any later node or to the end."""
    size = draw(st.integers(1, 6))
    nodes = [samples.node(f"n{i}", *draw(ways(i, size))) for i in range(size)]
    return samples.scenario(*nodes, samples.node(f"n{size}"))


@st.composite
def ways(draw: Any, place: int, size: int) -> list[samples.Content]:
    forward = samples.way(f"{place}-0", f"n{place + 1}", draw(st.integers(1, 9)))
    targets = st.one_of(st.none(), st.integers(place + 1, size).map("n{}".format))
    more = [
        samples.way(f"{place}-{i}", draw(targets), draw(st.integers(0, 9)), critical=draw(st.booleans()))
        for i in range(1, draw(st.integers(1, 4)))
    ]
    return [forward, *more]


multiples = st.builds(
    samples.multiple,
    options=option_lists(one=False),
    rule=st.sampled_from(["all_or_nothing", "right_minus_wrong"]),
)
kinds: list[Callable[[], st.SearchStrategy[samples.Content]]] = [
    lambda: st.builds(samples.single, options=option_lists(one=True), shuffle=st.booleans()),
    lambda: multiples,
    lambda: st.builds(samples.true_false, correct=st.booleans()),
    lambda: st.builds(samples.ordering, ids.map(tuple), rule=st.sampled_from(["all_or_nothing", "relative_all"])),
    matchings,
    scenarios,
]
questions = st.one_of(*(kind() for kind in kinds)).map(parse_question)


@st.composite
def responses(draw: Any, question: Question) -> dict[str, object]:
    """A valid response, right or wrong."""
    if isinstance(question, SingleChoice):
        return {"choice": draw(st.sampled_from([o.id for o in question.options]))}
    if isinstance(question, MultipleResponse):
        pool = st.sampled_from([o.id for o in question.options])
        return {"choices": draw(st.lists(pool, min_size=1, unique=True))}
    if isinstance(question, Ordering):
        return {"order": draw(st.permutations([i.id for i in question.items]))}
    if isinstance(question, Matching):
        keys = st.sampled_from([s.id for s in question.stems])
        return {"pairs": draw(st.dictionaries(keys, st.sampled_from([c.id for c in question.choices]), min_size=1))}
    if isinstance(question, Scenario):
        path: dict[str, object] = draw(paths(question))
        return path
    return {"value": draw(st.booleans())}


@st.composite
def paths(draw: Any, question: Scenario) -> dict[str, object]:
    response: dict[str, object] | None = None
    steps = draw(st.integers(1, 7))
    while steps and (here := question.current(response)):
        path = [choice.id for _, choice in question.walked(response)]
        response = {"path": [*path, draw(st.sampled_from(here.choices)).id]}
        steps -= 1
    assert response is not None
    return response


def wild_forms(question: Question) -> st.SearchStrategy[dict[str, list[str]]]:
    """Form data with real and invented names, and real, broken and invented values."""
    known = [*question.arrange(random.Random(1)), "s1", "c1", "good"]
    moves = [f"{known[0]}:up", f"{known[0]}:down", ":up", ":"]
    names = ["choice", "choices", "value", "order", "move", "restart", f"pair-{known[0]}", "pair-s1", "pair-"]
    value = st.one_of(st.sampled_from([*known, *moves, "", "true", "1", "\0", "a\0"]), st.text(max_size=90))
    name = st.one_of(st.sampled_from(names), st.text(max_size=8))
    return st.dictionaries(name, st.lists(value, max_size=12), max_size=6)
