"""What may not stand in the source, save where this list says why: HTML that nobody escapes, SQL written by hand,
forms without a token, text that becomes code."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    "accounts",
    "certificates",
    "cms",
    "courses",
    "registrations",
    "scripts",
    "spreadsheets",
    "static",
    "templates",
)

# Names that are wrong wherever they are used, and methods that are wrong when they are called.
NAMES = {"mark_safe", "csrf_exempt", "RawSQL", "RunSQL", "eval", "exec"}
CALLS = {"SafeString", "SafeText"}
METHODS = {"raw", "extra", "execute", "executemany", "executescript"}
# In a template: `autoescape off` is for plain text only, where there is nothing to escape.
TEMPLATE = {
    "safe": r"\|\s*safe(?:seq)?\b",
    "autoescape off": r"{%\s*autoescape\s+off",
    "inline script": r"<script(?![^>]*\ssrc=)",
    "inline style": r"<style\b|\sstyle\s*=",
    "handler": r"\son[a-z]+\s*=",
    "script address": r"javascript:",
}
SCRIPT = {
    "innerHTML": r"\b(?:inner|outer)HTML\b",
    "insertAdjacentHTML": r"\binsertAdjacentHTML\b",
    "document.write": r"\bdocument\.write(?:ln)?\b",
    "eval": r"\beval\s*\(|\bnew\s+Function\b|\bset(?:Timeout|Interval)\s*\(\s*[\"'`]",
    "fragment": r"\bcreateContextualFragment\b|\bsrcdoc\b",
}
# A rule of ruff's `S` that a line switches off (asserts are there for the type checker).
SWITCHED_OFF = r"#\s*noqa:[^#(]*\bS(?!101)\d+"

# (path, what) → how often, and why it does no harm.
ALLOWED: dict[tuple[str, str], tuple[int, str]] = {
    ("certificates/portal/plots.py", "mark_safe"): (1, "an empty text"),
    ("certificates/views/upload.py", "csrf_exempt"): (
        1,
        "the view behind it asks for the token, when it reads the body",
    ),
    ("courses/services/rendering.py", "SafeString"): (2, "a fixed attribute; drawings from our own repository"),
    ("courses/blocks/questions/__init__.py", "raw"): (1, "a method of our own blocks, no SQL"),
    ("cms/views/pages.py", "execute"): (1, "`SELECT 1`, for the health page"),
    ("cms/management/commands/make_load_data.py", "execute"): (1, "`ANALYZE`, for measuring only"),
    ("accounts/migrations/0005_audit_append_only.py", "execute"): (2, "fixed words: a trigger that guards the log"),
    ("courses/services/django_quiz_app/reading.py", "execute"): (
        2,
        "reads another database, with names of TABLES only",
    ),
    ("courses/services/django_quiz_app/reading.py", "S608"): (1, "the same: no word of it comes from outside"),
    ("scripts/postgres.py", "execute"): (1, "a fixed question, on the machine of a developer"),
    ("scripts/prepared.py", "execute"): (1, "a fixed question, on the machine of a developer"),
    ("certificates/rendering/pdf.py", "S314"): (1, "a file of our own"),
    ("courses/services/practicing.py", "S311"): (1, "an order of answers, no secret"),
    ("courses/templatetags/courses.py", "S311"): (2, "an order of answers in a preview, no secret"),
    ("cms/demo/history.py", "S311"): (1, "invented answers, no secret"),
    ("cms/demo/nation.py", "S311"): (1, "an invented country, no secret"),
    ("cms/demo/world.py", "S311"): (1, "an invented world, no secret"),
    ("static/js/bank.js", "innerHTML"): (1, "a template of ours, from our own address, for an editor"),
    ("static/js/evening.js", "innerHTML"): (2, "compared, never set"),
    ("static/js/hotspot.js", "innerHTML"): (1, "numbers that the server made"),
}


def marks_in_python(text: str) -> Iterator[str]:
    """What of the lists above a module uses; an import or an annotation is no use."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name | ast.Attribute) and (name := name_of(node)) in NAMES:
            yield name
        if isinstance(node, ast.Call):
            yield from marks_in_call(node)
    yield from (code for line in re.findall(SWITCHED_OFF, text) for code in re.findall(r"S\d+", line))


def marks_in_call(node: ast.Call) -> Iterator[str]:
    name = name_of(node.func)
    if name in CALLS:
        yield name
    if isinstance(node.func, ast.Attribute) and name in METHODS and not is_super(node.func.value):
        yield name


def is_super(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and name_of(node.func) == "super"


def name_of(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def marks_in_text(text: str, rules: dict[str, str]) -> Iterator[str]:
    for name, pattern in rules.items():
        yield from (name for _hit in re.findall(pattern, text))


RULES = {".js": SCRIPT, ".html": TEMPLATE, ".svg": TEMPLATE, ".xml": TEMPLATE, ".txt": {"safe": TEMPLATE["safe"]}}


def marks_in(path: Path) -> Iterator[str]:
    if path.suffix == ".py":
        yield from marks_in_python(path.read_text(encoding="utf-8"))
    elif path.suffix in RULES:
        yield from marks_in_text(path.read_text(encoding="utf-8"), RULES[path.suffix])


def found() -> dict[tuple[str, str], int]:
    """Every use in our source, counted by file."""
    files = (path for part in PARTS for path in sorted((ROOT / part).rglob("*")) if path.is_file())
    return Counter((str(path.relative_to(ROOT)), mark) for path in files for mark in marks_in(path))


def test_what_is_dangerous_stands_in_the_list_with_its_reason() -> None:
    assert found() == {use: count for use, (count, _reason) in ALLOWED.items()}


def test_every_exception_has_a_reason() -> None:
    assert all(len(reason.split()) > 2 for _count, reason in ALLOWED.values())


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("x = mark_safe(y)", "mark_safe"),
        ("x = safestring.mark_safe(y)", "mark_safe"),
        ("@csrf_exempt\ndef view(request): ...", "csrf_exempt"),
        ("urls = [path('', decorators.csrf_exempt(view))]", "csrf_exempt"),
        ("Group.objects.raw('SELECT 1')", "raw"),
        ("Group.objects.filter().extra(where=['1'])", "extra"),
        ("cursor.execute(f'SELECT {x}')", "execute"),
        ("rows.annotate(x=RawSQL('1', ()))", "RawSQL"),
        ("operations = [migrations.RunSQL('DROP TABLE x')]", "RunSQL"),
        ("SafeString(name)", "SafeString"),
        ("eval(name)", "eval"),
        ("x = 1  # noqa: S608", "S608"),
        ("x = 1  # noqa: E501, S301  (why)", "S301"),
    ],
)
def test_what_is_found_in_python(text: str, mark: str) -> None:
    assert list(marks_in_python(text)) == [mark]


@pytest.mark.parametrize(
    "text",
    [
        "from django.utils.safestring import SafeString, mark_safe",
        "def tag() -> SafeString: ...",
        "def raw(self): return super().raw()",
        "assert x  # noqa: S101  (why)",
    ],
)
def test_what_does_no_harm_in_python(text: str) -> None:
    assert list(marks_in_python(text)) == []


@pytest.mark.parametrize(
    ("text", "rules", "mark"),
    [
        ("{{ name|safe }}", TEMPLATE, "safe"),
        ("{{ names | safeseq }}", TEMPLATE, "safe"),
        ("{% autoescape off %}", TEMPLATE, "autoescape off"),
        ("<script>go()</script>", TEMPLATE, "inline script"),
        ('<p style="color: red">', TEMPLATE, "inline style"),
        ("<style>p {}</style>", TEMPLATE, "inline style"),
        ('<p onclick="go()">', TEMPLATE, "handler"),
        ('<a href="javascript:go()">', TEMPLATE, "script address"),
        ("box.innerHTML = text", SCRIPT, "innerHTML"),
        ("box.insertAdjacentHTML('afterend', text)", SCRIPT, "insertAdjacentHTML"),
        ("setTimeout('go()', 5)", SCRIPT, "eval"),
        ("new Function(text)", SCRIPT, "eval"),
        ("document.write(text)", SCRIPT, "document.write"),
        ("range.createContextualFragment(text)", SCRIPT, "fragment"),
    ],
)
def test_what_is_found_in_templates_and_scripts(text: str, rules: dict[str, str], mark: str) -> None:
    assert list(marks_in_text(text, rules)) == [mark]
