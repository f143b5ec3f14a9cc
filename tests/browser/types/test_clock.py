"""A quiz with a clock: it counts down, speaks three times and loses nothing."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from courses.models import Attempt
from tests.browser.types.hands import Begin, look_over, press, write


def test_the_clock_counts_down_and_speaks_three_times(begin: Begin) -> None:
    page, _ = begin("op-tijd")
    shown, said = page.locator("[data-left]"), page.get_by_role("status")
    expect(shown).to_have_text("Je hebt nog 10 minuten.")
    look_over(page, "light", "dark")
    start = timezone.now()
    page.clock.install(time=start)
    page.reload()
    page.clock.pause_at(start + timedelta(seconds=30))
    for step, left, aloud in (("02:40", "7", None), ("02:00", "5", "5"), ("02:00", "3", "5")):
        page.clock.fast_forward(step)
        expect(shown).to_have_text(f"Je hebt nog {left} minuten.")
        expect(said).to_have_text(f"Je hebt nog {aloud} minuten." if aloud else "")
    page.clock.fast_forward("02:00")
    expect(shown).to_have_text("Je hebt nog 1 minuut.")
    expect(said).to_have_text("Je hebt nog 1 minuut.")
    # Without a connection it waits on this page.
    page.context.set_offline(True)
    page.clock.fast_forward("01:10")
    expect(said).to_have_text("De tijd is om. We leveren in wat je hebt.")
    assert page.url.endswith("/vraag/1/")
    page.context.set_offline(False)
    page.clock.fast_forward("00:02")
    page.wait_for_url("**/nakijken/")


def test_what_is_typed_when_the_time_runs_out_is_not_lost(begin: Begin) -> None:
    page, attempt = begin("op-tijd")
    page.clock.install()
    page.add_init_script("IDBFactory.prototype.open = () => { throw new Error('private') }")
    page.reload()
    # The device keeps nothing and nothing gets through in the background: only the form itself can bring it.
    is_background = {"x-requested-with": "fetch"}.items()
    page.route(
        "**/vraag/1/",
        lambda route: (
            route.fulfill(status=429) if is_background <= route.request.headers.items() else route.continue_()
        ),
    )
    write(page, "0900-8844", "finger")
    due = timezone.now() - timedelta(seconds=2)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=due - timedelta(minutes=10), due_at=due)
    page.clock.fast_forward("10:10")
    page.wait_for_url("**/nakijken/")
    expect(page.locator("h1")).to_have_text("De tijd is om")
    page.unroute_all()
    press(page, "Naar de uitslag", "finger")
    expect(page.get_by_text("Goed gezien.", exact=True)).to_have_count(1)


def test_without_javascript_the_clock_is_told_in_words(begin: Begin) -> None:
    page, _ = begin("op-tijd", java_script_enabled=False)
    expect(page.locator("[data-left]")).to_have_text("Je hebt nog 10 minuten.")
    expect(page.get_by_text(re.compile(r"Om \d\d:\d\d leveren we in wat je hebt"))).to_be_visible()
