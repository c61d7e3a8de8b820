"""What a number counts: the head of the noun phrase behind it, found without a parser."""

from __future__ import annotations

from collections.abc import Sequence

from claimcheck.claims.quantities.tokens import HYPHENS, Tok

_REACH = 7
_IRREGULAR = frozenset(
    "people men women children police policemen policewomen servicemen gunmen fishermen firemen crewmen congressmen "
    "businessmen lawmen clergymen militiamen spokesmen crew personnel staff feet teeth mice geese sheep cattle fish "
    "aircraft series species data media criteria troops countrymen militia horsepower lives wives knives wolves "
    "halves thieves loaves shelves percent".split()
)
CASUALTIES = frozenset("dead injured wounded killed missing hurt homeless survivors casualties fatalities deaths injuries".split())
STOP_WORDS = frozenset(
    "the a an this that these those his her its their our my your of in on at to for from with by as is was were are be been "
    "being has have had do does did will would could can should may might must shall not and or but nor if when where while "
    "who whom whose which what since until before after because than then so also about against during through between "
    "into onto upon within without under over above below near he she it they we you i him them us me said says say "
    "were there here out up down off away back ago later earlier once twice each both either such per via amid among "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december".split()
)
_NOT_PLURAL = frozenset(
    "this is was has his its us yes as plus thus does news politics always perhaps across towards afterwards besides "
    "less business press class pass loss process series serious dangerous various previous religious famous nervous "
    "alias bus gas virus campus status bonus census chaos crisis basis analysis christmas texas congress access success "
    "mass glass grass cross boss address express progress witness fitness illness wilderness mathematics physics economics "
    "jobless homeless wireless countless harmless overseas precious anonymous mysterious suspicious enormous numerous "
    "tremendous indigenous ambitious infectious alleged iraq's police's".split()
)
_ADJECTIVE_ENDINGS = ("ed", "ing", "ous", "ful", "ive", "ish", "ese", "ian", "ean", "can", "able", "ible", "less", "ary", "ic", "al", "ant")
_ADJECTIVES = frozenset(
    "other more additional further new old young senior junior former large small big major minor local foreign armed "
    "suspected alleged second first third last whole full entire high low top key main different separate successful "
    "innocent possible likely recent early late good bad great long short single double dead afghan iraqi israeli "
    "pakistani indian somali yemeni kurdish sunni shiite british french dutch polish greek u.s us".split()
)
_NOUNS_IN_ED_ING = frozenset("building wedding meeting bombing shooting killing hearing king ring thing being morning evening bed deed seed".split())


def is_plural(word: str) -> bool:
    """Whether a lower-case English noun looks plural."""
    if word in _IRREGULAR:
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")) and word not in _NOT_PLURAL


def grammatical_number(phrase: str) -> str:
    """"plural", "singular" or "unknown" for an English noun phrase, by its last word before any preposition."""
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
            spaced = index + 1 < len(tokens) and tokens[index + 1].start == token.end + 1 and token.start == tokens[index - 1].end + 1
            if left and right or spaced and seen:
                index += 1
                continue
            break
        if token.kind == "n" and seen and tokens[index - 1].text in HYPHENS:
            index += 1  # "AK-47 assault rifles"
            continue
        if token.text in ('"', "“", "”", "‘", "'") and not seen or token.text == "." and seen and len(seen[-1]) == 1:
            index += 1  # "12 U.S. soldiers"
            continue
        if token.kind != "w":
            break
        low = token.low
        words += 1
        if low in CASUALTIES and (not seen or not single):
            return low if not seen else (seen[-1] if single else low)
        if low in ("and", "or", ",") and seen and _and_joins(tokens, index, seen):
            index += 1
            continue
        if low in STOP_WORDS and not (low == "us" and token.text == "US"):
            break
        if not single and is_plural(low):
            return _last_plural(tokens, index)
        seen.append(low)
        if single and not _adjectival(token):
            return _single(tokens, index)
        index += 1
    return ""


def _past_partitive(tokens: Sequence[Tok], index: int) -> int:
    """Past "of", "of the", "of the 12", "out of his": what a part is taken from."""
    if index + 1 < len(tokens) and tokens[index].low == "of":
        index += 1
        while index < len(tokens) and (tokens[index].low in ("the", "these", "those", "its", "his", "her", "their", "our", "all") or tokens[index].kind == "n"):
            index += 1
    return index


def _and_joins(tokens: Sequence[Tok], index: int, seen: Sequence[str]) -> bool:
    """"23 Somali and Yemeni sea brigands": "and" between adjectives, the first of which is no plural."""
    follow = tokens[index + 1] if index + 1 < len(tokens) else None
    before = tokens[index - 1]
    return follow is not None and follow.kind == "w" and (
        before.text[0].isupper() and follow.text[0].isupper() or _adjectival(before) and _adjectival(follow)
    )


def _adjectival(token: Tok) -> bool:
    low = token.low
    if low in _ADJECTIVES or token.text[0].isupper():
        return True
    return low.endswith(_ADJECTIVE_ENDINGS) and low not in _NOUNS_IN_ED_ING and len(low) > 4


_VERBS_IN_S = frozenset(
    "says tells wants needs remains goes comes gets makes takes gives shows means leaves kills faces seems appears includes "
    "becomes begins starts continues".split()
)


def _last_plural(tokens: Sequence[Tok], index: int) -> str:
    """"arms dealers", "sports clubs": the last of plurals in a row; also over a dot ("lbs.")."""
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
    heads = ("officer", "soldier", "guard", "official", "worker", "bomb", "attack", "member", "driver", "person", "man", "woman", "child", "victim")
    for step in (1, 2):
        at = index + step
        if at < len(tokens) and tokens[at].low in heads and all(t.kind == "w" and t.low not in STOP_WORDS for t in tokens[index : at + 1]):
            return tokens[at].low
    return tokens[index].low
