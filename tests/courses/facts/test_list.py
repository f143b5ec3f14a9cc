"""What is due, and the list of it."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from accounts.roles import Role
from cms.services.rights import grant_rights
from courses.blocks.facts import CHECKERS
from courses.fact_rules import Due, due, fresh_since, is_due
from courses.models import LessonPage, Question, Source
from courses.services import loading
from tests.courses.desk import edit_url, signed_in, words
from tests.courses.facts.one_fact import (
    LAST_YEAR,
    OPEN,
    SENTENCE,
    TABLE,
    TODAY,
    TOO_OLD,
    URL,
    post_data,
    put_fact,
    the_fact,
)
from tests.courses.pages import soup_of
from tests.factories.courses import make_editor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


# --- the rule -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "checked_on", "source_checked_on", "why"),
    [
        ("te_controleren", TODAY, TODAY, Due.NEVER),
        ("gecontroleerd", None, TODAY, Due.NEVER),
        ("", None, None, Due.NEVER),
        ("gecontroleerd", TODAY, None, None),
        ("gecontroleerd", date(2025, 11, 21), date(2025, 11, 21), None),
        ("gecontroleerd", date(2025, 11, 20), TODAY, Due.OLD),
        ("gecontroleerd", TODAY, date(2025, 11, 20), Due.SOURCE),
    ],
)
def test_a_check_lasts_twelve_months(
    status: str, checked_on: date | None, source_checked_on: date | None, why: Due | None
) -> None:
    assert due(status, checked_on, source_checked_on, TODAY) is why
    assert is_due(status, checked_on, source_checked_on, TODAY) is (why is not None)


def test_a_year_ago_exists_on_every_day() -> None:
    assert fresh_since(date(2028, 2, 29)) == date(2027, 2, 28)
    assert fresh_since(date(2027, 1, 1)) == date(2026, 1, 1)
    assert fresh_since(date(2026, 12, 31)) == date(2025, 12, 31)


# --- reading --------------------------------------------------------------------------------------------
def test_the_newest_words_count_drafts_too(lesson: LessonPage, source: Source) -> None:
    put_fact(lesson, **OPEN | {"sentence": "Nieuwer."}, source=source.pk)
    newest = LessonPage.objects.get()
    screens = newest.screens.get_prep_value()
    screens[0]["value"]["content"][0]["value"]["facts"][0]["value"]["sentence"] = "Alleen in het concept."
    newest.screens = LessonPage._meta.get_field("screens").stream_block.to_python(screens)
    newest.title = "Nieuwe titel"
    newest.save_revision()
    fact = the_fact()
    assert (fact.sentence, fact.title, fact.source) == ("Alleen in het concept.", "Nieuwe titel", source)


def test_a_page_without_a_revision_shows_its_facts(lesson: LessonPage) -> None:
    LessonPage.objects.update(latest_revision=None)
    assert the_fact().sentence == SENTENCE


def test_what_was_stored_wrongly_or_points_nowhere_is_still_listed(client: Client, lesson: LessonPage) -> None:
    put_fact(lesson, sentence="Zonder iets.", source=999_999, status="gecontroleerd", checked_on="gisteren")
    page = client.get(URL)
    assert page.status_code == 200
    assert "Zonder iets." in words(page)
    assert "de bron is weggehaald" in words(page)
    assert "nog niet gekozen" in words(page)


def test_every_open_fact_of_the_files_names_a_role() -> None:
    lines = [line for path in sorted(Path(loading.CONTENT).glob("*/*.toml")) for line in path.read_text().splitlines()]
    open_facts = [line for line in lines if 'status = "te_controleren"' in line]
    roles = {match[1] for line in open_facts if (match := re.search(r'check_by = "(\w+)"', line))}
    assert all("check_by" in line for line in open_facts)
    assert roles <= dict(CHECKERS).keys()


# --- the list -------------------------------------------------------------------------------------------
def test_the_list_says_what_where_and_who(client: Client, lesson: LessonPage, source: Source) -> None:
    page = client.get(URL)
    text = words(page)
    assert SENTENCE in text
    assert "Les ‘Les’, scherm ‘Kijk om je heen’" in text
    assert "Reanimatieraad" in text
    assert "nog na te kijken" in text
    assert "een arts of reanimatie-instructeur" in text
    screen = LessonPage.objects.get().screens[0]
    block = screen.value["content"][0]
    fact = block.value["facts"].bound_blocks[0]
    links = {link["href"] for link in soup_of(page).find_all("a", href=True)}
    path = f"#:w:contentpath=screens.{screen.id}.content.{block.id}.facts.{fact.id}"
    assert edit_url(lesson) + path in links
    assert edit_url(source) in links


def test_a_fact_of_a_question_leads_to_its_editor(client: Client, question: Question) -> None:
    page = client.get(URL, {"check_by": "niemand"})
    links = {link["href"] for link in soup_of(page).find_all("a", href=True)}
    assert f"{edit_url(question)}#:w:contentpath=facts.f0000000-0000-4000-8000-000000000002" in links
    assert f"Vraag ‘{question.title}’" in words(page)


@pytest.mark.parametrize(
    ("checked_on", "source_checked_on", "shown"),
    [
        (LAST_YEAR, LAST_YEAR, ""),
        (TOO_OLD, LAST_YEAR, "langer dan een jaar geleden nagekeken"),
        (LAST_YEAR, TOO_OLD, "bron langer dan een jaar geleden nagekeken"),
    ],
)
def test_what_was_checked_long_ago_comes_back(
    client: Client, lesson: LessonPage, source: Source, checked_on: str, source_checked_on: str, shown: str
) -> None:
    put_fact(lesson, **OPEN | {"status": "gecontroleerd", "checked_on": checked_on}, source=source.pk)
    Source.objects.update(checked_on=source_checked_on)
    cards = soup_of(client.get(URL)).select(".fact-card")
    assert len(cards) == bool(shown)
    assert all(f"Stand {shown} " in " ".join(card.get_text(" ").split()) for card in cards)
    assert len(soup_of(client.get(URL, {"show": "all"})).select(".fact-card")) == 1
    assert ("Kijk de bron na" in words(client.get(URL))) is shown.startswith("bron")
    assert bool(soup_of(client.get(URL)).select(".fact-sources li")) is (source_checked_on == TOO_OLD)


def test_filters_and_counts(client: Client, question: Question) -> None:
    page = client.get(URL)
    counts = [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        for row in soup_of(page).select(".fact-counts tr")
    ]
    assert counts == [
        ["Cursus", "een arts of reanimatie-instructeur", "nog niet gekozen", "samen"],
        ["Proefcursus", "1", "1", "2"],
    ]
    for cell in soup_of(page).select(".fact-counts td a"):
        shown = client.get(URL + cell["href"].removeprefix(URL))
        assert len(soup_of(shown).select(".fact-card")) == int(cell.get_text())
    assert len(soup_of(client.get(URL, {"course": "proef"})).select(".fact-card")) == 2
    assert len(soup_of(client.get(URL, {"check_by": "politie"})).select(".fact-card")) == 0


@pytest.mark.parametrize(
    "query",
    [{"course": "nergens"}, {"check_by": "\0"}, {"show": "x" * 9000}, {"course": "é", "p": "-1", "check_by": "?"}],
)
def test_an_unknown_choice_is_a_sentence_and_filters_nothing(
    client: Client, lesson: LessonPage, query: dict[str, str]
) -> None:
    page = client.get(URL, query)
    assert page.status_code == 400
    assert "Kies" in " ".join(error.get_text() for error in soup_of(page).select(".fact-error"))
    assert SENTENCE in words(page)
    assert client.get(TABLE, query).status_code == 200
    assert client.get(URL, query | {"print": "1"}).status_code == 200


def test_the_table_holds_the_same_and_no_formulas(client: Client, lesson: LessonPage, source: Source) -> None:
    put_fact(lesson, **OPEN | {"sentence": '=HYPERLINK("x")\n;'}, source=source.pk)
    Source.objects.update(title="+31 6", checked_on=TODAY)
    answer = client.get(TABLE)
    assert answer["Content-Disposition"] == 'attachment; filename="feiten.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == [
        "Proefcursus", "Les ‘Les’, scherm ‘Kijk om je heen’", "'=HYPERLINK(\"x\") ;", "'+31 6",
        "https://example.nl/reanimatie", "nog na te kijken", "", "een arts of reanimatie-instructeur",
    ]  # fmt: skip
    assert len(list(csv.reader(io.StringIO(client.get(TABLE, {"check_by": "politie"}).content.decode())))) == 1


def test_words_of_editors_are_only_words(client: Client, lesson: LessonPage, source: Source) -> None:
    put_fact(lesson, **OPEN | {"sentence": "<script>alert(1)</script>"}, source=source.pk)
    for query in ({}, {"print": "1"}):
        assert b"<script>alert(1)" not in client.get(URL, query).content


@pytest.mark.parametrize("role", list(Role))
def test_only_writers_may_open_it_and_tick_off(lesson: LessonPage, role: Role) -> None:
    grant_rights()
    client = signed_in(make_editor(role, email="iemand@example.nl"))
    is_writer = role in {Role.EDITOR, Role.CHIEF_EDITOR, Role.ADMIN}
    for url in (URL, TABLE):
        assert (client.get(url).status_code == 200) is is_writer
    client.post(URL, post_data(the_fact()))
    assert (the_fact().status == "gecontroleerd") is is_writer
