"""Globs over paths with forward slashes, as ``.gitignore`` reads them: ``*`` and ``?`` stop at a slash, ``**`` not."""

from __future__ import annotations

import functools
import re

_SPECIAL = re.compile(r"[*?\[]")
_CLASS = re.compile(r"\[(!?)(\]?[^\]]*)\]")


def escaped(path: str) -> str:
    """A glob that matches this path alone (and what is in it)."""
    return _SPECIAL.sub(lambda match: f"[{match[0]}]", path)


def anchored(glob: str, folder: str) -> str:
    """The glob as one over absolute paths. ``folder`` is absolute, with forward slashes. A glob without a slash, but
    for one at its end, is meant for any depth below the folder."""
    if glob.startswith("/"):
        return glob
    while glob.startswith("./"):
        glob = glob[2:]
    depth = "" if "/" in glob.rstrip("/") else "**/"
    return f"{escaped(folder.rstrip('/'))}/{depth}{glob}"


@functools.lru_cache(maxsize=256)
def compiled(glob: str) -> re.Pattern[str]:
    """The glob as a pattern for ``fullmatch``. One that names a folder matches all that is in it."""
    out: list[str] = []
    at, glob = 0, glob.rstrip("/")
    while at < len(glob):
        char = glob[at]
        if glob.startswith("**/", at):
            out.append("(?:[^/]+/)*")
            at += 3
            continue
        if glob.startswith("**", at):
            out.append(".*")
            at += 2
            continue
        if char == "[" and (match := _CLASS.match(glob, at)) is not None and (members := _members(match)):
            out.append(members)
            at = match.end()
            continue
        out.append({"*": "[^/]*", "?": "[^/]"}.get(char) or re.escape(char))
        at += 1
    return re.compile("".join(out) + "(?:/.*)?", re.DOTALL)


def _members(match: re.Match[str]) -> str:
    """A class of characters as a pattern; "" where it is none ("[z-a]"), so that it is read letter by letter."""
    members = re.sub(r"([\\\[\]&~|^])", r"\\\1", match[2]).replace("--", r"\-\-")  # re keeps "--" for set difference
    pattern = f"(?!/)[{'^' if match[1] else ''}{members}]"
    try:
        re.compile(pattern)
    except re.error:
        return ""
    return pattern
