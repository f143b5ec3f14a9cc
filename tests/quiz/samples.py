"""Question contents for the tests. The scenario has a good way, a detour, a bad way and a critical choice."""

from typing import Any

Content = dict[str, Any]


def common(kind: str, **extra: object) -> Content:
    """Content that every type has."""
    return {
        "schema": 1,
        "type": kind,
        "stem": "Wat doe je?",
        "explanation": "Daarom.",
        "critical": False,
        **extra,
    }


def option(option_id: str, *, correct: bool) -> Content:
    return {
        "id": option_id,
        "text": f"optie {option_id}",
        "correct": correct,
        "feedback": f"terug {option_id}",
    }


def single(**extra: object) -> Content:
    options = [option("a", correct=True), option("b", correct=False), option("c", correct=False)]
    return common("single_choice", **{"options": options, "shuffle": True, **extra})


def multiple(*, right: str = "ab", wrong: str = "cd", **extra: object) -> Content:
    options = [option(i, correct=True) for i in right] + [option(i, correct=False) for i in wrong]
    return common("multiple_response", **{"options": options, "rule": "all_or_nothing", "shuffle": True, **extra})


def true_false(**extra: object) -> Content:
    fields = {"correct": True, "feedback_true": "ja, want", "feedback_false": "nee, want"}
    return common("true_false", **{**fields, **extra})


def ordering(ids: str = "12345", **extra: object) -> Content:
    items = [{"id": i, "text": f"stap {i}"} for i in ids]
    return common("ordering", **{"items": items, "rule": "all_or_nothing", **extra})


def matching(**extra: object) -> Content:
    pairs = (("s1", "c1"), ("s2", "c2"), ("s3", "c1"))
    stems = [{"id": s, "text": f"links {s}", "match": c} for s, c in pairs]
    choices = [{"id": c, "text": f"rechts {c}"} for c in ("c1", "c2", "c3")]
    return common("matching", **{"stems": stems, "choices": choices, **extra})


def way(choice_id: str, to: str | None, points: int = 0, *, critical: bool = False) -> Content:
    text = {"id": choice_id, "text": f"keuze {choice_id}", "feedback": f"terug {choice_id}"}
    return {**text, "next": to, "points": points, "critical": critical}


def node(node_id: str, *ways: Content) -> Content:
    return {"id": node_id, "text": f"situatie {node_id}", "choices": list(ways)}


def scenario(*nodes: Content, **extra: object) -> Content:
    """The best way: good (2) and report (3) = 5; the detour keeps report open: 1 + 3 = 4."""
    story = nodes or (
        node(
            "door",
            way("good", "street", 2),
            way("detour", "street", 1),
            way("fight", "end", 9, critical=True),
        ),
        node("street", way("report", "end", 3), way("leave", None, 0)),
        node("end"),
    )
    return common("scenario", **{"start": story[0]["id"], "nodes": list(story), **extra})


ALL = {
    "single_choice": single(),
    "multiple_response": multiple(),
    "true_false": true_false(),
    "ordering": ordering(),
    "matching": matching(),
    "scenario": scenario(),
}
RIGHT_RESPONSES: dict[str, dict[str, object]] = {
    "single_choice": {"choice": "a"},
    "multiple_response": {"choices": ["a", "b"]},
    "true_false": {"value": True},
    "ordering": {"order": list("12345")},
    "matching": {"pairs": {"s1": "c1", "s2": "c2", "s3": "c1"}},
    "scenario": {"path": ["good", "report"]},
}
