"""Questions from a file, taken into the bank (DESIGN §4)."""

from datetime import timedelta

import pytest

from accounts.models import AuditEvent, User
from courses.models import BankImport, Category, Question
from courses.services.bank_importing import BankChanged, ImportGone, apply_import, bank, clean_previews, drop_preview
from tests.conftest import NOW
from tests.courses.banks import DAY, HOUR, actions, drafted, preview, take_in
from tests.factories.quizzes import add_question, make_quiz_course
from tests.quiz.samples import true_false

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


# --- taking in ------------------------------------------------------------------------------------------
def test_new_questions_are_drafts_in_their_category(writer: User) -> None:
    found = take_in()
    first = Question.objects.get(idnumber="vraag-1")
    assert (first.live, first.has_unpublished_changes, first.title) == (False, True, "Bel je 112?")
    assert (first.category.course_slug, first.category.name, first.category.slug) == ("proef", "Signalen", "signalen")
    assert sorted(first.tags.names()) == ["avond", "deur"]
    assert first.latest_revision is not None and first.latest_revision.user == writer
    assert first.content()["feedback_false"] == "Nee, juist wel."
    assert (found.state, found.applied_at) == ("applied", NOW)
    assert [(row.action, row.before) for row in found.rows.all()] == [("created", {})] * 2
    detail = AuditEvent.objects.get(verb="bank.import_applied").detail
    assert detail == {"course": "proef", "created": 2, "changed": 0, "same": 0}


def test_a_draft_of_a_file_can_be_published_and_released(writer: User) -> None:
    take_in()
    for question in Question.objects.all():
        question.latest_revision.publish()
    assert Question.objects.filter(live=True, has_unpublished_changes=False).count() == 2
    assert make_quiz_course([true_false()]).number == "1.0"


def test_a_question_without_a_category_gets_one(writer: User) -> None:
    take_in("Wat? {=a ~b}")
    assert str(Question.objects.get().category) == "proef: ingevoerd"


def test_categories_are_found_by_name_and_get_a_slug_of_their_own(writer: User) -> None:
    Category.objects.create(course_slug="proef", slug="buurt", name="De Buurt")
    take_in("$CATEGORY: x/de buurt\n\nWat? {=a ~b}\n\n$CATEGORY: De-buurt\n\nWie? {=a ~b}"
            "\n\n$CATEGORY: Buurt!\n\nWaar? {=a ~b}\n\n$CATEGORY: 日本\n\nHoe? {=a ~b}")  # fmt: skip
    rows = Category.objects.order_by("pk").values_list("slug", "name")
    assert list(rows) == [
        ("buurt", "De Buurt"), ("de-buurt", "De-buurt"), ("buurt-2", "Buurt!"), ("categorie", "日本")
    ]  # fmt: skip


def test_importing_again_changes_nothing(writer: User) -> None:
    take_in()
    before = list(Question.objects.values_list("pk", "latest_revision"))
    again = take_in(now=NOW + HOUR)
    assert actions(again) == ["same", "same"]
    assert list(Question.objects.values_list("pk", "latest_revision")) == before


def test_a_second_press_does_nothing(writer: User) -> None:
    found = take_in()
    apply_import(bank_import=found, by=writer, now=NOW + HOUR)
    found.refresh_from_db()
    assert (found.applied_at, Question.objects.count(), found.rows.count()) == (NOW, 2, 2)
    assert AuditEvent.objects.filter(verb="bank.import_applied").count() == 1


def test_two_previews_of_one_file_bring_it_in_once(writer: User) -> None:
    one, two = preview(), preview()
    for found in (one, two):
        apply_import(bank_import=found, by=writer, now=NOW)
    assert Question.objects.count() == 2
    assert sorted(two.rows.values_list("action", flat=True)) == ["same", "same"]


def test_a_changed_question_gets_a_draft_on_top_of_what_is_live(writer: User) -> None:
    question = add_question(true_false(stem="Bel je 112?"), idnumber="vraag-1", category="oud")
    found = take_in()
    assert actions(found) == ["changed", "created"]
    question.refresh_from_db()
    assert question.live and question.content()["stem"] == "Bel je 112?" and question.category.slug == "oud"
    draft = drafted(question)
    assert draft.content()["stem"] == "Er is brand. Bel je 112?"
    assert (draft.title, draft.category.slug) == ("Bel je 112?", "signalen")
    assert sorted(tag.name for tag in draft.tags.all()) == ["avond", "deur"]
    assert actions(preview()) == ["same", "same"]
    draft.get_latest_revision().publish()
    assert actions(preview()) == ["same", "same"]
    assert sorted(Question.objects.get(pk=question.pk).tags.names()) == ["avond", "deur"]


@pytest.mark.parametrize("text", ["// [id:x]\nWat? {=a ~b}", "// [id:x]\n::Eigen titel::Wat? {=a ~b}"])
def test_what_a_file_does_not_say_stays(writer: User, text: str) -> None:
    take_in("$CATEGORY: Thuis\n\n// [id:x] [tag:deur]\n::Eigen titel::Wat? {=a ~b}")
    assert actions(preview(text)) == ["same"]
    take_in(text.replace("=a", "=c"))
    draft = drafted(Question.objects.get())
    assert (draft.title, draft.category.name, [tag.name for tag in draft.tags.all()]) == (
        "Eigen titel", "Thuis", ["deur"]
    )  # fmt: skip


@pytest.mark.parametrize("part", ["::Nieuw::", "[tag:raam]", "$CATEGORY: Elders"])
def test_another_title_label_or_category_is_a_change(writer: User, part: str) -> None:
    take_in("$CATEGORY: Thuis\n\n// [id:x] [tag:deur]\n::Oud::Wat? {=a ~b}")
    old = {"::Nieuw::": "::Oud::", "[tag:raam]": "[tag:deur]", "$CATEGORY: Elders": "$CATEGORY: Thuis"}[part]
    text = "$CATEGORY: Thuis\n\n// [id:x] [tag:deur]\n::Oud::Wat? {=a ~b}".replace(old, part)
    assert actions(take_in(text)) == ["changed"]
    assert actions(preview(text)) == ["same"]


def test_a_draft_that_was_never_live_follows_the_file(writer: User) -> None:
    take_in("// [id:x]\n::Oud::Wat? {=a ~b}")
    take_in("// [id:x]\n::Nieuw::Wat? {=a ~b ~c}", now=NOW + HOUR)
    question = Question.objects.get()
    assert (question.title, question.live, len(question.content()["options"])) == ("Nieuw", False, 3)


def test_a_locked_question_is_left_alone(writer: User) -> None:
    question = add_question(true_false(), idnumber="vraag-1", locked=True)
    found = take_in()
    assert actions(found) == ["created"]
    assert [(one["code"], one["fatal"]) for one in found.problems] == [("locked", True)]
    assert not Question.objects.get(pk=question.pk).has_unpublished_changes


def test_what_changed_since_the_preview_counts(writer: User) -> None:
    found = preview()
    add_question(true_false(), idnumber="vraag-1")
    add_question(true_false(), slug="saar", idnumber="anders")
    apply_import(bank_import=found, by=writer, now=NOW + HOUR)
    assert sorted(found.rows.values_list("action", flat=True)) == ["changed", "created"]
    found.refresh_from_db()
    assert actions(found) == ["changed", "created"]


def test_a_preview_that_went_cannot_be_taken_in(writer: User) -> None:
    found = preview()
    drop_preview(bank_import=BankImport.objects.get(), by=writer, now=NOW)
    with pytest.raises(ImportGone):
        apply_import(bank_import=found, by=writer, now=NOW)
    assert not Question.objects.exists()
    assert AuditEvent.objects.filter(verb="bank.import_dropped").count() == 1


def test_what_was_taken_in_is_not_dropped(writer: User) -> None:
    found = take_in()
    drop_preview(bank_import=found, by=writer, now=NOW)
    assert BankImport.objects.get() == found


def test_previews_go_after_a_day(writer: User) -> None:
    old, done = preview(), take_in()
    new = preview(now=NOW + DAY)
    assert clean_previews(now=NOW + DAY) == 0
    assert clean_previews(now=NOW + DAY + timedelta(seconds=1)) == 1
    assert set(BankImport.objects.all()) == {done, new} and old not in BankImport.objects.all()


def test_a_race_for_a_mark_takes_nothing_in(writer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody types the same mark in the editor between our look and our write."""
    found = preview()
    add_question(true_false(), slug="saar", idnumber="vraag-1")
    monkeypatch.setattr(bank, "idnumbers_elsewhere", lambda slug: frozenset())
    with pytest.raises(BankChanged):
        apply_import(bank_import=found, by=writer, now=NOW)
    assert Question.objects.count() == 1 and BankImport.objects.get().state == "preview"
