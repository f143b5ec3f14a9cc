"""Blocks to look at: drawing, photo, film."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.blocks.content import BEELD, ContentBlock
from courses.illustrations import choices as illustration_choices

__all__ = ["IllustrationBlock", "ImageBlock", "LinkVideoBlock", "VideoBlock", "shown_alt", "video_host"]

ALT_HELP = "Vertel in één zin wat er te zien is, voor wie het niet kan zien."


class PictureBlock(ContentBlock):
    """Base of drawing and photo: described, unless it is there only to be pretty."""

    alt = blocks.CharBlock(required=False, max_length=250, label="Beschrijving", help_text=ALT_HELP)
    decorative = blocks.BooleanBlock(
        required=False,
        label="Alleen versiering",
        help_text="Vink dit aan als je niets mist zonder het beeld. Een beschrijving is dan niet nodig.",
    )
    caption = blocks.CharBlock(required=False, max_length=200, label="Onderschrift")

    def get_form_layout(self) -> blocks.BlockGroup:
        own = [name for name in self.child_blocks if name not in {"alt", "decorative", "caption", "facts"}]
        return blocks.BlockGroup([*own, "alt", "decorative", "caption", "facts"])

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not self.is_deferred_validation and shown_alt(cleaned) is None:
            message = _("Beschrijf wat er te zien is. Of vink aan dat het alleen versiering is.")
            raise blocks.StructBlockValidationError({"alt": ValidationError(message)})
        return cleaned

    def to_python(self, value: Mapping[str, Any]) -> Any:
        return super().to_python(with_decorative(value))

    def bulk_to_python(self, values: Iterable[Mapping[str, Any]]) -> Any:
        return super().bulk_to_python([with_decorative(value) for value in values])


def with_decorative(value: Mapping[str, Any]) -> dict[str, Any]:
    """A stored block, also from before *alleen versiering*: then an empty description said so."""
    return {"decorative": not value.get("alt"), **value}


def shown_alt(value: Any) -> str | None:
    """What stands in `alt`: nothing for decoration; None when nobody has described it yet."""
    if value["decorative"]:
        return ""
    return value["alt"] or None


class IllustrationBlock(PictureBlock):
    name = blocks.ChoiceBlock(choices=illustration_choices, label="Tekening")

    class Meta:
        icon = "edit"
        label = "Tekening uit de huisstijl"
        group = BEELD
        help_text = "Een tekening van ons zelf. Die past bij licht en donker, en er staat niemand herkenbaar op."


class ImageBlock(PictureBlock):
    image = ImageChooserBlock(label="Foto")

    class Meta:
        icon = "image"
        label = "Foto"
        group = BEELD
        help_text = "Een eigen foto. Staat er iemand herkenbaar op? Vraag eerst of het mag."


class VideoBlock(ContentBlock):
    video = SnippetChooserBlock("courses.CourseVideo", label="Film")

    class Meta:
        icon = "media"
        label = "Film"
        group = BEELD
        help_text = "Een eigen film. Uitgeven kan pas met ondertiteling en met uitgeschreven tekst."


def video_host(url: str) -> str:
    """The name of the site of a film elsewhere; raises ValidationError when it is no https address of a site."""
    try:
        parts = urlsplit(url)
        host, has_user = parts.hostname or "", "@" in parts.netloc
    except ValueError:
        host, has_user = "", True
    if has_user or "." not in host or not url.startswith("https://") or set(url) & set(' \\"<>\0\r\n\t'):
        raise ValidationError(_("Plak het hele adres van de film. Het begint met https://."))
    return host.removeprefix("www.")


class LinkVideoBlock(ContentBlock):
    title = blocks.CharBlock(max_length=120, label="Titel van de film")
    url = blocks.CharBlock(max_length=500, label="Adres", help_text="Het hele adres. Het begint met https://.")
    about = blocks.TextBlock(rows=2, max_length=400, label="Wat zie je in de film")
    minutes = blocks.IntegerBlock(min_value=1, max_value=120, label="Minuten")

    class Meta:
        icon = "link-external"
        label = "Film op een andere site"
        group = BEELD
        help_text = "Een kaart met een link. Er wordt niets van de andere site geladen voordat iemand klikt."

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            try:
                video_host(cleaned["url"])
            except ValidationError as error:
                raise blocks.StructBlockValidationError({"url": error}) from error
        return cleaned
