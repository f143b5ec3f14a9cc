"""A file of questions, and taking it in: plain functions for tests."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from courses.models import BankImport, Question
from courses.services.bank_importing import apply_import, preview_import
from tests.conftest import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FILE = """// a comment
$CATEGORY: Buurt/Signalen

// [id:vraag-1] [tag:deur] [tag:avond]
::Bel je 112?:: Er is brand. Bel je 112? {T#Nee, juist wel.}

Wat doe je bij een open deur? {=Bellen ~Weglopen ~Filmen}
"""


def preview(text: str | bytes = FILE, by: User | None = None, *, slug: str = "proef", **fields: Any) -> BankImport:
    data = text if isinstance(text, bytes) else text.encode()
    values = {"file_name": "vragen.gift", "format": "", "now": NOW, **fields}
    return preview_import(data=data, course_slug=slug, by=by or User.objects.get(), **values)


def take_in(text: str | bytes = FILE, **fields: Any) -> BankImport:
    now = fields.get("now", NOW)
    return apply_import(bank_import=preview(text, **fields), by=User.objects.get(), now=now)


def actions(bank_import: BankImport) -> list[str]:
    return [item["action"] for item in bank_import.items]


def drafted(question: Question) -> Question:
    """The question as an editor sees it."""
    return Question.objects.get(pk=question.pk).get_latest_revision_as_object()


def edit(question: Question, **fields: Any) -> Question:
    """An editor saves a draft."""
    draft = drafted(question)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision()
    return Question.objects.get(pk=question.pk)
