"""*Stuur een herinnering*: to whom, how often, and what the mail says (DESIGN §6)."""

from datetime import timedelta

import pytest
from post_office.models import Email

from accounts.models import AuditEvent, User
from certificates.errors import CertificateError
from certificates.services import reminding
from courses.models import Course, CourseEdition
from registrations.models import Group
from tests.certificates.group_world import (
    begin,
    in_days,
    manager,
    member,
    offer,
    pass_course,
    path_to,
    signed_in,
    soup_of,
    words_of,
)
from tests.conftest import NOW
from tests.factories.certificates import make_place, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def saar(db: None) -> CourseEdition:
    return offer()


def remind(boss: User, group: Group, edition: CourseEdition, *, days: float = 0) -> int:
    return reminding.send_reminder(group=group, course=edition.course, by=boss, now=in_days(days))


def sent() -> dict[str, Email]:
    return {email.to[0]: email for email in Email.objects.all()}


# --- to whom ---------------------------------------------------------------------------------------------


def test_who_has_it_not_or_not_for_long(saar: CourseEdition) -> None:
    group = make_place()
    boss = manager(group, shares=True)
    new, busy, ending, over, has, later = (member(group, f"Mens {number}") for number in range(6))
    begin(busy, saar)
    for person, days in ((ending, 90), (over, -1), (has, 91), (later, 400)):
        pass_course(person, saar, days_left=days)
    assert remind(boss, group, saar) == 4
    assert set(sent()) == {person.email for person in (new, busy, ending, over)}


def test_never_who_did_not_agree_or_proved_no_address(saar: CourseEdition) -> None:
    group = make_place()
    boss, asked = manager(group), member(group)
    member(group, shares=False)
    member(group, shares=None)
    member(group, status="pending")
    member(make_place())
    unproven, gone = member(group), member(group)
    User.objects.filter(pk=unproven.pk).update(verified_at=None)
    User.objects.filter(pk=gone.pk).update(email=None)
    assert remind(boss, group, saar) == 1
    assert set(sent()) == {asked.email}


def test_the_page_before_says_to_how_many_and_shows_the_words(saar: CourseEdition) -> None:
    group = make_place()
    boss = manager(group)
    for number in range(4):
        member(group, f"Mens {number}")
    page = signed_in(boss).get(path_to(group, "herinnering/saar/")).content.decode()
    assert "Dit krijgen 4 mensen." in page
    assert f"Je groep {group.name} leert samen" in page
    assert Email.objects.count() == 0
    assert not any(f"Mens {number}" in page for number in range(4))


# --- how often -------------------------------------------------------------------------------------------


def test_once_a_week_per_group_and_course_whoever_asks(saar: CourseEdition) -> None:
    group, other, first_aid = make_place(), make_place(), offer("reanimatie", "Reanimatie")
    boss, second, person = manager(group), manager(group), member(group)
    member(other)
    assert remind(boss, group, saar) == 1
    for by, days in ((boss, 0), (second, 3), (boss, 6.99)):
        with pytest.raises(reminding.RemindedAlready, match="Het kan weer vanaf 28 november"):
            remind(by, group, saar, days=days)
    assert remind(second, group, first_aid) == 1
    assert remind(manager(other), other, saar) == 1
    assert remind(second, group, saar, days=7) == 1
    assert Email.objects.filter(to=person.email).count() == 3


def test_nobody_to_remind_does_not_begin_the_week(saar: CourseEdition) -> None:
    group = make_place()
    boss, person = manager(group), member(group)
    pass_course(person, saar)
    with pytest.raises(reminding.NobodyToRemind):
        remind(boss, group, saar)
    member(group)
    assert remind(boss, group, saar) == 1


def test_only_the_beheerder_of_a_group_that_is_there(saar: CourseEdition) -> None:
    group, ended = make_place(), make_place(status="ended")
    member(group)
    for by, where in ((make_user(), group), (manager(make_place()), group), (manager(ended), ended)):
        with pytest.raises(reminding.NotYourGroup):
            remind(by, where, saar)
    assert Email.objects.count() == 0


def test_every_named_error_is_one_of_certificates() -> None:
    for error in (reminding.NotYourGroup(), reminding.NobodyToRemind(), reminding.RemindedAlready(None)):
        assert isinstance(error, CertificateError)
        assert str(error).endswith(".")


# --- what is written and said ----------------------------------------------------------------------------


def test_the_mail_names_the_group_and_how_to_stop_and_nobody(saar: CourseEdition) -> None:
    group = make_place(name="Buurtapp <Oost> & co")
    boss, person = manager(group, "Ineke Koster"), member(group, "Đorđe {% now %}")
    remind(boss, group, saar)
    mail = sent()[person.email or ""]
    assert mail.subject == "Buurtapp <Oost> & co: doe je ook mee? SAAR"
    for text in (mail.message, mail.html_message):
        assert "/cursussen/saar/" in text and "/mijn/gegevens/" in text
        assert "Ineke" not in text and "Đorđe {% now %}" in text
    assert "Je groep Buurtapp <Oost> & co leert samen" in mail.message
    assert "Buurtapp &lt;Oost&gt; &amp; co" in mail.html_message and "<Oost>" not in mail.html_message
    assert "<" not in mail.message.replace("<Oost>", "")


def test_whose_certificate_ends_is_led_to_the_refresher(saar: CourseEdition) -> None:
    group = make_place()
    boss, person = manager(group), member(group)
    pass_course(person, saar, days_left=-30)
    remind(boss, group, saar)
    mail = sent()[person.email or ""]
    assert mail.subject.endswith("fris je kennis op. SAAR")
    for text in (mail.message, mail.html_message):
        assert "is verlopen of loopt bijna af" in text and "/leren/saar/opnieuw/opfrissen/" in text


def test_one_audit_row_without_a_name(saar: CourseEdition) -> None:
    group = make_place()
    boss = manager(group)
    member(group)
    remind(boss, group, saar)
    event = AuditEvent.objects.get(verb="group.remind")
    assert (event.actor, event.object_key, event.at) == (boss, str(group.key), NOW)
    assert event.detail == {"course": str(saar.course.key), "people": 1}


# --- by the button ---------------------------------------------------------------------------------------


def test_sending_and_sending_again(saar: CourseEdition) -> None:
    group = make_place()
    boss = manager(group)
    for number in range(2):
        member(group, f"Mens {number}")
    client, path = signed_in(boss), path_to(group, "herinnering/saar/")
    assert "onderweg naar 2 mensen" in client.post(path, follow=True).content.decode()
    assert "Het kan weer vanaf 28 november" in client.post(path, follow=True).content.decode()
    assert Email.objects.count() == 2
    page = client.get(path).content.decode()
    assert "Het kan weer vanaf 28 november" in page and "<form method" not in page
    soup = soup_of(boss, group)
    assert "Herinnering verstuurd. Het kan weer vanaf 28 november." in words_of(soup)
    assert not soup.find("a", href=path)


def test_no_button_where_there_is_nobody_to_remind(saar: CourseEdition) -> None:
    group = make_place()
    boss, person = manager(group), member(group)
    path = path_to(group, "herinnering/saar/")
    assert soup_of(boss, group).find("a", href=path)
    pass_course(person, saar)
    assert not soup_of(boss, group).find("a", href=path)
    assert "Er is nu niemand die we een herinnering kunnen mailen" in signed_in(boss).get(path).content.decode()


@pytest.mark.parametrize("slug", ["bestaat-niet", "archief"])
def test_a_course_that_is_not_offered(saar: CourseEdition, slug: str) -> None:
    group = make_place()
    boss = manager(group)
    member(group)
    offer("archief", "Archief")
    Course.objects.filter(slug="archief").update(archived_at=NOW - timedelta(days=1))
    client, path = signed_in(boss), path_to(group, f"herinnering/{slug}/")
    assert [client.get(path).status_code, client.post(path).status_code] == [404, 404]
