"""What goes of the people in a panel: after half a year, and when somebody asks (DESIGN §3, §6)."""

import json
import re
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from post_office.models import STATUS, Email

from accounts import hooks
from accounts.models import AuditEvent, User
from accounts.services.retention import blank_mail
from cms.jobs import JOBS
from courses.models import PanelMember, PanelReview, Trial
from courses.services.panel_judging import PanelClosed, give_verdict, write_comment
from courses.services.panel_privacy import erase_member, forget_member, forget_past_members
from courses.services.panels import (
    REMEMBERED,
    Invitee,
    PanelRefused,
    close_panel,
    extend_panel,
    remove_member,
    renew_link,
)
from courses.services.reading import edition_content
from courses.services.trials import remove_expired
from tests.conftest import NOW
from tests.courses.desk import signed_in, words
from tests.courses.pages import forms_of, post
from tests.factories.panels import WEEK, change_course, make_panel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
LIST = "/beheer/redactie/panels/"
NOBODY = ("", "")
LAST = NOW.astimezone(UTC) + WEEK + REMEMBERED  # in UTC: in between the clock goes forward


@pytest.fixture
def panel(editor: User) -> tuple[PanelReview, dict[str, tuple[PanelMember, str]]]:
    """Noor wrote and judged; Sam did nothing yet."""
    review, people = make_panel(by=editor)
    noor, _ = people["Noor"]
    key = edition_content(review.edition).lessons[0].key
    write_comment(member=noor, part="lesson", part_key=key, text="Ik ben Noor, bel 06 1234.", now=NOW)
    give_verdict(member=noor, verdict="adjust", reason="Groet van Noor.", now=NOW)
    return review, people


def fresh(member: PanelMember) -> PanelMember:
    return PanelMember.objects.get(pk=member.pk)


def stored(member: PanelMember) -> str:
    """All that the database still holds of a member, his mail and the log too."""
    rows = [PanelMember.objects.filter(pk=member.pk), member.comments.all(), Email.objects.all()]
    rows += [AuditEvent.objects.filter(verb__startswith="panel.")]
    return str([list(one.values()) for one in rows])


def test_a_name_goes_half_a_year_after_the_panel(panel: Any, editor: User) -> None:
    review, people = panel
    (sam, _), (noor, token) = people["Sam"], people["Noor"]
    assert forget_past_members(now=LAST - timedelta(seconds=1)) == 0
    assert Email.objects.count() == 1
    with time_machine.travel(LAST, tick=False):
        assert JOBS["panel members"](LAST) == 2
        assert JOBS["panel members"](LAST) == 0
        assert Client().get(f"/panel/{token}/").status_code == 404
        text = words(signed_in(editor).get(f"{LIST}{review.key}/"))
    noor = fresh(noor)
    assert (noor.name, noor.email) == (fresh(sam).name, fresh(sam).email) == NOBODY
    assert (noor.verdict, noor.reason, noor.role) == ("adjust", "Groet van Noor.", "gemeente")
    assert not Email.objects.exists()
    assert "naam weggehaald, gemeente" in text
    assert "Ik ben Noor, bel 06 1234." in text
    assert "Sam de Vries" not in text


def test_a_panel_that_closed_early_forgets_early(panel: Any, editor: User) -> None:
    review, _people = panel
    close_panel(review=review, by=editor, now=NOW)
    assert forget_past_members(now=NOW + REMEMBERED) == 2


def test_a_panel_that_opened_again_forgets_nobody(panel: Any, editor: User) -> None:
    review, _people = panel
    close_panel(review=review, by=editor, now=NOW)
    extend_panel(review=review, closes_at=NOW + REMEMBERED, by=editor, now=NOW + WEEK)
    assert forget_past_members(now=NOW + REMEMBERED) == 0


def test_a_panel_forgets_whatever_goes_first(panel: Any) -> None:
    """The job of the links may run before this one: then a member has none any more."""
    remove_expired(now=LAST)
    assert not Trial.objects.exists()
    assert forget_past_members(now=LAST) == 2
    assert set(PanelMember.objects.values_list("name", "email")) == {NOBODY}


def test_everything_of_one_member_goes_when_he_asks(panel: Any, editor: User) -> None:
    review, people = panel
    (sam, his), (noor, token) = people["Sam"], people["Noor"]
    client, url = signed_in(editor), f"{LIST}{review.key}/"
    form = next(form for form in forms_of(client.get(url)) if form.action.endswith(f"{noor.key}/wissen/"))
    text = words(post(client, form, "Wis naam en tekst : Noor Bakker"))
    assert "Naam, e-mailadres en tekst zijn weg." in text
    assert "naam weggehaald , gemeente Oordeel: aanpassen" in text
    assert not re.search("(?i)noor", stored(noor))
    noor = fresh(noor)
    assert (noor.verdict, noor.reason, noor.role, noor.judged_at) == ("adjust", "(weggehaald)", "gemeente", NOW)
    assert noor.comments.get().text == "(weggehaald)"
    assert Client().get(f"/panel/{token}/").status_code == 404
    assert Client().get(f"/panel/{his}/").status_code == 200
    assert fresh(sam).name == "Sam de Vries"
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert remove_expired(now=NOW + timedelta(minutes=1)) == 1


def test_who_was_forgotten_gets_no_link_again(panel: Any, editor: User) -> None:
    review, people = panel
    noor, _ = people["Noor"]
    erase_member(member=noor, by=editor, now=NOW)
    with pytest.raises(PanelRefused, match="Nodig iemand opnieuw uit"):
        renew_link(member=noor, by=editor, now=NOW)
    assert f"{noor.key}/" not in signed_in(editor).get(f"{LIST}{review.key}/").content.decode()


@pytest.mark.parametrize("name", ["Sam", "Noor"])
def test_who_is_gone_writes_no_more(panel: Any, editor: User, name: str) -> None:
    """His page was open, and his words came in the instant after."""
    member, _ = panel[1][name]
    key = edition_content(member.review.edition).lessons[0].key
    if name == "Noor":
        erase_member(member=member, by=editor, now=NOW)
    else:
        remove_member(member=member, by=editor, now=NOW)
    with pytest.raises(PanelClosed, match="Je doet niet meer mee"):
        write_comment(member=member, part="lesson", part_key=key, text="Nog iets van mij.", now=NOW)
    with pytest.raises(PanelClosed):
        give_verdict(member=member, verdict="good", reason="Nog iets van mij.", now=NOW)
    assert "Nog iets" not in stored(member)


def test_who_is_taken_out_gets_no_mail(panel: Any, editor: User) -> None:
    """Mail of the same person for another course stays."""
    review, people = make_panel(page=change_course("Anders"), by=editor, people=[Invitee("Ans", "ans@example.nl")])
    other = Email.objects.create(to=["ans@example.nl"], from_email="x@example.nl", subject="Je certificaat")
    assert Email.objects.filter(to="ans@example.nl").count() == 2
    remove_member(member=people["Ans"][0], by=editor, now=NOW)
    assert Email.objects.get(to="ans@example.nl") == other
    assert review.members.count() == 0


def test_an_invitation_for_another_panel_of_the_course_stays(panel: Any, editor: User) -> None:
    """The same person, course and subject; a second link of this panel goes along."""
    noor, _ = panel[1]["Noor"]
    _review, others = make_panel(page=change_course("Anders"), by=editor)
    again = renew_link(member=noor, by=editor, now=NOW)
    erase_member(member=noor, by=editor, now=NOW)
    mail = Email.objects.get()
    assert others["Noor"][1] in mail.message
    assert again not in mail.message


def test_an_invitation_without_its_text_goes_too(panel: Any, editor: User) -> None:
    noor, _ = panel[1]["Noor"]
    Email.objects.update(status=STATUS.sent)
    assert blank_mail(now=NOW + timedelta(days=90), limit=10) == 1
    erase_member(member=noor, by=editor, now=NOW + timedelta(days=90))
    assert not Email.objects.exists()


@pytest.mark.parametrize("act", [renew_link, remove_member])
def test_who_was_taken_out_a_moment_ago(panel: Any, editor: User, act: Callable[..., Any]) -> None:
    """Two presses on one button."""
    sam, _ = panel[1]["Sam"]
    remove_member(member=PanelMember.objects.get(pk=sam.pk), by=editor, now=NOW)
    with pytest.raises(PanelRefused, match="al uit het panel gehaald"):
        act(member=sam, by=editor, now=NOW)


def account(email: str = "noor@example.nl", **fields: Any) -> User:
    return User.objects.create(email=email, name="Noor Bakker", **{"verified_at": NOW} | fields)


def exported(user: User) -> Any:
    """What the doors of the apps give, as it is stored."""
    parts = [hook(user) for hook in hooks.on_export]
    return json.loads(json.dumps({name: rows for part in parts for name, rows in part.items()}))


def test_the_export_of_an_account_has_the_panels_of_its_address(panel: Any) -> None:
    [mine] = exported(account())["courses"]["panels"]
    assert mine["course"] == "Proefcursus"
    assert (mine["name"], mine["role"], mine["verdict"]) == ("Noor Bakker", "gemeente", "aanpassen")
    assert mine["reason"] == "Groet van Noor."
    assert [row["text"] for row in mine["comments"]] == ["Ik ben Noor, bel 06 1234."]


@pytest.mark.parametrize("fields", [{"verified_at": None}, {"email": None}, {"email": "sam@example.nl"}])
def test_nobody_else_reads_or_erases_it(panel: Any, fields: dict[str, Any]) -> None:
    user = account(**fields)
    assert exported(user)["courses"]["panels"] == []
    for hook in hooks.on_erase:
        hook(user, NOW)
    assert fresh(panel[1]["Noor"][0]).name == "Noor Bakker"


def test_the_erasure_of_an_account_reaches_the_panels(panel: Any) -> None:
    noor, _ = panel[1]["Noor"]
    user = account()
    for hook in hooks.on_erase:
        hook(user, NOW)
    assert not re.search("(?i)noor", stored(noor))
    assert fresh(noor).verdict == "adjust"


def test_the_log_names_nobody(panel: Any, editor: User) -> None:
    review, people = panel
    (sam, _), (noor, _) = people["Sam"], people["Noor"]
    renew_link(member=noor, by=editor, now=NOW)
    forget_member(member=noor, now=NOW)
    erase_member(member=noor, by=editor, now=NOW)
    remove_member(member=sam, by=editor, now=NOW)
    close_panel(review=review, by=editor, now=NOW)
    events = AuditEvent.objects.filter(verb__startswith="panel.")
    assert sorted(events.values_list("verb", flat=True)) == [
        "panel.closed", "panel.commented", "panel.invited", "panel.judged", "panel.link_renewed", "panel.member_erased",
        "panel.member_forgotten", "panel.member_removed", "panel.opened",
    ]  # fmt: skip
    assert not re.search("Sam|Noor|noor@", str([event.detail for event in events]))
