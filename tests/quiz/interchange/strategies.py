"""Questions with texts that are full of the signs that formats live by."""

from typing import Any

from hypothesis import strategies as st

from courses.quiz import parse_question
from courses.quiz.interchange import BankItem
from tests.quiz import samples

PIECES = [
    *"ab é{}=~#:\\[]<>&\"';,%/*._$|()?-1",
    *("\n", "->", "//", "%50%", "::", "####", "\\n", "[html]", "[plain]", "<b>", "&amp;", "T", "TRUE", "=%0%"),
    *("\\{", "$CATEGORY:", "@", " ", "±", "t/m", "\u2028", "A) ", "]"),
]


def looks(text: str) -> str:
    return " ".join(text.split())


texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join).map(str.strip).filter(looks)
words = st.just("") | texts
labels = texts.map(looks)
shares = st.sampled_from(["0", "5", "25", "33.3333333", "50", "66.6666667", "100"])
weights = st.sampled_from(["-100", "-50", "-33.3333333", "0", "16.6666667", "50", "100"])
numbers = st.sampled_from(["-3", "-0.5", "0", "0.125", "5", "12.75", "12.125", "1500", "7000000"])


def many(low: int, high: int) -> st.SearchStrategy[list[str]]:
    return st.lists(texts, min_size=low, max_size=high, unique_by=looks)


@st.composite
def options(draw: Any, *, one: bool) -> list[samples.Content]:
    found = draw(many(2, 8))
    lucky = draw(st.integers(0, len(found) - 1))
    return [
        {"id": f"x{n}", "text": t, "correct": n == lucky or (not one and draw(st.booleans())), "feedback": draw(words)}
        for n, t in enumerate(found)
    ]


@st.composite
def singles(draw: Any) -> samples.Content:
    found = draw(options(one=True))
    for option in found:
        if not option["correct"] and draw(st.booleans()):
            option["credit"] = draw(shares.filter(lambda share: share != "0"))
    return samples.common("single_choice", options=found, shuffle=draw(st.booleans()))


@st.composite
def multiples(draw: Any) -> samples.Content:
    found = draw(options(one=False))
    rule = draw(st.sampled_from(["all_or_nothing", "right_minus_wrong", "weights"]))
    if rule == "weights":
        for option in found:
            option["weight"] = draw(weights)
        found[0]["weight"] = "50"
        found = [{**option, "correct": not option["weight"].startswith(("-", "0"))} for option in found]
    return samples.common("multiple_response", options=found, rule=rule, shuffle=draw(st.booleans()))


@st.composite
def true_falses(draw: Any) -> samples.Content:
    return samples.true_false(correct=draw(st.booleans()), feedback_true=draw(words), feedback_false=draw(words))


@st.composite
def orderings(draw: Any) -> samples.Content:
    items = [{"id": f"x{n}", "text": text} for n, text in enumerate(draw(many(3, 8)))]
    return samples.common("ordering", items=items, rule=draw(st.sampled_from(["all_or_nothing", "relative_all"])))


@st.composite
def matchings(draw: Any) -> samples.Content:
    choices = [{"id": f"c{n}", "text": text} for n, text in enumerate(draw(many(2, 6)))]
    ids = st.sampled_from([choice["id"] for choice in choices])
    stems = [{"id": f"s{n}", "text": text, "match": draw(ids)} for n, text in enumerate(draw(many(2, 5)))]
    return samples.common("matching", stems=stems, choices=choices)


@st.composite
def typed(draw: Any, bodies: st.SearchStrategy[dict[str, str]], most: int) -> list[samples.Content]:
    found = draw(st.lists(bodies, min_size=1, max_size=most))
    credits = ["100", *(draw(shares) for _ in found[1:])]
    return [
        {"id": f"a{n}", **body, "credit": credit, "feedback": draw(words)}
        for n, (body, credit) in enumerate(zip(found, credits, strict=True))
    ]


@st.composite
def bounds(draw: Any) -> dict[str, str]:
    if draw(st.booleans()):
        return {"kind": "tolerance", "value": draw(numbers), "tolerance": draw(st.sampled_from(["0", "0.25", "3"]))}
    low, high = sorted([draw(numbers), draw(numbers)], key=float)
    return {"kind": "range", "low": low, "high": high}


@st.composite
def numerics(draw: Any) -> samples.Content:
    units = st.sampled_from([[], [{"name": "cm", "factor": "0.01"}], [{"name": "min", "factor": "60"}]])
    return samples.common(
        "numeric",
        answers=draw(typed(bounds(), 4)),
        unit=draw(st.sampled_from(["", "m"])),
        units=draw(units),
        unit_required=False,
        feedback_wrong=draw(words),
    )


@st.composite
def short_texts(draw: Any) -> samples.Content:
    return samples.common(
        "short_text",
        answers=draw(typed(st.fixed_dictionaries({"text": texts}), 5)),
        case_sensitive=draw(st.booleans()),
        ignore_diacritics=draw(st.booleans()),
        ignore_spaces=False,
        feedback_wrong=draw(words),
    )


@st.composite
def open_texts(draw: Any) -> samples.Content:
    lines = [(looks(text), draw(st.integers(1, 10))) for text in draw(many(1, 4))]
    rubric = [{"id": f"x{n}", "text": text, "points": points} for n, (text, points) in enumerate(lines)]
    return samples.common("open_text", rubric=rubric, model_answer="", max_characters=1500)


contents = st.one_of(
    singles(), multiples(), true_falses(), orderings(), matchings(), numerics(), short_texts(), open_texts()
)


@st.composite
def bank_items(draw: Any) -> BankItem:
    content = {**draw(contents), "stem": draw(texts), "explanation": draw(words)}
    if hints := draw(st.lists(texts, max_size=4)):
        content["hints"] = hints
    return BankItem(
        title=draw(labels),
        content=parse_question(content).to_json(),
        category=tuple(draw(st.lists(labels.filter(lambda name: "$" not in name), max_size=3))),
        idnumber=draw(st.just("") | labels),
        tags=tuple(draw(st.lists(labels, max_size=3, unique=True))),
    )
