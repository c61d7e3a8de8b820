"""Who decides."""

from __future__ import annotations

import getpass
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from claimcheck.errors import ConfigError
from claimcheck.textforms import plain

VARIABLE = "CLAIMCHECK_EDITOR"


def editor_name(given: str | None, root: Path, environment: Mapping[str, str] | None = None) -> str:
    """The name that decisions carry: as given, else ``CLAIMCHECK_EDITOR``, else git's ``user.name`` in ``root``, else
    the login name. Raises ConfigError where there is none."""
    variables = os.environ if environment is None else environment
    for name in (given, variables.get(VARIABLE), _git_name(root), _login_name()):
        if name is not None and plain(name):
            return plain(name)
    raise ConfigError("Nobody is named as the editor.", f"Give --editor NAME, or set {VARIABLE}.")


def _git_name(root: Path) -> str | None:
    try:
        ended = subprocess.run(["git", "config", "user.name"], cwd=root, capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    return ended.stdout.decode("utf-8", "replace") if ended.returncode == 0 else None


def _login_name() -> str | None:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return None
