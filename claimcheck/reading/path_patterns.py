"""Outlet, day and author from where a file lies: "{outlet}/{date}/*.txt"."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from claimcheck.errors import ConfigError
from claimcheck.reading.extracted import day_of

_PLACES = {
    "outlet": r"(?P<outlet>[^/]+)",
    "author": r"(?P<author>[^/]+)",
    "title": r"(?P<title>[^/]+)",
    "date": r"(?P<date>\d{4}[-_./]?\d{2}[-_./]?\d{2})",
    "year": r"(?P<year>\d{4})",
    "month": r"(?P<month>\d{2})",
    "day": r"(?P<day>\d{2})",
}
_PART = re.compile(r"\{([a-z]+)\}|(\*\*/)|(\*\*)|(\*)|(\?)|([^{}*?]+)|([{}])")


@functools.cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern over paths from the settings file's folder; one without a leading slash may begin at any folder.

    ``*`` and ``?`` stop at a slash, ``**`` does not; ``{outlet}``, ``{author}``, ``{title}`` are names of files or
    folders or parts of them, ``{date}`` is 2017-01-20, 20170120 or 2017/01/20, else ``{year}``, ``{month}``, ``{day}``.
    Raises ConfigError.
    """
    out = ["" if pattern.startswith("/") else "(?:.*/)?"]
    for match in _PART.finditer(pattern.removeprefix("/")):
        place, folders, deep, star, one, plain, brace = match.groups()
        if brace or (place and place not in _PLACES):
            known = ", ".join(f"{{{name}}}" for name in _PLACES)
            raise ConfigError(
                f"reading.path_patterns: {pattern!r} is not understood.", f"It may hold {known}, * and **."
            )
        if place and f"(?P<{place}>" in "".join(out):
            raise ConfigError(f"reading.path_patterns: {pattern!r} names {{{place}}} twice.", "Write * for the second.")
        if place:
            out.append(_PLACES[place])
        else:
            wild = "(?:.*/)?" if folders else ".*" if deep else "[^/]*" if star else "[^/]" if one else ""
            out.append(wild or re.escape(plain))
    return re.compile("".join(out), re.DOTALL)


def told_by_path(path: str, patterns: Iterable[str]) -> dict[str, str]:
    """What the first pattern that matches says of a file: outlet, author, title, published (ISO)."""
    for pattern in patterns:
        match = compiled(pattern).fullmatch(path)
        if match is None:
            continue
        found = {key: value.replace("_", " ") for key, value in match.groupdict().items() if value}
        date = re.sub(r"\D", "", found.pop("date", ""))
        parts = [found.pop(key, "") for key in ("year", "month", "day")]
        day = day_of(f"{date[:4]}-{date[4:6]}-{date[6:]}" if date else "-".join(parts) if all(parts) else "")
        return {**found, **({"published": day} if day else {})}
    return {}
