"""*Toetsen > Correcties* in `/beheer/`: choosing, looking at the numbers, confirming (DESIGN §5, §6)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.models import CourseEdition, Grade, Question, QuestionVersion, Regrade
from courses.services import regrade_preview, regrading
from tests.courses.desk import signed_in, words
from tests.courses.pages import soup_of
from tests.factories.corrections import (
    WHY,
    choices,
    correct,
    correct_in_bank,
    first_version,
    hand_in,
    newest,
    two_questions,
)
from tests.factories.courses import make_learner
from tests.factories.quizzes import add_question, make_quiz_course
from tests.quiz import samples

pytestmark = pytest.mark.django_db
LIST, NEW = "/beheer/toetsen/correcties/", "/beheer/toetsen/correcties/nieuw/"


@pytest.fixture
def edition() -> CourseEdition:
    return two_questions()


@pytest.fixture
def version(edition: CourseEdition) -> QuestionVersion:
    return first_version(edition)


@pytest.fixture
def client(chief: User) -> Client:
    return signed_in(chief)


def page_of(version: QuestionVersion, mode: str = "") -> str:
    return f"{NEW}{version.pk}/" + (f"?mode={mode}" if mode else "")


def seen_in(response: Any) -> str:
    value = soup_of(response).select_one("input[name=seen]")["value"]
    assert isinstance(value, str)
    return value


def test_from_choosing_to_the_list(client: Client, edition: CourseEdition, version: QuestionVersion) -> None:
    attempt = hand_in(edition, "ba")
    correct_in_bank(version, choices("b"))
    assert "Er zijn nog geen correcties." in words(client.get(LIST))
    links = [link["href"] for link in soup_of(client.get(NEW)).select("a.fix-choice")]
    assert page_of(version) in links
    assert len(links) == 2
    response = client.get(page_of(version, "new"))
    counts = {row.dt.get_text(): row.dd.get_text() for row in soup_of(response).select(".fix-counts > div")}
    assert counts["Ingeleverde pogingen met deze vraag"] == counts["Krijgen meer punten"] == "1"
    assert counts["Mensen die de toets nu alsnog halen"] == counts["Mensen die daarmee de cursus afronden"] == "1"
    assert not Regrade.objects.exists()
    data = {"mode": "new", "seen": seen_in(response), "reason": WHY}
    response = client.post(page_of(version), data, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert newest(attempt).passed
    text = words(response)
    assert "De correctie is verwerkt." in text
    assert WHY in text
    assert "Andere uitslag 1 poging Alsnog gehaald 1 poging" in text
    assert "Iris de Vries" in text
    assert "Nog bezig" not in text


def test_the_page_shows_both_keys(client: Client, edition: CourseEdition, version: QuestionVersion) -> None:
    hand_in(edition, "ba")
    correct_in_bank(version, choices("c"))
    sections = soup_of(client.get(page_of(version))).select(".fix-keys section")
    assert [[item.get_text() for item in section.select("li")] for section in sections] == [["optie a"], ["optie c"]]
    question = Question.objects.get(key=version.question_key)
    assert sections[1].a["href"] == reverse(question.snippet_viewset.get_url_name("edit"), args=[question.pk])


@pytest.mark.parametrize("kind", [kind for kind in samples.ALL if kind not in {"reflection", "hotspot"}])
def test_every_type_can_be_shown_and_given_away(client: Client, kind: str) -> None:
    edition = make_quiz_course([samples.ALL[kind], choices()])
    hand_in(edition, "-a")
    response = client.get(page_of(first_version(edition), "full"))
    assert "Dit verandert er" in words(response)
    assert all(section.select("li") for section in soup_of(response).select(".fix-keys section"))


def test_a_question_that_is_still_the_same_says_what_to_do(
    client: Client, edition: CourseEdition, version: QuestionVersion
) -> None:
    hand_in(edition, "ba")
    response = client.get(page_of(version, "new"))
    assert "nog hetzelfde antwoord goed" in words(response)
    assert not soup_of(response).select("textarea")
    assert "Dit verandert er" in words(client.get(page_of(version, "full")))
    assert "Kies hoe" in words(client.get(page_of(version, "anders")))


@pytest.mark.parametrize("reason", ["", "x" * 301])
def test_what_was_typed_stays_when_it_is_refused(
    client: Client, edition: CourseEdition, version: QuestionVersion, reason: str
) -> None:
    hand_in(edition, "ba")
    seen = seen_in(client.get(page_of(version, "full")))
    response = client.post(page_of(version), {"mode": "full", "seen": seen, "reason": reason})
    assert response.status_code == 400
    page = soup_of(response)
    assert page.select_one(".fix-note--error")
    assert page.select_one("textarea").get_text().strip() == reason
    assert page.select_one("input[name=mode][checked]")["value"] == "full"
    assert not Regrade.objects.exists()


def test_a_changed_world_asks_to_look_again(client: Client, edition: CourseEdition, version: QuestionVersion) -> None:
    hand_in(edition, "ba")
    correct_in_bank(version, choices("b"))
    data = {"mode": "new", "seen": seen_in(client.get(page_of(version, "new"))), "reason": WHY}
    correct_in_bank(version, choices("c"))
    response = client.post(page_of(version), data)
    assert "Er is intussen iets veranderd." in words(response)
    assert WHY in words(response)
    assert seen_in(response) != data["seen"]
    assert client.post(page_of(version), data | {"seen": seen_in(response)}).status_code == 302


@pytest.mark.parametrize("data", [{}, {"mode": "full"}, {"mode": "\0", "seen": "\0", "reason": "\0"}])
def test_a_made_up_post_gets_a_sentence(
    client: Client, edition: CourseEdition, version: QuestionVersion, data: dict[str, str]
) -> None:
    hand_in(edition, "ba")
    response = client.post(page_of(version), data)
    assert response.status_code == 400
    assert soup_of(response).select_one(".fix-note--error")


def test_a_double_press_makes_one(client: Client, edition: CourseEdition, version: QuestionVersion) -> None:
    hand_in(edition, "ba")
    data = {"mode": "full", "seen": seen_in(client.get(page_of(version, "full"))), "reason": WHY}
    assert [client.post(page_of(version), data).status_code for _ in range(2)] == [302, 400]
    assert Regrade.objects.count() == 1


def test_many_attempts_are_said_to_follow(
    client: Client, edition: CourseEdition, version: QuestionVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(edition, "ba")
    monkeypatch.setitem(regrading.regrade.__kwdefaults__, "at_once", 0)
    data = {"mode": "full", "seen": seen_in(client.get(page_of(version, "full"))), "reason": WHY}
    text = words(client.post(page_of(version), data, follow=True))
    assert "De rest volgt binnen enkele minuten." in text
    assert "Nog bezig" in text


@pytest.mark.parametrize(("most", "numbers", "note"), [
    (2, {"Krijgen meer punten": "ongeveer 2", "Krijgen minder punten": "ongeveer 0"}, "2 van de 4 pogingen bekeken"),
    (4, {"Krijgen meer punten": "1", "Krijgen minder punten": "2"}, ""),
])  # fmt: skip
def test_of_very_many_attempts_the_newest_tell(
    client: Client, version: QuestionVersion, monkeypatch: pytest.MonkeyPatch, most: int, numbers: Any, note: str
) -> None:
    monkeypatch.setattr(regrade_preview, "LOOKED_AT_MOST", most)
    edition = version.editions.get()
    for letters in ("aa", "aa", "ba", "ca"):
        hand_in(edition, letters)
    correct_in_bank(version, choices("b"))
    response = client.get(page_of(version, "new"))
    counts = {row.dt.get_text(): row.dd.get_text() for row in soup_of(response).select(".fix-counts > div")}
    assert counts.items() >= {"Ingeleverde pogingen met deze vraag": "4", **numbers}.items()
    assert (note in words(response)) and ("geschat" in words(response)) is bool(note)


def test_only_what_was_asked_and_has_points_can_be_chosen(client: Client) -> None:
    edition = make_quiz_course([samples.reflection(), choices()])
    add_question(choices(stem="Nooit gesteld"))
    assert soup_of(client.get(NEW)).select("a.fix-choice") == []
    hand_in(edition, "-a")
    text = words(client.get(NEW))
    assert "Nooit gesteld" not in text
    assert len(soup_of(client.get(NEW)).select("a.fix-choice")) == 1
    assert client.get(page_of(first_version(edition))).status_code == 404
    assert client.get(f"{NEW}999999/").status_code == 404


@pytest.mark.parametrize(
    ("search", "found"),
    [("doe", 1), ("DAARNA", 1), ("e", 2), ("niets zo", 0), ("\0", 2), ("'%\"", 0), ("x" * 5000, 0), ("geheim", 1)],
)
def test_searching_by_stem_and_title(client: Client, edition: CourseEdition, search: str, found: int) -> None:
    version = first_version(edition)
    hand_in(edition, "ba")
    Question.objects.filter(key=version.question_key).update(title="Geheime naam")
    response = client.get(NEW, {"q": search})
    assert len(soup_of(response).select("a.fix-choice")) == found


def test_a_writer_and_a_learner_stay_out(
    editor: User, edition: CourseEdition, version: QuestionVersion, client: Client
) -> None:
    hand_in(edition, "ba")
    for stranger in (signed_in(editor), Client()):
        for url in (LIST, NEW, page_of(version)):
            assert stranger.get(url).status_code == 302
            assert stranger.post(url, {"mode": "full", "reason": WHY}).status_code in {302, 405}
    assert not Regrade.objects.exists()
    assert LIST in client.get("/beheer/").content.decode()  # the menu is data there
    assert LIST not in signed_in(editor).get("/beheer/").content.decode()


def test_queries_do_not_grow(
    client: Client, edition: CourseEdition, chief: User, django_assert_max_num_queries: Any
) -> None:
    versions = list(edition.questions.all())
    hand_in(edition, "ba")
    client.get(LIST), client.get(NEW)
    for rows in (3, 30):
        more = [
            QuestionVersion.objects.create(
                question_key=versions[0].question_key,
                content_hash=f"{rows}-{number}",
                type="single_choice",
                content=versions[0].content,
            )
            for number in range(rows - Regrade.objects.count())
        ]
        Regrade.objects.bulk_create(Regrade(version=one, mode="full", reason=WHY, actor=chief) for one in more)
        attempt = hand_in(edition, "ba")
        for position, one in enumerate(more, start=3):
            item = attempt.items.first()
            item.pk, item.position, item.version = None, position, one
            item.save(force_insert=True)
        for url in (LIST, NEW):
            with django_assert_max_num_queries(20):
                assert client.get(url).status_code == 200
        assert len(soup_of(client.get(LIST)).select(".fix-card")) == rows


def test_no_name_of_a_learner_is_shown(client: Client, edition: CourseEdition, version: QuestionVersion) -> None:
    from tests.factories.courses import make_enrollment

    learner = make_learner(email="dorde@example.nl")
    hand_in(edition, "ba", enrollment=make_enrollment(learner, edition))
    correct(version, User.objects.get(email="eindredacteur@example.nl"))
    for url in (LIST, NEW, page_of(version, "full")):
        assert "Đorđe" not in client.get(url).content.decode()
    assert Grade.objects.filter(reason="regrade").count() == 1
