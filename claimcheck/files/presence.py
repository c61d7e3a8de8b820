"""What stands under a name that a setting or decision is looked for by: nothing, a regular file, or something else.

``Path.is_file`` says "no" to a folder, a dangling link and a file that may not be looked at alike: what is there would
be ignored, and a strict gate would turn lax.
"""

from __future__ import annotations

import errno
import functools
import os
import stat
from collections.abc import Callable
from pathlib import Path

from claimcheck.errors import ConfigError

# Of a name that nothing can have; every other error is one of something that is there.
_NOTHING = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})


def is_there(path: Path) -> bool:
    """Whether anything has that name, a folder or a dangling link too. Raises ConfigError where nobody may look."""
    try:
        path.lstat()
    except OSError as error:
        if error.errno in _NOTHING:
            return False
        raise _unreadable(path, error) from error
    return True


def read_regular(path: Path) -> bytes:
    """The bytes of the regular file of that name, links followed. Raises ConfigError, which names it, for a folder, a
    dangling link, a pipe, and a file that cannot be read: never waits, never takes it for an empty one."""
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            kind = "a folder" if stat.S_ISDIR(mode) else "no regular file"
            raise ConfigError(f"{path} is {kind}.", "Put a file in its place, or take it away.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ConfigError(f"{path} is a link to nothing.", "Mend the link, or take it away.") from error
    except OSError as error:
        raise _unreadable(path, error) from error


def contents_below(folder: Path) -> Callable[[str], bytes | None]:
    """What gives the bytes of a file by its path from a folder, each read once; None where it cannot be read."""

    @functools.cache
    def contents(file: str) -> bytes | None:
        try:
            return read_regular(folder / file)
        except (ConfigError, ValueError):
            return None

    return contents


def _unreadable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(f"{path} cannot be read: {error.strerror}.", "Check its permissions, or take it away.")


def real_path(path: Path) -> Path:
    """Where a path leads through links. One that goes round in circles leads nowhere, and is left as it is: it raises
    nothing, as ``Path.resolve`` does before Python 3.13."""
    return Path(os.path.realpath(path))
