"""The code on paper: made, typed, expired, and what happens to the device it is typed on (DESIGN §6)."""

from datetime import date, datetime, timedelta
from itertools import count

import pytest

from accounts.models import AuditEvent, Learner, RateLimit, ResumeCode
from accounts.services import resuming
from accounts.services.merging import GuestTaken, merge_guest, merge_guests
from accounts.services.resuming import MISSES, TooManyTries, UnknownCode, WhoseWork, go_on, make_code, resume
from accounts.typed_codes import SYMBOLS, new_code, read_code
from tests.accounts.helpers import make_user

pytestmark = pytest.mark.django_db
HALL = "192.0.2.7"


@pytest.fixture
def guest(now: datetime) -> Learner:
    return Learner.objects.create(last_seen_at=now - timedelta(days=20))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("K7M4QX23", "K7M4QX23"),
        ("k7m4 qx23", "K7M4QX23"),
        (" K7M4-QX23 ", "K7M4QX23"),
        ("K7M4\u2013QX23.", "K7M4QX23"),
        ("\uff2b7M4QX23", "K7M4QX23"),
        ("BSZ4QX23", "8524QX23"),
        ("K7M4QX2", ""),
        ("K7M4QX234", ""),
        ("K7M4QX2\u00e9", ""),
        ("01OIL234", ""),
        ("", ""),
        ("\x00", ""),
        ("K" * 2_000_000, ""),
    ],
)
def test_what_people_type(typed: str, read: str) -> None:
    assert read_code(typed, 8) == read


def test_codes_have_no_look_alikes() -> None:
    assert not set("01OILBSZU") & set(SYMBOLS)
    codes = {new_code(8) for _number in range(200)}
    assert len(codes) == 200 and all(read_code(code, 8) == code for code in codes)


def test_a_code_leads_back_to_its_guest(guest: Learner, now: datetime) -> None:
    code, last_day = make_code(learner=guest, now=now)
    assert len(code) == 8 and last_day == date(2026, 12, 21)
    assert resume(code=f" {code[:4]} {code[4:].lower()}", address=HALL, now=now) == guest
    row = ResumeCode.objects.get()
    assert code not in row.code_hash and len(row.code_hash) == 64
    guest.refresh_from_db()
    assert guest.last_seen_at == now
    assert AuditEvent.objects.get(verb="learner.paper").detail == {}


def test_it_works_through_its_last_day_in_amsterdam(guest: Learner, now: datetime) -> None:
    code, last_day = make_code(learner=guest, now=now)
    evening = datetime(last_day.year, last_day.month, last_day.day, 23, 59, tzinfo=now.tzinfo)
    assert resume(code=code, address=HALL, now=evening) == guest
    with pytest.raises(UnknownCode):
        resume(code=code, address=HALL, now=evening + timedelta(minutes=1))


def test_the_printed_day_stays_when_the_guest_comes_back(guest: Learner, now: datetime) -> None:
    code, last_day = make_code(learner=guest, now=now)
    go_on(guest=guest, device=None, user=None, owner="", now=now + timedelta(days=20))
    assert ResumeCode.objects.get().last_day == last_day
    with pytest.raises(UnknownCode):
        resume(code=code, address=HALL, now=now + timedelta(days=31))


def test_a_new_code_ends_the_old_one(guest: Learner, now: datetime) -> None:
    old, _day = make_code(learner=guest, now=now)
    new, _day = make_code(learner=guest, now=now)
    assert resume(code=new, address=HALL, now=now) == guest
    with pytest.raises(UnknownCode):
        resume(code=old, address=HALL, now=now)


def test_a_code_drawn_twice_is_drawn_again(guest: Learner, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["CCCCCCCC", "CCCCCCCC", "DDDDDDDD"])
    monkeypatch.setattr(resuming, "new_code", lambda length: next(codes))
    other = Learner.objects.create()
    assert [make_code(learner=one, now=now)[0] for one in (guest, other)] == ["CCCCCCCC", "DDDDDDDD"]


def test_an_account_needs_no_paper(now: datetime) -> None:
    with pytest.raises(ValueError, match="only a guest"):
        make_code(learner=Learner.objects.create(user=make_user()), now=now)


def test_one_sentence_for_wrong_expired_and_taken(guest: Learner, now: datetime) -> None:
    other = Learner.objects.create()
    taken, _day = make_code(learner=guest, now=now)
    old, _day = make_code(learner=other, now=now - timedelta(days=40))
    merge_guest(guest=guest, user=make_user(), now=now)
    said = set()
    for code in ("CCCCCCCC", "x", old, taken):
        with pytest.raises(UnknownCode) as refused:
            resume(code=code, address=HALL, now=now)
        said.add(str(refused.value.message))
    assert len(said) == 1


def test_guessing_from_one_address_stops_hits_too(guest: Learner, now: datetime) -> None:
    code, _day = make_code(learner=guest, now=now)
    for _try in range(MISSES.per_address):
        with pytest.raises(UnknownCode):
            resume(code="CCCCCCCC", address=HALL, now=now)
    with pytest.raises(TooManyTries):
        resume(code=code, address=HALL, now=now)
    assert resume(code=code, address="198.51.100.1", now=now) == guest
    assert resume(code=code, address=HALL, now=now + timedelta(minutes=11)) == guest


def test_guessing_from_everywhere_is_slowed_everywhere(guest: Learner, now: datetime) -> None:
    code, _day = make_code(learner=guest, now=now)
    places = (f"198.51.{number // 250}.{number % 250}" for number in count())
    RateLimit.objects.create(key=MISSES.name, count=MISSES.in_all - 1, window_ends_at=now + timedelta(hours=1))
    with pytest.raises(UnknownCode):
        resume(code="CCCCCCCC", address=next(places), now=now)
    place = next(places)
    for _try in range(MISSES.per_address_then):
        with pytest.raises(UnknownCode):
            resume(code="CCCCCCCC", address=place, now=now)
    with pytest.raises(TooManyTries):
        resume(code=code, address=place, now=now)
    assert resume(code=code, address=next(places), now=now) == guest


def test_an_empty_device_goes_on_as_the_guest(guest: Learner, now: datetime) -> None:
    assert go_on(guest=guest, device=None, user=None, owner="", now=now) == guest
    assert go_on(guest=guest, device=guest, user=None, owner="", now=now) == guest
    guest.refresh_from_db()
    assert guest.last_seen_at == now and AuditEvent.objects.filter(verb="learner.resumed").count() == 2


def test_an_account_takes_the_guest_over(guest: Learner, now: datetime) -> None:
    user = make_user()
    learner = go_on(guest=guest, device=None, user=user, owner="", now=now)
    guest.refresh_from_db()
    assert learner.user == user and guest.merged_into == learner


def test_a_device_with_work_asks_first(guest: Learner, now: datetime) -> None:
    device = Learner.objects.create()
    for owner in ("", "other", "iets"):
        with pytest.raises(WhoseWork):
            go_on(guest=guest, device=device, user=None, owner=owner, now=now)
    device.refresh_from_db()
    assert device.merged_into is None


def test_his_own_work_on_both_is_joined(guest: Learner, now: datetime) -> None:
    device = Learner.objects.create()
    code, _day = make_code(learner=device, now=now)
    assert go_on(guest=guest, device=device, user=None, owner="self", now=now) == guest
    device.refresh_from_db()
    assert device.merged_into == guest
    assert resume(code=code, address=HALL, now=now) == guest  # his other paper works too


def test_work_of_somebody_else_stays_under_its_own_code(guest: Learner, now: datetime) -> None:
    device = Learner.objects.create()
    code, _day = make_code(learner=device, now=now)
    assert go_on(guest=guest, device=device, user=None, owner="other", now=now) == guest
    assert resume(code=code, address=HALL, now=now) == device


def test_a_guest_taken_over_meanwhile_is_not_joined(guest: Learner, now: datetime) -> None:
    device = Learner.objects.create()
    merge_guest(guest=guest, user=make_user(), now=now)
    with pytest.raises(UnknownCode):
        go_on(guest=guest, device=device, user=None, owner="self", now=now)
    with pytest.raises(UnknownCode):
        go_on(guest=guest, device=None, user=make_user("ander@voorbeeld.nl"), owner="", now=now)
    with pytest.raises(GuestTaken):
        merge_guests(guest=guest, target=device, now=now)


def test_old_codes_go(guest: Learner, now: datetime) -> None:
    make_code(learner=guest, now=now - timedelta(days=31))
    make_code(learner=Learner.objects.create(), now=now - timedelta(days=30))
    assert [resuming.delete_old_codes(now=now, limit=10) for _run in range(2)] == [1, 0]
    assert ResumeCode.objects.count() == 1
