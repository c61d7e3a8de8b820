"""Words that turn a number into an interval: "more than 30", "about 1,000", "up to 20", "30 or so"."""

from __future__ import annotations

import math
from collections.abc import Sequence

from claimcheck.datamodel import Interval
from claimcheck.values.quantities.lexicon import read_table, words
from claimcheck.values.quantities.measures import Amount
from claimcheck.values.quantities.tokens import HYPHENS, Tok

_BEFORE: dict[tuple[str, ...], str] = {
    tuple(phrase.split()): kind
    for kind, phrases in read_table("words.toml")["qualifiers"]["before"].items()
    for phrase in phrases
}
_LONGEST = max(len(words) for words in _BEFORE)
_AFTER: dict[tuple[str, ...], str] = {
    ("or", "more"): "least", ("or", "so"): "about", ("or", "less"): "most", ("or", "fewer"): "most",
    ("or", "thereabouts"): "about",
    ("and", "more"): "least", ("at", "least"): "least", ("at", "most"): "most",
}  # fmt: skip
_TALK = words("qualifiers", "talk")
_OVER_LENGTH = words("qualifiers", "over_length")


_FOR_VAGUE = frozenset(
    (("at", "least"), ("more", "than"), ("up", "to"), ("less", "than"), ("fewer", "than"), ("nearly",), ("almost",))
)


def qualifier_before(tokens: Sequence[Tok], amount: Amount, *, vague: bool = False) -> tuple[int, str] | None:
    """The longest qualifier that ends just before ``amount``: its first token and kind.

    ``vague`` numbers ("a few") take only those that cannot be prepositions of place.
    """
    for size in range(min(_LONGEST, amount.first), 0, -1):
        first = amount.first - size
        words = tuple(t.low for t in tokens[first : amount.first])
        kind = _BEFORE.get(words)
        if kind is None or (vague and words not in _FOR_VAGUE):
            continue
        if _means_it(tokens, first, words, amount):
            return first, kind
    return None


def _means_it(tokens: Sequence[Tok], first: int, words: tuple[str, ...], amount: Amount) -> bool:
    before = tokens[first - 1].low if first else ""
    word = words[0] if len(words) == 1 else ""
    if tokens[first].low == "more" and before in ("no", "any"):
        return False
    if tokens[first].low == "far" and before == "so":  # "so far more than 30": until now
        return False
    if words == ("as", "long", "as"):  # "as long as three agree"
        return amount.unit is not None
    small = amount.unit is None and amount.numeral.words and amount.value < 10
    if word in ("over", "under", "above", "below", "beyond") or words == ("close", "to"):
        if small:
            return before in ("just", "well", "for", "of")
        if word == "over" and amount.unit is not None and amount.unit.dimension == "duration":
            return before in _OVER_LENGTH
        return not (word == "under" and before == "from")
    if word == "about":
        return before not in _TALK or before in ("was", "is") or amount.value >= 100
    if word in ("perhaps", "maybe", "possibly", "nearer", "minimum", "maximum"):
        return word in ("perhaps", "maybe") and amount.value >= 2
    if word == "some":
        return not small or amount.value >= 5
    return True


def qualifier_after(tokens: Sequence[Tok], last: int) -> tuple[int, str] | None:
    """A qualifier that follows the number or its unit: the token after it, and its kind."""
    if last >= len(tokens):
        return None
    token = tokens[last]
    if token.text == "+" and token.start == tokens[last - 1].end:
        return last + 1, "least"
    if token.text in HYPHENS and last + 1 < len(tokens) and tokens[last + 1].low in ("plus", "odd"):
        return last + 2, "least" if tokens[last + 1].low == "plus" else "about"
    if token.low == "odd" and last + 1 < len(tokens) and tokens[last + 1].kind == "w":
        return last + 1, "about"
    if last + 1 < len(tokens):
        kind = _AFTER.get((token.low, tokens[last + 1].low))
        if (
            kind is not None
            and (token.low != "at" or _stops(tokens, last + 2))
            and (token.low != "and" or _stops(tokens, last + 2))
        ):
            return last + 2, kind
    return None


def _stops(tokens: Sequence[Tok], index: int) -> bool:
    return index >= len(tokens) or tokens[index].kind == "s"


ABOUT = 0.1  # of a value: how far "about" reaches


def widen(interval: Interval, kind: str, slack: float, floor: float = 0.0) -> Interval:
    """``interval`` under a qualifier. "about" and "nearly" reach a tenth of the value, but no less than ``slack``;
    "up to" starts at ``floor``."""
    low, high = interval.low, interval.high
    below, above = max(abs(low) * ABOUT, slack), max(abs(high) * ABOUT, slack)
    match kind:
        case "above":
            return Interval(low, math.inf, True, False)
        case "least":
            return Interval(low, math.inf)
        case "below":
            return Interval(floor, high, False, True)
        case "most":
            return Interval(floor, high)
        case "nearly":
            return Interval(low - below, high, False, True)
        case "barely":
            return Interval(low, high + above, True, False)
        case _:
            return Interval(low - below, high + above)
