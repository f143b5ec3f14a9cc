"""`make bench`: CPU and queries of the main pages, over real HTTP on a warm gunicorn with one worker.

CPU is that of the whole process tree, from /proc. Every figure also stands beside a page that does nothing (the
reference), because machines differ. Writes var/bench.json; exits 1 when something is over its budget (DESIGN §10).
`python -m scripts.bench --answers 1000000` measures with that many answers stored, `--national` the pages of the
register with every group of the country in it as well; DATABASE_URL names an empty
PostgreSQL database to do it in (its own CPU is not in the figures).
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from urllib.parse import urljoin

from scripts import journey
from scripts.browsing import Form, Page, Visitor
from scripts.demo_site import DemoSite, demo_site
from scripts.venv import ROOT

__all__ = ["Row", "cpu_seconds", "main"]

ROUNDS = 200
WARM_UP = 20
JOURNEYS = 20
TAKERS = 60  # people who each start and hand in once, as guests: there may not be too many of one address
TICKS = os.sysconf("SC_CLK_TCK")
REPORT = ROOT / "var" / "bench.json"
# Ten lessons and sixty questions, a lesson of forty blocks: no course of the demo is that large.
DESK = "from tests.factories.large_course import measure; measure()"
REGISTER = "from tests.factories.national import measure; measure()"
REGISTER_BUDGETS: dict[str, tuple[float | None, int | None]] = {
    "groups by postcode": (5, None),
    "portal": (10, 12),
    "claim queue": (None, 12),
}
DESK_BUDGETS = {"release": 2000, "lesson editor": 1000}


@dataclass(frozen=True)
class Row:
    """One line of the table: `ms` is CPU; a budget of None is one that does not exist."""

    name: str
    ms: float
    budget_ms: float | None = None
    queries: int | None = None
    budget_queries: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether CPU or queries are more than agreed."""
        slow = self.budget_ms is not None and self.ms > self.budget_ms
        return slow or (self.queries or 0) > (self.budget_queries or 10**6)


def main() -> int:
    """0 when everything is within its budget."""
    arguments = _arguments()
    with demo_site(worker=False, ACADEMIE_WEB_WORKERS="1", DJANGO_SETTINGS_MODULE="cms.bench_settings") as site:
        if arguments.answers:
            site.manage("make_load_data", "--answers", str(arguments.answers))
        certificate = json.loads(site.manage("bench_certificate"))
        rows = [*_pages(site, certificate["check"], certificate["holder"]), _journey(site, certificate["check"])]
        desk = _in_process(site, DESK)
        register = _in_process(site, REGISTER) if arguments.national else {}
    rows += [Row(f"desk: {name}", ms, DESK_BUDGETS.get(name), queries) for name, (ms, queries) in desk.items()]
    for name, (ms, queries) in register.items():
        budget, most = REGISTER_BUDGETS.get(name, (None, None))
        rows.append(Row(f"register: {name}", ms, budget, queries, most))
    rows.append(Row(f"certificate, sealed ({certificate['bytes'] / 1000:.0f} kB of 64)", certificate["cpu_ms"], 75))
    rows.append(Row("upload of an issued file", certificate["upload_ms"], 50))
    print(_table(rows))
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps({"cpu": _cpu_name(), "rows": [asdict(row) for row in rows]}, indent=2) + "\n")
    return int(any(row.is_over for row in rows))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures CPU and queries of the main pages.")
    parser.add_argument("--answers", type=int, default=0, help="answers to store before measuring")
    parser.add_argument("--national", action="store_true", help="the pages of the register, with all of the country")
    return parser.parse_args()


def _in_process(site: DemoSite, command: str) -> dict[str, tuple[float, int]]:
    """What `command` prints last: name → CPU in milliseconds and queries."""
    figures: dict[str, tuple[float, int]] = json.loads(site.manage("shell", "--command", command).splitlines()[-1])
    return figures


def _pages(site: DemoSite, check: str, email: str) -> Iterator[Row]:
    stranger, guest, holder = (Visitor(site.port) for _ in range(3))
    yield _row(site, "reference", lambda: stranger.request("GET", "/bench/reference/"))
    yield _row(site, "landing", lambda: stranger.request("GET", journey.COURSE), 4, None)
    screen = journey.begin(guest).url
    yield _row(site, "lesson", lambda: guest.request("GET", screen), 4, 8)
    question = journey.open_quiz(guest)
    yield _row(site, "quiz page", lambda: guest.request("GET", question.url), 5, 10)
    yield _row(site, "answer", _answering(guest, question), 5, 8)
    yield from _starts_and_submits(site)
    journey.sign_in(holder, email)
    yield _row(site, "dashboard", lambda: holder.request("GET", "/mijn/"), 6, 12)
    yield _row(site, "check page", lambda: stranger.request("GET", check), 3, None)


def _answering(guest: Visitor, question: Page) -> Callable[[], Page]:
    """A new answer each time: what comes twice costs less, because it is recognized."""
    form, number = question.form(), 0

    def act() -> Page:
        nonlocal number
        number += 1
        fresh = {"uuid": f"00000000-0000-4000-8000-{number:012d}", "sequence": str(number)}
        data = [(name, fresh.get(name, value)) for name, value in journey.answer(form)]
        return guest.request("POST", form.action, data)

    return act


def _starts_and_submits(site: DemoSite) -> Iterator[Row]:
    """What happens once in an attempt, so by many people; what they do in between is not measured."""
    takers = [Visitor(site.port) for _ in range(WARM_UP + TAKERS)]
    for taker in takers:
        journey.begin(taker)
    row, started = _once_each(site, "start", takers, [journey.quiz_form(taker) for taker in takers], 25)
    yield row
    questions = [taker.get(_target(page)) for taker, page in zip(takers, started, strict=True)]
    lasts = [journey.answer_all(taker, page) for taker, page in zip(takers, questions, strict=True)]
    row, submitted = _once_each(site, "submit", takers, lasts, 30)
    yield row
    yield _row(site, "result", lambda: takers[-1].request("GET", _target(submitted[-1])), None, 15)


def _once_each(
    site: DemoSite, name: str, visitors: list[Visitor], forms: list[Form], most: int
) -> tuple[Row, list[Page]]:
    """The cost of posting each form as it stands, without the page that it leads to; and the answers."""
    posts = iter(
        [
            partial(visitor.request, "POST", form.action, form.fields)
            for visitor, form in zip(visitors, forms, strict=True)
        ]
    )
    pages = [post() for post in islice(posts, WARM_UP)]
    begin = cpu_seconds(site.pid)
    pages += [post() for post in posts]
    return Row(name, (cpu_seconds(site.pid) - begin) / TAKERS * 1000, None, pages[-1].queries, most), pages


def _target(page: Page) -> str:
    """Where a redirect leads."""
    return urljoin(page.url, page.headers["location"])


def _row(
    site: DemoSite, name: str, act: Callable[[], Page], budget: float | None = None, most: int | None = None
) -> Row:
    for _ in range(WARM_UP):
        page = act()
    begin = cpu_seconds(site.pid)
    for _ in range(ROUNDS):
        page = act()
    return Row(name, (cpu_seconds(site.pid) - begin) / ROUNDS * 1000, budget, page.queries, most)


def _journey(site: DemoSite, check: str) -> Row:
    journey.walk(Visitor(site.port), check=check)
    begin = cpu_seconds(site.pid)
    for _ in range(JOURNEYS):
        visitor = Visitor(site.port)
        journey.walk(visitor, check=check)
    spent = (cpu_seconds(site.pid) - begin) / JOURNEYS * 1000
    return Row(f"journey ({len(visitor.seen)} requests)", spent, 150, sum(page.queries for page in visitor.seen))


def cpu_seconds(pid: int) -> float:
    """User and system time of `pid` and all that came from it, those that have ended too."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    spent = sum(int(ticks) for ticks in fields[11:15]) / TICKS
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return spent + sum(cpu_seconds(int(child)) for child in children)


def _table(rows: list[Row]) -> str:
    reference = rows[0].ms
    lines = [f"{'':36}{'CPU ms':>8}{'budget':>8}{'x ref':>8}{'budget':>8}{'queries':>9}{'most':>6}"]
    for row in rows:
        budget = f"{row.budget_ms:8.0f}" if row.budget_ms else " " * 8
        times = f"{row.budget_ms / reference:8.1f}" if row.budget_ms else " " * 8
        queries = f"{row.queries:9d}" if row.queries is not None else " " * 9
        most = f"{row.budget_queries:6d}" if row.budget_queries else " " * 6
        figures = f"{row.ms:8.2f}{budget}{row.ms / reference:8.1f}{times}{queries}{most}"
        lines.append(f"{row.name:36}{figures}{'  OVER' if row.is_over else ''}")
    return "\n".join(lines)


def _cpu_name() -> str:
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return names[0].split(":", 1)[1].strip() if names else ""


if __name__ == "__main__":
    sys.exit(main())
