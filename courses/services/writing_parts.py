"""Screens, blocks, facts and questions as the files of a written course have them (DESIGN §4).

Each function gives a plain table for `toml_text`. Sources and numbers go by their id in the files: `Register`.
"""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail import blocks

from courses.blocks.screens import ScreenContentBlock
from courses.models import CoursePage, Meldpunt, Question, Source
from courses.services.file_names import kept_names, with_names

__all__ = ["CannotWrite", "Register", "written_question", "written_screen"]

WITH_FILE = {"image", "video", "download"}


class CannotWrite(Exception):
    """The files cannot hold this course; the message is a Dutch sentence."""


class Register:
    """The sources and numbers of one course under their ids in the files; asking for the id of a new one adds it.

    `names` is what the last load left: stored id → id in the files.
    """

    def __init__(self, page: CoursePage) -> None:
        self.names = kept_names(page.key)
        self.sources: dict[str, Source] = {}
        self.meldpunten: dict[str, Meldpunt] = {}
        self.add_known(Source, self.sources)
        self.add_known(Meldpunt, self.meldpunten)

    def add_known(self, model: Any, rows: dict[str, Any]) -> None:
        """What the files had and is still there, in their order."""
        found = {
            str(row.key): row for row in model.objects.filter(key__in=[key for key in self.names if len(key) == 36])
        }
        rows |= {name: found[key] for key, name in self.names.items() if key in found}

    def source(self, row: Source | None) -> str:
        return named_in(self.sources, row)

    def meldpunt(self, row: Meldpunt | None) -> str:
        return named_in(self.meldpunten, row)


def named_in(rows: dict[str, Any], row: Any) -> str:
    """The id of `row` in the files; a new one is made of its name."""
    if row is None:
        raise CannotWrite(_("er is een bron, vraag of meldpunt weggehaald dat nog gebruikt wordt"))
    known = next((name for name, other in rows.items() if other.pk == row.pk), "")
    if known:
        return known
    base = slugify(str(row))[:40].strip("-") or "nieuw"
    name = next(name for number in range(1, 1000) if (name := f"{base}-{number}" if number > 1 else base) not in rows)
    rows[name] = row
    return name


def written_screen(screen: Any, register: Register) -> dict[str, Any]:
    """A screen of the stored JSON of a lesson."""
    value = screen["value"]
    paper = {"paper": value["paper"]} if value.get("paper") else {}
    head = {"key": screen["id"], "title": value["title"], "minutes": value["minutes"]} | paper
    try:
        return head | {"blocks": [written_block(block, register) for block in value["content"]]}
    except CannotWrite as error:
        raise CannotWrite(_("scherm ‘%(title)s’: %(why)s") % {"title": value["title"], "why": error}) from None


def written_block(block: Any, register: Register) -> dict[str, Any]:
    """A block of the stored JSON of a screen."""
    kind, value = block["type"], block["value"]
    facts = [written_fact(fact["value"], register) for fact in value.get("facts", [])]
    own = own_value(kind, value, register)
    return {"key": block["id"], "type": kind} | own | ({"facts": facts} if facts else {})


def own_value(kind: str, value: Any, register: Register) -> dict[str, Any]:
    """What a block says, save its facts."""
    if kind in WITH_FILE:
        raise CannotWrite(_("een foto, film of bestand past niet in een tekstbestand"))
    if kind == "meldpunt":
        return {"id": register.meldpunt(Meldpunt.objects.filter(pk=value["meldpunt"]).first())}
    if kind == "practice":
        return {"question": question_key(value["question"])}
    written: dict[str, Any] = plain(ScreenContentBlock().child_blocks[kind], value)
    return {name: child for name, child in written.items() if name != "facts"}


def question_key(pk: int | None) -> str:
    question = Question.objects.filter(pk=pk).first()
    if question is None:
        raise CannotWrite(_("er is een vraag weggehaald die nog gebruikt wordt"))
    return str(question.key)


def plain(block: blocks.Block, value: Any) -> Any:
    """A stored value without Wagtail's wrappers, and without what is empty when nobody fills it in."""
    if isinstance(block, blocks.ListBlock):
        return [plain(block.child_block, item["value"]) for item in value]
    if isinstance(block, blocks.StructBlock):
        return {
            name: plain(child, value[name])
            for name, child in block.child_blocks.items()
            if value.get(name) or (value.get(name) is not None and value[name] != child.get_default())
        }
    return value


def written_fact(fact: Any, register: Register) -> dict[str, Any]:
    """A fact of the stored JSON of a block or question."""
    words = {"sentence": fact["sentence"], "source": register.source(Source.objects.filter(pk=fact["source"]).first())}
    checks = {name: fact[name] for name in ("checked_on", "check_by") if fact.get(name)}
    return words | {"status": fact["status"]} | checks


def written_question(question: Question, register: Register, course: str) -> dict[str, Any]:
    """A bank question; `course` is the slug of the course that the file belongs to."""
    body = question.body[0]
    content = with_names(body.block.content(body.value), question.key, kept_names(question.key))
    if "picture" in content:
        content["picture"] = written_picture(body.value, question.title)
    elsewhere = question.category.course_slug
    head = {
        "key": str(question.key),
        "category": question.category.slug,
        "course": elsewhere if elsewhere != course else "",
        "practice": question.is_practice,
        "title": question.title,
        "screen": str(question.screen_key or ""),
    }
    facts = [written_fact(fact["value"], register) for fact in question.facts.get_prep_value()]
    return {name: value for name, value in head.items() if value} | {"facts": facts} | ordered(content)


def ordered(content: dict[str, Any]) -> dict[str, Any]:
    """The parts of a question with the long lists last, and without a word on shuffling where that is as usual."""
    told = {name: value for name, value in content.items() if (name, value) != ("shuffle", True)}
    return dict(sorted(told.items(), key=lambda pair: isinstance(pair[1], list)))


def written_picture(value: Any, title: str) -> dict[str, Any]:
    """The drawing of a question; a photo does not fit."""
    if value["photo"] is not None or not value["drawing"]:
        raise CannotWrite(_("vraag ‘%(title)s’: een foto past niet in een tekstbestand") % {"title": title})
    return {"drawing": value["drawing"], "alt": value["alt"]}
