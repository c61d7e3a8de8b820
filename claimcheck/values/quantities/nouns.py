"""What a number counts: the head of the noun phrase behind it, found without a parser."""

from __future__ import annotations

from collections.abc import Sequence

from claimcheck.values.quantities.lexicon import words
from claimcheck.values.quantities.tokens import HYPHENS, Tok

_REACH = 7
_IRREGULAR = words("nouns", "irregular")
CASUALTIES = words("nouns", "casualties")
STOP_WORDS = words("nouns", "stop_words")
_NOT_PLURAL = words("nouns", "not_plural")
_ADJECTIVE_ENDINGS = (
    "ed",
    "ing",
    "ous",
    "ful",
    "ive",
    "ish",
    "ese",
    "ian",
    "ean",
    "can",
    "able",
    "ible",
    "less",
    "ary",
    "ic",
    "al",
    "ant",
)
_ADJECTIVES = words("nouns", "adjectives")
_NOUNS_IN_ED_ING = words("nouns", "nouns_in_ed_ing")


_SINGULAR_ENDINGS = ("ss", "us", "'s", "sis", "itis")


def is_plural(word: str) -> bool:
    """Whether a lower-case English noun looks plural."""
    if word in _IRREGULAR:
        return True
    if word.endswith(("children", "people")) or (word.endswith("men") and len(word) > 4 and word not in _NOT_PLURAL):
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith(_SINGULAR_ENDINGS) and word not in _NOT_PLURAL


def grammatical_number(phrase: str) -> str:
    """Either "plural", "singular" or "unknown" for an English noun phrase, by its last word before any preposition."""
    words: list[str] = []
    for word in phrase.casefold().replace("’", "'").split():
        stripped = word.strip(".,;:\"'()[]")
        if words and stripped in ("of", "in", "on", "at", "for", "from", "with", "by", "to", "who", "that", "which"):
            break
        if stripped:
            words.append(stripped)
    if not words:
        return "unknown"
    if words[-1] in _IRREGULAR or is_plural(words[-1]):
        return "plural"
    if words[0] in ("a", "an", "one", "each", "every", "this", "that", "another"):
        return "singular"
    if words[-1].isalpha() and not words[-1].endswith(("ed", "ing", "ly")):
        return "singular" if words[-1] not in CASUALTIES else "plural"
    return "unknown"


def find_noun(tokens: Sequence[Tok], index: int, *, single: bool = False) -> str:
    """The head of what is counted, in lower case, from token ``index`` on (just behind the number); "" if unknown.

    ``single`` looks for a singular noun, after "one".
    """
    index = _past_partitive(tokens, index)
    last = min(len(tokens), index + _REACH + 5)
    seen: list[str] = []
    words = 0
    while index < last and words < _REACH:
        token = tokens[index]
        if token.text in HYPHENS:
            left = index and tokens[index - 1].end == token.start
            right = index + 1 < len(tokens) and tokens[index + 1].start == token.end
            spaced = (
                index + 1 < len(tokens)
                and tokens[index + 1].start == token.end + 1
                and token.start == tokens[index - 1].end + 1
            )
            if (left and right) or (spaced and seen):
                index += 1
                continue
            break
        if token.kind == "n" and seen and (tokens[index - 1].text in HYPHENS or tokens[index - 1].text.isupper()):
            index += 1  # "AK-47 assault rifles"
            continue
        if (token.text in ('"', "“", "”", "‘", "'") and not seen) or (
            token.text == "." and seen and len(seen[-1]) == 1
        ):
            index += 1  # "12 U.S. soldiers"
            continue
        if token.kind != "w":
            break
        low = token.low
        words += 1
        follow = tokens[index + 1].low if index + 1 < len(tokens) else ""
        if low in CASUALTIES and (not seen or not single) and not (is_plural(follow) and not is_plural(low)):
            return low if not seen else (seen[-1] if single else low)
        if low in ("and", "or", ",") and seen and _and_joins(tokens, index, seen):
            index += 1
            continue
        if low in STOP_WORDS and not (low == "us" and token.text == "US"):
            break
        if not single and is_plural(low):
            return _last_plural(tokens, index)
        seen.append(low)
        hyphened = index + 1 < len(tokens) and tokens[index + 1].text in HYPHENS
        if single and not hyphened and not _adjectival(token):
            return _single(tokens, index)
        index += 1
    return ""


def _past_partitive(tokens: Sequence[Tok], index: int) -> int:
    """Past "of", "of the", "of the 12", "out of his": what a part is taken from."""
    if index + 1 < len(tokens) and tokens[index].low == "of":
        index += 1
        while index < len(tokens) and (
            tokens[index].low in ("the", "these", "those", "its", "his", "her", "their", "our", "all")
            or tokens[index].kind == "n"
        ):
            index += 1
    return index


def _and_joins(tokens: Sequence[Tok], index: int, seen: Sequence[str]) -> bool:
    """As in "23 Somali and Yemeni sea brigands": "and" between adjectives, the first of which is no plural."""
    follow = tokens[index + 1] if index + 1 < len(tokens) else None
    before = tokens[index - 1]
    return (
        follow is not None
        and follow.kind == "w"
        and ((before.text[0].isupper() and follow.text[0].isupper()) or (_adjectival(before) and _adjectival(follow)))
    )


def _adjectival(token: Tok) -> bool:
    low = token.low
    if low in _ADJECTIVES or token.text[0].isupper():
        return True
    return (
        low.endswith(_ADJECTIVE_ENDINGS)
        and low not in ("cable", "table", "rival", "hospital", "festival", "official", "animal", "trial")
        and low not in _NOUNS_IN_ED_ING
        and len(low) > 4
    )


_VERBS_IN_S = words("nouns", "verbs_in_s")


def _last_plural(tokens: Sequence[Tok], index: int) -> str:
    """As in "arms dealers", "sports clubs": the last of plurals in a row; also over a dot ("lbs.")."""
    while index + 1 < len(tokens):
        follow = tokens[index + 1]
        if follow.kind != "w" or not is_plural(follow.low) or follow.low in _VERBS_IN_S or follow.low in STOP_WORDS:
            break
        if tokens[index].end == follow.start:
            break
        index += 1
    return tokens[index].low


def _single(tokens: Sequence[Tok], index: int) -> str:
    """The last noun of a short compound ("police officer", "roadside bomb")."""
    heads = (
        "officer",
        "soldier",
        "guard",
        "official",
        "worker",
        "bomb",
        "attack",
        "member",
        "driver",
        "person",
        "man",
        "woman",
        "child",
        "victim",
    )
    for step in (1, 2):
        at = index + step
        if (
            at < len(tokens)
            and tokens[at].low in heads
            and all(t.kind == "w" and t.low not in STOP_WORDS for t in tokens[index : at + 1])
        ):
            return tokens[at].low
    return tokens[index].low
