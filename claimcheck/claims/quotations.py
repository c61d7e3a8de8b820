"""Words inside quotation marks.

Marks are read as a sequence, not one by one: every mark may open, close or be no quotation mark at all, each reading
has a price from the characters beside it, and the cheapest consistent reading of the whole article wins (a two-state
Viterbi search, linear in the number of marks).  So a mark with the space on the wrong side, a mark that was lost, an
inch mark or a quotation that starts again in every paragraph costs something, and never swallows the article.
Where a paragraph's first mark closes what none opened, behind a comma or at the paragraph's end, the quotation begins
with the paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from claimcheck.datamodel import Quotation, Span

Stretch = tuple[int, int, bool, bool]
"""``(start, end, opens, closes)``: offsets of the words inside the marks, and whether the marks stand at either end."""

# `` and '' are the typewriter's and the treebanks' double marks; "' '" is the same with a space blown into it. A mark
# typed twice is one.
_DOUBLE = re.compile(r"""``|''|' '|(?<!\S)""(?=\w)|(?<=[.,?!])""(?!\w)|["“”„«»‟＂]""")
_OPENING, _CLOSING = frozenset(("“", "„", "«", "``", "‟")), frozenset(("”", "»"))
_SINGLE_OPEN = re.compile(r"(?<![^\s(\[“”\"«—–/-])[‘'‛](?=[^\s'’])")
# A space blown in before the closing mark, after a stop: "it was a bullet, ' she said".
_SINGLE_CLOSE = re.compile(r"(?<=\S)['’](?!\w)|(?<=[,.?!…][ \u00a0])['’](?=\s|$)")
# Words that lose their head: their apostrophe opens nothing.
_ELISION = re.compile(
    r"(?:\d\ds?|em|til|till|tis|twas|twere|cause|cuz|bout|round|n|nuff|neath|gainst|kay|sup|ere|un)\b", re.IGNORECASE
)
_STOPS = ",.?!…;:"
_SINGLE_REACH = 1500  # code points that a single-quoted stretch may run: beyond it an apostrophe is likelier

# Prices. Only their order matters: a mark that looks the other way (2) is dearer than a neutral one (0.5), a
# quotation left open at a paragraph's end or closed without being opened (2.5) dearer still.
_WRONG_WAY, _NEUTRAL, _GLYPH, _IGNORED, _LOST = 2.0, 0.5, 3.0, 3.0, 2.5
_CARRIED, _CARRIED_BARE, _REOPENED = 0.4, 1.3, 0.2
_NEVER = 1e9


def find_quotations(paragraphs: Sequence[tuple[int, int]], text: str) -> tuple[Stretch, ...]:
    """Every outermost quotation of an article, in order.

    ``paragraphs`` are half-open code point ranges of the article's body in ``text``, in order.  A quotation that runs
    over several paragraphs comes as one stretch for each; ``opens`` and ``closes`` say whether a mark stands at
    that end.  Marks and the white space beside them are left out.  Quotations inside
    quotations are part of the outer one.
    """
    doubles = _doubles(paragraphs, text)
    found = list(doubles)
    for n, (start, end) in enumerate(paragraphs):
        inside = _within(doubles, start, end)
        edges = [start, *(e for d in inside for e in (d[0], d[1])), end]
        singles: list[Stretch] = []
        for low, high in zip(edges[::2], edges[1::2], strict=True):
            singles += _singles(low, high, text, (start, end))
        if not inside and n + 1 < len(paragraphs):
            singles += _reopened(start, end, singles, text, paragraphs[n + 1])
        found += singles
    return tuple(sorted(found))


def quotations_of(
    claim_span: tuple[int, int], quotations: Iterable[Stretch], text: str, path: str
) -> tuple[Quotation, ...]:
    """The quotations that reach into one claim, clipped to it.

    ``claim_span`` is the claim's half-open range in ``text``.  ``opens``/``closes`` stay true only where the mark
    itself stands in this claim.
    """
    low, high = claim_span
    result = []
    for start, end, opens, closes in quotations:
        first, last = _trim(max(start, low), min(end, high), text)
        if first < last:
            span = Span(path, first, last)
            result.append(Quotation(span, text[first:last], opens and start >= low, closes and end <= high))
    return tuple(result)


def _within(stretches: Sequence[Stretch], start: int, end: int) -> Sequence[Stretch]:
    return stretches[bisect_left(stretches, (start,)) : bisect_left(stretches, (end,))]


def _trim(start: int, end: int, text: str) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


# --------------------------------------------------------------------------- double marks


def _prices(mark: str, start: int, end: int, text: str, low: int, high: int) -> tuple[float, float, float]:
    """What it costs to read a mark as opening, as closing, and as no quotation mark."""
    before = text[start - 1] if start > low else " "
    after = text[end] if end < high else " "
    opening = closing = 0.0
    ignored = _IGNORED
    if mark in _OPENING:
        closing += _GLYPH
    elif mark in _CLOSING:
        opening += _GLYPH
    if mark == "' '":  # also the end of one single quotation and the start of the next
        opening, ignored = opening + _GLYPH, _NEUTRAL
    elif mark == "''":
        opening, ignored = opening + _NEUTRAL, 1.0
    elif mark in '"＂' and before.isdigit():
        closing, ignored = closing + 1.2, 0.8  # 6'2", a 12" record
    loose_before = before.isspace() or before in "([{—–-/:‘'"
    loose_after = after.isspace() or after in ")]}—–-/’'" + _STOPS
    if loose_before and not loose_after:
        closing += _WRONG_WAY
        if before.isspace() and start - 2 >= low and text[start - 2] in ",.?!":
            closing -= 0.8  # 'support, "Seacom said': the space has slipped to the wrong side
    elif loose_after and not loose_before:
        opening += _WRONG_WAY
    else:
        opening += _NEUTRAL
        closing += _NEUTRAL
    if start - low < 8 and not text[low:start].strip():  # the paragraph begins with it
        closing += _WRONG_WAY
    if high - end < 8 and not text[end:high].strip():
        opening += _WRONG_WAY
    return opening, closing, ignored


_CLOSED, _OPEN = 0, 1


def _doubles(paragraphs: Sequence[tuple[int, int]], text: str) -> list[Stretch]:
    """The cheapest reading of all double marks. States: outside a quotation, inside one."""
    costs = (0.0, _NEVER)
    steps: list[tuple[int, int, int, tuple[tuple[int, str], tuple[int, str]]]] = []  # (kind, start, end, back pointers)
    for low, high in paragraphs:
        marks = [(m.group(), m.start(), m.end()) for m in _DOUBLE.finditer(text, low, high)]
        # Between paragraphs a quotation is left open, or goes on; going on through a paragraph without marks is dear.
        carried = costs[_OPEN] + (_CARRIED if marks else _CARRIED_BARE)
        dropped = costs[_OPEN] + _LOST
        outside = (costs[_CLOSED], (_CLOSED, "")) if costs[_CLOSED] <= dropped else (dropped, (_OPEN, "lost"))
        costs = (outside[0], carried)
        steps.append((0, low, high, (outside[1], (_OPEN, "carried"))))
        for n, (mark, start, end) in enumerate(marks):
            opening, closing, ignored = _prices(mark, start, end, text, low, high)
            reopen = opening + _REOPENED if n == 0 and not text[low:start].strip() else _NEVER
            to_closed = min(
                (costs[_OPEN] + closing, _OPEN, "close"),
                (costs[_CLOSED] + ignored, _CLOSED, ""),
                (costs[_CLOSED] + closing + _LOST, _CLOSED, "unopened" if n == 0 else ""),
            )
            to_open = min(
                (costs[_CLOSED] + opening, _CLOSED, "open"),
                (costs[_OPEN] + ignored, _OPEN, ""),
                (costs[_OPEN] + reopen, _OPEN, "reopen"),
            )
            costs = (to_closed[0], to_open[0])
            steps.append((1, start, end, ((to_closed[1], to_closed[2]), (to_open[1], to_open[2]))))
    return _read_back(paragraphs, steps, costs, text)


def _read_back(
    paragraphs: Sequence[tuple[int, int]],
    steps: Sequence[tuple[int, int, int, tuple[tuple[int, str], tuple[int, str]]]],
    costs: tuple[float, float],
    text: str,
) -> list[Stretch]:
    state = _CLOSED if costs[_CLOSED] <= costs[_OPEN] + _LOST else _OPEN
    readings: list[str] = []
    for _, _, _, back in reversed(steps):
        state, reading = back[state]
        readings.append(reading)
    readings.reverse()
    found: list[Stretch] = []
    begun: tuple[int, bool] | None = None  # where the words begin, and whether a mark opened them
    last_end = low = high = 0

    def add(until: int, closes: bool) -> None:
        if begun is not None:
            first, last = _trim(begun[0], until, text)
            if first < last:
                found.append((first, last, begun[1], closes))

    for (kind, start, end, _), reading in zip(steps, readings, strict=True):
        if kind == 0:
            low, high = start, end
            add(last_end, False)
            begun = (start, False) if reading == "carried" else None
            # The path may have arrived here in either state; "carried" is only on the path where it is taken.
            last_end = end
        elif reading in ("open", "reopen"):
            begun = (end, True)
        elif reading == "close":
            add(start, True)
            begun = None
        elif reading == "unopened" and (text[start - 1] == "," or (text[start - 1] in ".?!" and end == high)):
            begun = (low, False)  # the paragraph begins with what is said, its opening mark lost
            add(start, True)
            begun = None
    add(last_end, False)
    return found


# --------------------------------------------------------------------------- single marks


def _singles(low: int, high: int, text: str, paragraph: tuple[int, int]) -> list[Stretch]:
    """Single-quoted stretches outside double quotations, told apart from apostrophes."""
    found: list[Stretch] = []
    if "'" not in text[low:high] and "‘" not in text[low:high] and "‛" not in text[low:high]:
        return found
    closers = [m.start() for m in _SINGLE_CLOSE.finditer(text, low, high)]
    at = low
    next_closer = 0
    for match in _SINGLE_OPEN.finditer(text, low, high):
        begin = match.end()
        if match.start() < at or (match.group() != "‘" and _ELISION.match(text, begin, high)):
            continue
        while next_closer < len(closers) and closers[next_closer] <= begin:
            next_closer += 1
        end = _closer(closers, next_closer, begin, high, text)
        if end is not None:
            first, last = _trim(begin, end, text)
            if first < last:
                found.append((first, last, True, True))
            at = end + 1
    return found


def _reopened(
    start: int, end: int, found: Sequence[Stretch], text: str, following: tuple[int, int]
) -> Iterator[Stretch]:
    """A single quotation left open at the paragraph's end that the next paragraph opens again: "He said: 'It is so."
    and "'It will be so too.'" """
    behind = max((last for _, last, _, _ in found), default=start)
    opened = [m for m in _SINGLE_OPEN.finditer(text, behind, end) if not _ELISION.match(text, m.end(), end)]
    again = _SINGLE_OPEN.match(text, *following)
    if len(opened) != 1 or not again or _ELISION.match(text, again.end()):
        return
    mark = opened[0]
    if text[start : mark.start()].strip() and not text[start : mark.start()].rstrip().endswith((":", ",")):
        return
    first, last = _trim(mark.end(), end, text)
    if first < last and text[first].isupper():
        yield first, last, True, False


def _closer(closers: Sequence[int], first: int, begin: int, high: int, text: str) -> int | None:
    """The mark that closes a single quotation begun at ``begin``, or None: an apostrophe then.

    A plural's possessive ("the militants' camp") looks like a closing mark; it is taken only where
    no better one follows.
    """
    doubtful: int | None = None
    for place in closers[first : first + 12]:
        if place - begin > _SINGLE_REACH:
            break
        if _SINGLE_OPEN.search(text, begin, place):  # another opens first: this one was an apostrophe or is unclosed
            break
        before, after = text[place - 1], text[place + 1 : place + 3]
        possessive = before in "sxzSXZ" and after[:1] == " " and after[1:].isalpha() and after[1:].islower()
        dropped_g = text[place - 2 : place] == "in" and after[:1] == " " and place - begin > 3
        if not possessive and not dropped_g:
            return place
        if doubtful is None:
            doubtful = place
    return doubtful
