"""The two signals of DESIGN §3."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from certificates.services import issuing
from courses.models import Completion
from courses.signals import course_completed
from registrations.models import Registration
from registrations.signals import registration_confirmed


@receiver(course_completed, dispatch_uid="certificates.course_completed")
def on_course_completed(sender: Any, *, completion: Completion, at: datetime, **kwargs: Any) -> None:
    issuing.issue_on_completion(completion=completion, at=at)


@receiver(registration_confirmed, dispatch_uid="certificates.registration_confirmed")
def on_registration_confirmed(sender: Any, *, registration: Registration, at: datetime, **kwargs: Any) -> None:
    issuing.issue_on_registration(registration=registration, at=at)
