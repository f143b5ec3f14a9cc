"""Uploading a photo."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form


def jpeg() -> bytes:
    out = BytesIO()
    Image.effect_noise((300, 200), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize("is_lenient", [True, False])
@pytest.mark.parametrize(("part", "is_fine"), [(1.0, True), (0.5, False)])
def test_a_photo_that_did_not_come_over_whole_is_refused(
    db: None, monkeypatch: pytest.MonkeyPatch, part: float, is_fine: bool, is_lenient: bool
) -> None:
    # WeasyPrint makes Pillow lenient for the whole process as soon as a certificate is rendered.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", is_lenient)
    content = jpeg()
    file = SimpleUploadedFile("straat.jpg", content[: int(len(content) * part)], "image/jpeg")
    form = get_image_form(get_image_model())({"title": "Straat"}, {"file": file})
    form.is_valid()
    assert ("file" not in form.errors) is is_fine
    if not is_fine:
        assert "niet heel overgekomen" in str(form.errors["file"])
