"""What every course must have to be worth taking: lessons, exercises, questions, sources, words that read easily."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from courses import illustrations
from courses.blocks.facts import CHECKERS
from courses.quality import Report
from courses.services.advising import Advice, advise
from courses.services.freezing import freeze_course
from courses.services.loading import CONTENT, PRACTICE_CATEGORY, load_course
from tests.conftest import NOW
from tests.content.written import SLUGS, Written, written
from tests.factories.courses import course_index

REFLECTED = {"normafwijkend-gedrag", "niet-pluis"}
"""Courses about choices without one right answer."""

EASY = 65  # Flesch-Douma of a lesson, at least
MOST_WORDS, MOST_AVERAGE = 20, 12.0  # of a sentence
LONG_SENTENCES = 0.08  # of the sentences of a lesson may have over fifteen words
FORBIDDEN = re.compile(r"\b(daders?|boef|boeven|crimineel|inboorling|allochtoo?n|zigeuner)\b", re.IGNORECASE)
STRAIGHT = re.compile(r"(?<!=)[\"']\w|\w[\"'](?![>=])")
PER_OPTION = {"single_choice": "options", "multiple_response": "options", "hotspot": "areas", "reflection": "options"}


@pytest.fixture(params=SLUGS)
def course(request: pytest.FixtureRequest) -> Written:
    return written(request.param)


@pytest.fixture
def advice(course: Written, db: None) -> Advice:
    """The reading help about the course as it would be released."""
    loaded = load_course(folder=course.folder, index=course_index(), now=NOW)
    return advise(freeze_course(loaded.page), today=NOW.date())


# --- lessons ------------------------------------------------------------------------------------------------------
def test_six_lessons_of_three_to_five_minutes(course: Written) -> None:
    """What is meant for paper is read later, and again."""
    minutes = {
        lesson["slug"]: sum(screen["minutes"] for screen in lesson["screens"] if not screen.get("paper"))
        for lesson in course.lessons
    }
    assert len(minutes) == 6
    assert {slug: number for slug, number in minutes.items() if not 3 <= number <= 5} == {}


def test_screens_hold_one_to_six_blocks_of_many_kinds(course: Written) -> None:
    sizes = {screen["title"]: len(screen["blocks"]) for lesson in course.lessons for screen in lesson["screens"]}
    assert {title: size for title, size in sizes.items() if not 1 <= size <= 6} == {}
    kinds = {
        lesson["slug"]: {block["type"] for screen in lesson["screens"] for block in screen["blocks"]}
        for lesson in course.lessons
    }
    assert {slug: found for slug, found in kinds.items() if len(found) < 4} == {}
    assert len(set.union(*kinds.values())) >= 8


def test_every_lesson_has_an_exercise(course: Written) -> None:
    without = [
        lesson["slug"]
        for lesson in course.lessons
        if not any(block["type"] == "practice" for screen in lesson["screens"] for block in screen["blocks"])
    ]
    assert without == []


def test_lessons_read_easily(course: Written, advice: Advice) -> None:
    found = {lesson.title: (lesson.report.score, average(lesson.report)) for lesson in advice.lessons}
    assert {t: both for t, both in found.items() if (both[0] or 0) < EASY or both[1] > MOST_AVERAGE} == {}


def average(report: Report) -> float:
    """Words per sentence."""
    return round(report.words / report.sentences, 1)


def test_no_sentence_is_too_long(advice: Advice) -> None:
    parts = (*advice.lessons, *advice.questions)
    long = [tip.quote for part in parts for tip in part.tips if tip.kind == "long_sentence" and tip.is_warning]
    assert long == []
    rather_long = {
        part.title: [tip.quote for tip in part.tips if tip.kind == "long_sentence"] for part in advice.lessons
    }
    limits = {part.title: LONG_SENTENCES * part.report.sentences for part in advice.lessons}
    assert {title: quotes for title, quotes in rather_long.items() if len(quotes) > limits[title]} == {}


def test_minutes_are_enough_to_read_it(advice: Advice) -> None:
    given = {part.title: (part.reading_minutes, part.minutes) for part in advice.lessons}
    assert {title: both for title, both in given.items() if both[0] > (both[1] or 0)} == {}


def test_nothing_is_hard_or_broken(advice: Advice) -> None:
    wrong = {"hard_text", "difficult_word", "broken_link", "link_text", "alt_text", "long_screen"}
    parts = (*advice.lessons, *advice.questions)
    assert [(part.title, tip.kind, tip.quote) for part in parts for tip in part.tips if tip.kind in wrong] == []


# --- words --------------------------------------------------------------------------------------------------------
def texts(value: Any, name: str = "") -> Iterator[str]:
    """Every text that somebody may read."""
    if isinstance(value, dict):
        for key, child in value.items():
            if key not in {"key", "id", "type", "url", "source", "slug", "screen", "question", "name", "facts"}:
                yield from texts(child, key)
    elif isinstance(value, list):
        for child in value:
            yield from texts(child, name)
    elif isinstance(value, str):
        yield value


def all_texts(course: Written) -> list[str]:
    return [text for part in (course.course, *course.lessons, *course.questions) for text in texts(part)]


def test_nobody_is_called_what_nobody_knows(course: Written) -> None:
    assert [text for text in all_texts(course) if FORBIDDEN.search(text)] == []


def test_quotation_marks_are_those_of_a_book(course: Written) -> None:
    plain = [re.sub(r"<[^>]*>", "", text) for text in all_texts(course)]
    assert [text for text in plain if STRAIGHT.search(text)] == []


def test_it_ends_with_112(course: Written) -> None:
    assert "112" in course.course["closing"]
    assert any("112" in text for text in texts(course.lessons[-1]["screens"][-2:]))


# --- drawings -----------------------------------------------------------------------------------------------------
def test_at_least_five_drawings_each_described(course: Written) -> None:
    shown = [block for block in course.blocks if block["type"] == "illustration"]
    known = dict(illustrations.choices())
    assert [block["name"] for block in shown if block["name"] not in known] == []
    assert course.course["illustration"] in known
    assert len({block["name"] for block in shown} | {course.course["illustration"]}) >= 5
    assert [block["name"] for block in shown if len(block.get("alt", "")) < 20] == []


# --- questions ----------------------------------------------------------------------------------------------------
def test_enough_questions_of_enough_types(course: Written) -> None:
    types = Counter(question["type"] for question in course.questions)
    assert types.total() >= 16
    assert len(types) >= 6
    assert types["scenario"] >= 2
    if course.folder.name in REFLECTED:
        assert types["reflection"] >= 2


def test_every_lesson_is_asked(course: Written) -> None:
    drawn = {slot["category"]: slot["count"] for slot in course.course["quiz"]["slots"]}
    bank = Counter(question["category"] for question in course.tested)
    assert drawn.keys() == {lesson["slug"] for lesson in course.lessons} == bank.keys()
    assert {slug: count for slug, count in drawn.items() if bank[slug] < count} == {}
    assert sum(drawn.values()) >= 8


def test_every_question_and_every_option_is_explained(course: Written) -> None:
    silent = [
        question["title"] for question in course.questions if not question["explanation"] and not reflects(question)
    ]
    assert silent == []
    assert [unexplained for question in course.questions for unexplained in options_in_silence(question)] == []


def reflects(question: dict[str, Any]) -> bool:
    return question["type"] == "reflection" and bool(question["experts"])


def options_in_silence(question: dict[str, Any]) -> Iterator[str]:
    """The answers to which nothing is said."""
    kind = question["type"]
    if kind == "scenario":
        answers = [choice for node in question["nodes"] for choice in node["choices"]]
    elif kind == "true_false":
        answers = [{"text": name, "feedback": question[name]} for name in ("feedback_true", "feedback_false")]
    else:
        answers = question[PER_OPTION[kind]] if kind in PER_OPTION else []
    yield from (f"{question['title']}: {one['text']}" for one in answers if not one.get("feedback"))


def test_scenarios_branch(course: Written) -> None:
    for question in course.questions:
        if question["type"] == "scenario":
            ways = [{choice.get("next") for choice in node["choices"]} for node in question["nodes"]]
            assert any(len(way) > 1 for way in ways), question["title"]


def test_the_right_answer_has_no_place_of_its_own(course: Written) -> None:
    single = [question for question in course.questions if question["type"] == "single_choice"]
    places = Counter(next(i for i, one in enumerate(q["options"]) if one["correct"]) for q in single)
    assert not single or len(single) < 4 or max(places.values()) <= len(single) * 0.6


def test_practice_questions_are_practice(course: Written) -> None:
    practice = {q["key"]: q for q in course.questions if q["category"] == PRACTICE_CATEGORY}
    assert all(question.get("practice") for question in practice.values())
    asked = [block["question"] for block in course.blocks if block["type"] == "practice"]
    assert set(asked) <= practice.keys()


def test_questions_lead_back_to_their_screen(course: Written) -> None:
    screens = {screen["key"] for lesson in course.lessons for screen in lesson["screens"]}
    assert [question["title"] for question in course.tested if question["screen"] not in screens] == []


# --- facts --------------------------------------------------------------------------------------------------------
def test_every_fact_has_a_source_and_somebody_who_checks(course: Written) -> None:
    sources = {source["id"] for source in course.course["sources"]}
    for fact in course.facts():
        assert fact["source"] in sources, fact
        open_for = fact["status"] == "te_controleren" and fact.get("check_by") in dict(CHECKERS)
        assert open_for or (fact["status"] == "gecontroleerd" and fact["checked_on"]), fact
    assert sum(1 for _ in course.facts()) >= 20


def test_every_number_to_call_is_a_fact_with_a_source(course: Written) -> None:
    known = {meldpunt["id"] for meldpunt in course.course["meldpunten"]}
    used = [
        block["id"] for block in (*course.blocks, *course.paper("handout"), *course.paper("card")) if is_call(block)
    ]
    assert set(used) <= known
    assert all(meldpunt["source"] for meldpunt in course.course["meldpunten"])


def is_call(block: dict[str, Any]) -> bool:
    return block["type"] == "meldpunt"


def test_the_same_number_has_the_same_words_in_every_course() -> None:
    """It is one row; the first course that is loaded would win."""
    words: dict[str, set[tuple[str, str, str]]] = {}
    for slug in SLUGS:
        for one in written(slug).course["meldpunten"]:
            words.setdefault(one["id"], set()).add((one["name"], one["number"], one["when"]))
    assert {number: found for number, found in words.items() if len(found) > 1} == {}


# --- paper --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "least", "most"), [("a4", 120, 280), ("kaartje", 10, 60)])
def test_paper_is_one_page(course: Written, name: str, least: int, most: int) -> None:
    words = sum(len(re.sub(r"<[^>]*>", " ", text).split()) for text in texts(course.paper(name)))
    assert least <= words <= most


# --- all together -------------------------------------------------------------------------------------------------
def test_keys_are_lasting_and_nobody_elses() -> None:
    keys = [key for slug in SLUGS for key in written(slug).keys()]  # noqa: SIM118
    assert [key for key, count in Counter(keys).items() if count > 1 or str(UUID(key)) != key] == []
    assert CONTENT.is_dir()
