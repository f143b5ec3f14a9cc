"""Practice questions on screens: outside attempts and grades (DESIGN §4)."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from courses.models import Enrollment, PracticeAnswer, QuestionVersion
from courses.services.attempting import parsed

__all__ = ["arrangement_of", "practice"]


@transaction.atomic
def practice(
    *,
    enrollment: Enrollment,
    block_key: str,
    version: QuestionVersion,
    uuid: UUID,
    standing: PracticeAnswer | None,
    data: Mapping[str, Sequence[str]],
    now: datetime,
) -> PracticeAnswer | None:
    """Appends an answer to a practice question; the same `uuid` with the same content twice is one answer.

    None when nothing was chosen (starting a scenario again is kept, as an answer without content). Raises
    InvalidResponse for values that the question does not have.
    """
    question = parsed(version)
    response = question.read(data, standing.response if standing else None, arrangement_of(version))
    if response is None and "restart" not in data:
        return None
    same_uuid = PracticeAnswer.objects.filter(uuid=uuid).first()
    if same_uuid and same_uuid.enrollment_id == enrollment.pk and same_uuid.response == response:
        return same_uuid
    answer = PracticeAnswer(
        # The back button sends other content under the same UUID: another answer (DESIGN §5).
        uuid=uuid4() if same_uuid else uuid,
        enrollment=enrollment,
        block_key=block_key,
        version=version,
        response=response,
        fraction=question.grade(response).fraction,
        answered_at=now,
    )
    try:
        with transaction.atomic():
            answer.save(force_insert=True)
    except IntegrityError:  # a double click: the other one was first
        return PracticeAnswer.objects.filter(uuid=uuid, enrollment=enrollment).first()
    return answer


def arrangement_of(version: QuestionVersion) -> tuple[str, ...]:
    """Practice shows everybody the same order: mixed by the content's own hash, so a reload keeps it."""
    return parsed(version).arrange(random.Random(version.content_hash))  # noqa: S311  (an order, not a secret)
