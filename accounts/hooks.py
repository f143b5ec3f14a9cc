"""The doors upwards (DESIGN §3): each app adds one function per list in its `AppConfig.ready()`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts.models import Learner, User

MergeHook = Callable[[Learner, Learner, datetime], None]
ExportHook = Callable[[User], dict[str, Any]]
EraseHook = Callable[[User, datetime], None]
HoldHook = Callable[[Learner], None]

on_merge: list[MergeHook] = []
"""Called with (guest, learner of the account, now) inside the transaction of the merge."""

on_export: list[ExportHook] = []
"""Called with the account; gives the rows about that person, JSON-ready, under the app's name."""

before_erase: list[HoldHook] = []
"""Called with the learner inside the transaction of the erasure, before the account is locked: locks what stands
before the account in the order of all locks (attempt, enrollment), so that who hands in at that instant does not wait
for who waits for him."""

on_erase: list[EraseHook] = []
"""Called with (account, now) inside the transaction of the erasure, while the account is locked and still has its
name and address."""

unprintable: list[Callable[[str], str]] = []
"""Called with a name; gives the characters that cannot be printed, so that the form asks before the quiz and
nobody is refused after passing (DESIGN §7). Accounts know no fonts, certificates do."""

guest_names: list[Callable[[Learner], str]] = []
"""Called with a guest; gives the name that he said elsewhere (on a course evening) or nothing, so that nobody is
asked for his name twice. Accounts keep no name of a guest."""
