"""Advice on lessons and questions: readability, links, pictures and facts."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from courses.models import Question
from courses.services.addresses import Addresses
from courses.services.advising import Tip, advise, advise_question
from courses.services.freezing import freeze_course
from courses.services.frozen import Frozen
from tests.courses.advice_cases import TODAY, block, course, fact
from tests.courses.desk import single_choice
from tests.factories.courses import edit_question, saar_edition, saar_page

pytestmark = pytest.mark.usefixtures("saar")


def tips(frozen: Frozen, kind: str, today: date = TODAY) -> list[Tip]:
    [lesson] = advise(frozen, today=today).lessons
    return [tip for tip in lesson.tips if tip.kind == kind]


# --- the text ---------------------------------------------------------------------------------------
def test_words_of_every_block_are_read_and_nothing_else() -> None:
    frozen = course(
        block("text", html="<p>Een twee.</p><ul><li>drie</li></ul>"),
        block("steps", items=[{"title": "vier", "text": "vijf"}]),
        block("do_dont", dos=["zes"], donts=["zeven"]),
        block("illustration", file="assets/x.svg", name="kijken", alt="niet gelezen", caption="acht"),
        block("message", lines=[{"who": "Sam", "time": "14.30", "text": "negen"}], good=True, note=""),
        block("meldpunt", key="abc", name="Politie", number="0900-8844", when="tien"),
        block("table", caption="elf", head=["twaalf"], rows=[["dertien", ""]], row_heads=False),
    )
    [lesson] = advise(frozen, today=TODAY).lessons
    assert lesson.report.words == 1 + 13
    assert lesson.report.score is not None
    assert lesson.key == "l"


def test_findings_stand_with_their_screen_and_quote() -> None:
    words = " ".join(["Sam", *["loopt"] * 21])
    html = f"<p>{words}.</p><p>Indien nodig wordt de politie gebeld.</p>"
    [lesson] = advise(course(block("text", html=html)), today=TODAY).lessons
    assert [(tip.kind, tip.place, tip.quote) for tip in lesson.tips if tip.place] == [
        ("long_sentence", "Kijken", f"{words}."),
        ("difficult_word", "Kijken", "Indien nodig wordt de politie gebeld."),
        ("passive", "Kijken", "Indien nodig wordt de politie gebeld."),
    ]
    assert dict(lesson.by_place)["Kijken"] == [tip for tip in lesson.tips if tip.place]


def test_a_hard_text_says_so() -> None:
    hard = "<p>Verantwoordelijkheden noodzakelijkerwijs geïnventariseerd, communicatiemogelijkheden onderzocht.</p>"
    [tip] = tips(course(block("text", html=hard), title="Verantwoording"), "hard_text")
    assert tip.is_warning
    assert tip.advice.startswith("Deze tekst leest zeer moeilijk (0 van 100).")
    assert tips(course(block("text", html="<p>De hond slaapt.</p>")), "hard_text") == []


def test_an_empty_lesson_gets_no_score() -> None:
    [lesson] = advise(course(title=""), today=TODAY).lessons
    assert (lesson.score, lesson.report.words, lesson.reading_minutes) == (None, 0, 0)


@pytest.mark.parametrize(("words", "long", "slow"), [(149, 0, 0), (150, 1, 1), (301, 1, 1)])
def test_time_and_length_of_a_screen(words: int, long: int, slow: int) -> None:
    """150 words a minute and 150 words on a screen; the title is one of them."""
    frozen = course(block("text", html="<p>" + "hond. " * words + "</p>"))
    assert (len(tips(frozen, "long_screen")), len(tips(frozen, "minutes"))) == (long, slow)
    if slow:
        assert tips(frozen, "minutes")[0].advice.startswith(f"Lezen kost ongeveer {2 if words < 300 else 3} min.")


@pytest.mark.parametrize(("paper", "words", "long"), [("a4", 299, 0), ("a4", 300, 1), ("kaartje", 60, 1)])
def test_what_does_not_fit_on_paper(paper: str, words: int, long: int) -> None:
    frozen = course(block("text", html="<p>" + "hond. " * words + "</p>"))
    frozen.source["lessons"][0]["screens"][0]["paper"] = paper
    found = tips(frozen, "long_screen")
    assert [tip.advice.partition(". ")[2] for tip in found] == ["Dat past niet op het papier. Maak het korter."] * long


def test_a_screen_without_exercise() -> None:
    [tip] = tips(course(block("text", html="")), "no_exercise")
    assert (tip.quote, tip.advice[:31]) == ("Kijken", "Op 1 van de 1 schermen is geen ")
    assert tips(course(block("practice", key="q", hash="h")), "no_exercise") == []


def test_practice_questions_take_time_and_get_their_own_advice() -> None:
    """They are read on the screen, and their sentences are mended in the bank."""
    key = str(uuid4())
    content = {"type": "x", "stem": "Indien " + "hond. Hond. " * 80, "explanation": "niet geteld op het scherm"}
    frozen = course(block("practice", key=key, hash="h"))
    frozen.questions = {key: content}
    advice = advise(frozen, today=TODAY)
    [lesson], [question] = advice.lessons, advice.questions
    assert lesson.report.words == 1 + 161
    assert {tip.kind for tip in lesson.tips} == {"minutes"}
    assert {tip.kind for tip in question.tips} == {"difficult_word"}


# --- pictures and links -----------------------------------------------------------------------------
def test_a_photo_without_a_description() -> None:
    photo = block("image", file="a.webp", width=1, height=1, alt="", caption="De straat")
    assert [tip.quote for tip in tips(course(photo), "alt_text")] == ["De straat"]
    photo["value"]["alt"] = "Een straat"
    assert tips(course(photo), "alt_text") == []
    assert tips(course({**photo, "value": {}}), "alt_text") == []


def links(href: str, text: str = "de les over kijken") -> list[tuple[str, str]]:
    frozen = course(block("callout", kind="tip", title="", html=f'<p>Zie <a href="{href}">{text}</a>.</p>'))
    [lesson] = advise(frozen, today=TODAY, addresses=Addresses("academie.example.nl")).lessons
    return [(tip.kind, tip.quote) for tip in lesson.tips if tip.kind in {"link_text", "broken_link"}]


@pytest.mark.parametrize(
    "href",
    ["/cursussen/", "/cursussen/saar/", "/cursussen/saar/volgorde/", "/leren/saar/", "/leren/saar/volgorde/",
     "/leren/saar/toets/toets/", "/leren/saar/opnieuw/", "/leren/proef/les/kijken/", "/hulp/", "tel:112", "#a",
     "https://www.politie.nl/cursussen/x/", "https://academie.example.nl/leren/saar/",
     "/leren/saar/volgorde/wat-zou-jij-doen/"],
)  # fmt: skip
def test_a_link_that_leads_somewhere(href: str) -> None:
    assert links(href) == []


@pytest.mark.parametrize(
    "href",
    ["/cursussen/weg/", "/leren/saar/weg/", "/leren/saar/toets/weg/", "/leren/saar/toets/", "/leren/",
     "/leren/proef/les/weg/", "/leren/weg/a/b/", "https://academie.example.nl/cursussen/weg/", "politie.nl",
     "", "https://[", "/leren/%00/"],
)  # fmt: skip
def test_a_link_that_leads_nowhere(href: str) -> None:
    assert links(href) == [("broken_link", "de les over kijken")]


def test_words_of_a_link() -> None:
    assert links("/hulp/", "klik hier") == [("link_text", "klik hier")]


def test_only_links_to_courses_ask_the_database(django_assert_num_queries: Callable[..., Any]) -> None:
    addresses = Addresses("academie.example.nl")
    with django_assert_num_queries(0):
        assert addresses.exists("/hulp/")
        assert addresses.exists("https://www.politie.nl/leren/x/")
    with django_assert_num_queries(4):
        assert addresses.exists("https://academie.example.nl/leren/saar/volgorde/")
        assert not addresses.exists("/leren/saar/weg/")


# --- facts ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("stated", "source_checked", "kind"),
    [
        (fact("A.", "te_controleren"), "2026-11-01", "fact_open"),
        (fact("A.", checked_on="2025-11-20"), "2026-11-01", "fact_old"),
        (fact("A.", checked_on="2025-11-21"), "", ""),
        (fact("A.", checked_on="2026-11-01"), "2025-11-20", "fact_old"),
        (fact("A.", checked_on="2026-11-01"), "2025-11-21", ""),
        (fact("A."), "2026-11-01", "fact_open"),
    ],
)
def test_facts_to_check(stated: dict[str, str], source_checked: str, kind: str) -> None:
    frozen = course(block("text", [stated], html=""), source_checked=source_checked)
    [lesson] = advise(frozen, today=TODAY).lessons
    found = [(tip.kind, tip.quote) for tip in lesson.tips if tip.kind.startswith("fact")]
    assert found == ([(kind, "A.")] if kind else [])


def test_a_leap_day() -> None:
    frozen = course(block("text", [fact("A.", checked_on="2027-02-28")], html=""))
    assert tips(frozen, "fact_old", date(2028, 2, 29)) == []


# --- questions --------------------------------------------------------------------------------------
def test_texts_of_questions_are_read_too() -> None:
    edit_question(single_choice(), stem="Indien je iets ziet, wat doe je dan eerst?")
    advice = advise(freeze_course(saar_page()), today=TODAY)
    [part] = [part for part in advice.questions if part.key == str(single_choice().key)]
    assert part.title == single_choice().title
    assert ("difficult_word", "Indien je iets ziet, wat doe je dan eerst?") in [
        (tip.kind, tip.quote) for tip in part.tips
    ]
    assert part.minutes is None
    assert all(part.tips for part in advice.questions)


def test_every_text_of_a_question_counts() -> None:
    for question in Question.objects.all():
        report = advise_question(question, today=TODAY).report
        content = question.content()
        assert report.words > len(content["stem"].split()) + len(content["explanation"].split())


def test_an_answer_to_type_is_no_sentence() -> None:
    question = single_choice()
    content = question.content() | {"answers": [{"id": "a", "text": "teneinde"}]}
    frozen = course()
    frozen.questions = {str(question.key): content}
    advice = advise(frozen, today=TODAY)
    assert not [tip for part in advice.questions for tip in part.tips if tip.kind == "difficult_word"]


# --- a whole course ---------------------------------------------------------------------------------
def test_our_own_course_reads_easily() -> None:
    advice = advise(freeze_course(saar_page()), today=TODAY)
    assert len(advice.lessons) == 6
    assert all(part.score is not None and part.score >= 80 for part in advice.lessons)
    assert advice.count == sum(len(part.tips) for part in [*advice.lessons, *advice.questions])


def test_an_edition_gets_the_same_advice() -> None:
    assert advise(Frozen.of(saar_edition()), today=TODAY) == advise(freeze_course(saar_page()), today=TODAY)


def test_the_number_of_queries_does_not_grow(django_assert_num_queries: Callable[..., Any]) -> None:
    frozen = freeze_course(saar_page())
    with django_assert_num_queries(1):
        small = advise(frozen, today=TODAY)
    frozen.source["lessons"] *= 4
    with django_assert_num_queries(1):
        large = advise(frozen, today=TODAY)
    assert len(large.lessons) == 4 * len(small.lessons)


def test_a_course_without_questions() -> None:
    assert advise(course(), today=TODAY).questions == ()
