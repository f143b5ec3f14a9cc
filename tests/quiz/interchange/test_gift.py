"""GIFT, rule by rule (quiz.md §2.1)."""

import pytest

from courses.quiz.interchange import BankItem, read, write
from tests.quiz.interchange.reading import answers, only, options, refused, with_codes


def test_blank_lines_separate_questions_and_line_ends_do_not_matter() -> None:
    for end in ("\n", "\r\n", "\r"):
        text = end.join(["::een::Kan dit? {T}", "", "  ", "::twee::En", "dit? {F}", "", ""])
        found = read(text.encode(), "gift")
        assert [item.title for item in found.items] == ["een", "twee"]
        assert found.items[1].content["stem"] == "En\ndit?"
        assert [item.place for item in found.items] == ["Regel 1", "Regel 4"]


def test_comments_hold_number_and_tags_and_nothing_else() -> None:
    text = "// [id:A-1] [id:B] [tag:brand] [tag:a\\]b]\nZie je rook? {\n// een opmerking\n=ja ~nee // misschien\n}"
    (item,) = read(text.encode(), "gift").items
    assert (item.idnumber, item.tags) == ("A-1", ("brand", "a]b"))
    assert options(item.content) == [("ja", "100"), ("nee // misschien", "0")]


def test_a_comment_on_its_own_belongs_to_no_question() -> None:
    (item,) = read(b"// [id:A-1]\n\nVraag {T}", "gift").items
    assert (item.idnumber, item.place) == ("", "Regel 3")


def test_a_text_that_looks_like_a_percentage_stays_text() -> None:
    content = only("Vraag {=ja ~%0%%50%korting}")
    assert options(content) == [("ja", "100"), ("%50%korting", "0")]
    data, _ = write([BankItem(title="Vraag", content=content)], "gift")
    assert options(only(data.decode())) == options(content)


@pytest.mark.parametrize(
    ("path", "levels"),
    [
        ("A/B", ("A", "B")),
        ("$course$/top/A//B/C", ("A/B", "C")),
        ("A\\: b", ("A: b",)),
        ("$course$/top", ()),
    ],
)
def test_a_category_is_for_what_follows(path: str, levels: tuple[str, ...]) -> None:
    found = read(f"Eerst {{T}}\n\n$CATEGORY: {path}\n\nDan {{T}}".encode(), "gift")
    assert [item.category for item in found.items] == [(), levels]


def test_a_category_and_its_question_may_forget_the_blank_line() -> None:
    (item,) = read(b"$CATEGORY: A\nDan {T}", "gift").items
    assert (item.category, item.content["stem"]) == (("A",), "Dan")


@pytest.mark.parametrize(
    ("text", "title", "stem"),
    [
        ("::Naam::Vraag {T}", "Naam", "Vraag"),
        ("::Naam Vraag {T}", "Naam Vraag", "Naam Vraag"),
        ("Vraag\\: \\{a\\} \\~ \\= \\# \\\\n \\* {T}", "Vraag: {a} ~ = # \\n \\*", "Vraag: {a} ~ = # \\n \\*"),
        ("een\\ntwee {T}", "een twee", "een\ntwee"),
        ("Je belt {=112 ~113} bij gevaar.", "Je belt _____ bij gevaar.", "Je belt _____ bij gevaar."),
        ("[onbekend] {T}", "[onbekend]", "[onbekend]"),
        ("a < b & c {T}", "a < b & c", "a < b & c"),
        ("een<br>twee &amp; drie {T}", "een twee & drie", "een\ntwee & drie"),
        ("[plain]een<br>twee {T}", "een<br>twee", "een<br>twee"),
        ("[markdown]*een* <b> {T}", "*een* <b>", "*een* <b>"),
        ("[html]<p>een\ntwee</p><p>drie</p> {T}", "een twee drie", "een twee\ndrie"),
        ("x" * 90 + " {T}", "x" * 80, "x" * 90),
    ],
)
def test_names_and_texts(text: str, title: str, stem: str) -> None:
    (item,) = read(text.encode(), "gift").items
    assert (item.title, item.content["stem"]) == (title, stem)


def test_the_last_four_signs_begin_the_explanation() -> None:
    content = only("Vraag {=a#goed ~b#fout#nog ####niet dit #### wel dit}")
    assert content["explanation"] == "wel dit"
    assert [option["feedback"] for option in content["options"]] == ["goed", "fout#nog ####niet dit"]


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("{}", "open_text"),
        ("{####uitleg}", "open_text"),
        ("{>3 ALL VERTICAL ALL_OR_NOTHING SHOW none\na\nb\nc\n}", "ordering"),
        ("{#5}", "numeric"),
        ("{=a ~b}", "single_choice"),
        ("{~%50%a ~%50%b ~%-50%c}", "multiple_response"),
        ("{=a -> 1 =b -> 2}", "matching"),
        ("{T}", "true_false"),
        ("{FALSE#fout}", "true_false"),
        ("{=true}", "short_text"),
        ("{true}", "short_text"),
        ("{een =twee}", "short_text"),
    ],
)
def test_the_block_tells_the_type(block: str, kind: str) -> None:
    assert only(f"Vraag {block}")["type"] == kind


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("{=a ~b ~%33.33333%c}", [("a", "100"), ("b", "0"), ("c", "33.3333333")]),
        ("{~b =a}", [("b", "0"), ("a", "100")]),
        ("{~%50%a ~%50%b ~c}", [("a", "50"), ("b", "50"), ("c", "0")]),
        ("{=a ~%50 procent%b}", [("a", "100"), ("%50 procent%b", "0")]),
    ],
)
def test_weights_of_choices(block: str, expected: list[tuple[str, str]]) -> None:
    assert options(only(f"Vraag {block}")) == expected


@pytest.mark.parametrize(
    ("block", "rule"),
    [
        ("{~%50%a ~%50%b ~%-50%c ~%-50%d}", "right_minus_wrong"),
        ("{~%33.33333%a ~%33.33333%b ~%33.33333%c}", "right_minus_wrong"),
        ("{~%100%a ~%-100%b ~%-100%c}", "all_or_nothing"),
        ("{~%50%a ~%50%b ~%-100%c}", "weights"),
        ("{~%50%a ~%50%b ~c}", "weights"),
        ("{~%75%a ~%25%b ~%-50%c}", "weights"),
    ],
)
def test_our_rules_are_taken_only_when_they_score_the_same(block: str, rule: str) -> None:
    assert only(f"Vraag {block}")["rule"] == rule


def test_a_percentage_after_an_equals_sign_is_text() -> None:
    content, codes = with_codes("Vraag {=%50%a ~b}")
    assert (options(content), codes) == ([("%50%a", "100"), ("b", "0")], ["weight_as_text"])


@pytest.mark.parametrize(
    ("block", "expected", "code"),
    [
        ("{=a =b ~c}", [("a", "100"), ("b", "100"), ("c", "0")], "several_right"),
        ("{=a ~%-50%c}", [("a", "100"), ("c", "0")], "negative_share"),
    ],
)
def test_what_a_single_choice_cannot_hold_is_told(block: str, expected: list[tuple[str, str]], code: str) -> None:
    content, codes = with_codes(f"Vraag {block}")
    assert (options(content), codes) == (expected, [code])


def test_short_answers() -> None:
    content = only("Vraag {=112 =%75%een twee * =10\\:30 =\\* =%0%*#helaas}")
    assert answers(content) == [("112", "100"), ("een twee *", "75"), ("10:30", "100"), ("\\*", "100")]
    assert (content["feedback_wrong"], content["case_sensitive"]) == ("helaas", False)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("{#5}", [("5:0", "100")]),
        ("{#5:0.5}", [("5:0.5", "100")]),
        ("{#-1.5e1:2}", [("-15:2", "100")]),
        ("{#1..10}", [("1..10", "100")]),
        ("{#=5:1#fb =%50%5:2 ~#helaas}", [("5:1", "100"), ("5:2", "50")]),
        ("{#\n=5\n=%25%1e3..2e3\n}", [("5:0", "100"), ("1000..2000", "25")]),
    ],
)
def test_numbers(block: str, expected: list[tuple[str, str]]) -> None:
    content = only(f"Vraag {block}")
    assert answers(content) == expected
    assert content["feedback_wrong"] == ("helaas" if "~" in block else "")


def test_matching_with_an_extra_wrong_answer() -> None:
    content = only("Vraag {=a -> 1 =b -> 2 -> 3 = -> 4 =c -> 1}")
    texts = {choice["id"]: choice["text"] for choice in content["choices"]}
    assert [(s["text"], texts[s["match"]]) for s in content["stems"]] == [("a", "1"), ("b", "2 -> 3"), ("c", "1")]
    assert set(texts.values()) == {"1", "2 -> 3", "4"}


@pytest.mark.parametrize(
    ("block", "correct", "if_true", "if_false"),
    [
        ("{T#mis#goed zo}", True, "goed zo", "mis"),
        ("{F#mis#goed zo}", False, "mis", "goed zo"),
        ("{TRUE#mis}", True, "", "mis"),
        ("{FALSE##goed zo # ja}", False, "", "goed zo # ja"),
    ],
)
def test_true_or_false(block: str, correct: bool, if_true: str, if_false: str) -> None:
    content = only(f"Vraag {block}")
    assert (content["correct"], content["feedback_true"], content["feedback_false"]) == (correct, if_true, if_false)


@pytest.mark.parametrize(
    ("head", "rule", "codes"),
    [
        ("3 ALL VERTICAL ALL_OR_NOTHING SHOW none", "all_or_nothing", []),
        ("3 ALL HORIZONTAL RELATIVE_ALL_PREVIOUS_AND_NEXT HIDE abc", "relative_all", []),
        ("", "relative_all", ["order_rule_changed"]),
        ("2 RANDOM VERTICAL ALL_OR_NOTHING SHOW none", "all_or_nothing", ["subset_dropped"]),
    ],
)
def test_ordering(head: str, rule: str, codes: list[str]) -> None:
    content, told = with_codes(f"Vraag {{>{head}\nbel\nwacht\nvertel\n}}")
    assert [item["text"] for item in content["items"]] == ["bel", "wacht", "vertel"]
    assert (content["rule"], told) == (rule, codes)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Alleen tekst.", "description"),
        ("Vraag {=a ~b", "brace_missing"),
        ("Vraag =a ~b}", "brace_missing"),
        ("Vraag }{", "brace_missing"),
        ("Vraag {~a ~b}", "no_right_answer"),
        ("Vraag {=a ~%200%b}", "weight_not_number"),
        ("Vraag {=a ~%33,3%b}", "weight_not_number"),
        ("Vraag {#1,5}", "not_a_number"),
        ("Vraag {#}", "no_right_answer"),
        ("Vraag {=a -> 1 =b}", "pair_missing"),
        ("Vraag {=a ~b ~c ~d ~e ~f ~g ~h ~i}", "too_many_parts"),
        ("Vraag {=a ~a}", "repeated_text"),
        ("{=a ~b}", "empty_text"),
        ("Vraag {>2 ALL\na\nb}", "too_few_parts"),
        ("Vraag\x01 {T}", "forbidden_character"),
    ],
)
def test_what_is_wrong_skips_that_question_only(text: str, code: str) -> None:
    assert refused(text) == code
    found = read(f"Voor {{T}}\n\n{text}\n\nNa {{T}}".encode(), "gift")
    assert [item.content["stem"] for item in found.items] == ["Voor", "Na"]
    assert [problem.place for problem in found.problems] == ["Regel 3"]


class TestWhatMoodleDoesWrong:
    """Its defects (quiz.md §2.1) are not ours."""

    def test_a_word_is_no_number_that_is_always_right(self) -> None:
        assert refused("Vraag {#abc}") == "not_a_number"
        assert refused("Vraag {#=abc =5}") == "not_a_number"

    def test_a_loose_tilde_adds_no_empty_choice(self) -> None:
        content, codes = with_codes("Vraag {~=b ~c}")
        assert (options(content), codes) == ([("b", "100"), ("c", "0")], ["empty_answer"])

    def test_an_escaped_colon_in_a_category_stays_a_colon(self) -> None:
        (item,) = read(b"$CATEGORY: A\\: b\n\nVraag {T}", "gift").items
        assert item.category == ("A: b",)

    @pytest.mark.parametrize("word", ["LONGEST_ORDERED_SUBSET", "LONGEST_CONTIGUOUS_SUBSET"])
    def test_the_rule_of_the_longest_part_is_no_item(self, word: str) -> None:
        content, codes = with_codes(f"Vraag {{>3 ALL VERTICAL {word} SHOW none\na\nb\nc\n}}")
        assert [item["text"] for item in content["items"]] == ["a", "b", "c"]
        assert codes == ["order_rule_changed"]
