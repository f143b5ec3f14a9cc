"""From markup to plain text."""

import time

import pytest

from courses.quiz.interchange.html import plain_text
from courses.quiz.interchange.items import Notes, SkippedQuestion


def clean(text: str, markup: str = "html") -> str:
    return plain_text(text, markup, Notes(place=""))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>Een</p>\n\n<p>twee<br />drie</p>", "Een\ntwee\ndrie"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("caf&eacute; &amp;&nbsp;bar &lt;b&gt; &#39;s", "café & bar <b> 's"),
        ("<p title='a > b'>Een <b>vet</b> <span>woord</span></p>", "Een vet woord"),
        ("a<script>alert(1)</script><style>p{}</style>b", "ab"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"),
        ("  veel \n wit  ", "veel wit"),
        ("<!-- weg -->blijft", "blijft"),
    ],
)
def test_html_becomes_what_a_reader_sees(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize("text", ["a < b", "x<y en y>z", "2 & 3", "a\nb", "<<>>"])
def test_plain_texts_stay_themselves(text: str) -> None:
    assert clean(text, "plain") == clean(text, "markdown") == clean(text, "moodle") == text


def test_moodle_text_keeps_its_lines_and_knows_tags() -> None:
    assert clean("een\ntwee <b>drie</b>", "moodle") == "een\ntwee drie"


@pytest.mark.parametrize("text", ["<img src='a.png'>", "<video></video>", "a <IMG/>"])
def test_pictures_are_noted(text: str) -> None:
    notes = Notes(place="")
    plain_text(text, "html", notes)
    assert "pictures_dropped" in notes.warnings


def test_a_picture_inside_the_text_does_not_make_it_too_long() -> None:
    assert clean(f"Een <img src='data:image/png;base64,{'QUFB' * 100_000}'> plaatje") == "Een plaatje"


@pytest.mark.parametrize(
    "piece", ["<div>", "<", "&", "<!--", "<a ", "<b><p>", '<a href="', "</p>", "data:image/png;base64,"]
)
def test_hostile_markup_is_fast(piece: str) -> None:
    before = time.process_time()
    for size in (100_000, 1_000_000):
        for markup in ("html", "moodle"):
            try:
                clean(piece * (size // len(piece)), markup)
            except SkippedQuestion as error:
                assert error.code == "markup_too_heavy"
    assert time.process_time() - before < 3


def test_a_text_with_thousands_of_tags_is_refused() -> None:
    with pytest.raises(SkippedQuestion, match="markup_too_heavy"):
        clean("<b>" * 5_001)
