"""Where the tests keep their files."""

import os
import tempfile

__all__ = ["PREFIX", "own_data_folder"]

PREFIX = "academie-test-"


def own_data_folder() -> str:
    """The folder of this worker of pytest, shared with the processes that it starts.

    Every worker has its own: what one test stores or removes must not show in a test of another worker.
    """
    own = f"{PREFIX}{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-"
    folder = os.environ.get("ACADEMIE_DATA", "")
    return folder if own in folder else tempfile.mkdtemp(prefix=own)
