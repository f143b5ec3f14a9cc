from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = "Cursussen"

    def ready(self) -> None:
        from accounts import hooks
        from courses.services.merging import merge_learner

        hooks.on_merge.append(merge_learner)
