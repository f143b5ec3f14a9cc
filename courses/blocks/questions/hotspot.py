"""Pointing at places in a picture, for editors."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from courses.assets import Asset, KeptPicture, kept_drawing, kept_photo
from courses.blocks.questions.base import QuestionTypeBlock, listed
from courses.illustrations import choices as illustration_choices

SHAPES = [("rectangle", "rechthoek"), ("circle", "cirkel"), ("polygon", "veelhoek")]
NUMBERS = r"\s*\d{1,4}(\s*[,;\s]\s*\d{1,4})*\s*"

AREA_FIELDS = [
    (
        "label",
        blocks.CharBlock(
            max_length=120,
            label="Wat is hier te zien",
            help_text="Zo staat het in de lijst onder de tekening, bijvoorbeeld: de man bij de autodeuren.",
        ),
    ),
    ("shape", blocks.ChoiceBlock(choices=SHAPES, default="rectangle", label="Vorm")),
    (
        "coords",
        blocks.RegexBlock(
            regex=rf"^{NUMBERS}$",
            max_length=240,
            default="0, 0, 100, 100",
            error_messages={"invalid": "Typ alleen hele getallen met komma's ertussen, zoals 120, 80, 200, 160."},
            label="Waar in de tekening",
            help_text=(
                "Open het voorbeeld: daar ligt een raster met getallen over de tekening. "
                "Rechthoek: links, boven, rechts, onder, zoals 120, 80, 200, 160. "
                "Cirkel: midden (naar rechts, naar beneden) en straal, zoals 300, 150, 40. "
                "Veelhoek: elke hoek na elkaar, zoals 10, 10, 90, 20, 50, 80. "
                "Overlappen twee plekken, dan telt de bovenste in deze lijst."
            ),
        ),
    ),
    ("correct", blocks.BooleanBlock(required=False, label="Dit is een goede plek")),
    ("feedback", blocks.TextBlock(rows=2, required=False, label="Uitleg bij deze plek")),
]


class HotspotBlock(QuestionTypeBlock):
    type_name = "hotspot"
    renamed: ClassVar[Mapping[str, str]] = {"file": "drawing"}

    drawing = blocks.ChoiceBlock(choices=illustration_choices, required=False, label="Tekening uit de huisstijl")
    photo = ImageChooserBlock(
        required=False, label="Of een foto", help_text="Kies je allebei, dan zien deelnemers de foto."
    )
    alt = blocks.CharBlock(
        max_length=250,
        label="Wat staat erop, voor wie het niet kan zien",
        help_text="Verklap het antwoord niet. Bijvoorbeeld: een straat in de avond met drie mensen en een auto.",
    )
    areas = blocks.ListBlock(
        blocks.StructBlock(AREA_FIELDS, label="Plek"),
        min_num=1,
        max_num=12,
        label="Plekken",
        help_text="Zet ook plekken in de lijst die niet goed zijn. Anders verklapt de lijst het antwoord.",
    )
    clicks = blocks.IntegerBlock(
        min_value=1, max_value=6, default=1, label="Hoeveel plekken mag een deelnemer aanwijzen"
    )

    class Meta:
        icon = "crosshairs"
        label = "Klik in de tekening"

    def content(self, value: Any) -> dict[str, Any]:
        areas = [area_content(bound.id, bound.value) for bound in value["areas"].bound_blocks]
        return self.common(value) | {"picture": picture(value), "areas": areas, "clicks": value["clicks"]}

    def assets(self, value: Any) -> Iterable[Asset]:
        kept = kept_picture(value)
        return () if kept is None else (kept.asset,)

    def raw(self, content: Mapping[str, Any], key: UUID) -> dict[str, Any]:
        """`picture` may name a drawing (`drawing = "kijken"`) instead of a kept file; a photo has to be chosen anew."""
        areas = [
            area | {"coords": ", ".join(map(str, area["coords"])), "feedback": area.get("feedback", "")}
            for area in content["areas"]
        ]
        return super().raw(content, key) | {
            "drawing": content["picture"].get("drawing") or drawing_in(content["picture"].get("file", "")),
            "photo": None,
            "alt": content["picture"]["alt"],
            "areas": listed(key, areas),
            "clicks": content.get("clicks", 1),
        }


def area_content(area_id: str, value: Any) -> dict[str, Any]:
    """One area in the engine's JSON."""
    return {
        "id": area_id,
        "label": value["label"],
        "shape": value["shape"],
        "coords": [int(number) for number in re.findall(r"\d+", value["coords"])],
        "correct": bool(value["correct"]),
        "feedback": value["feedback"],
    }


def kept_picture(value: Any) -> KeptPicture | None:
    """The photo, else the drawing; None when nothing was chosen, or it is not there any more."""
    try:
        return kept_drawing(value["drawing"] or "") if value["photo"] is None else kept_photo(value["photo"])
    except (KeyError, OSError):
        return None


def picture(value: Any) -> dict[str, Any]:
    """The picture in the engine's JSON; without a file, which the engine refuses, when there is none."""
    kept = kept_picture(value)
    if kept is None:
        return {"file": "", "width": 1, "height": 1, "alt": value["alt"]}
    return {"file": kept.asset.name, "width": kept.width, "height": kept.height, "alt": value["alt"]}


def drawing_in(file: str) -> str:
    """The drawing that is kept under this name, "" when it is none of today's."""
    names = (name for name, _words in illustration_choices())
    return next((name for name in names if kept_drawing(name).asset.name == file), "")
