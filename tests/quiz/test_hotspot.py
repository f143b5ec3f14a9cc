"""Places in a picture: inside is exact, and clicks and the list score the same (docs: quiz research §2.6)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quiz import Area, Hotspot, InvalidQuestion, InvalidResponse, Response, parse_question
from tests.quiz import samples
from tests.quiz.strategies import QUICK

BOW = [10, 10, 50, 10, 10, 50, 50, 50]  # two triangles that meet in the middle
STAR = [50, 0, 80, 100, 0, 40, 100, 40, 20, 100]  # winds around its middle twice


def question(**extra: object) -> Hotspot:
    """Two right places, one wrong one, three markers at most."""
    parsed = parse_question(samples.hotspot(**extra))
    assert isinstance(parsed, Hotspot)
    return parsed


def area(shape: str, coords: list[int]) -> Area:
    return Area(id="a", label="a", shape=shape, coords=tuple(coords), correct=True)


@pytest.mark.parametrize(
    ("shape", "coords", "inside", "outside"),
    [
        ("rectangle", [10, 20, 30, 40], [(10, 20), (30, 40), (20, 30), (10, 40)], [(9, 20), (31, 40), (20, 41)]),
        ("circle", [50, 50, 5], [(50, 50), (55, 50), (53, 54), (46, 47)], [(56, 50), (54, 54)]),
        ("polygon", [0, 0, 40, 0, 0, 40], [(0, 0), (20, 20), (20, 0), (1, 1), (0, 40)], [(21, 20), (41, 0)]),
        ("polygon", [0, 0, 0, 40, 40, 0], [(0, 0), (20, 20), (1, 1)], [(21, 20)]),
        ("polygon", BOW, [(30, 11), (30, 49), (30, 30), (20, 20)], [(11, 30), (49, 30)]),
        ("polygon", STAR, [(50, 60), (50, 1)], [(20, 20), (50, 90)]),
    ],
)
def test_an_edge_counts(
    shape: str, coords: list[int], inside: list[tuple[int, int]], outside: list[tuple[int, int]]
) -> None:
    assert [point for point in inside if not area(shape, coords).holds(point)] == []
    assert [point for point in outside if area(shape, coords).holds(point)] == []


@QUICK
@given(st.integers(0, 60), st.integers(0, 60))
def test_a_polygon_with_four_right_corners_is_a_rectangle(x: int, y: int) -> None:
    box = area("rectangle", [10, 20, 30, 50])
    for corners in ([10, 20, 30, 20, 30, 50, 10, 50], [10, 50, 30, 50, 30, 20, 10, 20]):
        assert area("polygon", corners).holds((x, y)) == box.holds((x, y))


@pytest.mark.parametrize(
    ("points", "areas", "expected"),
    [
        ([[100, 100], [300, 200]], ["door", "car"], "1.0000000"),
        ([[100, 100]], ["door"], "0.5000000"),
        ([[100, 100], [520, 60]], ["door", "tree"], "0.5000000"),
        ([[100, 100], [300, 200], [520, 60]], ["door", "car", "tree"], "0.6666667"),
        ([[520, 60]], ["tree"], "0.0000000"),
    ],
)
def test_clicks_and_the_list_score_the_same(points: list[list[int]], areas: list[str], expected: str) -> None:
    assert f"{question().grade({'points': points}).fraction:f}" == expected
    assert question().grade({"points": points}) == question().grade({"areas": areas})


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([[100, 100], [101, 101]], "0.5000000"),
        ([[100, 100], [101, 101], [300, 200]], "0.6666667"),
        ([[100, 100], [300, 200], [5, 5]], "0.6666667"),
        ([[5, 5], [6, 6], [7, 7]], "0.0000000"),
    ],
)
def test_a_second_marker_or_one_beside_everything_only_counts(points: list[list[int]], expected: str) -> None:
    assert f"{question().grade({'points': points}).fraction:f}" == expected


def test_a_point_in_two_areas_takes_the_first() -> None:
    low, high = samples.spot("low", [0, 0, 50, 50], correct=False), samples.spot("high", [0, 0, 99, 99])
    assert not question(areas=[low, high]).grade({"points": [[9, 9]]}).is_right
    assert question(areas=[high, low]).grade({"points": [[9, 9]]}).is_right


CLICKED: Response = {"points": [[100, 100], [5, 5]]}


@pytest.mark.parametrize(
    ("data", "standing", "expected"),
    [
        ({"area": ["car", "door"]}, None, {"areas": ["door", "car"]}),
        ({"area": [""]}, {"areas": ["door"]}, None),
        ({}, None, None),
        ({"way": ["points"], "point": ["100,100", "5,5"]}, None, CLICKED),
        ({"way": ["points"], "point": ["100,100"], "area": ["car"]}, None, {"points": [[100, 100]]}),
        ({"way": ["list"], "point": ["100,100"], "area": ["car"]}, None, {"areas": ["car"]}),
        ({"point": ["100,100"], "area": ["car"]}, CLICKED, {"areas": ["car"]}),
        ({"way": ["points"]}, CLICKED, None),
        ({"way": ["list"], "area": ["door"]}, CLICKED, CLICKED),
        ({"way": ["list"]}, CLICKED, None),
        ({"way": ["list"]}, {"points": [[5, 5]]}, {"points": [[5, 5]]}),
        ({"way": ["list"], "area": ["door", "car"]}, CLICKED, {"areas": ["door", "car"]}),
    ],
)
def test_the_way_that_was_used_last_counts(
    data: dict[str, list[str]], standing: Response | None, expected: Response | None
) -> None:
    """A page without JavaScript sends back the list as it showed it: that leaves clicks as they are."""
    assert question().read(data, standing, ()) == expected


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"area": ["nowhere"]}, "unknown_id"),
        ({"area": ["door", "door"]}, "repeated_id"),
        ({"area": ["door", "car", "tree", "bench"]}, "too_many_places"),
        ({"area": ["a"] * 10_000}, "too_many"),
        ({"way": ["points"], "point": ["1,1"] * 4}, "too_many_places"),
        ({"way": ["points"], "point": ["1,1"] * 7}, "too_many"),
        ({"way": ["points"], "point": ["641,1"]}, "outside_picture"),
        ({"way": ["points"], "point": ["-1,1"]}, "unknown_value"),
        ({"way": ["points"], "point": ["1.5,1"]}, "unknown_value"),
        ({"way": ["points"], "point": ["١,1"]}, "unknown_value"),
        ({"way": ["points"], "point": ["1,1\n"]}, "unknown_value"),
        ({"way": ["feet"]}, "unknown_value"),
    ],
)
def test_a_broken_form_gets_a_code(data: dict[str, list[str]], code: str) -> None:
    with pytest.raises(InvalidResponse) as error:
        question().read(data, None, ())
    assert error.value.code == code


@pytest.mark.parametrize(
    ("response", "code"),
    [
        ({"areas": []}, "empty"),
        ({"points": []}, "empty"),
        ({"points": "1,1"}, "malformed"),
        ({"points": [[1]]}, "malformed"),
        ({"points": [[1, True]]}, "malformed"),
        ({"points": [[1, 1.0]]}, "malformed"),
        ({"points": [[1, 361]]}, "outside_picture"),
        ({"points": [[1, 1]], "areas": ["door"]}, "unknown_field"),
        ({"way": "list"}, "malformed"),
    ],
)
def test_a_broken_stored_response_gets_a_code(response: Any, code: str) -> None:
    with pytest.raises(InvalidResponse) as error:
        question().check(response)
    assert error.value.code == code


def with_coords(shape: str, coords: object) -> dict[str, object]:
    return {"areas": [samples.spot("door", coords, shape=shape)]}


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"picture": samples.picture(file="")}, "no_picture"),
        ({"picture": samples.picture(file="certificaten/" + "a" * 64 + ".svg")}, "no_picture"),
        ({"picture": samples.picture(file="edities/../" + "a" * 64 + ".svg")}, "no_picture"),
        ({"picture": samples.picture(width=0)}, "not_in_range"),
        ({"picture": samples.picture(alt=" ")}, "empty"),
        ({"picture": samples.picture(title="x")}, "unknown_field"),
        ({"picture": "edities/x.svg"}, "not_an_object"),
        ({"areas": []}, "too_few"),
        ({"areas": [samples.spot(f"a{i}", [i, 0, 99, 99]) for i in range(13)]}, "too_many"),
        ({"areas": [samples.spot("door", [0, 0, 9, 9], correct=False)]}, "no_correct_area"),
        ({"areas": [samples.spot("door", [0, 0, 9, 9])] * 2}, "repeated_id"),
        ({"clicks": 1}, "too_few_clicks"),
        ({"clicks": 7}, "not_in_range"),
        (with_coords("rectangle", [0, 0, 641, 9]), "outside_picture"),
        (with_coords("rectangle", [-1, 0, 9, 9]), "outside_picture"),
        ({"areas": [samples.spot("in", [0, 0, 9, 9]), samples.spot("out", [0, 0, 9, 361])]}, "outside_picture"),
        (with_coords("circle", [10, 10, 11]), "outside_picture"),
        (with_coords("circle", [635, 300, 6]), "outside_picture"),
        (with_coords("rectangle", [0, 0, 9]), "bad_shape"),
        (with_coords("circle", [50, 50, 5, 5]), "bad_shape"),
        (with_coords("polygon", [0, 0, 9, 9]), "bad_shape"),
        (with_coords("polygon", [0, 0, 9, 9, 0, 9, 1]), "bad_shape"),
        (with_coords("rectangle", [9, 0, 9, 9]), "flat_area"),
        (with_coords("circle", [50, 50, 0]), "flat_area"),
        (with_coords("polygon", [0, 0, 5, 5, 9, 9]), "flat_area"),
        (with_coords("square", [0, 0, 9, 9]), "unknown_value"),
        (with_coords("rectangle", [0, 0, 9, True]), "not_a_number"),
        (with_coords("rectangle", [0, 0, 9, "9"]), "not_a_number"),
        (with_coords("rectangle", "0, 0, 9, 9"), "not_a_list"),
        (with_coords("polygon", [0, 1] * 21), "too_many"),
    ],
)
def test_content_that_nobody_could_answer_is_refused(extra: dict[str, object], code: str) -> None:
    with pytest.raises(InvalidQuestion) as error:
        question(**extra)
    assert error.value.code == code


def test_the_page_gets_markers_and_the_list_but_no_places() -> None:
    view = question().view((), CLICKED)
    assert view["markers"] == [{"number": 1, "x": 100, "y": 100}, {"number": 2, "x": 5, "y": 5}]
    assert [a["chosen"] for a in view["areas"]] == [True, False, False, False]  # type: ignore[attr-defined]
    assert "coords" not in str(view)
    assert "shape" not in str(view)


def test_review_tells_what_was_hit_missed_and_beside() -> None:
    rows = question().review({"points": [[100, 100], [520, 60], [5, 5]]})
    assert [(row.id, row.verdict, row.chosen) for row in rows] == [
        ("door", "right", True),
        ("car", "missed", False),
        ("tree", "wrong", True),
        ("bench", "neutral", False),
        ("", "wrong", True),
    ]
    assert rows[-1].given == "1"
    assert [row.feedback for row in rows] == ["terug door", "", "terug tree", "", ""]
    assert len(question().review({"areas": ["door"]})) == len(question().review(None)) == 4
    assert [a.id for a in question().outlines] == ["door", "car"]
