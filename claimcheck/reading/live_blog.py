"""A live blog, entry by entry: which lines of a page open an entry, and when it was posted.

A page is a live blog where three or more of its lines begin with a time of day and go on with words ("10:42 a.m. The
mayor …"), or are nothing but one with sentences below; where the times run one way, up or down; and where no headlines
stand over them, as they do on a page of several stories. What hands over the entries itself (``LIVE``) needs no such
signs.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from claimcheck.reading.lines import PROSE, Line, Look, look_of

# A metadata key: lines with a time at their head open the entries of a live blog, whatever their number.
LIVE = ("entries", "timed")
_FEWEST = 3
_ONE_WAY = 0.8  # share of steps from entry to entry that run one way
_HALF_A_DAY = 12 * 60  # minutes; a wider step passes midnight
_HEADED = 0.34  # share of entries with a headline over them from which they are stories
_ZONE = r"(?:GMT|UTC|Z|BST|I?ST|IST|CES?T|EES?T|[ECMP][SD]?T|AE[SD]T|JST|SAST|[Ll]ocal time)"
_CLOCK = re.compile(
    r"(?:(?:last )?(?:updated|update|posted|added|published)(?: at| on)?\s*:?\s+)?"
    r"(?:(?P<day>\d{4}-\d\d-\d\d)[T ,]+)?"
    r"(?:(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>[ap])\.? ?m\b\.?"
    r"|(?P<hours>[01]?\d|2[0-3])[:.](?P<minutes>[0-5]\d)(?::[0-5]\d)?(?![\d.:%])(?: ?h(?:rs)?\b)?)"
    rf"(?:\s*\(?{_ZONE}\b\)?\.?)?\s*(?:[-–—:|•·]+\s*|(?(half)(?=\S)|(?-i:(?=[A-Z\"“‘'])))|$)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Entries:
    """The lines of a page with the times set apart from the words behind them. ``times`` says of every line when its
    entry was posted: "10:42", "2026-11-29T10:42" where the page tells the day, "" before the first entry."""

    lines: tuple[Line, ...]
    times: tuple[str, ...]
    labels: frozenset[int]  # the lines that are an entry's time


def entries_of(lines: Sequence[Line], *, told: bool = False) -> Entries | None:
    """The entries of a live blog, None where the lines are none; ``told`` says that they are."""
    found: list[tuple[int, re.Match[str], str]] = []
    for n, line in enumerate(lines):
        match = _CLOCK.match(line.text[:80]) if line.text[:1].isalnum() else None
        if match is not None and match.end() and (not match["day"] or told):
            found.append((n, match, _time(match)))
    if not found or not (told or _is_live(lines, found)):
        return None
    made: list[Line] = []
    times: list[str] = []
    labels: set[int] = set()
    opens = {n: (match, time) for n, match, time in found}
    current = ""
    for n, line in enumerate(lines):
        match, current = opens.get(n, (None, current))
        if match is not None:
            label = line.text[: match.end()].rstrip(" -–—:|•·\t\n")
            labels.add(len(made))
            made.append(replace(line, end=line.start + len(label), text=label, look=Look.DATE, forced=False))
            times.append(current)
            rest = line.text[match.end() :]
            if not rest:
                continue
            line = replace(line, start=line.start + match.end(), text=rest, look=look_of(rest), gap=0, forced=False)
        made.append(line)
        times.append(current)
    return Entries(tuple(made), tuple(times), frozenset(labels))


def _time(match: re.Match[str]) -> str:
    if match["half"]:
        hour = int(match["hour"]) % 12 + (12 if match["half"].lower() == "p" else 0)
        clock = f"{hour:02}:{match['minute'] or '00'}"
    else:
        clock = f"{int(match['hours']):02}:{match['minutes']}"
    return f"{match['day']}T{clock}" if match["day"] else clock


def _is_live(lines: Sequence[Line], found: Sequence[tuple[int, re.Match[str], str]]) -> bool:
    ends = [n for n, _, _ in found[1:]] + [len(lines)]
    told = headed = 0
    for (n, match, _), end in zip(found, ends, strict=True):
        rest = lines[n].text[match.end() :]
        inside = look_of(rest) in PROSE if rest else False
        told += inside or any(line.look in PROSE for line in lines[n + 1 : end])
        headed += n > 0 and not rest and lines[n - 1].look is Look.SHORT
    minutes = [60 * int(time[-5:-3]) + int(time[-2:]) for _, _, time in found]
    steps = [b > a for a, b in itertools.pairwise(minutes) if a != b and abs(b - a) <= _HALF_A_DAY]
    return (
        told >= _FEWEST
        and told >= 0.7 * len(found)
        and headed <= _HEADED * len(found)
        and len(steps) >= _FEWEST - 2
        and max(sum(steps), len(steps) - sum(steps)) >= _ONE_WAY * len(steps)
    )
