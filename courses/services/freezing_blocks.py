"""One freezer per block type: the value of a block, resolved and copied, as plain JSON (DESIGN §4)."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import nh3
from wagtail.rich_text import expand_db_html

from courses import illustrations
from courses.assets import kept_photo
from courses.quiz import QUESTION_TYPES, InvalidQuestion
from courses.services.frozen import Frozen

__all__ = ["Unfinished", "drawing", "freeze_block"]

RICH_TAGS = {"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "a", "h3"}


class Unfinished(Exception):
    """A block cannot be released like this; the message is a Dutch sentence for the editor."""


def freeze_block(child: Any, frozen: Frozen, problems: list[str]) -> dict[str, Any]:
    """One block: its type, key, resolved value and the facts it states; what is wrong goes into `problems`."""
    freezer = FREEZERS[child.block_type]
    value: dict[str, Any] = {}
    facts: list[dict[str, str]] = []
    try:
        value = freezer(child.value, frozen)
        facts = [freeze_fact(fact, frozen) for fact in child.value.get("facts") or []]
    except InvalidQuestion as error:
        problems.append(f"Een oefenvraag klopt nog niet ({error.code}).")
    except Unfinished as error:
        problems.append(str(error))
    return {"type": child.block_type, "key": child.id, "value": value, "facts": facts}


def chosen(value: Any, name: str, label: str) -> Any:
    """What a chooser points at; Unfinished when nothing was chosen, or it was deleted since."""
    if value[name] is None:
        raise Unfinished(f"Bij een blok ‘{label}’ is niets gekozen, of het is weggehaald. Kies opnieuw.")
    return value[name]


def freeze_fact(fact: Any, frozen: Frozen) -> dict[str, str]:
    """A fact with a reference to its source, which is kept once for the whole edition."""
    source = chosen(fact, "source", "Bron")
    frozen.sources[str(source.key)] = source.frozen()
    return {
        "sentence": fact["sentence"],
        "source": str(source.key),
        "status": fact["status"],
        "checked_on": fact["checked_on"].isoformat() if fact["checked_on"] else "",
    }


def clean_html(rich_text: Any) -> str:
    """Rich text as plain HTML with addresses filled in, and only the tags a lesson may hold."""
    html = expand_db_html(rich_text.source)
    cleaned = nh3.clean(
        html, tags=RICH_TAGS, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto", "tel"}
    )
    # Wagtail marks paragraphs with a data-block-key that changes on every edit; nh3 has dropped it.
    return re.sub(r">\s+<", "><", cleaned).strip()


def freeze_image(value: Any, frozen: Frozen) -> dict[str, Any]:
    """A photo: the bytes of one rendition, kept by their hash."""
    photo = kept_photo(chosen(value, "image", "Foto"))
    return {
        "file": frozen.add(photo.asset).name,
        "width": photo.width,
        "height": photo.height,
        "alt": value["alt"],
        "caption": value["caption"],
    }


def freeze_illustration(value: Any, frozen: Frozen) -> dict[str, Any]:
    """A drawing of the house style, kept as it is now."""
    asset = frozen.keep(drawing(value["name"]).encode(), "image/svg+xml")
    return {"file": asset.name, "name": value["name"], "alt": value["alt"], "caption": value["caption"]}


def freeze_document(value: Any, frozen: Frozen) -> dict[str, Any]:
    """A file to download, kept by its hash."""
    document = chosen(value, "document", "Bestand")
    with document.file.open("rb") as file:
        asset = frozen.keep(file.read(), document.content_type)
    return {"file": asset.name, "title": value["title"], "extension": asset.extension, "bytes": len(asset.content)}


def drawing(name: str) -> str:
    """The SVG of a drawing of the house style; Unfinished when it is not there any more."""
    try:
        return illustrations.svg(name)
    except KeyError:
        raise Unfinished(f"De tekening ‘{name}’ bestaat niet. Kies opnieuw.") from None


def freeze_practice(value: Any, frozen: Frozen) -> dict[str, Any]:
    """The version of a bank question; a draft is no part of a release (DESIGN §4)."""
    question = chosen(value, "question", "Oefenvraag")
    if not question.live:
        raise Unfinished(f"De oefenvraag ‘{question.title}’ is nog een concept. Publiceer hem eerst.")
    if QUESTION_TYPES[question.body[0].block_type].is_marked_by_person:
        raise Unfinished(f"De vraag ‘{question.title}’ kan geen oefenvraag zijn: een open antwoord kijkt een mens na.")
    return frozen.use(question)


def plain(*names: str) -> Callable[[Any, Frozen], dict[str, Any]]:
    """A freezer that takes children of plain text, numbers and lists as they are."""

    def freeze(value: Any, frozen: Frozen) -> dict[str, Any]:
        return {name: plain_value(value[name]) for name in names}

    return freeze


def plain_value(value: Any) -> Any:
    """Text, number or a list or struct of them, without Wagtail's wrappers."""
    if isinstance(value, str | int | bool) or value is None:
        return value
    if hasattr(value, "items"):
        return {name: plain_value(child) for name, child in value.items()}
    if isinstance(value, Iterable):
        return [plain_value(child) for child in value]
    raise TypeError(f"no plain value: {type(value).__name__}")


FREEZERS: dict[str, Callable[[Any, Frozen], dict[str, Any]]] = {
    "text": lambda value, frozen: {"html": clean_html(value["html"])},
    "illustration": freeze_illustration,
    "image": freeze_image,
    "callout": lambda value, frozen: {
        "kind": value["kind"],
        "title": value["title"],
        "html": clean_html(value["html"]),
    },
    "steps": plain("items"),
    "do_dont": plain("dos", "donts"),
    "quote": plain("text", "by"),
    "checklist": plain("title", "items"),
    "message": plain("lines", "good", "note"),
    "meldpunt": lambda value, frozen: chosen(value, "meldpunt", "Nummer om te bellen").frozen(),
    "download": freeze_document,
    "practice": freeze_practice,
}
