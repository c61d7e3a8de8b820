"""Tests see no settings of the machine they run on, and keep their cache to themselves."""

from __future__ import annotations

import math
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("any machine", deadline=None)  # a loaded machine is slow, and no property is about time
settings.load_profile("any machine")
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # begun in the background by a shell; commands would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)
_ROOT = Path(__file__).parents[1]
_TERMINAL = ("CI", "NO_COLOR", "FORCE_COLOR", "COLUMNS")


@pytest.fixture(scope="session", autouse=True)
def _own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One cache for the whole session, so that each sentence is parsed and encoded once."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("CLAIMCHECK_") or n in _TERMINAL]:
            patch.delenv(name)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("TZ", "UTC")
        patch.setattr("claimcheck.console.again._RACY", math.inf)  # a command that is run again runs
        yield


@pytest.fixture
def root() -> Path:
    """The top of the repository."""
    return _ROOT


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The caches of a folder in which two articles were checked, with vectors and annotations of both."""
    from claimcheck.engine.additions import update
    from claimcheck.engine.index import FOLDER
    from claimcheck.settings.loading import Settings
    from tests.test_checking import FIRST, SECOND

    root = tmp_path_factory.mktemp("warm")
    (root / "a.txt").write_text(FIRST)
    (root / "b.txt").write_text(SECOND)
    update(Settings(), root)
    return root / FOLDER
