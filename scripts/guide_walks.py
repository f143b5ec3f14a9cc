"""What the redactie does in the pictures of the guide: one walk per topic, in the order of the guide."""

from playwright.sync_api import Locator

from scripts.guide_shots import Desk, Walk

__all__ = ["WALKS"]

# The area beside the menu, from `top` to `bottom`.
MENU = 200


def beside(top: float, bottom: float, right: float = 1100) -> tuple[float, float, float, float]:
    """Without the menu."""
    return (MENU, top, right, bottom)


def button(desk: Desk, name: str) -> Locator:
    """The button called `name`."""
    return desk.page.get_by_role("button", name=name, exact=True).first


def panel(desk: Desk, name: str) -> Locator:
    """The button of a panel beside the form: status, preview, checks, comments."""
    return desk.page.locator(f"[data-side-panel-toggle={name}]").first


def part(desk: Desk, name: str) -> Locator:
    """The part of a form of Wagtail that is called `name` in the code."""
    return desk.page.locator(f"section[id$='{name}-section']").first


def looking_round(desk: Desk) -> None:
    desk.open("/beheer/")
    desk.keep("rondkijken-menu", (0, 0, 1100, 640))
    desk.open("lessons")
    button(desk, "Acties").click()
    desk.settle()
    desk.ring(button(desk, "Acties"))
    desk.keep("rondkijken-acties", beside(0, 440))


def lesson(desk: Desk) -> None:
    desk.open("lesson")
    page = desk.page
    desk.see(part(desk, "screens"), top=60)
    desk.keep("les-scherm", beside(50, 480))
    adds = page.get_by_role("button", name="Blok invoegen")
    desk.see(adds.nth(1), top=90)
    adds.nth(1).click()
    desk.settle()
    desk.ring(adds.nth(1))
    desk.keep("les-blokken", beside(50, 720, right=900))
    page.keyboard.press("Escape")
    desk.see(page.get_by_text("Beschrijving", exact=True).first, top=210)
    desk.keep("les-beschrijving", beside(50, 600))


def questions(desk: Desk) -> None:
    page = desk.page
    desk.open("/beheer/snippets/courses/question/add/")
    desk.keep("vragen-soorten", beside(0, 720))
    page.get_by_role("link", name="Eén goed antwoord").first.click()
    desk.settle()
    page.locator("#id_title").fill("Autodeuren voelen")
    desk.settle(2500)
    desk.keep("vragen-formulier", beside(0, 560))


def quiz(desk: Desk) -> None:
    desk.open("quiz")
    desk.see(part(desk, "slots"), top=60)
    desk.keep("toets-vragen", beside(50, 640))
    desk.see(part(desk, "slagen"), top=60)
    desk.keep("toets-regels", beside(50, 560))


def looking(desk: Desk) -> None:
    desk.open("lesson")
    panel(desk, "preview").click()
    desk.settle(2500)
    desk.ring(panel(desk, "preview"))
    desk.keep("bekijken-voorbeeld", beside(0, 700))
    desk.open("course", "proef/")
    desk.keep("bekijken-proef", beside(0, 380))
    with desk.page.context.expect_page() as opened:
        button(desk, "Open de cursus").click()
    trial = Desk(opened.value, {})
    trial.settle()
    trial.page.set_viewport_size({"width": 760, "height": 640})
    trial.settle()
    trial.keep("bekijken-cursus", (0, 0, 760, 420))
    desk.kept += trial.kept


def facts(desk: Desk) -> None:
    page = desk.page
    desk.open("lesson")
    fact = page.locator("[data-contentpath='facts'] .w-panel__toggle").first
    fact.click()
    desk.see(fact, top=110)
    desk.keep("feiten-blok", beside(50, 660))
    desk.open("/beheer/redactie/feiten/")
    desk.see(page.locator("#feiten"), top=0)
    desk.keep("feiten-lijst", beside(0, 560))
    desk.open("lesson")
    panel(desk, "checks").click()
    desk.settle(3000)
    desk.ring(panel(desk, "checks"))
    desk.keep("feiten-leeshulp", beside(0, 700))


def panels(desk: Desk) -> None:
    page = desk.page
    desk.open("course", "panel/")
    names = page.get_by_label("Naam", exact=True)
    names.nth(0).fill("Sam de Vries")
    names.nth(1).fill("Noor Bakker")
    # Below the date: Chromium writes that in the language of the machine.
    desk.see(page.get_by_role("heading", name="Wie vraag je?"), top=0)
    desk.keep("panel-nieuw", beside(30, 560))
    desk.open("panel")
    desk.see(page.get_by_role("heading", name="Oordelen"), top=110)
    desk.keep("panel-oordelen", beside(0, 700))


def releasing(desk: Desk) -> None:
    page = desk.page
    desk.open("course", "uitgeven/")
    desk.see(page.get_by_role("heading", name="Wat is er veranderd?"), top=0)
    desk.keep("uitgeven-veranderd", beside(0, 640))
    desk.see(page.get_by_role("heading", name="Hoe groot is de wijziging?"), top=-20)
    desk.keep("uitgeven-soort", beside(0, 560))
    desk.open("course", "edities/")
    desk.keep("uitgeven-edities", beside(0, 720))


def numbers(desk: Desk) -> None:
    page = desk.page
    desk.open("meldpunt")
    page.locator("#id_number").fill("14 + netnummer")
    desk.settle()
    desk.keep("nummers-meldpunt", beside(0, 520))
    button(desk, "Opslaan").click()
    desk.settle()
    desk.open("/beheer/redactie/nummers/")
    desk.keep("nummers-bijwerken", beside(0, 520))


def learning(desk: Desk) -> None:
    page = desk.page
    desk.open("figures")
    desk.see(page.get_by_role("heading", name="De vragen", exact=True), top=-30)
    desk.keep("cijfers-toets", beside(0, 480))
    desk.open("correction")
    desk.keep("cijfers-correctie", beside(0, 720))


def files(desk: Desk) -> None:
    desk.open("course", "edities/")
    desk.ring(*(desk.page.get_by_role("link", name=name) for name in ("Download als bestand", "Verdubbelen")))
    desk.keep("bestanden-knoppen", beside(0, 260))
    desk.open("course", "verdubbelen/")
    desk.keep("bestanden-verdubbelen", beside(0, 700))


def together(desk: Desk) -> None:
    page = desk.page
    desk.open("lesson")
    button(desk, "Meer acties").click()
    desk.settle()
    desk.ring(button(desk, "Stuur door naar Eindredactie"))
    desk.keep("samen-doorsturen", beside(460, 720, right=900))
    page.keyboard.press("Escape")
    panel(desk, "comments").click()
    desk.settle()
    page.locator("[data-comment-add]:visible").first.click()
    desk.settle()
    page.keyboard.type("Kan dit in één korte zin?")
    desk.settle()
    desk.keep("samen-opmerking", beside(0, 440))


def planning(desk: Desk) -> None:
    desk.open("lesson")
    panel(desk, "status").click()
    desk.settle()
    desk.ring(desk.page.get_by_role("button", name="Stel schema in"))
    desk.keep("samen-plannen", beside(0, 480))


EDITOR, CHIEF = "redacteur", "eindredacteur"
WALKS: tuple[Walk, ...] = (
    (EDITOR, looking_round),
    (EDITOR, lesson),
    (EDITOR, questions),
    (EDITOR, quiz),
    (EDITOR, looking),
    (EDITOR, facts),
    (EDITOR, panels),
    (CHIEF, releasing),
    (CHIEF, numbers),
    (CHIEF, learning),
    (EDITOR, files),
    (EDITOR, together),
    (CHIEF, planning),
)
