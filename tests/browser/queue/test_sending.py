"""One tab of one device: what could not be sent waits there, and goes when it can, once."""

from collections.abc import Callable

import pytest

from courses.services.attempting import standing_answers
from tests.browser.queue.devices import LOCAL, SAVED, Desk, events, stands
from tests.browser.test_journey import press
from tests.factories.courses import attempt_with, right_data, save, wrong_data


def test_offline_it_waits_and_goes_when_the_connection_is_back(desk: Desk) -> None:
    desk.page.context.set_offline(True)
    desk.choose(1)
    desk.says(LOCAL)
    desk.keeps(1)
    assert events(desk.item) == []
    desk.page.context.set_offline(False)
    desk.says(SAVED)
    desk.keeps(0)
    assert stands(desk.item, 1) and len(events(desk.item)) == 1


def test_it_tries_again_by_itself(desk: Desk) -> None:
    desk.line.state = "broken"
    desk.choose(1)
    desk.says("Nog niet bewaard. Je antwoord staat op dit toestel")
    desk.line.state = "up"
    desk.says(SAVED)
    assert len(desk.line.posts) > 1


def test_it_does_not_hammer(desk: Desk) -> None:
    desk.page.clock.install()
    desk.open()
    desk.line.state = "down"
    desk.choose(1)
    desk.says(LOCAL)
    for seconds, tries in [(1, 1), (2, 2), (4, 2), (2, 3), (16, 4), (50, 4), (11, 5), (59, 5), (2, 6)]:
        desk.page.clock.run_for(seconds * 1000)
        for _ in range(50):
            if len(desk.line.posts) < tries:
                desk.page.wait_for_timeout(300)
        desk.page.wait_for_timeout(300)  # and not one more
        assert len(desk.line.posts) == tries


@pytest.mark.parametrize("kind", ["single_choice", "true_false", "multiple_response", "matching"])
def test_after_a_reload_the_page_shows_what_only_the_device_has(device: Callable[..., Desk], kind: str) -> None:
    attempt, item = attempt_with(kind)
    save(attempt, item.position, right_data(item.version)[0], sequence=3)
    desk = device(attempt.learner, item=item)
    desk.line.state = "down"
    wrong = wrong_data(item.version)[0]
    while (boxes := desk.page.locator("input[type=checkbox]:checked")).count():
        boxes.first.uncheck()
    for name, values in wrong.items():
        for value in values:
            if kind == "matching":
                desk.page.locator(f'select[name="{name}"]').select_option(value)
            else:
                desk.page.locator(f'input[name="{name}"][value="{value}"]').check()
    desk.says(LOCAL)
    desk.page.reload()
    desk.says(LOCAL)
    shown = desk.page.evaluate("[...new FormData(document.querySelector('[data-save]'))]")
    assert sorted(pair for pair in shown if pair[0] in wrong) == sorted(
        [name, value] for name, values in wrong.items() for value in values
    )
    desk.comes_back()
    desk.says(SAVED)
    assert events(item)[-1].sequence > 3
    assert standing_answers(attempt)[item.pk] == events(item)[-1]


def test_a_lost_reply_makes_no_second_event(desk: Desk) -> None:
    desk.line.state = "deaf"
    desk.choose(1)
    desk.says(LOCAL)
    assert len(events(desk.item)) == 1
    desk.line.state = "up"
    desk.page.reload()
    desk.says(SAVED)
    desk.keeps(0)
    assert len(events(desk.item)) == 1
    assert len(desk.line.posts) == 2


def test_going_on_sends_the_same_event_again(desk: Desk) -> None:
    desk.choose(1)
    desk.says(SAVED)
    press(desk.page, "Nakijken" if desk.item.position == desk.item.attempt.items.count() else "Verder")
    desk.page.wait_for_url(lambda url: not url.endswith(desk.address))
    assert len(events(desk.item)) == 1


def test_a_tab_that_is_closed_while_sending_loses_nothing(desk: Desk) -> None:
    desk.line.state = "hanging"
    desk.choose(1)
    desk.says("Ik bewaar het …")
    desk.keeps(1)
    desk.page.close()
    assert events(desk.item) == []
    desk.line.state = "up"
    # Any page will do, also one without a form.
    desk.page = desk.page.context.new_page()
    desk.page.goto("/mijn/")
    desk.keeps(0)
    assert stands(desk.item, 1)


def test_a_newer_answer_is_safe_while_an_older_is_still_on_its_way(desk: Desk) -> None:
    desk.line.state = "hanging"
    desk.choose(0)
    desk.says("Ik bewaar het …")
    desk.keeps(1)
    desk.choose(1)
    desk.page.wait_for_timeout(300)
    with desk.page.expect_request(lambda request: request.method == "POST"):  # the newer one, which hangs in its turn
        desk.line.hanging[0].continue_()
    assert desk.page.inner_text("[data-saved]") == "Ik bewaar het …"
    desk.keeps(1)
    assert stands(desk.item, 0)
    desk.page.close()
    desk.line.state = "up"
    desk.page = desk.page.context.new_page()
    desk.page.goto("/mijn/")
    desk.keeps(0)
    assert stands(desk.item, 1) and len(events(desk.item)) == 2


def test_a_device_that_refuses_is_told_as_it_is(desk: Desk) -> None:
    desk.page.add_init_script("IDBFactory.prototype.open = () => { throw new Error('private') }")
    desk.open()
    desk.line.state = "down"
    desk.choose(1)
    desk.says("Niet bewaard.")
    desk.comes_back()
    desk.says(SAVED)
    assert stands(desk.item, 1)
