"""Debian's Chromium, and what every page in it must keep to."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

__all__ = ["ARGUMENTS", "DESK", "EXECUTABLE", "PHONE", "Recorder", "axe"]

EXECUTABLE = "/usr/bin/chromium"
# As root and without internet; nothing that phones home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
COMMON = {"locale": "nl-NL", "timezone_id": "Europe/Amsterdam"}
PHONE = COMMON | {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
DESK = COMMON | {"viewport": {"width": 1280, "height": 800}}

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A page that refuses something says so in the console too; that is the browser's message, not a mistake of ours.
REFUSALS = "the server responded with a status of 4"


@dataclass
class Recorder:
    """Notes what pages of a context do that none may do: ask another host, or log an error."""

    host: str
    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.errors.append(f"uncaught: {error.error}"))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob", "about"} and parts.netloc != self.host:
            self.strangers.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and REFUSALS not in message.text:
            self.errors.append(message.text)

    def check(self) -> None:
        """Fails when anything was noted."""
        assert not self.strangers, f"requests to another host: {self.strangers}"
        assert not self.errors, f"errors in the console: {self.errors}"


def axe(page: Page) -> None:
    """Fails with a readable list when axe-core finds anything wrong on `page` as it is now."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(
        "(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then((r) => r.violations)", RULES
    )
    lines = [
        f"{violation['impact']} {violation['id']}: {violation['help']}\n      {node['html'][:200]}\n      "
        f"{' / '.join(node['target'])}: {node['failureSummary'].splitlines()[-1].strip()}"
        for violation in found
        for node in violation["nodes"]
    ]
    assert not lines, f"axe on {page.url} ({page.title()}):\n  - " + "\n  - ".join(lines)
