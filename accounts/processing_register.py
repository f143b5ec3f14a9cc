"""`docs/verwerkingsregister.md`, made of `accounts.personal_data` and of the models themselves."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from accounts.models import Learner, User
from accounts.personal_data import PERSONAL, Holding

__all__ = ["OURS", "PATH", "register_text", "text_fields"]

OURS = ("accounts", "registrations", "courses", "certificates", "cms")
PATH = Path(settings.BASE_DIR) / "docs" / "verwerkingsregister.md"
TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField, models.BinaryField)
HEAD = """# Verwerkingsregister

Welke persoonsgegevens de WABP Academie bewaart, waarom, en hoe lang. Verantwoordelijke: de stichting WABP. Dit bestand
is gemaakt met `manage.py write_processing_register` uit `accounts/personal_data.py`; pas het daar aan. Een test houdt
het gelijk met de modellen. De grondslagen zijn een voorstel: de stichting stelt ze vast.

Een deelnemer vragen we zijn naam, zijn e-mailadres en zijn groep. Geen adres, geen telefoonnummer, geen geboortedatum,
geen burgerservicenummer, geen foto. Van een netwerkadres staat hoogstens een paar dagen een versleuteld kenmerk in de
tellers tegen misbruik. De pagina’s laden niets van andere bedrijven.
"""


def register_text() -> str:
    """The whole paper; the same as long as tables and models are the same."""
    parts = [HEAD, "## Bewaartermijnen\n", *_terms(), "", *map(_section, PERSONAL), *_links()]
    return "\n".join(parts).rstrip() + "\n"


def text_fields(model: type[models.Model]) -> Iterator[str]:
    """The names of the fields in which text can stand; one with `choices` holds a code of ours."""
    for field in model._meta.local_fields:
        is_text = isinstance(field, TEXTS) or field.get_internal_type() == "JSONField"
        if is_text and not field.choices:
            yield field.name


def _terms() -> Iterator[str]:
    yield "| gegevens | hoe lang | als je je account verwijdert |"
    yield "|---|---|---|"
    for holding in PERSONAL:
        yield f"| {holding.title} | {holding.until} | {holding.erased} |"


def _section(holding: Holding) -> str:
    lines = [
        f"## {holding.title}\n",
        f"- **Waarvoor**: {holding.why}",
        f"- **Grondslag** (voorstel): {holding.basis}",
        f"- **Wie ziet het**: {holding.who}",
    ]
    fields = [f"`{model}`: {', '.join(names.split())}" for model, names in holding.fields.items()]
    return "\n".join([*lines, *([f"- **Velden**: {'; '.join(fields)}"] if fields else []), ""])


def _links() -> Iterator[str]:
    """Rows without text about a person still are of somebody, or were made by somebody."""
    yield "## Rijen die naar een account of een deelnemer wijzen\n"
    yield "Zij bevatten een sleutel, geen naam of adres. Na een verwijdering wijzen ze naar een lege rij.\n"
    for model in _our_models():
        names = [field.name for field in model._meta.local_fields if field.related_model in (User, Learner)]
        if names:
            yield f"- `{model._meta.label}`: {', '.join(names)}"


def _our_models() -> Iterable[type[models.Model]]:
    ours = (model for model in apps.get_models() if model._meta.app_label in OURS)
    return sorted(ours, key=lambda model: model._meta.label)
