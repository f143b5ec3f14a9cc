"""A machine in production, without keys."""

from pathlib import Path
from typing import Any

import pytest

from certificates import keyring


@pytest.fixture(autouse=True)
def key_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the keys, still to be made, on a machine in production; gives its path."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DEMO = False
    for variable in keyring.VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)
    return tmp_path / "data" / "keys"
