"""House-style lexicons on disk: TOML, one entry a line, so that they sort and merge."""

from __future__ import annotations

import difflib
import functools
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from claimcheck.errors import ConfigError
from claimcheck.files.presence import is_there, read_regular
from claimcheck.files.writing import locked, write_file
from claimcheck.lexicons.matching import NAME, NO_LEXICON, PARTS, TERM, Lexicon, LexiconEntry, forms_of, overlaid
from claimcheck.textforms import fold

_KEYS = tuple(f.name for f in fields(LexiconEntry) if f.name != "lexicon")
_LISTS = ("replace", "accept", "unless")
_ENTRY_LINE = re.compile(r"\{.*\},?")
# As installed (pyproject.toml puts them there), and in the repository.
_SHIPPED = tuple(Path(__file__).parents[up] / "configs" / "lexicons" for up in (1, 2))


def shipped() -> tuple[str, ...]:
    """Names of the lexicons that come with claimcheck."""
    return tuple(sorted({path.stem for folder in _SHIPPED if folder.is_dir() for path in folder.glob("*.toml")}))


def lexicon_of(names: Sequence[str], base: Path | None = None) -> Lexicon:
    """The lexicons of the settings as one, the later going before the earlier: names of shipped ones, or paths, which
    count from ``base`` (the working directory if None). Raises ConfigError."""
    paths = [_path(name, base or Path.cwd()) for name in names]
    return _read_all(tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in paths))


@functools.lru_cache(maxsize=32)
def _read_all(files: tuple[tuple[Path, int, int], ...]) -> Lexicon:
    return overlaid(read_lexicon(path) for path, _, _ in files) if files else NO_LEXICON


def _path(name: str, base: Path) -> Path:
    path = base / Path(name).expanduser()
    if path.is_file():
        return path
    for folder in _SHIPPED:
        if re.fullmatch(r"[\w-]+", name) and (folder / f"{name}.toml").is_file():
            return folder / f"{name}.toml"
    if is_there(path):
        read_regular(path)  # says what stands there instead
    known = ", ".join(shipped())
    raise ConfigError(
        f"lexicons: there is no lexicon {name!r}: neither {path} nor a shipped one ({known}).", _nearest(name)
    )


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, shipped(), n=1)
    return f"Did you mean {near[0]}?" if near else "Check the path; it counts from the folder of claimcheck.toml."


def read_lexicon(path: Path) -> Lexicon:
    """One file. Raises ConfigError that names the file, and the entry."""
    try:
        table = tomllib.loads(read_regular(path).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 (byte {error.start}).", "Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.", "Correct the line that it names.") from error
    unknown = set(table) - {"title", "entries"}
    if unknown:
        raise ConfigError(f"{path}: unknown key {min(unknown)}.", "A lexicon has a title and a list of entries.")
    rows = table.get("entries", [])
    if not isinstance(rows, list):
        raise ConfigError(f"{path}: entries is no list.", "Write entries = [ {prefer = …, replace = […]}, … ].")
    entries = tuple(_entry(row, f"{path}, entry {n}", path.stem) for n, row in enumerate(rows, start=1))
    _check_together(entries, path)
    return Lexicon(entries)


def _entry(row: Any, where: str, lexicon: str) -> LexiconEntry:
    if not isinstance(row, Mapping) or not isinstance(row.get("prefer"), str) or not row["prefer"].strip():
        raise ConfigError(f"{where}, has no preferred form.", 'Write {prefer = "…", replace = ["…"]}.')
    where = f"{where} ({row['prefer']})"
    for key, value in row.items():
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1)
            advice = f"Did you mean {near[0]}?" if near else f"Known keys: {', '.join(_KEYS)}."
            raise ConfigError(f"{where}: unknown key {key}.", advice)
        wanted = list if key in _LISTS else str
        if not isinstance(value, wanted) or (
            key in _LISTS and not all(isinstance(v, str) and v.strip() for v in value)
        ):
            kind = "list of texts" if key in _LISTS else "text"
            raise ConfigError(f"{where}: {key} is {value!r}, no {kind}.", "Correct the value.")
    given: dict[str, Any] = {k: tuple(v) if k in _LISTS else v for k, v in row.items()}
    entry = LexiconEntry(**given, lexicon=lexicon)
    if entry.kind not in (NAME, TERM):
        raise ConfigError(f"{where}: kind is {entry.kind!r}.", f"Write {NAME} or {TERM}.")
    if entry.part not in PARTS:
        raise ConfigError(f"{where}: part is {entry.part!r}.", f"Write {', '.join(filter(None, PARTS))}.")
    if not entry.replace and not entry.accept:
        raise ConfigError(f"{where} neither replaces nor accepts anything.", 'Add replace = ["…"] or accept = ["…"].')
    return entry


def _check_together(entries: Iterable[LexiconEntry], path: Path) -> None:
    """No form may be replaced by two, nor replaced here and preferred there."""
    replaced: dict[tuple[str, str], LexiconEntry] = {}
    for entry in entries:
        for form in entry.replace:
            key = entry.kind, form if entry.kind == NAME else fold(form)
            other = replaced.setdefault(key, entry)
            if other is not entry:
                raise ConfigError(
                    f"{path}: “{form}” is replaced by “{other.prefer}” and by “{entry.prefer}”.", "Delete one of them."
                )
    for entry in entries:
        for form in (entry.prefer, *entry.accept):
            other = replaced.get((entry.kind, form if entry.kind == NAME else fold(form)), entry)
            if other is not entry or form in entry.replace:
                raise ConfigError(
                    f"{path}: “{form}” is preferred or accepted in one place and replaced in another.",
                    "Delete one of them.",
                )


# --------------------------------------------------------------------------- writing


def prefer(
    path: Path, preferred: str, *replaced: str, kind: str = NAME, reason: str = "", source: str = ""
) -> LexiconEntry:
    """Write to the lexicon ``path`` that ``preferred`` is used instead of the forms ``replaced``, all of them or none;
    gives the entry as it is now.

    The file is made where there is none; comments above the entries are kept. Where the entry is there, the forms are
    added to it. Raises ConfigError where the lexicon says the opposite, and leaves the file as it was.
    """
    preferred, *given = (" ".join(form.split()) for form in (preferred, *replaced))
    for form in given:
        if not preferred or not form or preferred == form:
            raise ConfigError(f"“{preferred}” and “{form}” are no two forms.", "Give two that differ.")
    with locked(path):
        text = read_regular(path).decode("utf-8-sig") if is_there(path) else ""
        old = read_lexicon(path).entries if text.strip() else ()
        known = next((e for e in old if e.prefer == preferred and e.kind == kind), None)
        if known is None:
            forms = tuple(dict.fromkeys(given))
            entry = LexiconEntry(preferred, forms, (), kind, reason=reason, source=source, lexicon=path.stem)
        else:
            forms = tuple(dict.fromkeys((*known.replace, *given)))
            accept = tuple(f for f in known.accept if f not in given)
            entry = replace(
                known, replace=forms, accept=accept, reason=reason or known.reason, source=source or known.source
            )
        entries = [*(e for e in old if e is not known), entry]
        _check_together(entries, path)
        write_file(path, rendered(entries, _head(text, path)))
    return entry


def rendered(entries: Iterable[LexiconEntry], head: str = "") -> str:
    """A lexicon's text: ``head``, then one sorted line for every entry."""
    lines = sorted({_line(e) for e in entries}, key=lambda line: (fold(line), line))
    return head + "entries = [\n" + "".join(f"  {line},\n" for line in lines) + "]\n"


def _line(entry: LexiconEntry) -> str:
    parts = []
    for key in _KEYS:
        value = getattr(entry, key)
        if not value or (key == "kind" and value == TERM):
            continue
        shown = "[" + ", ".join(map(_text, value)) + "]" if key in _LISTS else _text(value)
        parts.append(f"{key} = {shown}")
    return "{" + ", ".join(parts) + "}"


def _text(value: str) -> str:
    """A TOML string on one line; lone surrogates have no form in TOML."""
    quoted = json.dumps(value.encode("utf-8", "replace").decode("utf-8"), ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", lambda m: f"\\u{ord(m[0]):04x}", quoted)


def _head(text: str, path: Path) -> str:
    """What stands above the entries. Raises ConfigError for a file whose entries are not one a line: rewriting it would
    lose what is between them."""
    opening = re.search(r"(?m)^entries\s*=\s*\[[ \t\r]*$", text)
    if opening is None:
        if re.search(r"(?m)^\s*(?:entries\b|\[)", text):
            raise _shape(path)
        return text if not text or text.endswith("\n") else text + "\n"
    body = [line.strip() for line in text[opening.end() :].splitlines() if line.strip()]
    if not body or body[-1] != "]" or not all(_ENTRY_LINE.fullmatch(line) for line in body[:-1]):
        raise _shape(path)
    return text[: opening.start()]


def _shape(path: Path) -> ConfigError:
    return ConfigError(
        f"{path} cannot be added to: its entries do not stand one a line.",
        "Write entries = [ on a line, and ] on the last.",
    )


__all__ = ["forms_of", "lexicon_of", "prefer", "read_lexicon", "rendered", "shipped"]
