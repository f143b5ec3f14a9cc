"""Advice for editors, beside the preview of what they write."""

from django import template
from django.utils import timezone

from courses.models import LessonPage, Question
from courses.quiz import InvalidQuestion
from courses.services.advising import PartAdvice, advise_lesson, advise_question

register = template.Library()


@register.simple_tag
def lesson_advice(page: LessonPage) -> PartAdvice:
    """What could be better in a lesson that is being written."""
    return advise_lesson(page, today=timezone.localdate())


@register.simple_tag
def question_advice(question: Question) -> PartAdvice | None:
    """What could be better in a question that is being written; None when it is not finished yet."""
    try:
        return advise_question(question, today=timezone.localdate())
    except (InvalidQuestion, IndexError):
        return None
