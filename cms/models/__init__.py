"""The home page, how people reach the foundation, and course evenings."""

from cms.models.evenings import Evening, EveningGuest
from cms.models.site import Contact, HomePage

__all__ = ["Contact", "Evening", "EveningGuest", "HomePage"]
