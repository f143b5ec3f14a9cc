from django.apps import AppConfig


class RegistrationsConfig(AppConfig):
    name = "registrations"
    verbose_name = "Registraties"

    def ready(self) -> None:
        from accounts import hooks
        from registrations.services.teams import erase_teams, export_teams

        hooks.on_export.append(export_teams)
        hooks.on_erase.append(erase_teams)
