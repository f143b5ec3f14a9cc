"""The reading help in Wagtail's content checker: beside the preview, while an editor types.

The server finds everything (`courses.services.advising`) and the preview lists it, each tip in an element with
`data-advice="<kind>"`. The checker gets one rule per kind that simply reports those elements; `static/js/advice.js`
puts the sentence of the tip in the place of the rule's general words. So there is one measure, in Python.
"""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.models import Page

__all__ = ["AdviceChecker", "advice_script", "check_reading"]

NAMES = {
    "hard_text": _("Moeilijke tekst"),
    "long_sentence": _("Lange zin"),
    "difficult_word": _("Moeilijk woord"),
    "passive": _("Lijdende zin"),
    "link_text": _("Woorden van een link"),
    "broken_link": _("Link die niet werkt"),
    "alt_text": _("Foto zonder beschrijving"),
    "long_screen": _("Lang scherm"),
    "no_exercise": _("Niets te oefenen"),
    "minutes": _("Leestijd"),
    "fact_open": _("Feit nog na te kijken"),
    "fact_old": _("Feit lang geleden nagekeken"),
}
"""Every kind of tip in words."""

HELP = _("Kijk bij Leeshulp, onder aan het voorbeeld.")
ALWAYS = "leeshulp-altijd"
RULES = {kind: f"leeshulp-{kind}" for kind in NAMES}


class AdviceChecker(ContentCheckerItem):
    """Wagtail's checks, and ours."""

    axe_run_only = [*ContentCheckerItem.axe_run_only, *RULES.values()]
    axe_custom_rules = [
        *ContentCheckerItem.axe_custom_rules,
        *(
            {
                "id": rule,
                "impact": "minor",
                "selector": f'[data-advice="{kind}"]',
                "tags": ["leeshulp"],
                "any": [ALWAYS],
                "metadata": {"help": rule, "description": rule},
                "enabled": True,
            }
            for kind, rule in RULES.items()
        ),
    ]
    # A check that nothing passes: what has the mark is what the server found.
    axe_custom_checks = [
        *ContentCheckerItem.axe_custom_checks,
        {"id": ALWAYS, "evaluate": "matches-definition-evaluate", "options": {"matcher": {"nodeName": "none"}}},
    ]
    axe_messages = ContentCheckerItem.axe_messages | {
        rule: {"error_name": NAMES[kind], "help_text": HELP} for kind, rule in RULES.items()
    }


def check_reading(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    """Puts our checker in the place of Wagtail's."""
    items[:] = [AdviceChecker(item.in_editor) if isinstance(item, ContentCheckerItem) else item for item in items]


def advice_script() -> SafeString:
    """The sentences of the tips, in the panel of an editor."""
    return format_html('<script src="{}"></script>', static("js/advice.js"))
