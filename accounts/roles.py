"""The staff roles (DESIGN §6): names of Django groups, made by a migration, given by invitation only."""

from enum import StrEnum

__all__ = ["Role"]


class Role(StrEnum):
    """A staff role; every one needs a second factor."""

    EDITOR = "redacteur"
    CHIEF_EDITOR = "eindredacteur"
    OFFICER = "wijkagent"
    REGISTRAR = "stichting-registraties"
    CERTIFIER = "stichting-certificaten"
    ADMIN = "stichting-beheer"
