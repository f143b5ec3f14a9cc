"""Moodle XML, rule by rule (quiz.md §2.2)."""

import pytest

from courses.quiz.interchange import BankItem, read, write
from tests.quiz.interchange.reading import answers, only, options, refused, with_codes

TWO = '<answer fraction="100"><text>ja</text></answer><answer fraction="0"><text>nee</text></answer>'


def quiz(kind: str, body: str, stem: str = "Vraag?") -> str:
    words = f'<name><text>Naam</text></name><questiontext format="html"><text><![CDATA[{stem}]]></text></questiontext>'
    return f'<?xml version="1.0" encoding="UTF-8"?><quiz><question type="{kind}">{words}{body}</question></quiz>'


def answer(share: str, text: str, more: str = "") -> str:
    return f'<answer fraction="{share}" format="plain_text"><text>{text}</text>{more}</answer>'


def test_what_all_questions_have() -> None:
    body = (
        TWO
        + "<generalfeedback format='html'><text>&lt;p&gt;Daarom.&lt;/p&gt;</text></generalfeedback>"
        + "<idnumber>A-1</idnumber><tags><tag><text>brand</text></tag><tag><text>112</text></tag></tags>"
        + "<hint format='html'><text>Denk na.</text></hint><hint format='html'><text></text></hint>"
        + "<defaultgrade>1.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden>"
    )
    (item,) = read(quiz("multichoice", body).encode(), "moodle_xml").items
    assert (item.title, item.idnumber, item.tags, item.place) == ("Naam", "A-1", ("brand", "112"), "Vraag 1")
    assert (item.content["explanation"], item.content["hints"]) == ("Daarom.", ["Denk na."])


def test_a_category_is_for_what_follows() -> None:
    one = quiz("multichoice", TWO).partition("<quiz>")[2].removesuffix("</quiz>")
    way = '<question type="category"><category><text>$course$/top/A//B/C</text></category></question>'
    found = read(f"<quiz>{one}{way}{one}</quiz>".encode(), "moodle_xml")
    assert [item.category for item in found.items] == [(), ("A/B", "C")]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<defaultgrade>2</defaultgrade>", "grade_dropped"),
        ("<penalty>0.5</penalty>", "penalty_dropped"),
        ("<hidden>1</hidden>", "was_hidden"),
        ("<hint><text>a</text></hint>" * 5, "hints_cut"),
        ("<incorrectfeedback format='html'><text>Lees nog eens.</text></incorrectfeedback>", "feedback_dropped"),
        (
            "<generalfeedback><text>a</text><file name='a.png' encoding='base64'>eA==</file></generalfeedback>",
            "pictures_dropped",
        ),
        ("<generalfeedback><text>&lt;img src='a.png'&gt;</text></generalfeedback>", "pictures_dropped"),
    ],
)
def test_what_is_dropped_is_told(body: str, code: str) -> None:
    assert with_codes(quiz("multichoice", TWO + body), "moodle_xml")[1] == [code]


@pytest.mark.parametrize(
    "body",
    [
        "<penalty>0.3300000</penalty>",
        "<correctfeedback format='html'><text>Your answer is correct.</text></correctfeedback>",
    ],
)
def test_what_everybody_has_is_not_told(body: str) -> None:
    only(quiz("multichoice", TWO + body), "moodle_xml")


def test_choices() -> None:
    body = answer("33.33333", "a") + answer("66.66667", "b") + answer("-50", "c")
    content = only(quiz("multichoice", f"<single>false</single><shuffleanswers>0</shuffleanswers>{body}"), "moodle_xml")
    assert options(content) == [("a", "33.3333333"), ("b", "66.6666667"), ("c", "-50")]
    assert (content["rule"], content["shuffle"]) == ("weights", False)
    single = quiz("multichoice", "<single>true</single>" + answer("100", "a") + answer("50", "b"))
    assert options(only(single, "moodle_xml")) == [("a", "100"), ("b", "50")]


def test_true_and_false_are_known_by_their_words() -> None:
    reply = "<feedback><text>{}</text></feedback>"
    right, wrong = answer("100", "false", reply.format("goed")), answer("0", "true", reply.format("mis"))
    content = only(quiz("truefalse", right + wrong + "<penalty>1.0000000</penalty>"), "moodle_xml")
    assert (content["correct"], content["feedback_true"], content["feedback_false"]) == (False, "mis", "goed")
    content, codes = with_codes(quiz("truefalse", answer("100", "waar") + answer("0", "onwaar")), "moodle_xml")
    assert (content["correct"], codes) == (True, ["true_false_guessed"])


def test_matching() -> None:
    pairs = [("a", "1"), ("b", "2"), ("", "3")]
    body = "".join(
        f"<subquestion format='html'><text>{left}</text><answer><text>{right}</text></answer></subquestion>"
        for left, right in pairs
    )
    content = only(quiz("matching", body), "moodle_xml")
    assert [stem["text"] for stem in content["stems"]] == ["a", "b"]
    assert [choice["text"] for choice in content["choices"]] == ["1", "2", "3"]


def test_short_answers() -> None:
    content = only(
        quiz("shortanswer", "<usecase>1</usecase>" + answer("100", "a &lt;b&gt;") + answer("50", "c*")), "moodle_xml"
    )
    assert (content["case_sensitive"], answers(content)) == (True, [("a <b>", "100"), ("c*", "50")])


def test_numbers_with_units() -> None:
    body = answer("100", "5", "<tolerance>0.5</tolerance>") + answer("0", "*", "<feedback><text>mis</text></feedback>")
    units = "".join(
        f"<unit><multiplier>{times}</multiplier><unit_name>{name}</unit_name></unit>"
        for name, times in (("m", "1"), ("cm", "100"), ("uur", "0.0166667"))
    )
    settings = "<unitgradingtype>1</unitgradingtype><unitpenalty>1.0000000</unitpenalty><showunits>0</showunits>"
    content = only(quiz("numerical", f"{body}{settings}<units>{units}</units>"), "moodle_xml")
    assert (answers(content), content["feedback_wrong"]) == ([("5:0.5", "100")], "mis")
    assert (content["unit"], content["unit_required"]) == ("m", True)
    assert content["units"] == [{"name": "cm", "factor": "0.01"}, {"name": "uur", "factor": "60"}]
    without = only(quiz("numerical", f"{body}<showunits>3</showunits><units>{units}</units>"), "moodle_xml")
    assert (without["unit"], without["units"]) == ("", [])


def test_an_essay_gets_a_rubric() -> None:
    plain = only(quiz("essay", ""), "moodle_xml")
    assert [(line["text"], line["points"]) for line in plain["rubric"]] == [("Beoordeling", 10)]
    told = only(quiz("essay", "<graderinfo format='html'><text>Let op 112.</text></graderinfo>"), "moodle_xml")
    assert [(line["text"], line["points"]) for line in told["rubric"]] == [("Let op 112.", 10)]


@pytest.mark.parametrize(
    ("grading", "rule", "codes"),
    [
        ("ALL_OR_NOTHING", "all_or_nothing", []),
        ("-1", "all_or_nothing", []),
        ("RELATIVE_ALL_PREVIOUS_AND_NEXT", "relative_all", []),
        ("4", "relative_all", []),
        ("7", "relative_all", ["order_rule_changed"]),
        ("ABSOLUTE_POSITION", "relative_all", ["order_rule_changed"]),
    ],
)
def test_ordering(grading: str, rule: str, codes: list[str]) -> None:
    body = answer("1", "a") + answer("2", "b") + answer("3", "c")
    content, told = with_codes(quiz("ordering", f"<gradingtype>{grading}</gradingtype>{body}"), "moodle_xml")
    assert (content["rule"], told, len(content["items"])) == (rule, codes, 3)


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("description", "", "description"),
        ("cloze", "", "unknown_type"),
        ("calculated", "", "unknown_type"),
        ("ddmarker", "", "unknown_type"),
        ("multichoice", "", "no_right_answer"),
        ("multichoice", answer("100", "a"), "too_few_parts"),
        ("multichoice", answer("veel", "a") + answer("0", "b"), "weight_not_number"),
        ("numerical", answer("100", "1,5"), "not_a_number"),
        ("truefalse", answer("100", "true"), "too_few_parts"),
        ("multichoice", "".join(answer("0", f"a{n}") for n in range(200)), "too_many_parts"),
    ],
)
def test_what_we_cannot_hold_is_skipped(kind: str, body: str, code: str) -> None:
    assert refused(quiz(kind, body), "moodle_xml") == code


def test_units_go_out_as_moodle_means_them() -> None:
    content = only(quiz("numerical", answer("100", "5")), "moodle_xml") | {
        "unit": "m",
        "units": [{"name": "km", "factor": "1000"}, {"name": "voet", "factor": "0.3048"}],
    }
    data, problems = write([BankItem(title="a", content=content)], "moodle_xml")
    assert b"<multiplier>0.001</multiplier>" in data
    assert [problem.code for problem in problems] == []
    assert read(data, "moodle_xml").items[0].content["units"] == content["units"]
