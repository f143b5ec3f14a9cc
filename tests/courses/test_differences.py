"""What is different between two courses, in words: no change goes unnamed, and nothing is named that stayed."""

import copy
import time
from typing import Any

import pytest

from courses.models import CourseEdition, LessonPage, Source
from courses.quiz import content_hash
from courses.services.differences import Differences, Part, differences
from courses.services.freezing import freeze_course
from courses.services.frozen import Frozen
from courses.services.loading import Loaded
from courses.services.visible_text import block_lines, question_lines, right_lines
from courses.services.word_diff import changed_lines, word_pieces
from tests.courses import changes
from tests.factories.courses import draws, edit_quiz, saar_edition, saar_page
from tests.factories.neighborhood import QUESTIONS, contents
from tests.factories.quizzes import add_question

pytestmark = pytest.mark.usefixtures("saar")


def seen() -> Differences:
    """The edition that stands against the manuscript."""
    return differences(Frozen.of(saar_edition()), freeze_course(saar_page()))


def said(part: Part) -> list[str]:
    """The lines of a part: [-gone-] and {+new+} between what stayed."""
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return [
        f"{line.label}: " + " ".join(marks[piece.kind].format(piece.text) for piece in line.pieces)
        for line in part.lines
    ]


# --- words ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("Bel 112 meteen.", "Bel 112 meteen.", [("same", "Bel 112 meteen.")]),
        ("Bel meteen 0900.", "Bel meteen 112.", [("same", "Bel meteen"), ("gone", "0900."), ("new", "112.")]),
        ("Kijk om je heen.", "Kijk goed om je heen.", [("same", "Kijk"), ("new", "goed"), ("same", "om je heen.")]),
        ("Dit is oud.", "Hier staat iets anders nu.", [("gone", "Dit is oud."), ("new", "Hier staat iets anders nu.")]),
        ("", "Nieuw.", [("new", "Nieuw.")]),
        ("Weg.", "", [("gone", "Weg.")]),
        ("", "", []),
    ],
)
def test_words(old: str, new: str, pieces: list[tuple[str, str]]) -> None:
    assert [(piece.kind, piece.text) for piece in word_pieces(old, new)] == pieces


def test_only_lines_that_differ() -> None:
    old = [("Tekst", "Een."), ("Tekst", "Bel 0900 nu."), ("Kader", "Drie.")]
    new = [("Tekst", "Een."), ("Tekst", "Bel 112 nu."), ("Kader", "Drie."), ("Kader", "Vier.")]
    lines = changed_lines(old, new)
    assert [[(piece.kind, piece.text) for piece in line.pieces] for line in lines] == [
        [("same", "Bel"), ("gone", "0900"), ("new", "112"), ("same", "nu.")],
        [("new", "Vier.")],
    ]


def test_long_texts_stay_fast() -> None:
    """A chapter of 20,000 words on one line is compared by its sentences; and the same word over and over."""
    words = [f"woord{number}" + "." * (number % 10 == 9) for number in range(20_000)]
    other = [f"anders{number}." if number % 100 == 99 else word for number, word in enumerate(words)]
    start = time.process_time()
    pieces = word_pieces(" ".join(words), " ".join(other))
    word_pieces("de " * 1900, "de " * 1000 + "het " * 900)
    assert time.process_time() - start < 1
    assert [piece.kind for piece in pieces[:4]] == ["same", "gone", "new", "same"]
    assert " ".join(piece.text for piece in pieces if piece.kind != "new") == " ".join(words)
    assert " ".join(piece.text for piece in pieces if piece.kind != "gone") == " ".join(other)


# --- the text of blocks ---------------------------------------------------------------------------------
VALUES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "text": (
        {"html": '<p>Bel <a href="https://example.nl/">de politie</a>.</p><ul><li>Een</li><li>Twee</li></ul>'},
        ["Bel de politie (https://example.nl/).", "• Een", "• Twee"],
    ),
    "heading": ({"text": "Kijken"}, ["Kijken"]),
    "callout": ({"kind": "let-op", "title": "Pas op", "html": "<p>Doe dit.</p>"}, ["Let op", "Pas op", "Doe dit."]),
    "quote": ({"text": "Ik zag het.", "by": "Sam"}, ["Ik zag het.", "— Sam"]),
    "table": (
        {"caption": "Wie", "head": ["Wat", "Wie"], "rows": [["Brand", "112"]], "row_heads": True},
        ["Wie", "Wat | Wie", "Brand | 112"],
    ),
    "accordion": ({"items": [{"title": "Meer", "text": "Lees."}]}, ["Meer", "Lees."]),
    "illustration": ({"file": "x", "name": "kijken", "alt": "", "caption": ""}, ["(alleen versiering)"]),
    "image": ({"file": "x", "width": 1, "height": 1, "alt": "Een straat", "caption": "Stein"}, ["Een straat", "Stein"]),
    "video": ({"title": "Film", "file": "x", "transcript": "Hoi.\n\nDag."}, ["Film", "Hoi.", "Dag."]),
    "link_video": (
        {"title": "Film", "url": "https://example.nl/f", "about": "Een straat", "minutes": 2, "host": "example.nl"},
        ["Film", "Een straat", "https://example.nl/f · 2 minuten"],
    ),
    "steps": ({"items": [{"title": "Kijk", "text": "Goed."}]}, ["1. Kijk: Goed."]),
    "do_dont": ({"dos": ["Bel"], "donts": ["Ren"]}, ["Wel: Bel", "Niet: Ren"]),
    "checklist": ({"title": "Let op", "items": ["Auto"]}, ["Let op", "☐ Auto"]),
    "message": (
        {"lines": [{"who": "Sam", "time": "14:03", "text": "Zie je dat?"}], "good": False, "note": "Te vaag."},
        ["Slecht voorbeeld", "Sam 14:03: Zie je dat?", "Te vaag."],
    ),
    "flip_cards": ({"cards": [{"front": "SAAR", "back": "Vier stappen"}]}, ["SAAR → Vier stappen"]),
    "download": ({"file": "x", "title": "Kaart", "extension": "pdf", "bytes": 3}, ["Kaart (pdf)"]),
    "meldpunt": ({"key": "k", "name": "Politie", "number": "112", "when": "Bij nood"}, ["Politie 112", "Bij nood"]),
    "practice": ({"key": "q", "hash": "h"}, ["Wat zie je?"]),
    "van-vroeger": ({"a": ["Oude"], "b": {"c": "woorden"}}, ["Oude", "woorden"]),
}


@pytest.mark.parametrize("kind", VALUES)
def test_the_words_of_a_block(kind: str) -> None:
    value, lines = VALUES[kind]
    block = {"type": kind, "key": "b", "value": value, "facts": []}
    assert [text for _label, text in block_lines(block, {"q": {"stem": "Wat zie je?"}}, {})] == lines


def test_every_block_has_its_words() -> None:
    from courses.services.reading import BLOCK_TYPES

    assert VALUES.keys() >= BLOCK_TYPES


def test_facts_are_read_too() -> None:
    fact = {"sentence": "112 is gratis.", "source": "s", "status": "gecontroleerd", "checked_on": "2026-11-01"}
    block = {"type": "heading", "key": "b", "value": {"text": "Bellen"}, "facts": [fact]}
    lines = block_lines(block, {}, {"s": {"title": "Rijksoverheid"}})
    assert lines[1] == ("Feit", "112 is gratis. (Rijksoverheid; nagekeken 2026-11-01)")


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_every_type_of_question_can_be_told(kind: str) -> None:
    content = add_question(contents(kind)[0]).content()
    lines = question_lines(content)
    assert lines[0] == ("Vraag", " ".join(content["stem"].split()))
    assert all(text for _label, text in lines)
    assert right_lines(content) or kind == "reflection"
    assert right_lines(content | {"schema": 99}) == [] or kind == "scenario"


# --- a whole course -------------------------------------------------------------------------------------
def test_the_same_course_has_no_differences(saar: Loaded) -> None:
    assert seen().is_empty
    assert differences(Frozen.of(saar.edition), Frozen.of(saar.edition)).is_empty


EVERY_CHANGE = [
    changes.other_words,
    changes.other_title,
    changes.add_screen,
    changes.swap_screens,
    changes.move_lesson,
    changes.other_question,
    changes.other_practice,
    changes.other_option_words,
    changes.other_answer,
    changes.other_practice_answer,
    changes.critical_question,
    changes.one_option_less,
    changes.other_practice_question,
    changes.one_question_less,
    changes.all_lessons_optional,
    lambda: changes.edit_course(valid_months=12),
    lambda: changes.edit_course(closing="Een ander slotwoord."),
    lambda: changes.edit_course(illustration="samen"),
    lambda: edit_quiz(pass_mark=80),
    lambda: edit_quiz(shuffle_questions=True),
    lambda: edit_quiz(counts=False),
    lambda: edit_quiz(intro="Een andere inleiding."),
    lambda: edit_quiz(slots=draws(signaleer=2, alarmeer=2)),
    lambda: LessonPage.objects.first().unpublish(),
    lambda: Source.objects.filter(title__gt="").update(title="Een andere naam"),
]


@pytest.mark.parametrize("change", EVERY_CHANGE)
def test_no_change_goes_unnamed(change: Any, saar: Loaded) -> None:
    change()
    assert freeze_course(saar_page()).content_hash != saar.edition.content_hash
    assert not seen().is_empty


def test_words_of_a_lesson() -> None:
    changes.other_words("Kijk goed om je heen.")
    changes.other_words("Kijk om je heen en bel 112.")
    [lesson] = seen().lessons
    [screen] = lesson.parts
    assert (lesson.state_words, screen.state_words) == ("gewijzigd", "gewijzigd")
    assert any("{+Kijk om je heen en bel 112.+}" in line for line in said(screen))
    assert all(line.startswith("Tekst: ") for line in said(screen))


def test_a_new_a_moved_and_a_removed_screen() -> None:
    changes.add_screen()
    [lesson] = seen().lessons
    assert [(part.state, bool(part.lines)) for part in lesson.parts] == [("new", True)]
    changes.swap_screens()
    assert "De schermen staan in een andere volgorde." in seen().lessons[0].notes


def test_a_removed_lesson_comes_last() -> None:
    changes.first_lesson().unpublish()
    parts = seen().lessons
    assert parts[-1].state == "gone"
    assert {screen.state for screen in parts[-1].parts} == {"gone"}


def test_a_screen_that_went_to_another_lesson_is_told_once() -> None:
    edition = saar_edition()
    new = copy.deepcopy(edition.source)
    first, second = new["lessons"][:2]
    second["screens"].append(first["screens"].pop())
    found = differences(Frozen.of(edition), Frozen(source=new, questions=Frozen.of(edition).questions))
    assert [part.notes for lesson in found.lessons for part in lesson.parts] == [
        ("Dit scherm stond in een andere les.",)
    ]


def test_other_media_behind_the_same_words() -> None:
    edition = saar_edition()
    new = copy.deepcopy(edition.source)
    block = next(
        block
        for lesson in new["lessons"]
        for screen in lesson["screens"]
        for block in screen["blocks"]
        if block["type"] == "illustration"
    )
    block["value"]["file"] = "edities/" + "0" * 64 + ".svg"
    found = differences(Frozen.of(edition), Frozen(source=new, questions=Frozen.of(edition).questions))
    [part] = found.lessons[0].parts
    assert part.notes == ("Tekening uit de huisstijl: anders, met dezelfde woorden.",)
    assert not part.lines


def test_another_right_answer_stands_first_with_old_and_new() -> None:
    changes.other_question()
    changes.other_answer()
    found = seen()
    assert found.questions[0].is_rekeyed
    assert not any(part.is_rekeyed for part in found.questions[1:])
    [part] = found.rekeyed
    assert part.key_was
    assert part.key_is
    assert part.key_was != part.key_is


def test_rules_that_changed_without_the_right_answer() -> None:
    changes.critical_question()
    [part] = seen().rekeyed
    assert part.notes == ("De goede antwoorden zijn dezelfde. De keuzes, de punten of de regels zijn anders.",)


def test_rules_of_a_quiz_from_old_to_new() -> None:
    edit_quiz(pass_mark=80, time_limit_minutes=30, counts=False)
    [quiz] = seen().quizzes
    assert said(quiz) == [
        "Geslaagd vanaf: [-75-] {+80+} procent",
        "Tijd: [-zo lang als je wilt-] {+30 minuten+}",
        "Telt mee voor het certificaat: [-ja-] {+nee+}",
    ]


def test_two_editions_need_no_manuscript(saar: Loaded) -> None:
    """Comparing reads the JSON only, from a database or not."""
    changes.other_words()
    new = freeze_course(saar_page())
    stored = CourseEdition(source=copy.deepcopy(new.source), content_hash=content_hash(new.source))
    side = Frozen(source=stored.source, questions=new.questions)
    assert differences(Frozen.of(saar.edition), side) == seen()
