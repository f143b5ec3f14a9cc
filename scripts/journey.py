"""The way of one learner through a course over plain HTTP, as `make bench` walks it (DESIGN §10)."""

import re

from scripts.browsing import Form, Page, Visitor

__all__ = ["COURSE", "LESSON_SCREENS", "answer", "answer_all", "begin", "open_quiz", "quiz_form", "sign_in", "walk"]

COURSE = "/cursussen/saar/"
LESSON_SCREENS = 6
MOST_ANSWERS = 40  # a story takes more than one; more than this means that it never ends
BEGIN, ON = ("Begin",), ("Verder", "Klaar met lezen")
START = ("Begin met de toets", "Ga verder met de toets", "Doe de toets opnieuw")
HAND_IN = ("Lever in",)


def begin(visitor: Visitor) -> Page:
    """From the page of the course, as a stranger, to the second screen: now he is a guest."""
    first = visitor.get(visitor.get(COURSE).link(*BEGIN))
    return visitor.post(first.form(*ON))


def quiz_form(visitor: Visitor) -> Form:
    """From the page of the course to the button that starts the quiz."""
    course = visitor.get(COURSE)
    quiz = next(address for address, _ in course.links if "/toets/" in address)
    return visitor.get(quiz).form(*START)


def open_quiz(visitor: Visitor) -> Page:
    """From the page of the course to the first question."""
    return visitor.post(quiz_form(visitor))


def answer_all(visitor: Visitor, page: Page) -> Form:
    """From a question to the button that hands in."""
    for _ in range(MOST_ANSWERS):
        if any(text in HAND_IN for form in page.forms for _, _, text in form.buttons):
            break
        form = page.form()
        page = visitor.post(form, answer(form))
    return page.form(*HAND_IN)


def answer(form: Form) -> list[tuple[str, str]]:
    """What a form sends when the first choice of everything is taken and its last button pressed."""
    name, value, _ = [button for button in form.buttons if button[0] in {"next", "review"}][-1]
    return [*form.chosen(), (name, value)]


def walk(visitor: Visitor, *, check: str) -> Page:
    """Landing, six lesson screens, the whole quiz, hand in, result, dashboard, and the check of a certificate."""
    page = begin(visitor)
    for _ in range(LESSON_SCREENS - 2):  # `begin` has shown two
        page = visitor.post(page.form(*ON))
    result = visitor.post(answer_all(visitor, open_quiz(visitor)))
    visitor.get("/mijn/")
    visitor.get(check)
    return result


def sign_in(visitor: Visitor, email: str) -> Page:
    """Signs in with the code that `/demo/mail/` shows, and the second factor that `/demo/sleutels/` shows."""
    form = visitor.get("/inloggen/").form()
    code = visitor.post(form, [*form.fields, ("email", email)]).form()
    digits = re.findall(r"\b\d{3} ?\d{3}\b", visitor.get("/demo/mail/").body)[0]
    page = visitor.post(code, [*code.fields, ("code", digits), ("action", "verify")])
    if "/sleutel/" not in page.url:
        return page
    factor = page.form()
    secrets = visitor.get("/demo/sleutels/").body
    digits = re.findall(r"\b\d{3} ?\d{3}\b", secrets[secrets.index(email) :])[0]
    return visitor.post(factor, [*factor.fields, ("code", digits)])
