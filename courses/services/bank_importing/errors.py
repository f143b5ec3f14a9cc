"""Why questions cannot go in or back."""

__all__ = ["BankChanged", "ImportGone", "TooLate", "UnknownFormat"]


class UnknownFormat(Exception):
    """The name and the first lines of the file do not say what it is."""


class ImportGone(Exception):
    """Somebody threw the preview away, or it was older than a day."""


class TooLate(Exception):
    """The import is too long ago to take back."""


class BankChanged(Exception):
    """Somebody gave a question the same mark while these went in; nothing was written. Trying again helps."""
