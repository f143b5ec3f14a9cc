"""Taking over the quizzes of django-quiz-app 0.5.1 (2015): what it asks, never who answered what (docs).

source = read_database("sqlite:///oud.sqlite3")     # or read_dump(path); Unreadable
import_quizzes(source=source, slug="ingevoerde-toetsen", dry_run=False, now=now)   # ImportRefused
"""

from courses.services.django_quiz_app.reading import read_database, read_dump
from courses.services.django_quiz_app.source import Source, Unreadable
from courses.services.django_quiz_app.storing import ImportRefused, Report, import_quizzes

__all__ = ["ImportRefused", "Report", "Source", "Unreadable", "import_quizzes", "read_database", "read_dump"]
