"""The end and the return of a group by an import stand in the history of its people."""

import pytest

from registrations.models import Group
from tests.factories.registrations import make_registration
from tests.registrations.import_files import LINES, bring_in, csv_file
from tests.registrations.test_import_undo import undone

pytestmark = pytest.mark.django_db

ENDED = "De groep is opgeheven. Certificaten die je al had, blijven geldig."
BACK = "De groep bestaat weer."


def test_ended_by_a_file_and_back_by_the_next_or_by_undoing() -> None:
    bring_in()
    group = Group.objects.get(number="WG-101")
    registration = make_registration(group=group)
    gone = bring_in(csv_file(LINES[1:]))
    undone(gone)
    bring_in(csv_file(LINES[1:]))
    bring_in()
    bring_in(csv_file([["WG-101", "Andere naam", *LINES[0][2:]], *LINES[1:]]))  # a change of name is no end
    notes = list(registration.events.order_by("pk").values_list("note", flat=True))
    assert notes == [ENDED, BACK, ENDED, BACK]
