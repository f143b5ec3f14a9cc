"""Hypothesis strategies: any valid question, a response to it, and form data of any kind."""

import random
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from courses.quiz import (
    Hotspot,
    Matching,
    MultipleResponse,
    Numeric,
    OpenText,
    Ordering,
    Question,
    Reflection,
    Scenario,
    ShortText,
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


@st.composite
def hotspots(draw: Any) -> samples.Content:
    """Rectangles anywhere, one of them right at least, and room to point at all of them."""
    names = draw(ids)[:6]
    corners = st.tuples(st.integers(0, 300), st.integers(0, 170), st.integers(301, 640), st.integers(171, 360))
    rest = [samples.spot(name, list(draw(corners)), correct=draw(st.booleans())) for name in names[1:]]
    return samples.hotspot(areas=[samples.spot(names[0], [0, 0, 9, 9]), *rest], clicks=6)


multiples = st.builds(
    samples.multiple,
    options=option_lists(one=False),
    rule=st.sampled_from(["all_or_nothing", "right_minus_wrong"]),
)
decimals = st.integers(-(10**9), 10**9).map(lambda number: f"{number / 100:.2f}")
credits = st.sampled_from(["0", "12.5", "33.33333", "100"])
numerics = st.builds(
    lambda value, tolerance, credit, **extra: samples.numeric(
        samples.around("n1", value, tolerance.lstrip("-")), samples.number("n2", "-5", "5.5", credit), **extra
    ),
    decimals,
    decimals,
    credits,
    unit=st.sampled_from(["", "m"]),
    units=st.sampled_from([[], [{"name": "cm", "factor": "0.01"}]]),
)
short_texts = st.builds(
    lambda texts, **extra: samples.short_text(
        *(samples.written(f"t{i}", text) for i, text in enumerate(texts)), **extra
    ),
    st.lists(st.text("aé’* \\", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=12),
    case_sensitive=st.booleans(),
    ignore_diacritics=st.booleans(),
    ignore_spaces=st.booleans(),
)
typed_texts = {
    "numeric": st.sampled_from(["0", "5,5", "-5", "1e3", "12345.67", " 1 000 "]),
    "short_text": st.text("aé’ *\\", max_size=40).map("a{}".format),
}
kinds: list[Callable[[], st.SearchStrategy[samples.Content]]] = [
    lambda: st.builds(samples.single, options=option_lists(one=True), shuffle=st.booleans()),
    lambda: multiples,
    lambda: st.builds(samples.true_false, correct=st.booleans()),
    lambda: st.builds(samples.ordering, ids.map(tuple), rule=st.sampled_from(["all_or_nothing", "relative_all"])),
    matchings,
    lambda: numerics,
    lambda: short_texts,
    scenarios,
    lambda: st.builds(samples.reflection, ids.map(lambda names: names[:6]), ask_sure=st.booleans()),
    hotspots,
    lambda: st.builds(samples.open_text, max_characters=st.integers(100, 4000)),
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
    if isinstance(question, Numeric | ShortText):
        return {"text": draw(typed_texts[question.type])}
    if isinstance(question, Matching):
        keys = st.sampled_from([s.id for s in question.stems])
        return {"pairs": draw(st.dictionaries(keys, st.sampled_from([c.id for c in question.choices]), min_size=1))}
    if isinstance(question, Scenario):
        path: dict[str, object] = draw(paths(question))
        return path
    if isinstance(question, Reflection):
        choice = {"choice": draw(st.sampled_from([o.id for o in question.options]))}
        sure = draw(st.none() | st.integers(1, 4)) if question.ask_sure else None
        return choice if sure is None else choice | {"sure": sure}
    if isinstance(question, Hotspot):
        places = st.tuples(st.integers(0, question.picture.width), st.integers(0, question.picture.height)).map(list)
        listed = st.lists(st.sampled_from([a.id for a in question.areas]), min_size=1, unique=True)
        clicked = st.lists(places, min_size=1, max_size=question.clicks)
        return draw(st.builds(dict, areas=listed) | st.builds(dict, points=clicked))
    if isinstance(question, OpenText):
        return {"text": draw(st.text(st.characters(categories=["L", "P", "Zs"]), max_size=30).map("a{}".format))}
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
    pairs = [f"pair-{known[0]}", "pair-s1", "pair-"]
    names = ["choice", "choices", "value", "order", "move", "restart", "sure", "text", "way", "area", "point", *pairs]
    values = [*known, *moves, "", "true", "1", "points", "1,1", "\0", "a\0"]
    value = st.one_of(st.sampled_from(values), st.text(max_size=90))
    name = st.one_of(st.sampled_from(names), st.text(max_size=8))
    return st.dictionaries(name, st.lists(value, max_size=12), max_size=6)
