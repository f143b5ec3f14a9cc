"""Questions in and out of the bank: looked at, taken in, taken back, and written to a file (DESIGN §4)."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import AuditEvent, User
from accounts.roles import Role
from courses.models import BankImport, BankImportRow, Category, Question
from courses.quiz.interchange import UnreadableFile
from courses.services.bank_importing import (
    ImportGone,
    TooLate,
    UnknownFormat,
    apply_import,
    clean_previews,
    drop_preview,
    export_questions,
    preview_import,
    undo_import,
)
from tests.conftest import NOW
from tests.factories.courses import make_editor
from tests.factories.quizzes import add_question, make_quiz_course, stream
from tests.quiz.interchange.meaning import probes_of, scores
from tests.quiz.samples import ALL, single, true_false

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FILE = """// a comment
$CATEGORY: Buurt/Signalen

// [id:vraag-1] [tag:deur] [tag:avond]
::Bel je 112?:: Er is brand. Bel je 112? {T#Nee, juist wel.}

Wat doe je bij een open deur? {=Bellen ~Weglopen ~Filmen}
"""


@pytest.fixture
def writer() -> User:
    return make_editor(Role.EDITOR, email="redacteur@example.nl")


def preview(text: str | bytes = FILE, by: User | None = None, *, slug: str = "proef", **fields: Any) -> BankImport:
    data = text if isinstance(text, bytes) else text.encode()
    values = {"file_name": "vragen.gift", "format": "", "now": NOW, **fields}
    return preview_import(data=data, course_slug=slug, by=by or User.objects.get(), **values)


def take_in(text: str | bytes = FILE, **fields: Any) -> BankImport:
    now = fields.get("now", NOW)
    return apply_import(bank_import=preview(text, **fields), by=User.objects.get(), now=now)


def actions(bank_import: BankImport) -> list[str]:
    return [item["action"] for item in bank_import.items]


def test_first(writer: User, django_assert_num_queries: Any) -> None:
    found = take_in()
    print(found.items, found.problems)
    for q in Question.objects.all():
        print(q.title, q.category, q.idnumber, list(q.tags.names()), q.live, q.has_unpublished_changes, q.latest_revision, q.content())
    again = take_in()
    print(actions(again))
    assert actions(again) == ["same", "same"]
    assert 0
