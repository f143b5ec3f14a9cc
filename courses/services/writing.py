"""Writing the published manuscript of a course back to the files that `load_course` reads (DESIGN §4).

    export_course(page=page, to=Path("courses/content"))

makes `<to>/<slug>/` with `course.toml`, `les-<n>.toml` and `vragen.toml`. Loading that folder again changes nothing.
Only what is published is written; comments in the files are not kept.
"""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from courses.models import CoursePage, LessonPage, LoadedPart, Meldpunt, QuizPage
from courses.services.file_names import COURSE_EXTRAS, QUIZ_EXTRAS, SOURCE_EXTRAS, meldpunt_key, source_key
from courses.services.freezing import children_of, questions_of
from courses.services.toml_text import toml_text
from courses.services.writing_parts import CannotWrite, Register, question_key, written_question, written_screen

__all__ = ["CannotWrite", "export_course"]

TABLES = {"meldpunten", "sources", "screens", "blocks", "questions", "nodes"}
"""The lists that get a heading for each of their rows."""
COURSE_FIELDS = ("subtitle", "for_whom", "goals", "intro", "illustration", "closing", "valid_months")
ADVICE = "# Sleutels (key) blijven altijd gelijk; pas alleen de teksten aan.\n\n"


def export_course(*, page: CoursePage, to: Path) -> list[Path]:
    """Writes the files of a course and gives them; raises CannotWrite, and writes nothing, when they cannot hold it."""
    texts = files_of(page)
    folder = to / page.slug
    folder.mkdir(parents=True, exist_ok=True)
    for stale in set(folder.glob("les-*.toml")) - {folder / name for name in texts}:
        stale.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in texts]


def files_of(page: CoursePage) -> dict[str, str]:
    """The text of each file by its name."""
    *lessons, quiz = checked_children(page)
    register = Register(page)
    tables = {f"les-{number}.toml": written_lesson(lesson, register) for number, lesson in enumerate(lessons, start=1)}
    questions = questions_of(page, [*lessons, quiz]).filter(live=True).select_related("category").order_by("pk")
    tables["vragen.toml"] = {"questions": [written_question(row, register, page.slug) for row in questions]}
    # The course comes last: only now it is known which sources are in use.
    tables = {"course.toml": written_course(page, quiz, register)} | tables
    heads = {"course.toml": ADVICE, "vragen.toml": ADVICE}
    return {name: heads.get(name, "") + toml_text(table, tables=TABLES) for name, table in tables.items()}


def checked_children(page: CoursePage) -> list[Any]:
    """The published lessons in order, and the one quiz after them: the files know no other shape."""
    children = list(children_of(page, drafts=False))
    kinds = [type(child) for child in children]
    if not page.live or kinds[:1] != [LessonPage] or kinds != [LessonPage] * (len(kinds) - 1) + [QuizPage]:
        raise CannotWrite(_("nodig is een gepubliceerde cursus van lessen met aan het eind één toets"))
    return children


def written_lesson(page: LessonPage, register: Register) -> dict[str, Any]:
    """The table of `les-<n>.toml`."""
    head = {"key": str(page.key), "slug": page.slug, "title": page.title, "message": page.message}
    return head | {"screens": [written_screen(screen, register) for screen in page.screens.get_prep_value()]}


def written_course(page: CoursePage, quiz: QuizPage, register: Register) -> dict[str, Any]:
    """The table of `course.toml`; after it `register` holds every source."""
    head = {"key": str(page.key), "slug": page.slug, "title": page.title}
    fields: dict[str, Any] = {name: getattr(page, name) for name in COURSE_FIELDS} | {"goals": page.goal_list()}
    meldpunten = [written_meldpunt(name, row, register) for name, row in register.meldpunten.items()]
    return {
        **head,
        **fields,
        **extras(page, COURSE_EXTRAS),
        "pass_mark": quiz.pass_mark,
        "quiz": written_quiz(quiz, page.slug),
        "meldpunten": meldpunten,
        "sources": [written_source(page, name, row) for name, row in register.sources.items()],
    }


def written_quiz(page: QuizPage, course: str) -> dict[str, Any]:
    """What the quiz asks, and its rules where they are not the usual ones."""
    bands = [{"low": band.value["low"], "text": band.value["text"]} for band in page.bands]
    return {
        "key": str(page.key),
        "slug": page.slug,
        "title": page.title,
        "intro": page.intro,
        **extras(page, QUIZ_EXTRAS),
        "slots": [written_slot(child, course) for child in page.slots],
        **({"bands": bands} if bands else {}),
    }


def written_slot(child: Any, course: str) -> dict[str, Any]:
    """A draw, or a fixed question."""
    if child.block_type == "fixed":
        return {"question": question_key(child.value["question"] and child.value["question"].pk)}
    category = child.value["category"]
    if category is None:
        raise CannotWrite(_("de toets loot uit een categorie die is weggehaald"))
    elsewhere = {} if category.course_slug == course else {"course": category.course_slug}
    return {"category": category.slug, "count": child.value["count"]} | elsewhere


def written_meldpunt(name: str, row: Meldpunt, register: Register) -> dict[str, Any]:
    """A number to call, with its source as this course names it."""
    key = {} if row.key == meldpunt_key(name) else {"key": str(row.key)}
    words = {"name": row.name, "number": row.number, "when": row.when}
    return {"id": name} | key | words | {"source": source_of(row, register)}


def source_of(row: Meldpunt, register: Register) -> str:
    """Its source in this course. Another course may have loaded the number first, with a source of its own."""
    kept = register.names.get(f"{row.key}:source", "")
    if row.source is None:
        return ""
    is_of_others = (
        row.source not in register.sources.values() and LoadedPart.objects.filter(key=row.source.key).exists()
    )
    return kept if kept in register.sources and is_of_others else register.source(row.source)


def written_source(page: CoursePage, name: str, row: Any) -> dict[str, Any]:
    """A source, with its key when that does not follow from its id."""
    key = {} if row.key == source_key(page.key, name) else {"key": str(row.key)}
    words = {"title": row.title, "url": row.url, "role": row.role}
    return {"id": name} | key | words | {field: str(value) for field, value in extras(row, SOURCE_EXTRAS).items()}


def extras(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """The fields that the files only name when they are not as usual."""
    usual = {name: row._meta.get_field(name).get_default() for name in names}
    return {name: getattr(row, name) for name in names if getattr(row, name) != usual[name]}
