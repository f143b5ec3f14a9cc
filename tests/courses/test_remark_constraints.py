"""The named constraints of remarks, broken past the service (DESIGN §3)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import User
from courses.models import Remark
from tests.conftest import NOW
from tests.courses.remark_acts import WORDS, about_saar, handled, make_remark
from tests.courses.test_constraints import changed, refuses

pytestmark = pytest.mark.usefixtures("saar")
DAY = timedelta(days=1)


def test_constraints(editor: User) -> None:
    remark = make_remark(about_saar())
    rows = Remark.objects.filter(pk=remark.pk)
    refuses("remark_kind_known", changed(rows, kind="praise"))
    refuses("remark_part_has_course", changed(rows, course=None))
    refuses(
        "remark_part_has_course", changed(rows, course=None, edition_number="", lesson_key=None, question_key=uuid4())
    )
    refuses("remark_handled_by_somebody", changed(rows, handled_at=NOW))
    refuses("remark_handled_by_somebody", changed(rows, handled_by=editor))
    refuses("remark_handled_by_somebody", changed(rows, note="Gedaan."))
    refuses("remark_handled_by_somebody", changed(rows, handled_by=editor, handled_at=NOW - DAY))
    refuses("remark_text_until_forgotten", changed(rows, text=""))
    refuses("remark_forgotten_after_handling", changed(rows, text="", forgotten_at=NOW + DAY))
    handled(remark, editor)
    refuses("remark_text_until_forgotten", changed(rows, forgotten_at=NOW + DAY))
    refuses("remark_text_until_forgotten", changed(rows, text="", forgotten_at=NOW + DAY))
    refuses("remark_forgotten_after_handling", changed(rows, text="", note="", forgotten_at=NOW))
    changed(rows, text="", note="", forgotten_at=NOW + DAY)()
    assert WORDS not in str(rows.values())
