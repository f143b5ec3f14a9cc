"""Whatever a file holds, a reader answers with what it found or with a refusal, and soon."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quiz import parse_question
from courses.quiz.interchange import FORMATS, Import, UnreadableFile, read
from tests.quiz.interchange.strategies import PIECES
from tests.quiz.strategies import QUICK

SIGNS = [
    *PIECES,
    "\n\n",
    "ANSWER: A\n",
    "B. b\n",
    "::",
    "{#",
    "..",
    "{>3 ALL ",
    "\r",
    "\0",
    "soort;vraag\n",
    "getal;x;",
]
TAGS = [
    *("<quiz>", "</quiz>", "<question type='multichoice'>", "<question type='numerical'>", "</question>", "<text>"),
    *(
        "</text>",
        "<answer fraction='100'>",
        "</answer>",
        "<questiontext format='html'>",
        "</questiontext>",
        "a",
        "<![CDATA[",
        "]]>",
    ),
    *("<units><unit>", "<multiplier>0</multiplier>", "</unit></units>", "&lt;", "<question type='category'>"),
]
wild = st.one_of(
    st.text(),
    st.lists(st.sampled_from(SIGNS), max_size=40).map("".join),
    st.lists(st.sampled_from(TAGS), max_size=40).map("".join),
)


def outcome(data: bytes, form: str) -> Import | None:
    try:
        return read(data, form)
    except UnreadableFile as error:
        assert error.message
        return None


@pytest.mark.parametrize("form", FORMATS)
@QUICK
@given(text=wild)
def test_any_text_is_read_or_refused(form: str, text: str) -> None:
    found = outcome(text.encode(), form)
    for item in found.items if found else ():
        assert parse_question(item.content).to_json() == item.content
    for problem in found.problems if found else ():
        assert problem.message


@pytest.mark.parametrize("form", FORMATS)
@QUICK
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(form: str, data: bytes) -> None:
    outcome(data, form)


PATTERNS = [
    "{",
    "}",
    "~",
    "=",
    "{~",
    "{}",
    "~=",
    "\\",
    ":",
    "#",
    "{#=",
    "=%",
    "%50",
    "->",
    "::",
    "[html]",
    "<",
    "<p>",
    "A)",
    "A)\n",
]
WRAPS = [
    "{}",
    "Vraag {{={}}}",
    "Vraag {{~{}}}",
    "Vraag {{#{}}}",
    "Vraag {{>{}}}",
    "::{}",
    "// [tag:{}",
    "$CATEGORY: {}",
]


@pytest.mark.parametrize("wrap", WRAPS)
def test_a_million_signs_take_no_time(wrap: str) -> None:
    for pattern in PATTERNS:
        data = wrap.format(pattern * (1_000_000 // len(pattern))).encode()
        for form in ("gift", "aiken", "csv"):
            before = time.process_time()
            outcome(data, form)
            assert time.process_time() - before < 3, (wrap, pattern, form)


@pytest.mark.parametrize("lines", ["a", "~", "{", "//", "//[tag:a]", "A) a", "ANSWER: A", "a;a"])
def test_many_short_lines_take_no_time(lines: str) -> None:
    for end in ("\n", "\n\n"):
        data = (lines + end) * (1_000_000 // len(lines + end))
        for form in ("gift", "aiken", "csv"):
            before = time.process_time()
            outcome(data.encode(), form)
            assert time.process_time() - before < 3, (lines, form)
