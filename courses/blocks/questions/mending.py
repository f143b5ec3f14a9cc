"""Every rule of the engine that a question breaks, and not only the first: each hole is filled, and reading goes on.

    errors, question = engine_errors(block.content(value))

`question` has "…" where something is missing, so that a preview can show the rest; None when it cannot be shown.
"""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from courses.quiz import InvalidQuestion, Question, parse_question
from courses.quiz.reader import NO_TEXT

__all__ = ["Keys", "engine_errors", "keys_of"]

Keys = tuple[str | int, ...]
Content = dict[str, Any]

MOST = 60
"""Holes to fill: more than any form can have with the limits of the blocks."""
SMALL = {"shape": "rectangle", "coords": [0, 0, 1, 1]}
NO_FILE = {"file": f"edities/{'0' * 64}.svg", "width": 4000, "height": 4000}
NUMBERS = {"tolerance": "0", "factor": "1", "credit": "100", "points": 1, "clicks": 1, "max_characters": 1500}
MOST_CLICKS = 6


def engine_errors(content: Mapping[str, Any]) -> tuple[list[InvalidQuestion], Question | None]:
    """What breaks a rule, in the order of the engine, and the question with its holes filled."""
    mended, found = deepcopy(dict(content)), dict[tuple[str, str], InvalidQuestion]()
    for _turn in range(MOST):
        try:
            question = parse_question(mended)
        except InvalidQuestion as error:
            found.setdefault((error.code, error.path), error)
            before = deepcopy(mended)
            MENDERS.get(error.code, leave)(mended, keys_of(error.path))
            if mended == before:
                break
        else:
            lacks_picture = any(code == "no_picture" for code, _path in found)
            return list(found.values()), None if lacks_picture else question
    return list(found.values()), None


def keys_of(path: str) -> Keys:
    """The path of an error in pieces: "options[2].text" is ("options", 2, "text")."""
    return tuple(int(key) if key.isdigit() else key for key in re.findall(r"[^.\[\]]+", path))


def at(content: Any, keys: Keys) -> Any:
    """What stands there; a text is where a path ends, whatever the engine calls the inside of it."""
    for key in keys:
        if isinstance(content, str):
            break
        content = content[key]
    return content


def put(content: Any, keys: Keys, value: Any) -> None:
    """Writes it there."""
    *way, last = keys
    for key in way:
        if isinstance(content[key], str):
            content[key] = value
            return
        content = content[key]
    content[last] = value


def dots(number: int) -> str:
    """What stands in for a text: no two in a list are the same."""
    return "…" * (number + 1)


def leave(content: Content, keys: Keys) -> None:
    """For what nobody can guess."""


def fill(content: Content, keys: Keys) -> None:
    put(content, keys, dots(sum(key for key in keys if isinstance(key, int))))


def shorten(content: Content, keys: Keys) -> None:
    put(content, keys, at(content, keys)[:30])


def make_readable(content: Content, keys: Keys) -> None:
    put(content, keys, NO_TEXT.sub("", at(content, keys)) or dots(0))


def set_number(content: Content, keys: Keys) -> None:
    put(content, keys, NUMBERS.get(str(keys[-1]), "0"))


def name_step(content: Content, keys: Keys) -> None:
    put(content, keys, f"stap-{keys[1] if len(keys) > 1 else 0}")


def tell_apart(content: Content, keys: Keys) -> None:
    for number, part in enumerate(at(content, keys), start=1):
        name = next(name for name in ("text", "label", "name") if name in part)
        part[name] = f"{part[name]} ({number})"


def add_part(content: Content, keys: Keys) -> None:
    parts = at(content, keys)
    if keys[-1] == "coords":
        at(content, keys[:-1]).update(SMALL)
    elif parts:
        name = next(name for name in ("text", "label") if name in parts[-1])
        parts.append(parts[-1] | {"id": f"nieuw-{len(parts)}", name: dots(len(parts))})


def drop_part(content: Content, keys: Keys) -> None:
    at(content, keys).pop()


def make_one_right(content: Content, keys: Keys) -> None:
    first = at(content, keys)[0]
    if "correct" not in first:
        first["credit"] = "100"
        return
    first["correct"] = True
    first.pop("credit", None)
    if "weight" in first:
        first["weight"] = "100"


def keep_one_right(content: Content, keys: Keys) -> None:
    right = [part for part in at(content, keys) if part["correct"]]
    for part in right[1:]:
        part["correct"] = False


def follow_mark(content: Content, keys: Keys) -> None:
    put(content, keys, "100" if at(content, keys[:-1])["correct"] else "0")


def turn_round(content: Content, keys: Keys) -> None:
    part = at(content, keys[:-1])
    part["low"], part["high"] = part["high"], part["low"]


def end_here(content: Content, keys: Keys) -> None:
    known = {node["id"] for node in content["nodes"]}
    for choice in every_choice(content):
        if choice["next"] not in known:
            choice["next"] = None


def cut_back(content: Content, keys: Keys) -> None:
    """A choice only leads to a later step."""
    order = [node["id"] for node in content["nodes"]]
    for place, node in enumerate(content["nodes"]):
        for choice in node["choices"]:
            if choice["next"] in order[: place + 1]:
                choice["next"] = None


def lead_there(content: Content, keys: Keys) -> None:
    node = at(content, keys)
    choices = content["nodes"][0]["choices"]
    choices.append(new_choice(len(choices), next=node["id"], points=0))


def give_points(content: Content, keys: Keys) -> None:
    if not content["nodes"][0]["choices"]:
        content["nodes"][0]["choices"].append(new_choice(0, next=None, points=1))
    for choice in every_choice(content):
        choice["points"] = 1


def new_choice(number: int, **fields: Any) -> Content:
    return {"id": f"nieuw-{number}", "text": dots(number), "feedback": "", "critical": False, **fields}


def every_choice(content: Content) -> list[Content]:
    return [choice for node in content["nodes"] for choice in node["choices"]]


def name_unit(content: Content, keys: Keys) -> None:
    put(content, keys, "x")


def drop_units(content: Content, keys: Keys) -> None:
    content["units"] = []


def show_unit(content: Content, keys: Keys) -> None:
    content["unit_required"] = False


def forgive(content: Content, keys: Keys) -> None:
    content["critical"] = False


def no_file(content: Content, keys: Keys) -> None:
    """The other rules can be read; nothing can be shown."""
    content["picture"].update(NO_FILE)


def right_area(content: Content, keys: Keys) -> None:
    content["areas"][0]["correct"] = True


def more_clicks(content: Content, keys: Keys) -> None:
    right = [area for area in content["areas"] if area["correct"]]
    for area in right[MOST_CLICKS:]:
        area["correct"] = False
    content["clicks"] = min(len(right), MOST_CLICKS)


def move_inside(content: Content, keys: Keys) -> None:
    for area in content["areas"]:
        area.update(deepcopy(SMALL))


def draw_small(content: Content, keys: Keys) -> None:
    at(content, keys[:-1]).update(deepcopy(SMALL))


MENDERS: dict[str, Callable[[Content, Keys], None]] = {
    "empty": fill,
    "too_long": shorten,
    "forbidden_character": make_readable,
    "not_in_range": set_number,
    "not_a_number": set_number,
    "not_a_percentage": set_number,
    "bad_id": name_step,
    "repeated_text": tell_apart,
    "too_few": add_part,
    "too_many": drop_part,
    "no_correct_option": make_one_right,
    "several_correct_options": keep_one_right,
    "weight_disagrees": follow_mark,
    "low_above_high": turn_round,
    "unknown_node": end_here,
    "loop": cut_back,
    "unreachable_node": lead_there,
    "no_points": give_points,
    "too_many_points": give_points,
    "bad_unit": name_unit,
    "unit_factor": drop_units,
    "no_units": show_unit,
    "critical_unscored": forgive,
    "no_picture": no_file,
    "no_correct_area": right_area,
    "too_few_clicks": more_clicks,
    "outside_picture": move_inside,
    "bad_shape": draw_small,
    "flat_area": draw_small,
}
"""How to go on after an error, by its code; what is not here ends the reading."""
