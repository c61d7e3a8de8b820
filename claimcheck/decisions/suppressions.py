"""Suppressions: notes in or beside a text that say which findings in it are not to be reported.

In Markdown and HTML ``<!-- claimcheck: ignore[number-conflict] reason -->`` concerns the paragraph that it stands in,
or, alone on its line, the next; ``ignore-file[...]`` the whole file. For every other format, and for texts that nobody
may edit, ``<file>.claimcheck`` stands beside the file, one suppression a line: ``number-conflict "words of the claim"
reason``; ``"*"`` is the whole file, ``@id`` before the words one record of it.
"""

from __future__ import annotations

import difflib
import itertools
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from claimcheck.datamodel import Finding, Place, Problem, Source
from claimcheck.decisions.blocks import comments_in, html_block, markdown_block
from claimcheck.errors import ConfigError
from claimcheck.files.presence import is_there, read_regular
from claimcheck.textforms import fold

SUFFIX = ".claimcheck"
ALL = "all"
_MARKDOWN = (".md", ".markdown")
_HTML = (".html", ".htm", ".xhtml")
_MOST = 50_000_000  # bytes of an original that is searched for comments
_MOST_NOTES = 1_000  # in one text: each costs a look at what stands around it
_DIRECTIVE = re.compile(r"(ignore(?:-file)?)\s*\[([^\[\]]{0,500})\]\s*(.*)\Z", re.S)
_QUOTED = r'"(?:[^"\\]|\\.)*"|“[^”]*”'
_LINE = re.compile(rf"([^\s\"“@]+)\s+(?:@({_QUOTED}|[^\s\"“]+)\s+)?({_QUOTED})\s*(.*)\Z")


@dataclass(frozen=True, slots=True)
class Suppression:
    """Findings of ``rules`` (slugs; empty is every rule) are suppressed where they show inside ``[start, end)`` of the
    source ``path``; with ``words``, only where the claim or the surface has them. ``where`` is "file:line"."""

    path: str
    start: int
    end: int
    rules: frozenset[str]
    words: str = ""
    reason: str = ""
    where: str = ""

    def holds(self, finding: Finding, place: Place) -> bool:
        """Whether the finding, at that place, is one that this is about."""
        if place.span.path != self.path or (self.rules and finding.rule not in self.rules):
            return False
        if not (self.start <= place.span.start < self.end or place.span.start <= self.start < place.span.end):
            return False
        return not self.words or any(_has(text, self.words) for text in (place.claim_text or "", place.surface))


def suppresses(finding: Finding, suppressions: Sequence[Suppression]) -> tuple[tuple[Suppression, ...], bool]:
    """The suppressions that are about a finding, and whether they silence it: not where what is left still disagrees.

    A finding may show in many articles. A note in one of them speaks for that one: where the others differ among
    themselves, the finding stays.
    """
    divergence = finding.divergence
    places = (divergence.primary, *divergence.related)
    held = {n: [s for s in suppressions if s.holds(finding, place)] for n, place in enumerate(places)}
    left = {fold(place.surface) for n, place in enumerate(places) if not held[n]}
    about = tuple(dict.fromkeys(s for found in held.values() for s in found))
    return about, bool(about) and len(left) <= 1


def suppressions_in(
    sources: Iterable[Source], root: Path, rules: Mapping[str, str]
) -> tuple[tuple[Suppression, ...], tuple[Problem, ...]]:
    """Every suppression in or beside the sources, and a Problem (not fatal) for each that is not understood.

    ``rules`` gives the slug for every slug and lower-case code. Paths of sources count from ``root``.
    """
    found: list[Suppression] = []
    problems: list[Problem] = []
    sidecars: dict[str, str | None] = {}
    sources = tuple(sources)
    for source in sources:
        file = source.file or source.path
        parts: list[Suppression | Problem] = [*_inline(source, file, root, rules)]
        if file not in sidecars:
            try:
                sidecars[file] = _sidecar(_on_disk(file + SUFFIX, root))
            except ConfigError as error:
                sidecars[file] = None
                problems.append(_odd(file + SUFFIX, f"{error.message} It suppresses nothing.", error.action))
        beside = sidecars[file]
        if beside is not None:
            parts += _beside(source, file, beside, rules)
        found += [p for p in parts if isinstance(p, Suppression)]
        problems += [p for p in parts if isinstance(p, Problem)]
    bare = [s for s in sources if sidecars[s.file or s.path] is None]
    for part in _left_behind(bare, set(sidecars), root, rules):
        (found if isinstance(part, Suppression) else problems).append(part)  # type: ignore[arg-type]
    return tuple(found), tuple(dict.fromkeys(problems))


# --------------------------------------------------------------------------- inside a text


def _inline(source: Source, file: str, root: Path, rules: Mapping[str, str]) -> Iterator[Suppression | Problem]:
    lower = file.lower()
    if lower.endswith(_MARKDOWN):
        original: str | None = source.text
    elif lower.endswith(_HTML):
        original = _text(_on_disk(file, root))
    else:
        return
    if original is None or "claimcheck:" not in original:
        return
    notes = (c for c in comments_in(original, fences=lower.endswith(_MARKDOWN)) if c[2].startswith("claimcheck:"))
    for start, end, body in itertools.islice(notes, _MOST_NOTES):
        where = f"{file}:{_line_of(original, start)}"
        match = _DIRECTIVE.match(body.removeprefix("claimcheck:").strip())
        if match is None:
            shown = " ".join(body.split())[:80]
            yield _odd(file, f"{where}: “{shown}” is not understood.", "Write ignore[rule] or ignore-file[rule].")
            continue
        slugs, unknown = _slugs(re.split(r"[\s,]+", match[2].strip()), rules)
        if unknown:
            yield _odd(file, f"{where}: ignore[…] names no rule: {unknown!r}.", _advice(unknown, rules))
            continue
        reason = " ".join(match[3].split())
        if match[1] == "ignore-file":
            stretch: tuple[int, int] | None = (0, len(source.text) + 1)
        elif original is source.text:
            stretch = markdown_block(original, start, end)
        else:
            stretch = html_block(original, start, end, source.text)
        if stretch is not None:
            yield Suppression(source.path, *stretch, slugs, "", reason, where)
        else:
            yield _odd(file, f"{where}: ignore[…] stands before no text.", "Put it above the paragraph it is about.")


# --------------------------------------------------------------------------- beside a text


def _beside(source: Source, file: str, text: str, rules: Mapping[str, str]) -> Iterator[Suppression | Problem]:
    record = source.path.removeprefix(file).removeprefix("#")
    name = file + SUFFIX
    for number, raw in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        match = _LINE.match(line)
        if match is None:
            yield _odd(
                name,
                f"{name}, line {number}, is no suppression: {line[:80]}",
                'Write: rule "words of the claim" reason. The words "*" mean the whole file.',
            )
            continue
        slugs, unknown = _slugs(match[1].split(","), rules)
        wanted = _unquoted(match[2]) if match[2] else ""
        words = _unquoted(match[3])
        if unknown:
            yield _odd(name, f"{name}, line {number}, names no rule: {unknown!r}.", _advice(unknown, rules))
        elif not words.strip():
            yield _odd(name, f"{name}, line {number}, gives no words.", 'Write "*" for the whole file.')
        elif not wanted or wanted == record:
            words = "" if words == "*" else words
            where = f"{name}:{number}"
            yield Suppression(source.path, 0, len(source.text) + 1, slugs, words, match[4], where)


def _left_behind(
    sources: Sequence[Source], known: Set[str], root: Path, rules: Mapping[str, str]
) -> Iterator[Suppression | Problem]:
    """The notes of files that were renamed without theirs: what they say holds for the one text, of those that have no
    notes of their own and stand in the same folder, that has all their words."""
    folders: dict[str, list[Source]] = {}
    for source in sources:
        folders.setdefault((source.file or source.path).rpartition("/")[0], []).append(source)
    for folder, here in sorted(folders.items()):
        for file in _without_text(f"{folder}/" if folder else "", root):
            if file in known:
                continue
            try:
                notes = _sidecar(_on_disk(file + SUFFIX, root)) or ""
            except ConfigError:
                continue  # of no text that was read
            told = [p for p in _beside(Source(file, "", ""), file, notes, rules) if isinstance(p, Suppression)]
            words = {fold(p.words) for p in told if p.words}
            homes = {s.file or s.path: s for s in here if all(word in fold(s.text) for word in words)} if words else {}
            name = f"{file}{SUFFIX}"
            if len(homes) == 1:
                ((home, source),) = homes.items()
                said = f"{name}: there is no {file}, but {home} has all its words: the notes are taken to be about it."
                yield _odd(name, said, f"Rename it too: git mv {name} {home}{SUFFIX}")
                yield from (p for p in _beside(source, source.path, notes, rules) if isinstance(p, Suppression))
            elif told:
                said = f"{name}: there is no {file}, so the notes suppress nothing."
                yield _odd(name, said, f"Rename it to the file that it is about, with {SUFFIX} added, or remove it.")


def _without_text(folder: str, root: Path) -> list[str]:
    """The files of a folder, by path, that have notes but are not there themselves."""
    try:
        names = {entry.name for entry in os.scandir(_on_disk(folder or ".", root))}
    except (OSError, ValueError):
        return []
    bare = (name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX))
    return sorted(folder + name for name in bare if name and name not in names)


def _unquoted(text: str) -> str:
    if text.startswith("“"):
        return text[1:-1]
    if not text.startswith('"'):
        return text
    try:
        return str(json.loads(text, strict=False))
    except json.JSONDecodeError:
        return text[1:-1]


# --------------------------------------------------------------------------- parts


def _slugs(names: Iterable[str], rules: Mapping[str, str]) -> tuple[frozenset[str], str]:
    """Slugs (none: every rule), and the first name that is no rule's."""
    given = [name for name in names if name]
    if not given:
        return frozenset(), "[]"
    if given == [ALL] or given == ["*"]:
        return frozenset(), ""
    unknown = next((name for name in given if name.lower() not in rules), "")
    return frozenset(rules[name.lower()] for name in given if name.lower() in rules), unknown


def _advice(name: str, rules: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(name.lower(), rules, n=1)
    return f"Did you mean {near[0]}?" if near else "`claimcheck rule` lists the rules; [all] means every one."


def _has(text: str, words: str) -> bool:
    """Whether whole words stand in a text, whatever their case, accents and spacing."""
    sought, plain = fold(words), fold(text)
    at = plain.find(sought)
    while at >= 0:
        end = at + len(sought)
        open_before = at == 0 or not (plain[at - 1].isalnum() and sought[0].isalnum())
        open_after = end == len(plain) or not (plain[end].isalnum() and sought[-1].isalnum())
        if open_before and open_after:
            return True
        at = plain.find(sought, at + 1)
    return False


def _line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _on_disk(file: str, root: Path) -> Path:
    return root / file  # an absolute path stays one


def _sidecar(path: Path) -> str | None:
    """The notes beside a text; None where there are none. Raises ConfigError where they cannot be read."""
    try:
        if not is_there(path):
            return None
    except ValueError:  # a name that no file can have
        return None
    raw = read_regular(path)
    if len(raw) > _MOST:
        raise ConfigError(f"{path} is too large ({len(raw):,} bytes).", "Write fewer notes.")
    return raw.decode("utf-8-sig", "replace")


def _text(path: Path) -> str | None:
    """An article's text as it is on disk, or None: that it cannot be read is said where it is read as an article."""
    try:
        if not path.is_file() or path.stat().st_size > _MOST:
            return None
        return path.read_bytes().decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return None


def _odd(path: str, message: str, action: str) -> Problem:
    return Problem(path, message, action, fatal=False, notice=True)
