"""Contact sheets of the written courses, in var/shots/: every drawing, and ten screens of each course.

To look at a whole course at once: whether it is a mix, whether the drawings are of one hand, light and dark.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from scripts.demo_site import DemoSite
from scripts.venv import ROOT

__all__ = ["SCHEMES", "take_sheets"]

DRAWINGS = ROOT / "courses" / "illustrations"
COURSES = ROOT / "courses" / "content"
SCHEMES = ("light", "dark")
PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1320, "height": 900}
ACROSS, SCREENS = 5, 10
GRID = """(drawings) => {
  document.body.innerHTML = drawings.map(([name, svg]) =>
    `<figure class="cell"><div>${svg}</div><figcaption>${name}</figcaption></figure>`).join("");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("body { display: grid; grid-template-columns: repeat(4, 300px); gap: 24px; padding: 24px }");
  document.adoptedStyleSheets = [sheet];
}"""


def take_sheets(browser: Browser, site: DemoSite, folder: Path) -> int:
    """Writes the sheets; gives how many. The site holds the demo, which has every course."""
    count = 0
    for scheme in SCHEMES:
        page = browser.new_page(base_url=f"http://localhost:{site.port}", viewport=WIDE, color_scheme=scheme)
        page.goto("/cursussen/")
        page.evaluate(GRID, [[path.stem, path.read_text(encoding="utf-8")] for path in sorted(DRAWINGS.glob("*.svg"))])
        page.screenshot(path=folder / f"sheet-drawings-{scheme}.png", full_page=True)
        page.context.close()
        for slug in sorted(path.parent.name for path in COURSES.glob("*/course.toml")):
            reader = browser.new_page(base_url=f"http://localhost:{site.port}", viewport=PHONE, color_scheme=scheme)
            contact_sheet(screens(reader, slug)).save(folder / f"sheet-{slug}-{scheme}.png")
            reader.context.close()
            count += 1
        count += 1
    return count


def screens(page: Page, slug: str) -> list[Image.Image]:
    """Ten screens, as far apart as they can be, as somebody sees them who reads the course."""
    page.goto(f"/cursussen/{slug}/")
    page.get_by_role("link", name="Begin", exact=True).click()
    found = []
    while page.locator("form.pager button").count():
        found.append(Image.open(BytesIO(page.screenshot())))
        with page.expect_navigation():
            page.locator("form.pager button").click()
    return [found[place * (len(found) - 1) // (SCREENS - 1)] for place in range(SCREENS)]


def contact_sheet(pictures: list[Image.Image]) -> Image.Image:
    """The pictures in rows."""
    width, height = PHONE["width"] + 8, PHONE["height"] + 8
    rows = -(-len(pictures) // ACROSS)
    sheet = Image.new("RGB", (width * ACROSS, height * rows), "gray")
    for place, picture in enumerate(pictures):
        sheet.paste(picture, (place % ACROSS * width, place // ACROSS * height))
    return sheet
