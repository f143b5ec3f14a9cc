"""The cache table lives in a database file of its own (DESIGN §8)."""

from typing import Any

CACHE_APP = "django_cache"


class CacheRouter:
    """Sends Django's database cache to the alias `cache`, and nothing else there."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "cache" if model._meta.app_label == CACHE_APP else None

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        return "cache" if model._meta.app_label == CACHE_APP else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        if db == "cache" or app_label == CACHE_APP:
            return db == "cache" and app_label == CACHE_APP
        return None
