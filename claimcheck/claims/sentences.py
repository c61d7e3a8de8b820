"""Paragraph -> sentences, by sentencex, mended where newswire trips it.

sentencex keeps a quotation whole and gives an opening mark to the sentence before it. So it sees the text with marks,
brackets and wide white space blanked out (one space for each, offsets stay), and which side a mark belongs to is
settled here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Never the end of a sentence: what they belong to follows.
_TITLES = """
    Gen Col Lt Maj Capt Cmdr Comdr Sgt Cpl Pfc Pvt Spc Adm Brig Cmsr Const Det Insp Supt Dep Asst Atty Dist Gov Sen
    Sens Rep Reps Rev Fr Msgr Prof Profs Dr Drs Hon Pres Amb Mr Mrs Ms Messrs Mme Mlle Mx Ste Mt Ft vs approx ca cf
    viz
""".split()
# The end of a sentence only where the next word could open one: "at 5 p.m. The …", "Acme Inc. chief".
_STATES = """
    Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa
    Penn Tenn Tex Va Vt Wash Wis Wyo Ont Que
""".split()
_OFTEN_INSIDE = """
    Inc Corp Co Cos Ltd Bros Jr Sr St Ave Blvd Rd Hwy etc al est dept Dept Univ Assn Phila Jan Feb Mar Apr Jun Jul
    Aug Sept Sep Oct Nov Dec Mon Tue Tues Wed Thu Thurs Fri Sat Sun
""".split()
_BEFORE_FIGURES = "No Nos Ch Vol Fig Sec Art pp p Rs Route Rte Eq Ex v".split()
_OPENERS = """
    The A An He She It They We I You But And So Or Yet In On At To From By With For Of As If When While After Before
    Since Until Although Though However Meanwhile There This That These Those His Her Its Their Our My No Not Some
    Many Most Several Both Each All Another Other Others One Two Three According During Under Over Despite Because
    Instead Also Then Now Still Just Even Police Officials Authorities What Who Why How Where Last Earlier Later
    Once Only More Nearly About Among Asked Such
""".split()

_TITLE = re.compile(rf"(?:^|[\s(\[/-])(?:{'|'.join(_TITLES)}|e\. ?g|i\. ?e)\.$")
_INSIDE = re.compile(
    rf"(?:^|[\s(\[/-])(?:{'|'.join(_OFTEN_INSIDE + _STATES)}|[A-Z]|(?:[A-Z]\. ?)+[A-Z]|Ph\. ?D"
    r"|[NSEW]\. ?[A-Z][a-z]{1,3})\.$"
)
_TOWN_AND_STATE = re.compile(rf", (?:{'|'.join(_STATES)}|[A-Z]\. ?[A-Z])\.$")
_OF_STATE = re.compile(r"(?:Gov|Sen|Rep|Lt|State|Supreme|Superior|Legislature|Attorney|House|Democrat|Republican)")
_FIGURE = re.compile(rf"(?:^|[\s(\[/-])(?:{'|'.join(_BEFORE_FIGURES)})\.$")
_NUMBERED = re.compile(r"[A-Z]{0,3}-?\d")
_HALF = re.compile(r"(?:^|[\s(])[ap]\.$")  # "10 a. m."
_OPENER = re.compile(rf"(?:{'|'.join(_OPENERS)})\b(?!\.)")
_HOUR = re.compile(r"(?:^|[\s(\d])[AaPp]\. ?[Mm]\.$")
_OF_HOUR = re.compile(
    r"[A-Z]{2,4}\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\b"
    r"|(?:Eastern|Central|Mountain|Pacific|Greenwich|Local|[A-Z][a-z]+ [Tt]ime)\b"
)
# Tokenised text parts a figure from its point: "2. 5 percent", "a loaded. 38 - caliber revolver", "hit. 308, with".
_POINT = re.compile(r"(?:^|[\s£$€¥?])[\d,]{1,9}\.$")
_BARE_POINT = re.compile(
    r"\d{1,3}\s?-?\s?(?:caliber|calibre|magnum|percent|per cent|average|batting|bit)\b|\d{2,3}(?:,|\.?$|\sand\b)", re.I
)
_WANTS_FIGURE = re.compile(r"\b(?:of|a|an|the|his|her|hit|at|by|to|with|was|is|batting|loaded)\.$")
# '"Where is he?" the officer asked.'
_REPORTING = re.compile(
    r"(?:(?!also\b|later\b|then\b)[^\s.!?;:]+\s+){0,6}?(?:said|says|asked|asks|told|tells|tweeted|wrote|writes|shouted"
    r"|shouts|added|adds|cried|yelled|exclaimed|replied|demanded|joked|screamed|quipped|continued|wondered|recalled|declared|mused"
    r"|posted|concluded|responded|chanted|thundered|warned|insisted)\b(?!\s+that\b)"
)
_ELLIPSIS = re.compile(r"(?:\.\s?\.\s?\.|…)$")
_STOPS = ".!?…。！？"
_NAME_WITH_MARK = re.compile(r"(?:^|\s)(?:E|Yahoo|Jeopardy|Jeb|Oklahoma|Yum)!$")

# With every white space that is no plain one: sentencex panics on a capital, a no-break space and a full stop.
_BLANKED = str.maketrans(
    dict.fromkeys(
        '"“”„‟«»()[]{}‘`\r\n\u2028\u2029\x0b\x0c\x85'
        "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
        " ",
    )
)
_QUOTING_APOSTROPHE = re.compile(r"(?<![^\W_])['’]|['’](?![^\W_])")
_NOTE = re.compile(r"\[\d{1,3}\]")
_CLOSING, _OPENING = "”’»)]}", "“‘„«([{‟"
_STRAIGHT = "\"'`"
_OWN = re.compile(r"[.!?…](?=\s+[^\W_a-z])|(?<=[a-z]{3})[.!?](?=\s*[A-Z][a-z]*\s[a-z])")
_RUN = re.compile(r"[^\s\ufeff]+")
_BLANK_LINE = re.compile(r"\n\s*\n|\r\r|\u2029")
_BRACKET_FARTHEST = 300  # characters


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Half-open offsets of the sentences of one paragraph, in order, white space trimmed; what lies between them is
    white space."""
    blanked = _QUOTING_APOSTROPHE.sub(" ", _NOTE.sub(lambda m: " " * len(m[0]), text).translate(_BLANKED))
    inside = _bracketed(text)
    spans: list[tuple[int, int]] = []
    begin, quotes, counted = 0, 0, 0
    for end, next_start in _gaps(blanked):
        quotes += text.count('"', counted, end)
        counted = end
        cut = _cut(text, end, next_start, in_quotes=quotes % 2 == 1)
        forced = _BLANK_LINE.search(text, end, next_start) is not None
        if not forced and (end in inside or not _ends(blanked, text, begin, end, next_start, cut)):
            continue
        begin = _add(spans, text, begin, cut)
    _add(spans, text, begin, len(text))
    return tuple(spans)


def _gaps(blanked: str) -> Iterator[tuple[int, int]]:
    """Where a sentence may end: the end of its last word or stop, and the start of the next word."""
    import sentencex

    starts = {int(b["start_index"]) for b in sentencex.get_sentence_boundaries("en", blanked)}
    starts.update(match.end() for match in _OWN.finditer(blanked))
    seen = 0
    for start in sorted(starts):
        if start < seen:
            continue
        end, following = start, start
        while end > seen and blanked[end - 1].isspace():
            end -= 1
        while following < len(blanked) and blanked[following].isspace():
            following += 1
        if end > seen and following < len(blanked):
            yield end, following
        seen = max(seen, following)


def _cut(text: str, end: int, following: int, *, in_quotes: bool) -> int:
    """Where between two sentences the marks part: closing ones stay with the first, opening ones go to the second."""
    cut = end
    for run in _RUN.finditer(text, end, following):
        attached = not text[run.start() - 1].isspace()
        leaning = run.end() < len(text) and not text[run.end()].isspace()
        for at in range(*run.span()):
            mark = text[at]
            if mark in _OPENING and not (mark == "[" and _NOTE.match(text, at)):
                return cut
            # a straight mark belongs to what it touches; where it touches nothing, or both, the count of marks tells
            if mark in _STRAIGHT and not attached and (leaning or not (mark == '"' and in_quotes)):
                return cut
            if mark == '"' and attached and leaning and not in_quotes:
                return cut
            in_quotes = in_quotes and mark != '"'
            cut = at + 1
    return cut


def _ends(blanked: str, text: str, begin: int, end: int, following: int, cut: int) -> bool:
    """Whether a sentence ends at ``end``; ``cut`` lies behind its closing marks."""
    before = blanked[max(begin, end - 30) : end]
    after = blanked[following : following + 120]
    if before[-1] not in _STOPS:
        return False
    closed = any(not c.isspace() for c in text[end:cut])
    opened = any(not c.isspace() for c in text[cut:following])
    if after[0].islower():
        return False
    if before[-1] in "?!":
        if _NAME_WITH_MARK.search(before) and not closed:
            return False
        if before[-1] == "?" and after[0].isdigit() and not closed:
            return False  # a currency mark lost in decoding: "agreed a? 110 billion"
        return not (closed and not opened and _REPORTING.match(after))
    if _ELLIPSIS.search(before):
        return before.endswith("....") or closed or opened or _OPENER.match(after) is not None
    if before[-1] != ".":
        return True
    if _TITLE.search(before) or (_HALF.search(before) and after[0] in "mM"):
        return False
    if closed:
        return True
    if _FIGURE.search(before) and _NUMBERED.match(after):
        return False
    if after[0].isdigit():
        if _POINT.search(before) or _INSIDE.search(before) or _WANTS_FIGURE.search(before):
            return False
        return _BARE_POINT.match(after) is None
    if _HOUR.search(before):
        return _OF_HOUR.match(after) is None
    if _TOWN_AND_STATE.search(before):
        return _OF_STATE.match(after) is None
    return _INSIDE.search(before) is None or opened or _OPENER.match(after) is not None


def _bracketed(text: str) -> frozenset[int]:
    """Ends of stops that stand in round brackets opened in mid-sentence."""
    found: set[int] = set()
    open_at = -1
    stops: list[int] = []
    for match in re.finditer(r"[()]|[.!?…]+", text):
        mark = match[0][0]
        if mark == "(":
            lead = text[max(0, match.start() - 3) : match.start()].rstrip()
            open_at = match.start() if lead and lead[-1] not in _STOPS + _CLOSING + _STRAIGHT else -1
            stops = []
        elif mark == ")":
            if open_at >= 0 and match.start() - open_at <= _BRACKET_FARTHEST:
                found.update(stops)
            open_at, stops = -1, []
        elif open_at >= 0:
            stops.append(match.end())
    return frozenset(found)


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> int:
    """One more sentence, trimmed; marks without a word join the one before. Returns ``end``."""
    stop = end
    while start < end and (text[start].isspace() or text[start] == "\ufeff"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "\ufeff"):
        end -= 1
    if start == end:
        return stop
    if spans and end - start < 8 and not any(c.isalnum() for c in text[start:end]):
        spans[-1] = (spans[-1][0], end)
    else:
        spans.append((start, end))
    return stop
