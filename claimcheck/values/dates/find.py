"""Dates and times in newswire text, as spans and intervals: :func:`find_dates`.

A grammar of our own over words, no model: precision comes first, and the general parsers date "may resign". The phrase
is read to a small tree (``date_nodes``), which ``date_resolving`` lays on the calendar. Bare durations ("three years")
are quantities, and recurrences ("every Monday", "Tuesdays") are no dates; neither is returned.

A span covers the phrase without its preposition ("Monday", "late 2017", "around 10 a.m."), except for words that are
part of the value: "before 2010", "since Monday", "by the end of May" and, in ranges, the word that joins the ends.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claimcheck.datamodel import Moment
from claimcheck.values.dates.holidays import HOLIDAY_HEADS
from claimcheck.values.dates.nodes import Calendar, Joined, Node, Part, Period, Shifted, Weekday
from claimcheck.values.dates.patterns import granularity
from claimcheck.values.dates.phrases import read_phrase
from claimcheck.values.dates.resolving import Frame, resolve
from claimcheck.values.dates.words import CORES, OPENERS, Words

# Words between the first of a phrase and the one that makes it a date: "before the end of the first half of 2012".
_NEAR = 9


@dataclass(frozen=True, slots=True)
class Phrase:
    """A date phrase as found: ``start``/``end`` code points into the text, half-open; ``lead`` is where its preposition
    starts; ``lean`` is -1, 0 or 1 for a clause about the past, in doubt, about the future."""

    start: int
    end: int
    lead: int
    node: Node
    lean: int


def find_dates(text: str, anchor: dt.date | None = None) -> tuple[tuple[int, int, Moment], ...]:
    """Every date and time of ``text`` with its interval, in order, without overlap.

    ``anchor`` is the day of publication. Without it only absolute dates are resolved; the others keep their pattern.
    Offsets are code points into ``text``, half-open. How a bare "Friday" or "December 6" is placed: ``date_resolving``.
    """
    return tuple(
        (phrase.start, phrase.end, resolve(phrase.node, frame))
        for phrase, frame in framed(text, find_phrases(text), anchor)
    )


def framed(text: str, phrases: Iterable[Phrase], anchor: dt.date | None) -> Iterator[tuple[Phrase, Frame]]:
    """Each phrase of ``text`` with the frame that it is read in: what counts from elsewhere ("the next day", "later
    that year") counts from the last date before it that is told as finely, where the text has one. What only a comma
    parts from that date is the date again, in other words."""
    told: list[tuple[int, str, dt.date]] = []  # where a date ends, how finely it is told, its first day
    for phrase in phrases:
        unit = _counts_there(phrase.node)
        fine = _AS_FINE.get(unit, frozenset())
        base = next(((end, day) for end, grain, day in reversed(told) if grain in fine), None)
        between = "." if base is None else text[base[0] : phrase.start].removesuffix("the ")
        again = not any(c.isalnum() or c in ".!?;" for c in between)
        frame = Frame(anchor, context=base[1] if base and not again else None, lean=phrase.lean)
        yield phrase, frame
        start = resolve(phrase.node, frame).start
        if start is not None:
            told.append((phrase.end, granularity(phrase.node), start.date()))


# By the unit that something is counted in, how finely the date must be told that it counts from.
_DAY = frozenset({"day", "time"})
_AS_FINE = {
    **dict.fromkeys(("D", "BD", "WE"), _DAY),
    "W": _DAY | {"week"},
    "M": _DAY | {"month"},
    "Y": _DAY | {"week", "month", "year"},
}


def _counts_there(node: Node) -> str:
    """The unit in which a phrase counts from a date that the text gives elsewhere, "" where it does not."""
    match node:
        case Period(unit, _, None, True):
            return unit
        case Weekday(there=True):
            return "D"
        case Shifted(steps, _, str(), _):
            return steps[-1][1] if all(count for count, _ in steps) else ""
        case Part(_, whole) | Joined(whole, _):
            return _counts_there(whole)
    return ""


def find_phrases(text: str) -> tuple[Phrase, ...]:
    """Every date phrase of ``text`` as a tree, before any anchor."""
    words = Words(text)
    found: list[Phrase] = []
    starts = _starts(words)
    i, floor = 0, 0
    while i < len(words):
        if not starts[i]:
            i += 1
            continue
        lean = _lean(text, words.items[i].start, words.items[i].end) if words.low(i) in ("in", "within") else 0
        hit = read_phrase(words, i, lean)
        if not hit:
            i += 1
            continue
        node, begin, end = hit
        if _is_named(words, begin, node) or _is_of_a_product(words, begin, end) or _is_about(words, end):
            i = end
            continue
        start, stop = words[begin].start, words[end - 1].end
        lead = words[_lead(words, begin, floor)].start
        found.append(Phrase(start, stop, lead, node, _lean(text, start, stop)))
        i = floor = max(end, i + 1)
    return tuple(found)


_YEARS = 1000
_ATTACKS = frozenset(
    "attack attacks terror terrorist terrorists survivors victims hijackers hijackings commission memorial families "
    "museum plot plotters mastermind conspirators".split()
)


def _is_named(words: Words, begin: int, node: Node) -> bool:
    """Whether "Sept. 11" names the attacks, of whatever year, and is no day of this one."""
    if not isinstance(node, Calendar) or (node.month, node.day, node.year) != (9, 11, None):
        return False
    k = next((n for n in range(begin, begin + 4) if words[n].number == 11), begin)
    k = words.skip(words.skip(k + 1, ","), "-")
    return words.low(k) in _ATTACKS


def _is_of_a_product(words: Words, begin: int, end: int) -> bool:
    """ "Windows Server 2012 and later": a bare year behind a name inside a sentence. In a headline all is capitals."""
    year = next((n for n in range(begin, end) if (words[n].number or 0) >= _YEARS), None)
    if year is None or year != begin or year < 2 or not all(words[n].raw[:1].isupper() for n in (year - 1, year - 2)):
        return False
    known = year + 1 >= len(words) or not words[year + 1].raw[:1].isupper()
    return known and words[year].raw.isdigit() and words[year - 1].raw.isalpha() and words[year - 2].raw.isalpha()


def _is_about(words: Words, end: int) -> bool:
    """ "over the next day or two": how long, not when."""
    return words.low(end) == "or" and words.low(end + 1) in ("so", "two", "three")


def _starts(words: Words) -> list[bool]:
    """For every word, whether a date can begin there: most words need not be tried."""
    starts = [False] * len(words)
    core = len(words) + _NEAR
    for i in range(len(words) - 1, -1, -1):
        word = words.items[i]
        known = word.number is not None or word.low in CORES or word.low in HOLIDAY_HEADS
        core = i if known else core
        starts[i] = known or (core - i <= _NEAR and word.low in OPENERS)
    return starts


def _lead(words: Words, i: int, floor: int) -> int:
    """The index of the prepositions before a phrase."""
    j = i
    while j - 1 >= floor and words.low(j - 1) in (
        "in",
        "on",
        "at",
        "from",
        "between",
        "the",
        "around",
        "for",
        "during",
        "of",
        "as",
    ):
        j -= 1
    return j


_AHEAD = re.compile(
    r"\b(?:will|would(?! (?:not )?have\b)|shall|won't|'ll|’ll|may (?=[a-z])(?!have)|might (?!have)|to be|is to|are to|"
    r"due|scheduled|expected|plans? (?:to|for|on)|planned|planning|upcoming|deadline|postpone[ds]?|"
    r"set to|set for|slated|runs through|"
    r"(?:is|are|was|were) (?:leaving|going|coming|returning|heading|retiring|stepping down)|"
    r"tomorrow|until|going to|let's|please|schedule|(?<!n't )(?<!not )(?:want|hope|hopes|meet|intends?)|"
    r"can we|can you)\b",
    re.IGNORECASE,
)

_GONE = re.compile(
    r"\b(?:(?:was|were|had|been)(?! (?:to|due|set|going|leaving|coming|returning|heading|retiring|stepping|planning|"
    r"planned|expected|scheduled|hoping)\b)|did|didn['’]t|"
    r"died|killed|won|lost|took|came|went|made|found|began|left|struck|hit|held|fell|rose|got|gave|met|"
    r"led|saw|ran|brought|became|broke|shot|sent|said|told|ago|spoke|wrote|drew|threw|flew|chose|drove|fought|grew|"
    r"heard|knew|paid|sold|sought|spent|stood|stole|swore|thought|wore|withdrew|kept|fled|hid|bought|caught|"
    r"(?<!to )(?<!uld )(?<!will )set(?! (?:to|for|an?)\b)|"
    r"(?-i:[a-z]{2,20}ed))\b",  # no name: "United"
    re.IGNORECASE,
)
# "will be held Friday", "must be returned": what ends like the past is still to come.
_TO_COME = re.compile(
    r"\b(?:will|would|to|must|should|shall|'ll|’ll|won't) (?:\w+ )?be (?:\w+ly )?$",
    re.IGNORECASE,
)
# In the present tense these, straight before a date, set one to come: "talks resume Friday", "the funeral is Saturday".
_SETS = re.compile(
    r"\b(?<!did not )(?<!didn't )(?:resumes?|begins?|opens?|expires?|kicks? off|takes? (?:effect|place|office)|"
    r"goes on \w+|returns?|meets?|convenes?|airs|is|are)(?: (?:on|at|in|for|early|late))*\s*$"
)

# Straight before a date, or as its first words, these look ahead ("given until Tuesday", "as soon as Friday"), unless
# what they end is told as done ("By Friday 30 had died", "lasted until Friday").
_LIMIT = r"\b(?:by|until|till|through|as (?:early|soon|late) as|no later than)\b"
_TOWARDS = re.compile(rf"{_LIMIT}(?: (?:the|at|noon|midnight|on))*\s*$", re.IGNORECASE)
_TOWARDS_INSIDE = re.compile(_LIMIT, re.IGNORECASE)
_DONE = re.compile(r"\b(?:had|lasted|remained|stayed|continued|went on|was|were|did)\b", re.IGNORECASE)

_TOUCHING = re.compile(
    r"\b(?:said|told (?:reporters|\w+)|announced|predicted|scheduled|expected|planned|due|[a-z]{2,20}ed)"
    r"(?: (?:on|late|early|for|at|in|the))*\s*$"
)

_WEAK = frozenset("said told".split())
_STOPS = re.compile(r"[.!?;\n]\s|\n")
_SHORTENED = re.compile(r"\b(?:[A-Z][a-z]{0,4}|[A-Z]|[ap]\.m|vs?)$")  # its dot ends no sentence

# Straight behind a date these are over when they are told: nobody knows an attack before its day. Not so "decision",
# "game", "vote", which are announced. A limit before the date keeps its own sense ("ahead of Friday's ruling").
_BEFALLEN = re.compile(
    r"^(?:['’]s (?:[a-z-]+ ){0,2}| )(?:attacks?|bombings?|shootings?|blasts?|explosions?|killings?|murders?|deaths?|"
    r"massacre|assault|stabbings?|kidnapping|crash|crashes|collision|accident|derailment|collapse|earthquake|quake|"
    r"tornado|tornadoes|avalanche|landslide|blaze|outage|ruling|verdict|arrests?|raids?|riots?|clashes|defeat|loss|"
    r"robbery|coup|outburst|revelations?)\b"
)
_AWAITED = re.compile(
    r"\b(?:ahead of|before|until|pending|await(?:s|ed|ing)?|for|possible|expected)(?: the)? $", re.IGNORECASE
)

_REACH = 140


def _lean(text: str, start: int, end: int) -> int:
    """The tense of the clause around a phrase, by its nearest verb that shows one: past -1, future 1, none 0.

    A limit ("by", "until") looks ahead, and the verb that touches the date comes before all others.

    "said" and "told" count only where no other verb is near: they date the speaking, not what is said.
    """
    before = text[max(0, start - _REACH) : start]
    for stop in _STOPS.finditer(before):
        if not _SHORTENED.search(before[: stop.start()]):
            before = " " * stop.end() + before[stop.end() :]
    after = text[end : end + _REACH]
    ends = (s.start() for s in _STOPS.finditer(after) if not _SHORTENED.search(after[: s.start()]))
    after = after[: next(ends, len(after))]
    if _BEFALLEN.match(after) and not _AWAITED.search(before):
        return -1
    if _TOWARDS.search(before) or _TOWARDS_INSIDE.match(text[start:end]):
        around = before[-60:] + "|" + after[:60]
        if not _DONE.search(around):
            return 1
    # The verb that touches the date has it: "said Friday that he would seek".
    if touching := _TOUCHING.search(before):
        ahead = _AHEAD.search(touching[0]) or _TO_COME.search(before[: touching.start()])
        return 1 if ahead else -1 if _GONE.search(touching[0]) else 0
    if _SETS.search(before):
        return 1
    best: tuple[int, int] | None = None
    weak = False
    for side, sign in ((_AHEAD, 1), (_GONE, -1)):
        for chunk, at_end in ((before, True), (after, False)):
            for match in side.finditer(chunk):
                distance = len(chunk) - match.end() if at_end else match.start() + 12
                if match[0].lower() in _WEAK:
                    weak = True
                elif best is None or distance < best[0]:
                    passive = sign < 0 and _TO_COME.search(chunk[: match.start()])
                    best = distance, 1 if passive else sign
    return best[1] if best else -1 if weak else 0
