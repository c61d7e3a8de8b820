"""Paths -> the files that they name or hold, none of them read yet."""

from __future__ import annotations

import dataclasses
import gzip
import io
import os
import re
import zlib
from collections.abc import Iterator, Sequence, Set
from operator import itemgetter
from pathlib import Path

from claimcheck.datamodel import Problem
from claimcheck.files.globs import compiled
from claimcheck.files.revisions import Staged, ignored_in
from claimcheck.files.tree import Tree
from claimcheck.reading.own_reports import is_report
from claimcheck.textforms import listed

PACKED = ".gz"
_WILD = re.compile(r"[*?\[]")
_OWN = re.compile(r"claimcheck-[a-z]+\.txt")  # decisions, baseline, aliases: what people wrote about articles
_APART = (".", "claimcheck-")  # what a name begins with that may be hidden
_SETTINGS = frozenset({"claimcheck.toml", "claimcheck-lexicon.toml", "pyproject.toml"})
_LOOKED_AT = 20_000_000  # bytes of a named file, to see whether it is a report
# A file as it was met and its real path; or, with names, files of these names in a folder: strings, and not one by one,
# since a corpus has many files.
_Found = tuple[str, str, Sequence[str]]
_Pattern = tuple[str, ...]  # the parts of a glob below the folder that it searches
_NOWHERE, _ALL = frozenset[int](), frozenset({0})  # how far the empty glob is matched


def list_files(
    paths: Sequence[str],
    *,
    extensions: Sequence[str],
    base: Path | None = None,
    staged: Staged | None = None,
    count_others: bool = False,
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The files under ``paths``: the real path of each with the path that reports show, relative to ``base`` (the
    working directory if None) inside it. Where ``staged`` is given, what the next commit holds is listed instead of
    the disk, as far as it lies in the folder that git keeps.

    A file that is named itself is opened, to see whether it is one of our own reports: that is a problem, while one
    that a search finds is left to the reader. A link that is named is followed. One that a search meets may lead to
    what the search would find by itself or to what else is named; one that leads elsewhere, or to a folder that it lies
    in, is a problem. With ``count_others``, files in folders that are of no kind that is read are counted in a notice.
    """
    problems: list[Problem] = []
    others: dict[Path, list[str]] = {}
    files: dict[str, str] = {}
    refused: set[str] = set()  # named, but no articles: what a search says of them is said already
    named = sorted({Path(given) for given in paths})
    tree = Tree(staged)
    bounds = frozenset(_bound(path, tree) for path in named)
    for path in named:
        given = str(path)
        for found in _found(path, extensions, bounds, tree, others.setdefault(path, [])):
            if isinstance(found, Problem):
                problems.append(found)
                continue
            met, real, names = found
            if not names and met == given and _is_own(Path(real), staged):
                shown = _shown(path, base)
                problems.append(Problem(shown, f"{shown} is a report of claimcheck, no article.", "Name articles."))
                refused.add(real)
                continue
            start = met if names else met[: met.rfind(os.sep) + 1]
            begins = _shown_start(start, base)
            some = {real + name: _printable(begins + name) for name in names}
            for whole, shown in (some or {real: _printable(begins + met[len(start) :])}).items():
                # of two ways to one file the plainer is shown, in whatever order they were given
                if (other := files.setdefault(whole, shown)) is not shown:
                    files[whole] = min(other, shown, key=lambda s: (len(s), s))
    for real in refused:
        files.pop(real, None)
    if count_others:
        told = {path for path in named if any(p.path == _shown(path) and not p.notice for p in problems)}
        problems += [_not_read(_shown(at, base), passed) for at, passed in others.items() if passed and at not in told]
    return dict(sorted(files.items(), key=itemgetter(1))), tuple(problems)


def searched(path: Path) -> Path:
    """What a given path allows to be read: itself, or of a glob the folder that it searches."""
    return _fixed(path) if _WILD.search(str(path)) and not path.exists() else path


def kind_of(path: Path) -> str:
    """A file's extension in lower case, a ".gz" after it left out."""
    return _kind_of(path.name)


def _kind_of(name: str) -> str:
    """As ``kind_of``, by name alone: of a file without a dot, or with nothing behind its last, ""."""
    head, _, last = name.lower().rpartition(".")
    if head.strip(".") and f".{last}" != PACKED:  # most are, and there are many
        return f".{last}" if last else ""
    parts = [] if name.endswith(".") else name.lstrip(".").lower().split(".")[1:]
    if parts and f".{parts[-1]}" == PACKED:
        parts.pop()
    return f".{parts[-1]}" if parts else ""


def unreadable(shown: str, error: OSError | ValueError) -> Problem:
    """The problem of a file or folder that the system does not let be read."""
    reason = getattr(error, "strerror", None) or str(error)
    return Problem(shown, f"{shown} cannot be read: {reason}.", "Check its permissions, or leave it out.")


def _not_read(shown: str, passed: list[str]) -> Problem:
    """What a search passed over because of its kind: an article may be among it."""
    names = listed(sorted(passed))
    count = f"{len(passed):,} files in {shown} are" if len(passed) > 1 else f"A file in {shown} is"
    advice = "Save articles among them as .txt, .docx or .html, or add their kind to reading.extensions."
    return Problem(shown, f"{count} of no kind that is read: {names}.", advice, fatal=False, notice=True)


def _is_glob(path: Path, tree: Tree) -> bool:
    """Whether a given path is a glob: nothing has it for its name."""
    real = tree.real(path)
    return bool(_WILD.search(str(path))) and not (path.exists() or tree.is_folder(real) or tree.is_file(real))


def _bound(path: Path, tree: Tree) -> Path:
    """What a given path allows to be read: the file, or the folder that is searched."""
    return tree.real(_fixed(path) if _is_glob(path, tree) else path)


def _found(
    path: Path, extensions: Sequence[str], bounds: Set[Path], tree: Tree, others: list[str]
) -> Iterator[_Found | Problem]:
    """The files that one given path names; ``others`` gets the names of those of another kind."""
    shown = _shown(path)
    try:
        real = tree.real(path)
        if tree.is_folder(real):
            yield from _search(path, (), extensions, bounds, tree, others)
        elif tree.is_file(real):
            yield str(path), str(real), ()
        elif path.exists() and tree.of_commit(real):
            advice = "Add it with `git add`, or mend [corpus] paths."
            yield Problem(shown, f"{shown} is not in the next commit.", advice)
        elif path.exists():
            yield Problem(shown, f"{shown} is no regular file.", "Name a text file or a folder.")
        elif _is_glob(path, tree):
            folder = _fixed(path)
            if tree.is_folder(tree.real(folder)) or folder.exists():
                yield from _search(folder, path.parts[len(folder.parts) :], extensions, bounds, tree, [])
            else:
                yield _missing(_shown(folder))
        else:
            yield _missing(shown)
    except (OSError, ValueError) as error:
        yield _unsearchable(shown, error)


def _unsearchable(shown: str, error: OSError | ValueError) -> Problem:
    return dataclasses.replace(unreadable(shown, error), always=True)


def _is_own(path: Path, staged: Staged | None) -> bool:
    """Whether a file is one of our own reports; what cannot be read is none, and said when it is read."""
    instead = staged.contents.get(path) if staged is not None else None
    try:
        with io.BytesIO(instead) if instead is not None else path.open("rb") as stream:
            whole = gzip.GzipFile(fileobj=stream) if path.suffix.lower() == PACKED else stream
            return is_report(whole.read(_LOOKED_AT))
    except (OSError, EOFError, zlib.error):
        return False


def _missing(shown: str) -> Problem:
    return Problem(shown, f"{shown} does not exist.", "Check the path.", always=True)


def _fixed(pattern: Path) -> Path:
    """The folder that a glob searches."""
    first = next(n for n, part in enumerate(pattern.parts) if _WILD.search(part))
    return Path(*pattern.parts[:first])


def _search(
    folder: Path, pattern: _Pattern, extensions: Sequence[str], bounds: Set[Path], tree: Tree, others: list[str]
) -> Iterator[_Found | Problem]:
    """What a search finds, or a problem where that is nothing."""
    found = list(_searched(folder, pattern, extensions, bounds, tree, others))
    yield from found
    if not all(isinstance(item, Problem) and item.notice for item in found):
        return
    but = " but what git ignores" if _ignored(folder, tree)[0] else ""
    shown, kinds = _shown(folder.joinpath(*pattern)), ", ".join(extensions)
    if pattern:
        yield Problem(shown, f"{shown} matches nothing{but}.", "Check the pattern.")
    else:
        yield Problem(shown, f"{shown} holds no text file ({kinds}){but}.", "Name a folder with articles in it.")


def _searched(
    folder: Path, pattern: _Pattern, extensions: Sequence[str], bounds: Set[Path], tree: Tree, others: list[str]
) -> Iterator[_Found | Problem]:
    """The files below a folder that a glob names, or that lie in folders that it names, by extension; the empty glob
    names the folder itself. Left out is what git ignores and what is hidden. A folder reached twice, as through links,
    is entered once, but for a glob that may find something else there."""
    ignored, told = _ignored(folder, tree)
    yield from told
    seen: set[tuple[Path, frozenset[int]]] = set()
    # What a name that is not hidden ends in if it is of a kind that is read, and written as most are.
    ends = tuple(kind for kind in extensions if kind and kind == _kind_of(f"a{kind}"))
    pending = [(folder, tree.real(folder), _closed({0}, pattern))]
    while pending:
        current, real, places = pending.pop()
        try:
            entries = tree.entries(real) if (real, places) not in seen else []
        except OSError as error:
            yield _unsearchable(_shown(current), error)
            continue
        seen.add((real, places))
        if current is not folder and _has_git(real):
            more, told = _ignored(current, tree)
            ignored |= more
            yield from told
        plain: list[str] = []
        as_met, as_real = _start(current), _start(real)
        for name, kind in entries:
            if kind == "file" and not (pattern or ignored) and name.endswith(ends) and not name.startswith(_APART):
                plain.append(name)  # told by no more, since there are many
                continue
            after = _after(places, name, pattern)
            if not after or ignored and as_real + name in ignored:
                continue
            if kind == "folder":
                pending.append((current / name, real / name, after))
                continue
            is_meant = _is_meant(name, places, after, pattern, extensions)
            if kind == "link":
                met, target = current / name, tree.target(real / name)
                is_folder = target is not None and tree.is_folder(target)
                followed = _followed(met, target, real, bounds) if is_folder or is_meant else None
                if isinstance(followed, Problem):
                    yield followed
                elif followed is None or not ignored.isdisjoint(map(str, (followed, *followed.parents))):
                    continue
                elif is_folder:
                    pending.append((met, followed, after))
                elif tree.is_file(followed):
                    yield str(met), str(followed), ()
            elif not is_meant:
                others.extend([name] if name not in _SETTINGS else [])
            elif kind == "file":
                plain.append(name)
        if plain:
            yield as_met, as_real, plain


def _after(places: Set[int], name: str, pattern: _Pattern) -> frozenset[int]:
    """How far a glob is matched with one more name, from where it was: numbers of its parts that are still to come, in
    every way of reading ``**``; none where the name does not match. What is hidden matches a part that says so."""
    hidden, moved = _is_hidden(name), set()
    if not pattern:  # all that a folder holds
        return _NOWHERE if hidden else _ALL
    for place in places:
        if place == len(pattern) or pattern[place] == "**":
            moved |= set() if hidden else {place}
        elif compiled(pattern[place]).fullmatch(name) and (not hidden or pattern[place].startswith(".")):
            moved.add(place + 1)
    return _closed(moved, pattern)


def _closed(places: Set[int], pattern: _Pattern) -> frozenset[int]:
    """Places in a glob, with those after a ``**``, which may stand for nothing."""
    out = set(places)
    for place, part in enumerate(pattern):
        if part == "**" and place in out:
            out.add(place + 1)
    return frozenset(out)


def _is_meant(name: str, places: Set[int], after: Set[int], pattern: _Pattern, extensions: Sequence[str]) -> bool:
    """Whether a glob names a file: by extension, but for a last part that has one of its own."""
    if _kind_of(name) in extensions:
        return len(pattern) in after
    last = len(pattern) - 1
    return last in places and Path(pattern[last]).suffix != "" and compiled(pattern[last]).fullmatch(name) is not None


def _followed(link: Path, target: Path | None, lies_in: Path, bounds: Set[Path]) -> Path | Problem | None:
    """The target of a link that a search has met in the folder ``lies_in``, or why it is not followed; None for a
    target that is hidden."""
    shown = _shown(link)
    if target is None:
        return Problem(shown, f"{shown} is a link to nothing.", "Mend the link, or remove it.")
    if lies_in.is_relative_to(target):
        reason = f"{shown} is a link to {_shown(target)}, a folder that it lies in."
        return Problem(shown, reason, "Remove the link.")
    around = max((b for b in bounds if target.is_relative_to(b)), key=lambda b: len(b.parts), default=None)
    if around is None:
        reason = f"{shown} is a link that leads out of what is searched, to {_shown(target)}."
        return Problem(shown, reason, "Name the target itself, or remove the link.")
    return None if any(map(_is_hidden, target.relative_to(around).parts)) else target


def _has_git(folder: Path) -> bool:
    """Whether a repository begins here: one inside another's folder has its own say."""
    return (folder / ".git").exists()


def _ignored(folder: Path, tree: Tree) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """The real paths that git ignores below a folder, nothing of a commit; a notice where it cannot tell."""
    if tree.of_commit(tree.real(folder)):
        return frozenset(), ()
    paths, reason = ignored_in(folder)
    ignored = frozenset(map(str, paths))
    if not reason:
        return ignored, ()
    shown = _shown(folder)
    message = f"git cannot tell what it ignores in {shown}: {reason}."
    return ignored, (Problem(shown, message, "All of it was read.", fatal=False, notice=True),)


def _is_hidden(name: str) -> bool:
    """Whether a search passes over what has this name."""
    return name.startswith(_APART) and (name[0] == "." or _OWN.fullmatch(name) is not None)


def _start(folder: Path) -> str:
    """What the path of anything in a folder begins with."""
    path = str(folder)
    return "" if path == os.curdir else os.path.join(path, "")  # noqa: PTH118


def _shown(path: Path, base: Path | None = None) -> str:
    """The path as it goes into reports: relative to ``base``, or the working directory, inside it; forward slashes,
    printable."""
    whole, here = os.path.abspath(path), os.path.join(base or Path.cwd(), "")  # noqa: PTH100, PTH118 -- as it is named
    return _printable(whole[len(here) :] or "." if os.path.join(whole, "").startswith(here) else str(path))  # noqa: PTH118


def _shown_start(start: str, base: Path | None) -> str:
    """What the paths of files in a folder begin with in reports, given what they begin with."""
    whole, here = (os.path.join(folder, "") for folder in (os.path.abspath(start), base or Path.cwd()))  # noqa: PTH100, PTH118
    return whole[len(here) :] if whole.startswith(here) else start


def _printable(shown: str) -> str:
    if shown.isascii() and os.sep == "/":  # most are, and there are many
        return shown
    return os.fsencode(shown.replace(os.sep, "/")).decode("utf-8", "backslashreplace")
