"""A course as one file: out of one installation, into another (DESIGN §4).

with export_course(page=page, on=today) as file: ...
look = look_into(file)
import_course(file=file, mode=look.modes[0], by=user, now=now)

The file is a zip with `cursus.json` (what is published, references by key) and the photos, documents and films by
their SHA-256. In an empty installation a release then gives the same edition hash.
"""

from courses.services.course_files.errors import NotExportable, UnusableFile
from courses.services.course_files.export import export_course
from courses.services.course_files.importing import Imported, free_slug, import_course, look_into
from courses.services.course_files.keeping import clean_uploads, drop_upload, keep_upload, kept_upload
from courses.services.course_files.looking import Look, Mode, State

__all__ = [
    "Imported",
    "Look",
    "Mode",
    "NotExportable",
    "State",
    "UnusableFile",
    "clean_uploads",
    "drop_upload",
    "export_course",
    "free_slug",
    "import_course",
    "keep_upload",
    "kept_upload",
    "look_into",
]
