"""Every act that the code writes in the log has a Dutch sentence in `/beheer/logboek/`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.log_words import GROUPS, SENTENCES, sentence
from registrations.models import TeamApplication

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "certificates", "cms", "courses", "registrations")
VERB = re.compile(r"[a-z_]+\.[a-z_]+")
# Written as f"team.{status}": what the foundation decides. Who withdraws does so under a name of its own.
TEAM = {f"team.{status}" for status in TeamApplication.Status.values if status not in ("waiting", "withdrawn")}
# Of the history of a course in Wagtail as well, written there only.
ELSEWHERE = {"release.refused"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if path.name != "log_words.py":
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def texts(node: ast.AST) -> set[str]:
    """The texts in a piece of code that could be a verb."""
    found = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return {text for text in found if VERB.fullmatch(text)}


def given(tree: ast.Module) -> Iterator[ast.expr]:
    """What is given as `verb=` to anything."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (word.value for word in node.keywords if word.arg == "verb")


def named(tree: ast.Module) -> set[str]:
    """The texts behind a name that is given as `verb=`: where it gets its value, also by way of a function."""
    names = {value.id for value in given(tree) if isinstance(value, ast.Name)}
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and names & {one.id for one in node.targets if isinstance(one, ast.Name)}:
            found |= texts(node.value) | returned(tree, node.value)
    return found


def returned(tree: ast.Module, value: ast.expr) -> set[str]:
    """What the function of this module gives back that `value` calls."""
    name = value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else None
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    return {
        text
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Return)
        for text in texts(node)
    }


def written() -> set[str]:
    """Every verb in the code."""
    return {verb for _name, tree in modules() for value in given(tree) for verb in texts(value)} | {
        verb for _name, tree in modules() for verb in named(tree)
    }


def test_every_verb_of_the_code_has_a_sentence_and_no_sentence_is_left_over() -> None:
    assert written() | TEAM | ELSEWHERE == set(SENTENCES)


def test_what_is_put_together_is_known_here() -> None:
    """A verb from an f-string cannot be found: this list says which there are."""
    made = {name for name, tree in modules() for value in given(tree) if isinstance(value, ast.JoinedStr)}
    assert made == {"registrations/services/team_deciding.py"}


@pytest.mark.parametrize(
    "verb", ["signing_key.added", "signing_key.used", "group.add", "account.exported", "team.refused"]
)
def test_the_reader_of_the_code_finds_the_hard_ones(verb: str) -> None:
    assert verb in written() | TEAM


def test_every_first_part_has_a_word() -> None:
    assert {verb.split(".")[0] for verb in SENTENCES} == set(GROUPS)


def test_sentences_are_sentences() -> None:
    for words in map(str, SENTENCES.values()):
        assert words[0].isupper() and words.endswith(".") and len(words) < 90, words
    assert len(set(map(str, SENTENCES.values()))) == len(SENTENCES)


def test_a_verb_of_an_older_version_stands_there_as_it_is() -> None:
    assert sentence("iets.van_vroeger") == "iets.van_vroeger"
