"""What a correction of a question may be, before anybody is judged again (DESIGN §5)."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import Attempt, AttemptItem, Question, QuestionVersion, Regrade
from courses.quiz import InvalidQuestion, answer_key, content_hash
from courses.services.attempting import parsed
from courses.services.frozen import Frozen
from courses.services.releasing import keep_asset

__all__ = [
    "RegradeRefused",
    "asked_versions",
    "corrected_by_bank",
    "fingerprint_of",
    "keep_corrected",
    "refuse_what_may_not",
    "standing_regrade",
]


class RegradeRefused(Exception):
    """The correction was not made; the message is a Dutch sentence for the editor."""


def corrected_by_bank(version: QuestionVersion) -> QuestionVersion | None:
    """What the bank says now, published, of the question of `version`; unsaved when nobody was asked it yet.

    None when the question is gone, is no longer published, or cannot be asked.
    """
    question = Question.objects.filter(key=version.question_key, live=True).first()
    try:
        content = question.content() if question else None
    except InvalidQuestion:
        return None
    if content is None:
        return None
    row = {"question_key": version.question_key, "content_hash": content_hash(content)}
    kept = QuestionVersion.objects.filter(**row).first()
    return kept or QuestionVersion(**row, type=content["type"], content=content)


def keep_corrected(corrected: QuestionVersion) -> QuestionVersion:
    """The version as a row, with the files that it shows; the same content never makes a second one."""
    kept, _ = QuestionVersion.objects.get_or_create(
        question_key=corrected.question_key,
        content_hash=corrected.content_hash,
        defaults={"type": corrected.type, "content": corrected.content},
    )
    question = Question.objects.filter(key=corrected.question_key).first()
    if question:
        frozen = Frozen()
        if frozen.use(question)["hash"] == kept.content_hash:
            for asset in frozen.assets.values():
                keep_asset(asset)
    return kept


def refuse_what_may_not(version: QuestionVersion, mode: str, corrected: QuestionVersion | None) -> None:
    """Raises RegradeRefused with what to do instead."""
    question = parsed(version)
    if not question.is_scored:
        raise RegradeRefused("Deze vraag heeft geen goed of fout. Er is niets te corrigeren.")
    if mode not in Regrade.Mode.values:
        raise RegradeRefused("Kies hoe je de antwoorden opnieuw wilt beoordelen.")
    if mode == Regrade.Mode.FULL:
        corrected = None
    elif question.is_marked_by_person:
        raise RegradeRefused("Een mens kijkt deze vraag na. Kijk de antwoorden opnieuw na, of geef iedereen de punten.")
    else:
        refuse_no_correction(version, corrected)
    refuse_repeat(standing_regrade(version), mode, corrected)


def refuse_no_correction(version: QuestionVersion, corrected: QuestionVersion | None) -> None:
    """Refuses what would judge everybody just as before, or by another question."""
    if corrected is None:
        raise RegradeRefused("Deze vraag staat niet meer gepubliceerd in de vragenbank. Zet haar daar eerst terug.")
    if corrected.question_key != version.question_key or corrected.type != version.type:
        raise RegradeRefused("De vraag in de vragenbank is van een ander type geworden. Dat kan niet terug in de tijd.")
    if answer_key(corrected.content) == answer_key(version.content):
        raise RegradeRefused(
            "In de vragenbank is nog hetzelfde antwoord goed. Verbeter de vraag daar eerst en publiceer haar."
        )


def refuse_repeat(standing: Regrade | None, mode: str, corrected: QuestionVersion | None) -> None:
    """Refuses the correction that stands already: a double press makes one."""
    if standing is None or standing.mode != mode:
        return
    old = standing.corrected.content_hash if standing.corrected else ""
    if old == (corrected.content_hash if corrected else ""):
        raise RegradeRefused("Deze correctie is er al. Kijk in de lijst met correcties.")


def standing_regrade(version: QuestionVersion) -> Regrade | None:
    """The newest correction of a version."""
    return Regrade.objects.filter(version=version).select_related("corrected").last()


def fingerprint_of(version: QuestionVersion, mode: str, corrected: QuestionVersion | None) -> str:
    """What a preview was about. It changes with the bank and with other corrections.

    Attempts that are handed in meanwhile do not change it: they are judged with the correction anyway, and on a busy
    evening nobody would get past the preview.
    """
    standing = standing_regrade(version)
    corrected_hash = corrected.content_hash if corrected and mode != Regrade.Mode.FULL else ""
    return content_hash([version.pk, mode, corrected_hash, str(standing.key) if standing else ""])


def asked_versions(search: str = "") -> QuerySet[QuestionVersion]:
    """The versions with points that learners were asked, newest first; `search` in the title or the question itself."""
    items = AttemptItem.objects.filter(version=OuterRef("pk"), points__isnull=False)
    items = items.filter(attempt__purpose=Attempt.Purpose.LEARNER).exclude(attempt__state=Attempt.State.SET_ASIDE)
    versions = QuestionVersion.objects.filter(Exists(items)).order_by("-created_at", "-pk")
    words = search.replace("\0", "").strip()
    if words:
        titled = Question.objects.filter(title__icontains=words).values("key")
        versions = versions.filter(Q(question_key__in=titled) | Q(content__stem__icontains=words))
    return versions
