"""System checks: settings mistakes that code review forgets."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def demo_never_in_production(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """`check --deploy` refuses the demo mode: its accounts and second factors are public knowledge."""
    if settings.DEMO:
        return [
            Error("De demostand hoort niet in productie.", hint="Zet ACADEMIE_MODE=production.", id="accounts.E001")
        ]
    return []
