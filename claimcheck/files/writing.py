"""Files written whole or not at all, and changed under a lock: nobody reads half a file, no writer loses another's."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from claimcheck.errors import ClaimcheckError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_PATIENCE = 30.0  # seconds that a writer waits for another
_STALE = 120.0  # seconds after which a lock file is one that its writer left behind
_PAUSE = 0.02


def write_file(path: Path, content: str | bytes) -> None:
    """The text as UTF-8, or the bytes, whole or not at all: no reader sees half a file, a failure keeps the old one.
    Links are followed, the file's mode is kept, devices and pipes are written to.

    Raises ClaimcheckError.
    """
    if isinstance(content, str):
        content = content.encode("utf-8", "backslashreplace")
    try:
        if is_device(path):
            path.write_bytes(content)
            return
        target = path.resolve()  # through a link to what it points at
        # A name of the system's choosing; the mode is the one that the file has or would have got.
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
            Path(name).chmod(_mode(target))
            Path(name).replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise ClaimcheckError(f"{path} cannot be written: {reason}.", "Choose another path, or make room.") from error


def is_device(path: Path) -> bool:
    """/dev/null, /dev/stderr, a pipe: written to, never replaced."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _mode(target: Path) -> int:
    with contextlib.suppress(OSError):
        return stat.S_IMODE(target.stat().st_mode)
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


# --------------------------------------------------------------------------- one writer at a time


@contextlib.contextmanager
def locked(path: Path, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold off other writers of ``path``, in this process or another, while it is read, changed and written.

    The folder itself is locked, so that nothing is left behind; where the system cannot do that, a lock file beside
    ``path`` stands for it. Raises ClaimcheckError after ``patience`` seconds.
    """
    target = path.resolve()
    deadline = time.monotonic() + patience
    held: int | None = None
    if fcntl is not None:
        held = _lock_folder(target.parent, deadline, path)
    if held is not None:
        try:
            yield
        finally:
            os.close(held)
        return
    mark = target.with_name(f".{target.name}.lock")
    _make_mark(mark, deadline, path)
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)


def _lock_folder(folder: Path, deadline: float, path: Path) -> int | None:
    """A descriptor that holds the lock, or None where folders cannot be locked (some network file systems)."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ClaimcheckError(f"{path} cannot be written: {reason}.", "Check the folder.") from error
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(descriptor)
                raise _busy(path) from None
            time.sleep(_PAUSE)
        except OSError:
            os.close(descriptor)
            return None


def _make_mark(mark: Path, deadline: float, path: Path) -> None:
    while True:
        try:
            os.close(os.open(mark, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            return
        except FileExistsError:
            with contextlib.suppress(OSError):
                if time.time() - mark.stat().st_mtime > _STALE:
                    mark.unlink(missing_ok=True)
                    continue
            if time.monotonic() > deadline:
                raise _busy(path) from None
            time.sleep(_PAUSE)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ClaimcheckError(f"{path} cannot be written: {reason}.", "Check the folder.") from error


def _busy(path: Path) -> ClaimcheckError:
    return ClaimcheckError(f"{path} is being written by another claimcheck.", "Try again when that has ended.")
