from django.apps import AppConfig


class RegistrationsConfig(AppConfig):
    name = "registrations"
    verbose_name = "Registraties"

    def ready(self) -> None:
        from accounts import hooks
        from registrations.services.personal import erase_person, export_person, hold_teams

        hooks.on_export.append(export_person)
        hooks.before_erase.append(hold_teams)
        hooks.on_erase.append(erase_person)
