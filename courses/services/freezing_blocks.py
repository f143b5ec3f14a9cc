"""One freezer per block type: the value of a block, resolved and copied, as plain JSON (DESIGN §4)."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from courses import illustrations
from courses.assets import Asset, KeptPicture, kept_photo, stored_asset
from courses.blocks.pictures import shown_alt, video_host
from courses.blocks.texts import table_cells
from courses.models import CourseVideo, Question
from courses.quiz import QUESTION_TYPES, InvalidQuestion
from courses.services.frozen import Frozen
from courses.services.question_problems import why_unfinished

__all__ = ["Unfinished", "drawing", "freeze_block"]

FILMS = {"mp4": "video/mp4", "webm": "video/webm"}
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
    except Unfinished as error:
        problems.append(str(error))
    return {"type": child.block_type, "key": child.id, "value": value, "facts": facts}


def chosen(value: Any, name: str, label: str) -> Any:
    """What a chooser points at; Unfinished when nothing was chosen, or it was deleted since."""
    if value[name] is None:
        words = _("Bij een blok ‘%(label)s’ is niets gekozen, of het is weggehaald. Kies opnieuw.")
        raise Unfinished(words % {"label": label})
    return value[name]


def freeze_fact(fact: Any, frozen: Frozen) -> dict[str, str]:
    """A fact with a reference to its source, which is kept once for the whole edition."""
    source = chosen(fact, "source", _("Bron"))
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
    photo = kept_picture(chosen(value, "image", _("Foto")))
    return {
        "file": frozen.add(photo.asset).name,
        "width": photo.width,
        "height": photo.height,
        "alt": described(value, _("foto")),
        "caption": value["caption"],
    }


def gone(title: str) -> Unfinished:
    """A file that is not in storage any more."""
    return Unfinished(_("Het bestand van ‘%(title)s’ is er niet meer. Zet het opnieuw op de site.") % {"title": title})


def kept_picture(image: Any) -> KeptPicture:
    """One rendition of a photo; Unfinished when its file is not in storage any more."""
    try:
        return kept_photo(image)
    except OSError:
        raise gone(image.title) from None


def freeze_illustration(value: Any, frozen: Frozen) -> dict[str, Any]:
    """A drawing of the house style, kept as it is now."""
    asset = frozen.keep(drawing(value["name"]).encode(), "image/svg+xml")
    alt = described(value, _("tekening"))
    return {"file": asset.name, "name": value["name"], "alt": alt, "caption": value["caption"]}


def described(value: Any, label: str) -> str:
    """The description of a picture, "" for decoration; Unfinished when nobody has written it yet."""
    alt = shown_alt(value)
    if alt is None:
        raise Unfinished(_("Een %(what)s heeft nog geen beschrijving. Schrijf wat er te zien is.") % {"what": label})
    return alt


def uploaded(file: Any, title: str, media_type: str, frozen: Frozen) -> Asset:
    """An uploaded file, kept by its hash; Unfinished when it is not in storage any more."""
    try:
        return frozen.add(stored_asset(file, media_type))
    except OSError:
        raise gone(title) from None


def freeze_document(value: Any, frozen: Frozen) -> dict[str, Any]:
    """A file to download, kept by its hash."""
    document = chosen(value, "document", _("Bestand"))
    asset = uploaded(document.file, document.title, document.content_type, frozen)
    return {"file": asset.name, "title": value["title"], "extension": asset.extension, "bytes": document.file.size}


def freeze_video(value: Any, frozen: Frozen) -> dict[str, Any]:
    """A film of our own with its captions, each kept by its hash; without captions and transcript it is no film."""
    video = chosen(value, "video", _("Film"))
    missing = missing_of(video)
    if missing:
        words = _("De film ‘%(title)s’ heeft nog geen %(missing)s. Voeg dat toe bij de film.")
        raise Unfinished(words % {"title": video.title, "missing": _(" en geen ").join(missing)})
    film = uploaded(video.file, video.title, film_type(video), frozen)
    return {
        "title": video.title,
        "file": film.name,
        "media_type": film.media_type,
        "captions": uploaded(video.captions, video.title, "text/vtt", frozen).name,
        "poster": frozen.add(kept_picture(video.poster).asset).name if video.poster else "",
        "transcript": video.transcript.strip(),
    }


def film_type(video: CourseVideo) -> str:
    """The media type of a film by its ending, which the upload has compared with its bytes; "" for no film."""
    return FILMS.get(str(video.file.name).rpartition(".")[2].lower(), "")


def missing_of(video: CourseVideo) -> list[str]:
    """What a film still lacks, in words."""
    needed = {
        _("film in mp4 of webm"): bool(film_type(video)),
        _("ondertiteling"): bool(video.captions),
        _("uitgeschreven tekst"): bool(video.transcript.strip()),
    }
    return [name for name, is_there in needed.items() if not is_there]


def freeze_link_video(value: Any, frozen: Frozen) -> dict[str, Any]:
    """A card that leads to a film elsewhere; nothing of that site is kept or loaded."""
    card: dict[str, Any] = plain("title", "url", "about", "minutes")(value, frozen)
    return card | {"host": told(video_host, value["url"])}


def freeze_table(value: Any, frozen: Frozen) -> dict[str, Any]:
    """A table as lists of cells."""
    head, *rows = told(table_cells, value["cells"])
    return {"caption": value["caption"], "head": head, "rows": rows, "row_heads": value["row_heads"]}


def told(read: Callable[[str], Any], text: str) -> Any:
    """What a reader of the editor's form makes of a text; Unfinished with its sentence when it refuses."""
    try:
        return read(text)
    except ValidationError as error:
        raise Unfinished(" ".join(error.messages)) from None


def drawing(name: str) -> str:
    """The SVG of a drawing of the house style; Unfinished when it is not there any more."""
    try:
        return illustrations.svg(name)
    except KeyError:
        raise Unfinished(_("De tekening ‘%(name)s’ bestaat niet. Kies opnieuw.") % {"name": name}) from None


def freeze_practice(value: Any, frozen: Frozen) -> dict[str, Any]:
    """The version of a bank question; a draft is no part of a release (DESIGN §4)."""
    question = chosen(value, "question", _("Oefenvraag"))
    if not frozen.may_use(question):
        words = _("De oefenvraag ‘%(title)s’ is nog een concept. Publiceer hem eerst.")
        raise Unfinished(words % {"title": question.title})
    body = frozen.newest(question).body
    if body and QUESTION_TYPES[body[0].block_type].is_marked_by_person:
        words = _("De vraag ‘%(title)s’ kan geen oefenvraag zijn: een open antwoord kijkt een mens na.")
        raise Unfinished(words % {"title": question.title})
    return used(question, frozen)


def used(question: Question, frozen: Frozen) -> dict[str, str]:
    """The version of a practice question; Unfinished, with what is still missing, when it cannot be asked."""
    try:
        return frozen.use(question)
    except InvalidQuestion as error:
        why = why_unfinished(frozen.newest(question), error)
        words = _("De oefenvraag ‘%(title)s’ is nog niet af. %(why)s")
        raise Unfinished(words % {"title": question.title, "why": why}) from None


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
    "heading": plain("text"),
    "callout": lambda value, frozen: {
        "kind": value["kind"],
        "title": value["title"],
        "html": clean_html(value["html"]),
    },
    "table": freeze_table,
    "accordion": plain("items"),
    "video": freeze_video,
    "link_video": freeze_link_video,
    "steps": plain("items"),
    "do_dont": plain("dos", "donts"),
    "quote": plain("text", "by"),
    "checklist": plain("title", "items"),
    "message": plain("lines", "good", "note"),
    "flip_cards": plain("cards"),
    "meldpunt": lambda value, frozen: chosen(value, "meldpunt", _("Nummer om te bellen")).frozen(),
    "download": freeze_document,
    "practice": freeze_practice,
}
