"""What editors build with: screens of a lesson and the question types of the bank."""

from courses.blocks.facts import FactBlock
from courses.blocks.questions import QuestionBlock, question_body
from courses.blocks.quiz import BandBlock, SlotsBlock
from courses.blocks.screens import ScreensBlock

__all__ = ["BandBlock", "FactBlock", "QuestionBlock", "ScreensBlock", "SlotsBlock", "question_body"]
