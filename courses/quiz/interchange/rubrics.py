"""The rubric of an open question as lines of text that a person can read too."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from courses.quiz.interchange.contents import Own
from courses.quiz.interchange.items import one_line
from courses.quiz.types.open_text import MAX_LINES, MAX_POINTS

NO_RUBRIC = [{"id": "r1", "text": "Beoordeling", "points": MAX_POINTS}]
MODEL_ANSWER = "Voorbeeld van een goed antwoord:"

_LINE = re.compile(r"(.+) \(([0-9]{1,2}) (?:punt|punten)\)")


def open_text(guide: str) -> Own:
    """Read what the person who marks gets to see: lines as `guide_of` writes them, or any text."""
    lines, _, model = guide.partition(MODEL_ANSWER)
    rubric = rubric_from([line for line in lines.split("\n") if line.strip()])
    if rubric is None:
        return {"type": "open_text", "rubric": [{**NO_RUBRIC[0], "text": guide.strip()}], "model_answer": ""}
    return {"type": "open_text", "rubric": rubric, "model_answer": model.strip()}


def rubric_from(lines: Sequence[str]) -> list[dict[str, object]] | None:
    """Return the rubric of lines such as "Noemt 112 (2 punten)"; None for other lines."""
    found = [_LINE.fullmatch(line.strip()) for line in lines]
    if not lines:
        return [*NO_RUBRIC]
    if len(lines) > MAX_LINES or not all(line and 1 <= int(line[2]) <= MAX_POINTS for line in found):
        return None
    return [{"id": f"r{n}", "text": line[1], "points": int(line[2])} for n, line in enumerate(found, 1) if line]


def rubric_lines(content: Mapping[str, Any]) -> list[str]:
    """Write the rubric line by line; nothing for the rubric of a question that came without one."""
    if [(line["text"], line["points"]) for line in content["rubric"]] == [("Beoordeling", MAX_POINTS)]:
        return []
    return [f"{one_line(line['text'])} ({_points(line['points'])})" for line in content["rubric"]]


def guide_of(content: Mapping[str, Any]) -> str:
    """Write rubric and model answer for the person who marks."""
    model = [MODEL_ANSWER, content["model_answer"]] if content["model_answer"] else []
    return "\n".join([*rubric_lines(content), *model])


def _points(points: int) -> str:
    return "1 punt" if points == 1 else f"{points} punten"
