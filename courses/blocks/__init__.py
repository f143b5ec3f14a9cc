"""What editors build with: screens of a lesson and the question types of the bank."""

from courses.blocks.questions import QuestionBlock, question_body
from courses.blocks.screens import ScreensBlock

__all__ = ["QuestionBlock", "ScreensBlock", "question_body"]
