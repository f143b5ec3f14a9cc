"""What the register adds to `/beheer/`."""

from wagtail import hooks

from registrations.viewsets import RegistrationsGroup

__all__: list[str] = []


@hooks.register("register_admin_viewset")
def register_viewsets() -> RegistrationsGroup:
    """The menu *Registraties*."""
    return RegistrationsGroup()
