"""The pictures of the guide for editors (`/beheer/handleiding/`), in static/img/guide/: part of `make shots`.

A walk (scripts.guide_walks) goes through the demo as an editor and keeps pictures at a `Desk`.
"""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from scripts import journey
from scripts.browsing import Visitor
from scripts.demo_site import DemoSite
from scripts.venv import ROOT

__all__ = ["FOLDER", "Desk", "Walk", "take_guide"]

FOLDER = ROOT / "static" / "img" / "guide"
SIZE = {"width": 1100, "height": 720}
MOST_BYTES = 40_000
QUALITIES = (82, 72, 62, 50)
PREPARE = "from scripts.guide_world import prepare; prepare()"
# A ring in the color of a lamp round what the text is about. Through the object model, which our policy allows.
RING = """element => {
  const box = element.getBoundingClientRect(), ring = document.createElement('div');
  const left = Math.max(box.left - 7, 1), top = Math.max(box.top - 7, 1);
  ring.className = 'guide-ring';
  Object.assign(ring.style, {position: 'fixed', zIndex: 2147483647, pointerEvents: 'none', borderRadius: '10px',
    left: `${left}px`, top: `${top}px`, width: `${box.right + 7 - left}px`, height: `${box.bottom + 7 - top}px`,
    boxShadow: 'inset 0 0 0 1px #1B2422, inset 0 0 0 5px #F2B33D, 0 0 0 1px #1B2422'});
  document.body.append(ring);
}"""
SCROLL = """(element, top) => {
  element.scrollIntoView({block: 'start', behavior: 'instant'});
  for (let outer = element.parentElement; outer; outer = outer.parentElement)
    if (outer.scrollTop > 0) outer.scrollTop -= top;
}"""
Box = tuple[float, float, float, float]


class Desk:
    """The browser of somebody of the redactie; `keep` makes a picture of what he sees."""

    def __init__(self, page: Page, addresses: dict[str, str]) -> None:
        self.page, self.addresses = page, addresses
        self.kept: list[str] = []

    def open(self, name: str, rest: str = "") -> None:
        """The page that `scripts.guide_world` calls `name`, or that has this address, when it has come to rest."""
        self.page.goto(self.addresses.get(name, name) + rest)
        self.settle()

    def settle(self, milliseconds: int = 900) -> None:
        """Waits until nothing is loading or sliding any more."""
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(milliseconds)

    def ring(self, *locators: Locator) -> None:
        """Draws a ring round each; not before everything stands where it will be in the picture."""
        for locator in locators:
            locator.first.evaluate(RING)

    def clean(self) -> None:
        """Takes the rings away."""
        self.page.evaluate("() => document.querySelectorAll('.guide-ring').forEach((ring) => ring.remove())")

    def see(self, locator: Locator, top: int = 90) -> None:
        """Scrolls until `locator` is `top` below the upper edge."""
        locator.first.evaluate(SCROLL, top)
        self.settle(400)

    def keep(self, name: str, area: Box | None = None) -> None:
        """A picture of the screen, or of `area` of it: left, top, right, bottom."""
        left, top, right, bottom = area or (0, 0, SIZE["width"], SIZE["height"])
        clip: Any = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        write(name, self.page.screenshot(clip=clip, animations="disabled", caret="hide"))
        self.clean()
        self.kept.append(name)


Walk = tuple[str, Callable[[Desk], None]]
"""Login of the demo, and what he does."""


def write(name: str, data: bytes) -> None:
    """Keeps the picture as WebP, as good as it may be within MOST_BYTES."""
    with Image.open(BytesIO(data)) as image:
        picture = image.convert("RGB")
    for quality in QUALITIES:
        packed = BytesIO()
        picture.save(packed, "WEBP", quality=quality, method=6)
        if packed.tell() <= MOST_BYTES:
            break
    else:
        raise ValueError(f"{name} is {packed.tell()} bytes: keep less of the screen")
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.webp").write_bytes(packed.getvalue())


def take_guide(browser: Browser, site: DemoSite, walks: tuple[Walk, ...]) -> int:
    """Walks all `walks` through `site`; pictures of before that nobody keeps any more go. Gives how many there are."""
    addresses = json.loads(site.manage("shell", "--command", PREPARE).splitlines()[-1])
    kept: list[str] = []
    visitors = {login: signed_in(site, login) for login in {login for login, _ in walks}}
    for login, walk in walks:
        kept += one_walk(browser, visitors[login], addresses, walk)
    for path in FOLDER.glob("*.webp"):
        if path.stem not in kept:
            path.unlink()
    return len(kept)


def one_walk(browser: Browser, visitor: Visitor, addresses: dict[str, str], walk: Callable[[Desk], None]) -> list[str]:
    """Lets `visitor` walk in a browser of his own; gives the names of the pictures."""
    base = f"http://localhost:{visitor.port}"
    new: Any = browser.new_context
    with new(viewport=SIZE, color_scheme="light", locale="nl-NL", base_url=base, reduced_motion="reduce") as context:
        context.add_cookies([{"name": name, "value": value, "url": base} for name, value in visitor.cookies.items()])
        desk = Desk(context.new_page(), addresses)
        walk(desk)
    return desk.kept


def signed_in(site: DemoSite, login: str) -> Visitor:
    """Somebody of the demo, with his second factor."""
    visitor = Visitor(site.port)
    journey.sign_in(visitor, f"{login}@demo.example.org")
    return visitor
