"""Where reports go: ``FORMAT``, ``FORMAT=-`` or ``FORMAT=PATH``, checked before the long work and written whole."""

from __future__ import annotations

import contextlib
import difflib
import os
import stat
import tempfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from claimcheck.errors import ClaimcheckError, ConfigError

TO_STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Output:
    """One report to write; ``path`` None is stdout."""

    format: str
    path: Path | None


def parse_outputs(given: Iterable[str], formats: Collection[str]) -> tuple[Output, ...]:
    """Outputs in the order given. Raises ConfigError for an unknown format, a path used twice, two for stdout."""
    outputs: list[Output] = []
    for text in given:
        name, equals, where = text.partition("=")
        if name not in formats:
            raise ConfigError(f"--output-format {text}: there is no format {name!r}.", _advice(name, formats))
        if equals and not where:
            raise ConfigError(f"--output-format {text}: the path is missing.", f"Write {name}=PATH, or {name}=-.")
        outputs.append(Output(name, None if where in {"", TO_STDOUT} else Path(where)))
    if sum(output.path is None for output in outputs) > 1:
        raise ConfigError("Two reports cannot share stdout.", "Give all but one a file: FORMAT=PATH.")
    paths = [output.path.resolve() for output in outputs if output.path is not None and not _is_device(output.path)]
    for path in paths:
        if paths.count(path) > 1:
            raise ConfigError(f"--output-format: {path} is written twice.", "Give every report a file of its own.")
    return tuple(outputs)


def check_writable(outputs: Iterable[Output]) -> None:
    """Raise ConfigError for an output that cannot be written, as far as that can be known beforehand."""
    for output in outputs:
        path = output.path
        if path is None or _is_device(path):
            continue
        folder = path.resolve().parent
        if path.is_dir():
            raise ConfigError(f"{path} is a folder.", f"Name a file in it: {output.format}={path / 'report'}.")
        if not folder.is_dir():
            raise ConfigError(f"{path} cannot be written: there is no folder {folder}.", "Make the folder first.")
        if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
            raise ConfigError(f"{path} cannot be written: permission denied.", "Choose another path.")


def write_file(path: Path, content: str | bytes) -> None:
    """The text as UTF-8, or the bytes, whole or not at all: no reader sees half a report, a failure keeps the old one.

    Raises ClaimcheckError.
    """
    if isinstance(content, str):
        content = content.encode("utf-8", "backslashreplace")
    try:
        if _is_device(path):
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


def _mode(target: Path) -> int:
    with contextlib.suppress(OSError):
        return stat.S_IMODE(target.stat().st_mode)
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _is_device(path: Path) -> bool:
    """/dev/null, /dev/stderr, a pipe: written to, never replaced."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _advice(name: str, formats: Collection[str]) -> str:
    suffix = Path(name).suffix.lstrip(".")
    if suffix in formats:
        return f"Write {suffix}={name}."
    near = difflib.get_close_matches(name, formats, n=1)
    return f"Did you mean {near[0]}?" if near else f"There are {', '.join(sorted(formats))}."
