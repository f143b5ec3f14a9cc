"""`{% terms as lines %}`: what goes by itself and when, for `/privacy/`."""

from django import template

from cms.services.terms import TERMS, Line

__all__ = ["terms"]

register = template.Library()


@register.simple_tag
def terms() -> list[Line]:
    """Every line of the table of terms, in its order."""
    return [line for term in TERMS for line in term.lines]
