"""What is in use cannot be broken from the desk, whatever an editor deletes, moves, withdraws or closes (issue 4)."""

import pytest

# So that a failure there says which page.
pytest.register_assert_rewrite("tests.courses.deleting.world")
