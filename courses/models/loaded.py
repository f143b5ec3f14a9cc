"""What the written courses in the repository said when they were last loaded (DESIGN §4)."""

from django.db import models

__all__ = ["LoadedPart"]


class LoadedPart(models.Model):
    """A page, question, source or path from the files: its fingerprint then, to tell what was changed since."""

    key = models.UUIDField("sleutel", unique=True)
    fingerprint = models.CharField("vingerafdruk", max_length=64)
    loaded_at = models.DateTimeField("geladen op")
    names = models.JSONField("namen in de bestanden", default=list, blank=True)
    """[stored id, id in the files] of its parts, in the order of the files, so that an export finds them again."""

    class Meta:
        verbose_name = "geladen deel"
        verbose_name_plural = "geladen delen"

    def __str__(self) -> str:
        return str(self.key)
