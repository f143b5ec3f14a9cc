"""What was said, in the order of the course, and what reading it costs (DESIGN §4, §10)."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from courses.models import Attempt, PanelComment
from courses.services.panel_judging import give_verdict, write_comment
from courses.services.panel_reading import findings, question_order, sections_of
from courses.services.panels import Invitee, add_members
from courses.services.reading import edition_content
from tests.conftest import NOW
from tests.courses.desk import signed_in, words
from tests.courses.pages import soup_of
from tests.factories.panels import change_course, make_panel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
LIST = "/beheer/redactie/panels/"


def test_by_lesson_and_question_whoever_wrote_first(saar: Any, editor: User) -> None:
    from tests.courses import changes
    from tests.factories.courses import saar_page

    changes.other_words("Kijk goed om je heen.")
    review, people = make_panel(page=saar_page(), by=editor)
    content = edition_content(review.edition)
    parts = [("lesson", lesson.key) for lesson in content.lessons] + [("question", k) for k in question_order(content)]
    for who, order in (("Noor", parts[::-1]), ("Sam", parts)):
        for part, key in order:
            write_comment(member=people[who][0], part=part, part_key=key, text=f"{who} over {key}", now=NOW)
    texts = []
    for section in findings(review):
        texts += [comment.text for comment in section["comments"]]
        texts += [comment.text for question in section["questions"] for comment in question["comments"]]
    right = []
    for section in sections_of(content):
        right += [section.lesson.key] if section.lesson else []
        right += section.questions
    assert texts == [f"{who} over {key}" for key in right for who in ("Noor", "Sam")]
    page = signed_in(editor).get(f"{LIST}{review.key}/")
    counted = [[cell.get_text() for cell in row.find_all("td")] for row in soup_of(page).select(".pd-table tbody tr")]
    assert counted == [
        ["2" if section.lesson else "–", str(2 * len(section.questions))] for section in sections_of(content)
    ]
    targets = {link["href"][1:] for link in soup_of(page).select(".pd-table a")}
    assert targets == {section["id"] for section in soup_of(page).select("section[id^=les-]")}


def test_what_asks_for_attention_comes_first(editor: User) -> None:
    people = [Invitee(f"Lid {number}") for number in range(5)]
    review, _links = make_panel(by=editor, people=people)
    members = list(review.members.all())
    for member, verdict in zip(members, ["good", "reject", "adjust", "good", ""], strict=True):
        if verdict:
            give_verdict(member=member, verdict=verdict, reason=f"Zegt {member.name}.", now=NOW)
    page = signed_in(editor).get(f"{LIST}{review.key}/")
    said = [card.p.get_text() for card in soup_of(page).select(".pd-verdict")]
    assert said == ["Zegt Lid 1.", "Zegt Lid 2.", "Zegt Lid 0.", "Zegt Lid 3."]
    assert "4 van de 5 leden gaven een oordeel." in words(page)
    counts = {row.dt.get_text(): row.dd.get_text() for row in soup_of(page).select(".pd-counts > div")}
    assert counts == {"Goed": "2", "Aanpassen": "1", "Niet doen": "1", "Opmerkingen": "0"}


def test_the_order_of_the_questions_holds_each_once(saar: Any) -> None:
    content = edition_content(saar.edition)
    assert sorted(question_order(content)) == sorted(content.questions)
    lessons = [section.lesson for section in sections_of(content) if section.lesson]
    assert lessons == list(content.lessons)
    practice = [block["value"]["key"] for block in lessons[0].screens[0].blocks if block["type"] == "practice"]
    assert question_order(content)[: len(practice)] == practice


def test_pages_cost_the_same_with_more_of_everything(editor: User) -> None:
    review, people = make_panel(by=editor)
    client, token = signed_in(editor), people["Sam"][1]
    desk = f"{LIST}{review.key}/"
    urls = [(client, LIST), (client, desk), (client, f"{desk}afdrukken/"), (Client(), f"/panel/{token}/")]
    urls.append((Client(), f"/panel/{token}/vraag/1/"))
    content = edition_content(review.edition)
    write_comment(member=people["Sam"][0], part="question", part_key=question_order(content)[0], text="Mooi.", now=NOW)
    for one, url in urls:
        one.get(url)
    before = [count_queries(one, url) for one, url in urls]
    more = [Invitee(f"Lid {number}", f"lid{number}@example.nl") for number in range(18)]
    add_members(review=review, invitees=more, by=editor, now=NOW)
    for member in review.members.all():
        for key in content.questions:
            write_comment(member=member, part="question", part_key=key, text="Goed.", now=NOW)
        give_verdict(member=member, verdict="good", reason="Goed.", now=NOW)
    make_panel(page=change_course("Nog beter"), by=editor)
    for one, url in urls:
        one.get(url)
    assert [count_queries(one, url) for one, url in urls] == before
    assert PanelComment.objects.count() == 20 * len(content.questions)
    assert max(before[3:]) <= 8
    assert not Attempt.objects.exists()


def count_queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
