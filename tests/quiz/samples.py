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


def thought(option_id: str) -> Content:
    return {"id": option_id, "text": f"keuze {option_id}", "feedback": f"terug {option_id}"}


def reflection(ids: str = "abc", **extra: object) -> Content:
    fields = {"options": [thought(i) for i in ids], "experts": "terug van vakmensen", "ask_sure": True}
    return common("reflection", **{**fields, **extra})


def line(line_id: str, points: int) -> Content:
    return {"id": line_id, "text": f"terug regel {line_id}", "points": points}


def open_text(**extra: object) -> Content:
    fields = {"rubric": [line("r1", 2), line("r2", 1)], "model_answer": "terug voorbeeld", "max_characters": 100}
    return common("open_text", **{**fields, **extra})


def picture(**extra: object) -> Content:
    file = f"edities/{'a' * 64}.svg"
    return {"file": file, "width": 640, "height": 360, "alt": "Een straat in de avond", **extra}


def spot(area_id: str, coords: object, *, shape: str = "rectangle", correct: bool = True) -> Content:
    place = {"shape": shape, "coords": coords, "correct": correct}
    return {"id": area_id, "label": f"plek {area_id}", **place, "feedback": f"terug {area_id}"}


def hotspot(**extra: object) -> Content:
    """Right: the door (50..150) and the car around (300, 200); wrong: the tree around (520, 60) and the bench."""
    areas = [
        spot("door", [50, 50, 150, 150]),
        spot("car", [300, 200, 40], shape="circle"),
        spot("tree", [500, 100, 540, 100, 520, 40], shape="polygon", correct=False),
        spot("bench", [600, 300, 640, 360], correct=False),
    ]
    return common("hotspot", **{"picture": picture(), "areas": areas, "clicks": 3, **extra})


def number(answer_id: str, low: str, high: str, credit: str = "100") -> Content:
    bounds = {"kind": "range", "low": low, "high": high}
    return {"id": answer_id, **bounds, "credit": credit, "feedback": f"terug {answer_id}"}


def around(answer_id: str, value: str, tolerance: str = "0", credit: str = "100") -> Content:
    bounds = {"kind": "tolerance", "value": value, "tolerance": tolerance}
    return {"id": answer_id, **bounds, "credit": credit, "feedback": f"terug {answer_id}"}


def numeric(*answers: Content, **extra: object) -> Content:
    """Compressions a minute: 100 to 120 is right, 90 to 130 half."""
    listed = list(answers) or [number("n1", "100", "120"), number("n2", "90", "130", "50")]
    fields = {"answers": listed, "unit": "", "units": [], "unit_required": False, "feedback_wrong": "terug fout"}
    return common("numeric", **{**fields, **extra})


def written(answer_id: str, text: str, credit: str = "100") -> Content:
    return {"id": answer_id, "text": text, "credit": credit, "feedback": f"terug {answer_id}"}


def short_text(*answers: Content, **extra: object) -> Content:
    """112 is right, with words around it half."""
    listed = list(answers) or [written("t1", "112"), written("t2", "*112*", "50")]
    switches = {"case_sensitive": False, "ignore_diacritics": False, "ignore_spaces": False}
    return common("short_text", **{"answers": listed, **switches, "feedback_wrong": "terug fout", **extra})


ALL = {
    "single_choice": single(),
    "multiple_response": multiple(),
    "true_false": true_false(),
    "ordering": ordering(),
    "matching": matching(),
    "numeric": numeric(),
    "short_text": short_text(),
    "scenario": scenario(),
    "reflection": reflection(),
    "open_text": open_text(),
    "hotspot": hotspot(),
}
RIGHT_RESPONSES: dict[str, dict[str, object]] = {
    "single_choice": {"choice": "a"},
    "multiple_response": {"choices": ["a", "b"]},
    "true_false": {"value": True},
    "ordering": {"order": list("12345")},
    "matching": {"pairs": {"s1": "c1", "s2": "c2", "s3": "c1"}},
    "numeric": {"text": "110"},
    "short_text": {"text": "112"},
    "scenario": {"path": ["good", "report"]},
    "reflection": {"choice": "a", "sure": 3},
    "open_text": {"text": "Ik bel 112 en blijf erbij."},
    "hotspot": {"points": [[100, 100], [300, 200]]},
}
UNSCORED = {"reflection", "open_text"}
SCORED = [kind for kind in ALL if kind not in UNSCORED]
"""Types whose right response scores 1 by itself."""
