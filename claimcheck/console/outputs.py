"""Where reports go: ``FORMAT``, ``FORMAT=-`` or ``FORMAT=PATH``, or a path whose ending names the format; checked
before the long work and written whole."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimcheck.errors import ConfigError
from claimcheck.files.writing import is_device
from claimcheck.files.writing import write_file as write_file  # a report is written as every other file

TO_STDOUT = "-"
_ENDINGS = {
    "csv": "csv", "docx": "docx", "htm": "html", "html": "html", "json": "json", "jsonl": "jsonl", "mbox": "mail",
    "md": "markdown", "pdf": "pdf", "sarif": "sarif", "txt": "text", "xlsx": "xlsx", "xml": "junit",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Output:
    """One report to write; ``path`` None is stdout."""

    format: str
    path: Path | None


def with_files(given: Sequence[str] | None, files: Sequence[str] | None, formats: Collection[str]) -> list[str]:
    """What ``--output-format`` and ``--output-file`` say, as the former alone would: a file is written in the format
    that its name ends in, or, of one format and one file, in that. Raises ConfigError for another ending."""
    told, named = list(given or ()), list(files or ())
    if len(told) == len(named) == 1 and "=" not in told[0]:
        return [f"{told[0]}={named[0]}"]
    known = {ending: name for ending, name in _ENDINGS.items() if name in formats}
    for name in named:
        format_ = known.get(Path(name).suffix.lstrip(".").lower())
        if format_ is None:
            endings = ", ".join(f".{ending}" for ending in known)
            reason = f"--output-file {name}: no format has a name that ends so."
            raise ConfigError(reason, f"End it in {endings}, or write --output-format FORMAT={name}.")
        told.append(f"{format_}={name}")
    return told


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
    paths = [output.path.resolve() for output in outputs if output.path is not None and not is_device(output.path)]
    for path in paths:
        if paths.count(path) > 1:
            raise ConfigError(f"--output-format: {path} is written twice.", "Give every report a file of its own.")
    return tuple(outputs)


def check_possible(outputs: Iterable[Output], binary: Collection[str]) -> None:
    """Raise ConfigError for bytes that would go to a terminal, and for a PDF that no browser here can print. ``binary``
    are the formats that give bytes."""
    for output in outputs:
        if output.path is None and output.format in binary and sys.stdout.isatty():
            reason = f"A {output.format} report is no text for a terminal."
            raise ConfigError(reason, f"Give it a file: {output.format}=PATH.")
    if any(output.format == "pdf" for output in outputs):
        from claimcheck.writers.parts.page_printer import check_chromium

        check_chromium()


def check_writable(outputs: Iterable[Output]) -> None:
    """Raise ConfigError for an output that cannot be written, as far as that can be known beforehand."""
    for output in outputs:
        path = output.path
        if path is None or is_device(path):
            continue
        folder = path.resolve().parent
        if path.is_dir():
            raise ConfigError(f"{path} is a folder.", f"Name a file in it: {output.format}={path / 'report'}.")
        if not folder.is_dir():
            raise ConfigError(f"{path} cannot be written: there is no folder {folder}.", "Make the folder first.")
        if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
            raise ConfigError(f"{path} cannot be written: permission denied.", "Choose another path.")


def _advice(name: str, formats: Collection[str]) -> str:
    format_ = _ENDINGS.get(Path(name).suffix.lstrip(".").lower())
    if format_ in formats:
        return f"Write {format_}={name}."
    near = difflib.get_close_matches(name, formats, n=1)
    return f"Did you mean {near[0]}?" if near else f"There are {', '.join(sorted(formats))}."
