"""What an act of an editor is, and helpers to write one as a browser sends it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client

from accounts.models import Learner
from tests.courses.deleting.doors import bulk_url

__all__ = ["JUDGES", "NOBODY", "WRITERS", "Act", "Do", "Get", "bulk", "everything_kept", "is_history", "select"]

NOBODY: tuple[str, ...] = ()
JUDGES = ("chief", "admin", "root")
WRITERS = ("editor", *JUDGES)
Get = Callable[[], Any]
Do = Callable[[Client, Any], Iterable[HttpResponse]]
# What changes with every look at a page, and what only tells of it.
RESTLESS = {"session", "modellogentry", "pagelogentry", "auditevent", "courserendition", "editingsession",
            "pagesubscription", "userprofile"}  # fmt: skip

MANUSCRIPT = {"CourseIndexPage", "CoursePage", "LessonPage", "QuizPage", "CourseImage", "CourseDocument", "CourseVideo",
              "Question", "Category", "Source", "Meldpunt", "Path", "TaggedQuestion"}  # fmt: skip


@dataclass(frozen=True)
class Act:
    """`get` finds or makes what it is about, `do` sends the forms; who `may` changes something with it.

    `differs` is what then looks different for learners, as `assert_nobody_suffers` takes it.
    """

    get: Get
    do: Do
    may: tuple[str, ...] = JUDGES
    differs: tuple[str, ...] = ()


def bulk(client: Client, action: str, rows: Iterable[Any], **data: Any) -> list[HttpResponse]:
    """A selection of a list: the page that asks, and its button."""
    url = bulk_url(action, rows)
    return [client.get(url), client.post(url, data)]


def select(action: str, **data: Any) -> Do:
    """The act that is a selection of a list."""
    return lambda client, rows: bulk(client, action, rows, **data)


def is_history(model: type[Model]) -> bool:
    """Whether learners, panels or certificates stand on this table: no act on the manuscript touches one."""
    if model._meta.app_label == "courses":
        return model.__name__ not in MANUSCRIPT
    return model._meta.app_label in {"certificates", "registrations"} or model is Learner


def everything_kept() -> dict[type[Model], list[dict[str, Any]]]:
    """Every row of every table, but those that change with a look."""
    models = [model for model in apps.get_models() if model._meta.model_name not in RESTLESS]
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}
