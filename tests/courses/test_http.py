"""The course over HTTP without JavaScript: real forms, real buttons, as a guest (issue: what the learner does)."""

import re
from uuid import UUID

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client

from accounts.models import Learner
from courses.models import AnswerEvent, Attempt, AttemptItem, Completion, Enrollment, ScreenPass
from courses.services.grading import submit_attempt
from courses.services.loading import Loaded
from courses.services.reading import edition_content
from tests.conftest import NOW
from tests.courses.changes import other_title
from tests.courses.conftest import client_of
from tests.courses.pages import Form, forms_of, link, only_form, post, result_url, soup_of, text_of
from tests.factories.courses import (
    answer_all,
    attempt_with,
    make_attempt,
    make_enrollment,
    read_all,
    release,
    right_data,
    saar_edition,
    save,
    standing,
    wrong_data,
)

pytestmark = pytest.mark.usefixtures("saar")
QUIZ = "/leren/saar/toets/toets/"
FIRST = "/leren/saar/volgorde/wat-zou-jij-doen/"
TYPES = ("single_choice", "multiple_response", "true_false", "ordering", "matching", "scenario")


def question(position: int) -> str:
    return f"{QUIZ}vraag/{position}/"


def counts() -> dict[str, int]:
    """How many rows every table has."""
    models = [model for model in apps.get_models() if not model._meta.proxy]
    return {model._meta.label: model._base_manager.count() for model in models}


def address(response: HttpResponse) -> str:
    return str(response.wsgi_request.path)


# --- a stranger -------------------------------------------------------------------------------------
def stranger_pages() -> list[str]:
    content = edition_content(saar_edition())
    screens = [f"/leren/saar/{lesson.slug}/{s.slug}/" for lesson in content.lessons for s in lesson.screens]
    lessons = [f"/leren/saar/{lesson.slug}/" for lesson in content.lessons]
    quiz = [QUIZ, question(1), f"{QUIZ}nakijken/", f"{QUIZ}uitslag/{UUID(int=1)}/"]
    return ["/cursussen/", "/cursussen/saar/", "/leren/saar/", *lessons, *screens, *quiz]


def test_a_get_writes_nothing() -> None:
    before, client = counts(), Client()
    for page in stranger_pages():
        response = client.get(page, {"klaar": "1", "antwoord": "x"})
        assert response.status_code in {200, 302, 404}, page
        assert "toestel" not in response.cookies
    assert counts() == before


def test_the_catalog_leads_to_the_course(saar: Loaded) -> None:
    response = Client().get("/cursussen/")
    course = edition_content(saar.edition).course
    page = Client().get(link(response, course["title"]))
    words = text_of(page)
    for text in (course["subtitle"], course["for_whom"], course["intro"], *course["goals"], "Gratis"):
        assert text in words
    assert re.search(r"\d+ minuten, in 6 korte lessen", words)
    assert next(a for a in soup_of(page).find_all("a") if a.get_text(strip=True) == "Begin")["href"] == FIRST


def test_the_card_for_whatsapp(saar: Loaded) -> None:
    soup = soup_of(Client().get("/cursussen/saar/"))
    og = {tag["property"]: tag["content"] for tag in soup.find_all("meta", property=True)}
    assert og["og:title"] == edition_content(saar.edition).course["title"]
    assert "Gratis" in og["og:description"]
    assert og["og:image"].startswith("http://testserver/static/og/")


def test_a_link_into_the_middle_leads_a_stranger_to_the_course() -> None:
    content = edition_content(saar_edition())
    for lesson in content.lessons[1:]:
        response = Client().get(f"/leren/saar/{lesson.slug}/{lesson.screens[0].slug}/")
        assert (response.status_code, response["Location"]) == (302, "/cursussen/saar/")
    assert Client().get("/leren/saar/", follow=True).redirect_chain[-1][0] == FIRST


def test_the_first_post_makes_one_guest() -> None:
    client = Client()
    response = post(client, only_form(client.get(FIRST)), "Verder")
    assert address(response) == "/leren/saar/volgorde/de-vier-stappen-van-saar/"
    assert (Learner.objects.count(), Enrollment.objects.count(), ScreenPass.objects.count()) == (1, 1, 1)
    post(client, forms_of(response)[-1], "Verder")
    assert (Learner.objects.count(), Enrollment.objects.count(), ScreenPass.objects.count()) == (1, 1, 2)
    enrollment = Enrollment.objects.get()
    assert enrollment.learner.is_guest
    assert enrollment.moves.get().reason == "start"


def test_a_quiz_may_be_the_first_thing() -> None:
    client = Client()
    response = post(client, only_form(client.get(QUIZ)), "Begin met de toets")
    assert address(response) == question(1)
    assert Learner.objects.count() == Enrollment.objects.count() == Attempt.objects.count() == 1


# --- the whole walk ---------------------------------------------------------------------------------
def walk_lessons(client: Client) -> list[HttpResponse]:
    """From the course to the end of the last lesson, with *Verder* only."""
    page, seen = client.get(link(client.get("/cursussen/saar/"), "Begin")), []
    while address(page).startswith("/leren/"):
        seen.append(page)
        form = forms_of(page)[-1]
        page = post(client, form, form.buttons[-1][0])
    return [*seen, page]


def fill_in(client: Client, page: HttpResponse, item: AttemptItem, *, right: bool) -> HttpResponse:
    """Answers the question on the page through its form; gives the page after it."""
    for step in right_data(item.version) if right else wrong_data(item.version):
        check_offered(only_form(page), item, step)
        words = next(label for label, name, _ in only_form(page).buttons if name in {"next", "review"})
        page = post(client, only_form(page), words, **step)
    if item.version.type == "scenario":
        assert "Dit verhaal is klaar." in text_of(page)
        words = next(label for label, name, _ in only_form(page).buttons if name in {"next", "review"})
        page = post(client, only_form(page), words)
    return page


def check_offered(form: Form, item: AttemptItem, step: dict[str, list[str]]) -> None:
    """A browser can only send what the page offers."""
    for name, values in step.items():
        offered = {tag.get("value") for tag in form.tag.find_all("input", attrs={"name": name})}
        offered |= {option.get("value") for s in form.tag.find_all("select", attrs={"name": name})
                    for option in s.find_all("option")}  # fmt: skip
        assert set(values) <= offered, (item.version.type, name)


def test_from_the_catalog_to_the_result() -> None:
    client = Client()
    pages = walk_lessons(client)
    content = edition_content(saar_edition())
    screens = [screen for lesson in content.lessons for screen in lesson.screens]
    assert len(pages) == len(screens) + 1
    for page, screen in zip(pages, screens, strict=False):
        assert soup_of(page).h1.get_text(strip=True) == screen.title
    assert "Alle lessen gelezen · nu nog de toets" in text_of(pages[-1])
    page = client.get(link(pages[-1], "Naar de toets"))
    page = post(client, only_form(page), "Begin met de toets")
    attempt = Attempt.objects.get()
    for item in attempt.items.select_related("version"):
        assert soup_of(page).h1.get_text(strip=True) == f"Vraag {item.position} van 8"
        page = fill_in(client, page, item, right=True)
    assert "Klaar om in te leveren?" in text_of(page)
    assert "nog open" not in text_of(page)
    page = post(client, only_form(page), "Lever in")
    assert address(page) == result_url(attempt)
    assert "Gehaald Je had 8 van de 8 vragen goed." in text_of(page)
    assert Completion.objects.count() == 1
    assert (Learner.objects.count(), Enrollment.objects.count(), Attempt.objects.count()) == (1, 1, 1)
    assert "Je hebt deze cursus gehaald" in text_of(client.get("/cursussen/saar/"))
    # Every explanation leads back to where it was told.
    links = [a["href"] for a in soup_of(page).find_all("a") if "Lees het terug in les" in a.get_text()]
    assert len(links) == 8
    assert {client.get(url).status_code for url in links} == {200}


def test_failing_and_trying_again() -> None:
    enrollment = make_enrollment()
    read_all(enrollment)
    client = client_of(enrollment.learner)
    page = post(client, only_form(client.get(QUIZ)), "Begin met de toets")
    for item in Attempt.objects.get().items.select_related("version"):
        page = fill_in(client, page, item, right=False)
    page = post(client, only_form(page), "Lever in")
    failed = Attempt.objects.get()
    assert address(page) == result_url(failed)
    assert "Nog niet gehaald" in text_of(page)
    page = post(client, only_form(page), "Doe de toets opnieuw")
    assert address(page) == question(1)
    attempt = Attempt.objects.open().get()
    assert attempt.number == 2
    for item in attempt.items.select_related("version"):
        page = fill_in(client, page, item, right=True)
    page = post(client, only_form(page), "Lever in")
    assert address(page) == result_url(attempt)
    assert "Gehaald" in text_of(page)
    assert "Nog niet gehaald" in text_of(client.get(result_url(failed)))


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("right", [True, False])
def test_every_type_without_javascript(kind: str, right: bool) -> None:
    attempt, item = attempt_with(kind)
    client = client_of(attempt.learner)
    page = client.get(question(item.position))
    assert soup_of(page).find("fieldset").legend.get_text(strip=True)
    fill_in(client, page, item, right=right)
    form = client.get(question(item.position)).context["form"]
    assert form.is_answered
    assert form.score.is_right is right
    assert "Bewaard om" in text_of(client.get(question(item.position)))
    # The page shows the answer that stands: posting it unchanged is the same answer.
    if kind != "scenario":
        stored = AnswerEvent.objects.latest("pk").response
        again = only_form(client.get(question(item.position)))
        client.post(again.action, again.fields | {"next": ["1"]})
        assert AnswerEvent.objects.latest("pk").response == stored


def test_moving_a_step_without_javascript() -> None:
    attempt, item = attempt_with("ordering")
    client = client_of(attempt.learner)
    page = client.get(question(item.position))
    before = only_form(page).fields["order"]
    assert before != right_data(item.version)[0]["order"]
    buttons = [button for button in only_form(page).buttons if button[1] == "move"]
    assert len(buttons) == 2 * len(before) - 2  # the first cannot go up, the last cannot go down
    page = client.post(question(item.position), only_form(page).fill(move=f"{before[0]}:down"), follow=True)
    assert address(page) == question(item.position)
    assert only_form(page).fields["order"] == [before[1], before[0], *before[2:]]


def test_enter_saves_and_goes_on() -> None:
    """What a browser presses on Enter is the first button of the form."""
    attempt, item = attempt_with("ordering")
    client = client_of(attempt.learner)
    first = soup_of(client.get(question(item.position))).find("form").find("button")
    assert first["name"] == "next"


def test_a_scenario_can_be_skipped_and_started_again() -> None:
    attempt, item = attempt_with("scenario")
    client = client_of(attempt.learner)
    page = client.get(question(item.position))
    if item.position < 8:
        assert address(post(client, only_form(page), "Sla deze vraag even over")) == question(item.position + 1)
    step = right_data(item.version)[0]
    page = post(client, only_form(page), "Ga verder", **step)
    assert address(page) == question(item.position)
    assert "Jij:" in text_of(page)
    page = post(client, only_form(page), "Begin dit verhaal opnieuw")
    assert "Jij:" not in text_of(page)
    assert client.get(f"{QUIZ}nakijken/").context["rows"][item.position - 1]["answered"] is False


def test_going_on_without_a_choice_is_not_called_saved() -> None:
    attempt, item = attempt_with("single_choice")
    client = client_of(attempt.learner)
    form = only_form(client.get(question(item.position)))
    client.post(form.action, form.fields | {"next": ["1"]})
    assert "Bewaard om" not in text_of(client.get(question(item.position)))


def test_back_and_forth_between_questions() -> None:
    attempt = make_attempt()
    client = client_of(attempt.learner)
    page = client.get(question(3))
    assert link(page, "Terug") == question(2)
    assert "Terug" not in [a.get_text(strip=True) for a in soup_of(client.get(question(1))).find_all("a")]
    assert client.get(link(page, "Naar het overzicht")).status_code == 200


def test_the_review_lists_what_is_open() -> None:
    attempt = make_attempt()
    client = client_of(attempt.learner)
    item = attempt.items.select_related("version").exclude(version__type="scenario").first()
    save(attempt, item.position, right_data(item.version)[0])
    page = client.get(f"{QUIZ}nakijken/")
    assert "7 vragen zijn nog open" in text_of(page)
    rows = soup_of(page).select("ol.task-list li")
    assert [("Beantwoord" in row.get_text()) for row in rows] == [n == item.position for n in range(1, 9)]
    assert rows[item.position - 1].a["href"] == question(item.position)


def test_the_quiz_page_goes_on_with_the_open_attempt() -> None:
    attempt = make_attempt()
    client = client_of(attempt.learner)
    page = post(client, only_form(client.get(QUIZ)), "Ga verder met de toets")
    assert address(page) == question(1)
    assert Attempt.objects.count() == 1


# --- progress ---------------------------------------------------------------------------------------
def test_progress_in_words() -> None:
    enrollment = make_enrollment()
    client = client_of(enrollment.learner)
    content = edition_content(enrollment.edition)
    assert f"0 van 6 lessen klaar · nog {content.minutes} minuten" in text_of(client.get("/cursussen/saar/"))
    page = client.get(FIRST)
    assert f"Les 1 van 6 · nog {content.minutes} minuten" in text_of(page)
    for screen in content.lessons[0].screens:
        page = client.post(f"/leren/saar/volgorde/{screen.slug}/", follow=True)
    left = content.minutes - content.lessons[0].minutes
    assert "Les 1 is klaar" in text_of(page)
    assert content.lessons[0].message in text_of(page)
    assert f"Les 2 van 6 · nog {left} minuten" in text_of(page)
    assert f"1 van 6 lessen klaar · nog {left} minuten" in text_of(client.get("/cursussen/saar/"))
    houses = [svg["class"] for svg in soup_of(page).select(".street svg svg")]
    assert houses[:2] == [["done", "just"], ["now"]]
    assert len(houses) == 6


def test_a_lesson_that_is_not_done_is_not_called_done() -> None:
    enrollment = make_enrollment()
    client = client_of(enrollment.learner)
    assert "is klaar" not in text_of(client.get(f"{FIRST}?klaar=1"))


def test_back_and_go_on() -> None:
    enrollment = make_enrollment()
    client = client_of(enrollment.learner)
    page = client.post(FIRST, follow=True)
    assert link(page, "Terug") == FIRST
    assert client.get("/leren/saar/")["Location"] == address(page)
    assert client.get("/leren/saar/volgorde/")["Location"] == address(page)
    client.post(FIRST)  # passing a screen again is no step back
    assert ScreenPass.objects.count() == 1


def test_reading_is_over_when_all_is_read() -> None:
    enrollment = make_enrollment()
    read_all(enrollment)
    state = standing(enrollment)
    assert (state.is_read, state.minutes_left, state.next_url) == (True, 0, QUIZ)
    assert all(house["state"] == "done" for house in state.street)


# --- a page that was open when a title was corrected -------------------------------------------------
def test_a_screen_that_moved_leads_to_its_lesson() -> None:
    """A small improvement may correct a title, and the address follows the title: *Verder* is not a dead end."""
    client = client_of(make_enrollment().learner)
    form = only_form(client.get(FIRST))
    other_title("Wat doe jij?")
    release("minor")
    for page in (client.post(form.action, form.fields, follow=True), client.get(FIRST, follow=True)):
        assert page.redirect_chain == [("/leren/saar/volgorde/", 302), ("/leren/saar/volgorde/wat-doe-jij/", 302)]
        assert soup_of(page).h1.get_text(strip=True) == "Wat doe jij?"
    assert not ScreenPass.objects.exists()  # nobody passed what he did not see


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_screen_or_lesson_that_never_was(method: str) -> None:
    for client in (client_of(make_enrollment().learner), Client()):
        before = counts()
        moved = getattr(client, method)("/leren/saar/volgorde/bestaat-niet/")
        assert (moved.status_code, moved["Location"]) == (302, "/leren/saar/volgorde/")
        assert getattr(client, method)("/leren/saar/bestaat-niet/bestaat-niet/").status_code == 404
        assert getattr(client, method)("/leren/bestaat-niet/volgorde/wat-zou-jij-doen/").status_code == 404
        assert client.get("/leren/saar/bestaat-niet/").status_code == 404
        assert counts() == before


def test_the_result_tells_how_it_went_per_lesson() -> None:
    """SAAR asks about six lessons: each line counts its own questions, together they are all."""
    attempt = make_attempt()
    answer_all(attempt)
    submit_attempt(attempt=attempt, now=NOW)
    page = text_of(client_of(attempt.learner).get(result_url(attempt)))
    lines = re.findall(r"(\d+) van (\d+) goed", page.partition("Per les")[2].partition("Per vraag")[0])
    assert len(lines) == 6
    assert all(right == total for right, total in lines)
    assert sum(int(total) for _, total in lines) == 8
