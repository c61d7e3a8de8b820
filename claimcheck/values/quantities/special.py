"""Quantities with a grammar of their own: ages, earthquake magnitudes, scores and votes, ordinals, half-units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from claimcheck.datamodel import Interval
from claimcheck.values.quantities.lexicon import words
from claimcheck.values.quantities.measures import Amount, read_amount
from claimcheck.values.quantities.nouns import find_noun, is_plural
from claimcheck.values.quantities.numerals import TENS, read_numeral, read_ordinal
from claimcheck.values.quantities.tokens import HYPHENS, MONTHS, Tok
from claimcheck.values.quantities.units import Unit, lexicon, match_forward

_YEAR_SECONDS = 31557600.0


@dataclass(frozen=True, slots=True)
class Special:
    """A reading over tokens ``first`` to ``last``. ``qualifiable`` says that "about" before it may still widen it."""

    first: int
    last: int
    dimension: str
    interval: Interval
    unit: str = ""
    noun: str = ""
    exact: bool = True
    slack: float = 0.0
    qualifiable: bool = False


_NOTHING = Tok("s", "", "", -1, -1)


def _at(tokens: Sequence[Tok], index: int) -> Tok:
    return tokens[index] if 0 <= index < len(tokens) else _NOTHING


# ------------------------------------------------------------------ ages

_KIN = words("special", "kin")
_AFTER_AGE = words("special", "after_age")
_DECADES = {t + "s" if not t.endswith("y") else t[:-1] + "ies": v for t, v in TENS.items()} | {"teens": 13.0}
_NOT_NAMES = MONTHS | frozenset("monday tuesday wednesday thursday friday saturday sunday inc corp ltd llc no".split())


def read_age(tokens: Sequence[Tok], index: int) -> Special | None:
    """As in "aged 79", "15-year-old", "five months old", "Brian Nichols, 37,", "in his late 30s"."""
    low = tokens[index].low
    if low in ("aged", "age", "ages"):
        return _aged(tokens, index)
    if low in ("early", "mid", "late") or tokens[index].kind == "n" or low in _DECADES:
        decade = _decade(tokens, index)
        if decade is not None:
            return decade
    if tokens[index].kind != "n" and low not in _NUMBER_WORDS:
        return None
    amount = read_amount(tokens, index)
    if amount is None or (amount.numeral.form == "fraction" and amount.value < 1):
        return None
    if amount.unit is not None and amount.unit.dimension == "duration":
        return _old(tokens, amount)
    return _apposition(tokens, amount) or _stated(tokens, amount)


_NUMBER_WORDS = words("special", "number_words")


def _aged(tokens: Sequence[Tok], index: int) -> Special | None:
    at = index + 1
    if _at(tokens, at).low == "of":
        at += 1
    before = [t.low for t in tokens[max(0, index - 2) : index]]
    between = _at(tokens, at).low in ("between", "from")
    at += between
    between = between or before[-1:] == ["between"] or before == ["between", "the"]  # "between the ages of 12 and 16"
    first = read_numeral(tokens, at, loose=False) if at < len(tokens) else None
    if first is None or not 0 < first.value < 130:
        return None
    last, high = first.last, first.value
    joiner = _at(tokens, last)
    if joiner.low in ("to", "and") or joiner.text in HYPHENS:
        second = read_numeral(tokens, last + 1, loose=False) if last + 1 < len(tokens) else None
        if second is not None and first.value < second.value < 130 and (joiner.low != "and" or between):
            last, high = second.last, second.value
    unit = match_forward(lexicon().units, tokens, last, digits=False)
    scale = unit[1].factor / _YEAR_SECONDS if unit is not None and unit[1].dimension == "duration" else 1.0
    if unit is not None and unit[1].dimension == "duration":  # "aged six weeks"
        last = unit[0]
    return Special(
        index, last, "age", Interval(first.value * scale, high * scale), "year", exact=first.value == high, slack=1.0
    )


_PART_OF_TEN = {"early": (0, 4), "mid": (3, 7), "late": (6, 9), "early to mid": (0, 7), "mid to late": (3, 9)}
_PARTS = frozenset({("early", "mid"), ("mid", "late")})


def _past_hyphen(tokens: Sequence[Tok], index: int) -> int:
    return index + (_at(tokens, index).text in HYPHENS)


def _decade(tokens: Sequence[Tok], index: int) -> Special | None:
    """As in "his 30s", "her late twenties", "his mid to late-50s"."""
    first, at = index, index
    part = tokens[at].low if tokens[at].low in ("early", "mid", "late") else ""
    if part:
        at += 1
        if _at(tokens, at).text in HYPHENS:
            at += 1
        if _at(tokens, at).low == "to" and (part, _at(tokens, _past_hyphen(tokens, at + 1)).low) in _PARTS:
            at = _past_hyphen(tokens, at + 1)
            part += " to " + tokens[at].low
            at = _past_hyphen(tokens, at + 1)
    if _at(tokens, first - 1).low not in ("his", "her", "their", "my"):
        return None
    token = _at(tokens, at)
    if token.low in _DECADES:
        start, last = _DECADES[token.low], at + 1
    elif token.kind == "n" and token.value in (20, 30, 40, 50, 60, 70, 80, 90):
        mark = at + 1
        if _at(tokens, mark).text in ("'", "’"):
            mark += 1
        if _at(tokens, mark).low != "s":
            return None
        start, last = token.value, mark + 1
    else:
        return None
    low, high = _PART_OF_TEN.get(part, (0, 9))
    if start == 13.0:
        low, high = 0, 6
    return Special(first, last, "age", Interval(start + low, start + high), "year", exact=False)


def _old(tokens: Sequence[Tok], amount: Amount) -> Special | None:
    """As in "five months old", "two years and 10 months old"."""
    at = amount.last
    more = read_amount(tokens, at + 1) if _at(tokens, at).low == "and" else None
    if more is not None and more.unit is not None and more.unit.dimension == "duration":
        rest = _old(tokens, more) if more.base < amount.base else None
        years = (amount.base + more.base) / _YEAR_SECONDS
        return replace(rest, first=amount.first, interval=Interval(years, years)) if rest is not None else None
    hyphen = _at(tokens, at).text in HYPHENS
    if hyphen:
        at += 1
    word = _at(tokens, at).low
    if word in ("old", "olds", "old's", "old’s"):
        last = at + 1
    elif word == "of" and _at(tokens, at + 1).low == "age":
        last = at + 2
    else:
        return None
    years = amount.base / _YEAR_SECONDS
    if abs(years - round(years)) < 1e-9:
        years = float(round(years))
    return Special(amount.first, last, "age", Interval(years, years), "year", slack=1.0, qualifiable=True)


def _apposition(tokens: Sequence[Tok], amount: Amount) -> Special | None:
    """As in "Brian Nichols, 37,": between commas, behind a name or a word for a person."""
    token, comma, name = tokens[amount.first], _at(tokens, amount.first - 1), _at(tokens, amount.first - 2)
    if comma.low == "both":
        comma, name = Tok("s", ",", ",", 0, 0), comma
    if (
        comma.text != ","
        or amount.unit is not None
        or not (token.kind == "n" and token.text.isdigit() and 1 <= token.value < 116)
    ):
        return None
    if amount.last != amount.first + 1:
        return None
    if name.text == ".":
        name = _at(tokens, amount.first - 3)
    named = (name.kind == "w" and name.text[:1].isupper() and name.low not in _NOT_NAMES) or name.low in _KIN
    follow = _at(tokens, amount.last)
    ends = follow.text in (",", ".", ";", ")", "!", "?", "") or follow.low in _AFTER_AGE
    if not named or not ends:
        return None
    if follow.text == "," and _at(tokens, amount.last + 1).kind == "n":
        return None  # a list of figures
    return Special(amount.first, amount.last, "age", Interval(token.value, token.value), "year", slack=1.0)


_STOPS = (",", ".", ";", ")", "!", "?", "")


def _stated(tokens: Sequence[Tok], amount: Amount) -> Special | None:
    """As in "He was 75.", "the actor, then 32,", "who turned 29 in May", "died at 91", "aged 79 and 72"."""
    token, before, earlier = tokens[amount.first], _at(tokens, amount.first - 1), _at(tokens, amount.first - 2)
    if amount.unit is not None or amount.last != amount.first + 1:
        return None
    if not (token.kind == "n" and token.text.isdigit() and 1 <= token.value < 116):
        return None
    follow = _at(tokens, amount.last)
    ends = follow.text in _STOPS
    said = (
        before.low in ("was", "is")
        and earlier.low in ("he", "she", "who")
        and (ends or follow.low in ("when", "and", "at"))
    )
    turned = before.low in ("turn", "turns", "turned", "turning") and (
        ends or follow.low in ("in", "on", "next", "this", "last")
    )
    dying = {"dies", "died", "dead", "dying", "death"} & {
        t.low for t in tokens[max(0, amount.first - 9) : amount.first]
    }
    died = before.low == "at" and bool(dying) and (ends or follow.text[:1].isupper())
    second = before.low == "and" and earlier.kind == "n" and _at(tokens, amount.first - 3).low in ("aged", "ages")
    once = before.low in ("then", "now") and earlier.text in (",", "(") and follow.text in (",", ")")
    if not (said or turned or died or second or once):
        return None
    return Special(amount.first, amount.last, "age", Interval(token.value, token.value), "year", slack=1.0)


# ------------------------------------------------------------------ magnitudes


def read_magnitude(tokens: Sequence[Tok], index: int) -> Special | None:
    """As in "7.1-magnitude", "magnitude 6.0", "a magnitude of 5.6 on the Richter scale"."""
    token = tokens[index]
    if token.low in ("magnitude", "magnitudes"):
        at = index + 1
        if _at(tokens, at).text in HYPHENS:
            at += 1
        while _at(tokens, at).low in ("of", "was", "at", "is", "about", "around", "a", "estimated"):
            at += 1
        number = _at(tokens, at)
        if number.kind != "n" or not 0 < number.value <= 10 or number.step < 0.01:
            return None
        return Special(index, _richter(tokens, at + 1), "magnitude", Interval(number.value, number.value), slack=0.1)
    if token.kind != "n" or not 0 < token.value <= 10:
        return None
    at = index + 1
    if _at(tokens, at).text in HYPHENS:
        at += 1
    if _at(tokens, at).low in ("magnitude", "mag"):
        return Special(index, at + 1, "magnitude", Interval(token.value, token.value), slack=0.1, qualifiable=True)
    last = _richter(tokens, index + 1)
    if last > index + 1:
        return Special(index, last, "magnitude", Interval(token.value, token.value), slack=0.1, qualifiable=True)
    return None


def _richter(tokens: Sequence[Tok], index: int) -> int:
    """The end of "on the (open-ended) Richter scale" at ``index``, else ``index``."""
    if _at(tokens, index).low not in ("on", "richter"):
        return index
    for step in range(6):
        if _at(tokens, index + step).low == "richter":
            return index + step + (2 if _at(tokens, index + step + 1).low == "scale" else 1)
    return index


# ------------------------------------------------------------------ how pure gold is

_CARATS = frozenset({"carat", "carats", "karat", "karats", "k", "kt", "ct"})
_GOLDS = frozenset({"pink", "red", "rose", "solid", "white", "yellow"})


def read_fineness(tokens: Sequence[Tok], index: int) -> Special | None:
    """As in "18-karat gold", "18K rose gold": parts of twenty-four, neither a weight nor thousands."""
    number, at = tokens[index], index + 1
    if number.kind != "n" or not 0 < number.value <= 24:
        return None
    at += _at(tokens, at).text in HYPHENS
    last = at + 1
    if _at(tokens, at).low not in _CARATS:
        return None
    while _at(tokens, last).low in _GOLDS or _at(tokens, last).text in HYPHENS:
        last += 1
    if _at(tokens, last).low != "gold":
        return None
    return Special(index, at + 1, "count", Interval(number.value, number.value), noun="karat")


# ------------------------------------------------------------------ scores and votes

_CONTEST = words("special", "contest")


def read_score(tokens: Sequence[Tok], index: int) -> Special | None:
    """As in "won 31-24", "an 11-4 record", "voted 9-3"; the two figures become the bounds, the smaller first."""
    left, mark, right = tokens[index], _at(tokens, index + 1), _at(tokens, index + 2)
    if left.kind != "n" or right.kind != "n" or (mark.text not in HYPHENS and mark.low != "to"):
        return None
    whole = left.whole and right.whole and max(left.value, right.value) < 300 and "," not in left.text + right.text
    gaps = (mark.start - left.end, right.start - mark.end)
    if (
        not whole
        or gaps[0] != gaps[1]
        or gaps[0] > 1
        or (_at(tokens, index + 3).text in HYPHENS and _at(tokens, index + 4).kind == "n")
    ):
        return None
    follow = _at(tokens, index + 3)
    if follow.text in "/⁄" and follow.start == right.end and _at(tokens, index + 4).kind == "n":
        return None  # "2-1/2 years"
    bracketed = _at(tokens, index - 1).text == "(" and follow.text in (")", ",")
    around = {t.low for t in (*tokens[max(0, index - 5) : index], *tokens[index + 3 : index + 5])}
    contest = bool(around & _CONTEST)
    unit = match_forward(lexicon().units, tokens, index + 3, digits=True)
    if (
        (unit is not None and unit[1].dimension != "angle")
        or follow.low in ("million", "billion", "percent", "thousand", "points")
        or follow.text == "%"
    ):
        return None
    counted = follow.kind == "w" and is_plural(follow.low) and follow.low not in _CONTEST
    if mark.low == "to":
        if not contest or counted:
            return None
    elif not contest and not bracketed and (left.value <= right.value or counted):
        return None
    low, high = sorted((left.value, right.value))
    return Special(index, index + 3, "score", Interval(low, high))


def read_result(tokens: Sequence[Tok], index: int) -> Special | None:
    """As in "Creighton 65, Drake 53": two names with their figures that are a line, or all behind a colon."""
    left, comma = tokens[index], _at(tokens, index + 1)
    if left.kind != "n" or comma.text != "," or comma.start != left.end:
        return None
    at = index + 2
    while at < index + 5 and _at(tokens, at).kind == "w" and tokens[at].text[0].isupper():
        at += 1
    first = index
    while first > index - 4 and _at(tokens, first - 1).kind == "w" and tokens[first - 1].text[0].isupper():
        first -= 1
    right = _at(tokens, at)
    named = first < index and at > index + 2 and _at(tokens, first - 1).text in ("", ":")
    if not named or right.kind != "n" or _at(tokens, at + 1).text not in ("", ".", ";", "("):
        return None
    whole = all(n.whole and n.value < 200 and n.text.isdigit() for n in (left, right))
    labels = {tokens[index - 1].low, tokens[at - 1].low} & (MONTHS | _NUMBERED)
    low, high = sorted((left.value, right.value))
    return Special(index, at + 1, "score", Interval(low, high)) if whole and not labels else None


_NUMBERED = words("vetoes", "labels")


# ------------------------------------------------------------------ ordinals

_ORDINAL_IDIOMS = {
    "first": frozenset(
        "lady aid amendment name names responders responder hand class degree of minister and ever time".split()
    ),
    "second": frozenset("thoughts hand thought guess to world degree".split()),
    "third": frozenset("party world parties degree".split()),
    "fourth": frozenset("estate".split()),
    "fifth": frozenset("amendment".split()),
}
_BEFORE_IDIOM = {"first": frozenset("at".split()), "second": frozenset("per a every split each".split())}
_FUNCTION = words("special", "function")


def read_rank(tokens: Sequence[Tok], index: int) -> Special | None:
    """Ordinals ("third", "21st", "third-largest"), save those in dates, names and set phrases."""
    found = read_ordinal(tokens, index)
    if found is None:
        return None
    last, value = found
    word, before, follow = tokens[index], _at(tokens, index - 1), _at(tokens, last)
    noun_at = last
    if follow.text in HYPHENS and _at(tokens, last + 1).kind == "w":
        follow = _at(tokens, last + 1)
        noun_at = last
    if follow.low in _ORDINAL_IDIOMS.get(word.low, ()) or (
        before.low in _BEFORE_IDIOM.get(word.low, ()) and not _counts(tokens, last, word.low)
    ):
        return None
    if word.low == "second" and (before.kind == "n" or before.low in _NUMBER_WORDS):
        return None
    if (follow.low in MONTHS and follow.text[:1].isupper()) or (before.low in MONTHS and before.text[:1].isupper()):
        return None
    if (follow.low == "of" and _at(tokens, last + 1).low in MONTHS) or follow.low in ("century", "centuries"):
        return None
    if before.text == "." and _at(tokens, index - 2).low in MONTHS:
        return None
    if follow.text[:1].isupper() and (word.text[0].isupper() or word.kind == "n"):
        return None  # "First Bank", "5th Avenue", "the 42nd Street"
    if follow.low in ("street", "avenue", "precinct", "district", "parallel", "ward"):
        return None
    if word.kind == "n" and (follow.kind == "s" or follow.low in _FUNCTION) and before.low in ("the", "on"):
        return None  # "on the 6th"
    if word.low in ("first", "second", "third") and not (
        before.low in _DETERMINERS or before.low.endswith("'s") or before.low == "s"
    ):
        return None  # "when he first", "third of all"
    if word.low == "first" and follow.kind != "w":
        return None
    if before.low in ("a", "another") and follow.low in _SAYING:
        return None  # "a third said": one more of them
    return Special(index, last, "ordinal", Interval(value, value), noun=find_noun(tokens, noun_at, single=True))


_SAYING = frozenset("said says wrote writes added told tweeted posted asked joked replied commented".split())
_DETERMINERS = words("special", "determiners")


def _counts(tokens: Sequence[Tok], last: int, word: str) -> bool:
    """Whether it ranks: "a second man" is an ordinal, "a second later" is none."""
    follow = _at(tokens, last)
    return word == "second" and _at(tokens, last - 2).low == "a" and follow.kind == "w" and follow.low not in _FUNCTION


# ------------------------------------------------------------------ half-units


def read_half(tokens: Sequence[Tok], index: int) -> Amount | None:
    """As in "half an hour", "a half-century", "quarter-mile", "an hour and a half", "a quarter of a century".

    Of percent only "half a percent" and "three quarters of a percentage point": "half percent" may be a slip.
    """
    first = index
    if tokens[index].kind == "n" or tokens[index].low in _NUMBER_WORDS:
        more = _more_by_half(tokens, read_amount(tokens, index))
        if more is not None:
            return more
    if tokens[index].low in ("a", "an"):
        whole = _and_a_half(tokens, index)
        if whole is not None:
            return whole
        index += 1
    word = _at(tokens, index).low
    share = {"half": 0.5, "quarter": 0.25}.get(word)
    if word == "three":
        index += 2 if _at(tokens, index + 1).text in HYPHENS else 1
        share = 0.75 if _at(tokens, index).low == "quarters" and _at(tokens, index + 1).low == "of" else None
    if share is None:
        return None
    at, parted = index + 1, False
    if _at(tokens, at).text in HYPHENS:
        at += 1
    else:
        if _at(tokens, at).low == "of":
            at += 1
        if _at(tokens, at).low in ("a", "an"):
            at, parted = at + 1, True
        elif at > index + 1:
            return None
    unit = match_forward(lexicon().units, tokens, at, digits=False)
    if unit is None and _at(tokens, at).low in ("point", "points") and _of_rates(tokens, first, at):
        return _one(tokens, first, at + 1, share, _POINT)
    if unit is None or unit[1].dimension == "angle" or (unit[1].dimension == "percent" and not parted):
        return None
    if unit[1].dimension == "duration" and word == "quarter" and unit[1].name == "Year":
        return None
    return _one(tokens, first, unit[0], share, unit[1])


_POINT = Unit("Percentage point", "percent", "%", 1.0)
_RATES = words("special", "rates")


def _of_rates(tokens: Sequence[Tok], first: int, last: int) -> bool:
    """Whether "a quarter-point" is one of interest: the words around speak of rates."""
    return any(t.low in _RATES for t in (*tokens[max(0, first - 10) : first], *tokens[last : last + 8]))


def _and_a_half(tokens: Sequence[Tok], index: int) -> Amount | None:
    unit = match_forward(lexicon().units, tokens, index + 1, digits=False)
    if unit is None:
        return None
    last = unit[0]
    words = [t.low for t in tokens[last : last + 3]]
    if words[:2] == ["and", "a"] and words[2:] in (["half"], ["quarter"]):
        return _one(tokens, index, last + 3, 1.5 if words[2] == "half" else 1.25, unit[1])
    return None


def _more_by_half(tokens: Sequence[Tok], amount: Amount | None) -> Amount | None:
    """As in "three metres and a half"."""
    if amount is None or amount.unit is None or amount.value >= 100 or amount.numeral.form != "integer":
        return None
    if [t.low for t in tokens[amount.last : amount.last + 3]] != ["and", "a", "half"]:
        return None
    return replace(amount, last=amount.last + 3, value=amount.value + 0.5, step=0.5)


def _one(tokens: Sequence[Tok], first: int, last: int, value: float, unit: Unit) -> Amount:
    from claimcheck.values.quantities.numerals import Numeral

    return Amount(first, last, value, value / 2, unit, Numeral(first, last, value, value / 2, "fraction", words=True))
