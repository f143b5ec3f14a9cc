"""Wagtail's choosers on a page of ours: started by static/js/beheer.js, because our policy refuses inline scripts.

Without this nobody can choose where a page moves or is copied to. In a StreamField they start by themselves.
"""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser

__all__ = ["start_from_a_file"]

MARK = '{}<span hidden data-chooser-class="{}" data-chooser-for="{}" data-chooser-config="{}"></span>'


def start_from_a_file() -> None:
    """Called once, when the site starts: every chooser of Wagtail then renders without a script."""
    BaseChooser.render = render


def render(
    self: BaseChooser, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
) -> SafeString:
    """What `BaseChooser.render` gives, with its script as data."""
    id_, data = (attrs or {})["id"], data_of(self, value)
    config = json.dumps(self.get_js_init_options(id_, name, data))
    return format_html(MARK, self.render_html(name, data, attrs), self.js_constructor, id_, config)


def data_of(chooser: BaseChooser, value: Any) -> Any:
    """What the chooser shows of `value`; nothing for a key that cannot be one: no form of ours sent it."""
    try:
        return chooser.get_value_data(value)
    except ValueError:
        return None
