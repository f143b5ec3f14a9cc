"""*Klopt er iets niet?*: from every screen, question and check page, and back to where somebody was (issue 8)."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Learner
from certificates.models import Certificate
from courses.models import AnswerEvent, Attempt, LessonPage, Purpose, Question, Remark
from courses.services.remarking import PER_ADDRESS, WINDOW
from courses.services.trials import new_trial
from tests.conftest import NOW
from tests.courses.conftest import client_of
from tests.courses.pages import link, only_form, post, result_url, soup_of, text_of
from tests.courses.remark_acts import CHECKING, LINK, WORDS, make_remark, remark_on
from tests.factories.certificates import make_certificate
from tests.factories.courses import (
    edit_quiz,
    make_attempt,
    make_enrollment,
    make_learner,
    practice_screens,
    read_all,
    release,
    saar_edition,
    take_quiz,
)

pytestmark = [pytest.mark.usefixtures("saar", "now")]
NOBODY = "6b0f1c9e-2f0a-4a39-9a55-0d3c8a2f7e11"  # drawn once: the workers must collect the same tests

FIRST = "/leren/saar/volgorde/wat-zou-jij-doen/"
QUESTION = "/leren/saar/toets/toets/vraag/2/"
BACK = "Terug naar waar je was"
TOKEN = "0123456789ABCDEFGHJKMNPQRS"


@pytest.fixture
def learner() -> Learner:
    return make_learner(email="fatma@example.nl")


def remark() -> Remark:
    return Remark.objects.get()


# --- where it is ----------------------------------------------------------------------------------------
def test_a_stranger_says_it_of_the_first_screen() -> None:
    client = Client()
    url = str(client.get("/leren/saar/", follow=True).redirect_chain[-1][0])
    answer = remark_on(client, url, kind="unclear")
    assert link(answer, BACK) == url
    lesson = LessonPage.objects.get(key=remark().lesson_key)
    assert lesson.slug == url.split("/")[3]
    assert (remark().kind, remark().text, remark().edition_number, remark().question_key) == (
        "unclear",
        WORDS,
        "1.0",
        None,
    )
    assert remark().place.startswith("SAAR") and lesson.title in remark().place
    assert Learner.objects.count() == 0 and "wabp" not in " ".join(client.cookies).replace("csrftoken", "")


def test_of_every_screen(learner: Learner) -> None:
    enrollment = make_enrollment(learner)
    read_all(enrollment)
    client = client_of(learner)
    for url in {url for url, _ in practice_screens()} | {FIRST}:
        page = client.get(url)
        about = client.get(link(page, LINK))
        title = soup_of(page).find("h1").get_text(" ").strip()
        assert title in text_of(about) and "SAAR" in text_of(about)
        assert link(about, "Terug") == url


def test_of_a_practice_question(learner: Learner) -> None:
    make_enrollment(learner)
    url, block = practice_screens()[0]
    answer = remark_on(client_of(learner), url, "Klopt er iets niet aan deze oefening?")
    assert str(remark().question_key) == block["value"]["key"]
    assert link(answer, BACK) == f"{url}#oefening-{block['key']}"
    assert "Oefening" not in remark().place and Question.objects.get(key=remark().question_key).is_practice


def test_of_a_question_the_quiz_stays_as_it_was(learner: Learner) -> None:
    attempt = make_attempt(make_enrollment(learner))
    client = client_of(learner)
    before = Attempt.objects.filter(pk=attempt.pk).values().get()
    answer = remark_on(client, QUESTION)
    assert link(answer, BACK) == QUESTION
    assert client.get(QUESTION).status_code == 200
    item = attempt.items.select_related("version").get(position=2)
    assert remark().question_key == item.version.question_key
    assert Attempt.objects.filter(pk=attempt.pk).values().get() == before
    assert not AnswerEvent.objects.exists()


def test_a_clock_that_runs_is_told() -> None:
    edit_quiz(time_limit_minutes=20)
    release("major")
    learner = make_learner(email="sam@example.nl")
    attempt = make_attempt(make_enrollment(learner))
    client = client_of(learner)
    form = only_form(client.get(link(client.get(QUESTION), LINK)))
    assert "De tijd van je toets loopt door" in text_of(client.get(form.action))
    answer = post(client, form, "Verstuur", text=WORDS, kind="wrong")
    assert "De tijd loopt door" in text_of(answer)
    assert Attempt.objects.get(pk=attempt.pk).due_at == attempt.due_at == NOW + timedelta(minutes=20)


def test_of_a_question_in_the_result(learner: Learner) -> None:
    attempt = take_quiz(make_enrollment(learner), wrong=2).grade.attempt
    client = client_of(learner)
    page = client.get(result_url(attempt))
    links = [a for a in soup_of(page).find_all("a") if a.get_text().strip() == "Klopt er iets niet aan deze vraag?"]
    assert len(links) == attempt.items.count()
    for place, anchor in enumerate(links, start=1):
        about = client.get(anchor["href"])
        item = attempt.items.select_related("version").get(position=place)
        assert link(about, "Terug") == f"{result_url(attempt)}#uitleg-{place}"
        assert item.version.content["stem"].split("\n")[0][:60] in text_of(about)
        assert soup_of(page).find(id=f"uitleg-{place}")


def test_what_was_being_written_when_the_quiz_was_handed_in_is_kept(learner: Learner) -> None:
    enrollment = make_enrollment(learner)
    client = client_of(learner)
    attempt = make_attempt(enrollment)
    form = only_form(client.get(link(client.get(QUESTION), LINK)))
    client.post("/leren/saar/toets/toets/nakijken/", {"attempt": attempt.key})
    answer = post(client, form, "Verstuur", text=WORDS, kind="wrong")
    assert link(answer, BACK) == f"{result_url(attempt)}#uitleg-2"
    assert remark().text == WORDS


# --- the check page -------------------------------------------------------------------------------------
@pytest.fixture
def certificate() -> Certificate:
    return make_certificate(token=TOKEN)


@pytest.mark.parametrize("path", ["/controle/", "/controle/pdf/"])
def test_of_checking(path: str) -> None:
    client = Client()
    assert link(remark_on(client, path), BACK) == path
    assert (remark().place, remark().course, remark().edition_number) == ("Certificaat controleren", None, "")


def test_of_the_page_behind_the_qr_nothing_of_the_certificate_is_kept(certificate: Certificate) -> None:
    client = Client()
    for path in (f"/c/{certificate.number}/{TOKEN}/", f"/c/{certificate.number}/"):
        answer = remark_on(client, path, text=f"Nummer {certificate.number} klopt niet.")
        assert link(answer, BACK) == path
        assert answer.headers["Cache-Control"] == "no-store, private"
    kept = " ".join(str(value) for row in Remark.objects.values() for value in row.values())
    assert certificate.number not in kept and TOKEN not in kept
    assert Remark.objects.count() == 2


def test_of_a_typed_number(certificate: Certificate) -> None:
    """Its page has no number in the address, so this one has none either."""
    client = Client()
    page = client.post("/controle/", {"number": certificate.number})
    assert "geldig" in text_of(page).lower()
    assert link(page, LINK) == "/controle/klopt-niet/"


def test_of_paper_in_capitals_as_printed(certificate: Certificate) -> None:
    client = Client()
    page = client.get(f"/C/{certificate.number}/{TOKEN}")
    assert link(client.get(link(page, LINK)), "Terug") == f"/c/{certificate.number}/{TOKEN}/"


def test_nobody_learns_which_numbers_exist(certificate: Certificate) -> None:
    known, unknown = (Client().get(f"/c/{number}/klopt-niet/") for number in (certificate.number, "WABP-0000"))
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert text_of(known) == text_of(unknown)
    assert Client().get(f"/c/{'A' * 101}/klopt-niet/").status_code == 404


# --- the form -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": " \n "}, "Schrijf op wat er niet klopt."),
        ({"text": "a" * 1001}, "Dit is te lang: het zijn 1001 tekens."),
        ({"kind": None}, "Kies wat er is."),
        ({"kind": "anders"}, "Kies wat er is."),
    ],
)
def test_bad_input_keeps_what_was_typed(fields: dict[str, str | None], words: str) -> None:
    client = Client()
    form = only_form(client.get("/controle/klopt-niet/"))
    typed = {"text": "Dit schreef ik al.", "kind": "broken"} | fields
    answer = post(client, form, "Verstuur", **typed)
    assert answer.status_code == 400 and words in text_of(answer)
    page = soup_of(answer)
    assert page.find("textarea").get_text().strip() == (typed["text"] or "").strip()
    chosen = page.find("input", checked=True)
    assert (chosen and chosen["value"]) == (typed["kind"] if typed["kind"] == "broken" else None)
    for anchor in page.select(".error-summary a"):
        assert page.find(id=anchor["href"].removeprefix("#"))
    assert not Remark.objects.exists()


def test_a_line_end_counts_once_and_odd_signs_are_taken() -> None:
    client = Client()
    form = only_form(client.get("/controle/klopt-niet/"))
    post(client, form, "Verstuur", text="a\r\n" * 498 + "b\0<b>", kind="wrong")
    assert remark().text == "a\n" * 498 + "b<b>"


def test_a_second_press_is_the_same_remark() -> None:
    client = Client()
    form = only_form(client.get("/controle/klopt-niet/"))
    for _ in range(2):
        assert "Bedankt" in text_of(post(client, form, "Verstuur", text=WORDS, kind="wrong"))
    assert Remark.objects.count() == 1
    assert "Bedankt" in text_of(client.get("/controle/klopt-niet/?verstuurd=1"))


@pytest.mark.parametrize("key", ["", "geen-sleutel"])
def test_a_key_that_is_none(key: str) -> None:
    client = Client()
    client.post("/controle/klopt-niet/", {"key": key, "text": WORDS, "kind": "wrong"})
    assert Remark.objects.count() == (1 if key == "" else 0)


def test_too_many_from_one_address_keeps_the_words() -> None:
    for _ in range(PER_ADDRESS):
        make_remark(CHECKING, address="127.0.0.1")
    client = Client()
    form = only_form(client.get("/controle/klopt-niet/"))
    answer = post(client, form, "Verstuur", text=WORDS, kind="wrong")
    assert answer.status_code == 429 and "Wacht een uur" in text_of(answer)
    assert soup_of(answer).find("textarea").get_text().strip() == WORDS
    assert Remark.objects.count() == PER_ADDRESS
    make_remark(CHECKING, address="127.0.0.1", now=NOW + WINDOW)
    make_remark(CHECKING, address="192.0.2.9")


def test_without_the_token_of_the_form_nothing_is_kept() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/controle/klopt-niet/", {"text": WORDS, "kind": "wrong"})
    assert answer.status_code == 403 and not Remark.objects.exists()


# --- what is not there, or not yours --------------------------------------------------------------------
@pytest.mark.parametrize(
    "path",
    [
        "/leren/bestaat-niet/volgorde/wat-zou-jij-doen/klopt-niet/",
        "/leren/saar/bestaat-niet/wat-zou-jij-doen/klopt-niet/",
        "/leren/saar/volgorde/bestaat-niet/klopt-niet/",
        "/leren/saar/volgorde/wat-zou-jij-doen/oefening/bestaat-niet/klopt-niet/",
        f"/leren/saar/toets/toets/poging/{NOBODY}/vraag/1/klopt-niet/",
    ],
)
def test_an_unknown_part_is_404(path: str) -> None:
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"text": WORDS, "kind": "wrong"}).status_code == 404
    assert not Remark.objects.exists()


def test_a_question_of_somebody_else_is_404(learner: Learner) -> None:
    attempt = make_attempt(make_enrollment(learner))
    url = link(client_of(learner).get(QUESTION), LINK)
    assert client_of(learner).get(url).status_code == 200
    for client in (Client(), client_of(make_learner(email="sam@example.nl"))):
        assert client.get(url).status_code == 404
    gone = url.replace("vraag/2/", f"vraag/{attempt.items.count() + 1}/")
    assert client_of(learner).get(gone).status_code == 404


def test_a_preview_has_its_own_way() -> None:
    """A panel writes with its own form, and an editor who looks around writes to nobody."""
    _, token = new_trial(edition=saar_edition(), purpose=Purpose.PREVIEW, expires_at=NOW + timedelta(days=1), now=NOW)
    client = Client()
    page = client.get(f"/proef/{token}{FIRST}")
    assert page.status_code == 200 and LINK not in page.content.decode()
    assert client.get(f"/proef/{token}{FIRST}klopt-niet/").status_code == 404
