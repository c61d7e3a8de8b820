"""Whether the words inside the marks of two quotations differ, and what each change amounts to."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from claimcheck.comparing.agreement import CONTENT
from claimcheck.comparing.cues import NEGATIONS
from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.quotes import Joint, Printed, QuotedWord, is_name, spoken
from claimcheck.comparing.token_alignment import judge_mentions
from claimcheck.datamodel import Mention, MentionKind, Quotation, Relation, Severity, Token
from claimcheck.evidence.aliases import is_spelling
from claimcheck.textforms import fold
from claimcheck.values.names.initials import are_initials
from claimcheck.values.names.lexicon import known_as
from claimcheck.values.quantities.numerals import find_numbers

Opcode = tuple[str, int, int, int, int]
# As it is spoken, and as it is written; in letters.
_SPOKEN_AS = {
    "gonna": "goingto", "wanna": "wantto", "gotta": "gotto", "gimme": "giveme", "lemme": "letme", "kinda": "kindof",
    "dunno": "dontknow", "outta": "outof", "lotta": "lotof", "cause": "because", "em": "them", "til": "until",
    "ya": "you",
}  # fmt: skip
_FILLERS = frozenset("then just so well really actually very".split())
_THERE = frozenset({"is", "are", "s", "re"})  # "there's", "there are"
_SILENT = frozenset({"is", "has", "s"})  # "it's"; other contractions have one key with what they stand for
_MODAL = frozenset({"would", "had", "d"})
_ELLIPSIS = re.compile(r"\.\s*\.\s*\.|…")
_MASK = re.compile(r"[*_-]{2,}|[–—]")
_DASHES = re.compile(r"[*_–—-]+")
_FILLER = 2  # words at the head of a sentence inside a quotation
_CLAUSE = 4  # words: fewer at the opening are a filler ("I think", "Unfortunately")
_STOPS = frozenset(".!?")
_LIFTED = 3  # words: a report that quotes fewer has its own way to them ("saved lives" of "saved a lot of lives")
_SLIPPED = 4  # letters: of shorter words another letter makes another word
_SHORT = 4  # letters of a short form without vowels
_VOWELS = frozenset("aeiou")
_LAST, _WHOLE = 2, 6  # words missing at an end, and words before them, of what is no shorter quotation


class Kind(NamedTuple):
    """What a change inside the marks amounts to; no ``severity`` is the rule's own."""

    rank: int
    severity: Severity | None
    message: str


WORDS = Kind(9, None, "Words inside the quotation marks differ")
_SLIP = Kind(8, Severity.WARNING, "A word inside the quotation marks is a letter off in one article")
_SENTENCE = Kind(8, Severity.WARNING, "A sentence inside the quotation marks is missing in one article")
LONGER = Kind(7, Severity.NOTE, "The quotation is longer in one article")
_SMALL = Kind(6, Severity.NOTE, "Small words inside the quotation marks differ")
_ENDED = Kind(6, Severity.NOTE, "The last words of the quotation are missing in one article")
_MOVED = Kind(5, Severity.NOTE, "Words inside the quotation marks stand elsewhere in one article")
_POINTED = Kind(5, Severity.NOTE, "A pronoun inside the quotation marks stands for what the other article names there")
_NAMED = Kind(4, Severity.NOTE, "A name inside the quotation marks is fuller or spelled otherwise in one article")
_HANDLE = Kind(3, Severity.NOTE, "A handle stands inside the quotation marks")
_MARKED = Kind(2, Severity.NOTE, "The quotation differs by an editor's bracket or ellipsis")
_CONTRACTED = Kind(1, Severity.NOTE, "A modal inside the quotation marks is contracted in one article")
_SPOKEN = Kind(1, Severity.NOTE, "A spoken form inside the quotation marks is written out in one article")


def changes(left: Printed, right: Printed) -> list[tuple[Kind, Opcode]]:
    """What changed between two forms of one quotation, in order, with the places in the words of the two."""
    a, b = left.words, right.words
    ops = [op for op in _opcodes(a, b) if op[0] != "equal"]
    said = [tuple(spoken(side) for side in _changed(op, a, b)) for op in ops]
    gone, come = {x for x, y in said if not y}, {y for x, y in said if not x}
    judged = [
        (_MOVED if not (x and y) and (x or y) in gone & come else _judged(op, a, b, left, right), op)
        for op, (x, y) in zip(ops, said, strict=True)
    ]
    return [(kind, op) for kind, op in judged if kind is not None]


def _changed(
    op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord]
) -> tuple[Sequence[QuotedWord], Sequence[QuotedWord]]:
    return a[op[1] : op[2]], b[op[3] : op[4]]


def at_joint(joint: Joint) -> list[tuple[Kind, Opcode]]:
    """What is missing or added where two stretches follow on each other, which are compared each for itself. A word
    or two without weight ("So", "And then") are small; words that the other article has outside its marks ("he
    laughed") are its own, behind a mark that was lost."""
    (low, high), (start, end) = joint.at
    found = []
    for kind, op in changes(joint.left, joint.right):
        words = [joint.left.tokens[w.index] for w in joint.left.words[op[1] : op[2]]]
        words += [joint.right.tokens[w.index] for w in joint.right.words[op[3] : op[4]]]
        there = op[1] <= high and low <= op[2] and op[3] <= end and start <= op[4]
        telling = _outside(joint.right if op[1] < op[2] else joint.left)
        own = {t.lemma for t in words if t.pos in CONTENT}
        if there and op[0] != "replace" and len(words) <= joint.most and not (own and own <= telling):
            filler = len(words) <= _FILLER and all(t.pos not in CONTENT or t.pos == "ADV" for t in words)
            found.append((_SMALL if filler and not any(t.lemma in NEGATIONS for t in words) else kind, op))
    return found


def _outside(printed: Printed) -> set[str]:
    """The lemmas of what stands in a quotation's claims and not in the quotation."""
    quoted = {w.index for w in printed.words}
    return {t.lemma for n, t in enumerate(printed.tokens) if n not in quoted}


def words_differ(left: Printed, right: Printed) -> bool:
    """Whether a word of what the speaker said is another or missing: no name told more fully, no bracket, no cut."""
    return any(kind in {WORDS, _SLIP, _SENTENCE, _SMALL} for kind, _ in changes(left, right))


def _judged(op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord], left: Printed, right: Printed) -> Kind | None:
    """What one change amounts to; None for what nobody hears or every newsroom does."""
    if _sounds_alike(op, a, b, left, right):
        return None
    contracted = _contracted(op, a, b)
    if contracted and contracted <= _SILENT:
        return None
    if contracted and contracted <= _MODAL:
        return _CONTRACTED
    if contracted and contracted <= _THERE:
        return _SMALL
    is_title = any(is_name(p.quotation) for p in (left, right))
    if not is_title and _is_ended(op, a, b, left, right) and not _stands_outside(op, a, b, left, right):
        return _ENDED
    if _is_edge(op, a, b) or _is_edge_but_for_small_words(op, a, b, left, right):
        if not _edge_counts(op, left.quotation, right.quotation) or is_title:
            return None
        if _stands_outside(op, a, b, left, right) or _is_lifted(op, left.quotation, right.quotation):
            return None
        extra = left.tokens[a[op[1]].index] if op[1] < op[2] else right.tokens[b[op[3]].index]
        if extra.pos == "INTJ":
            return _SMALL
        return LONGER if max(op[2] - op[1], op[4] - op[3]) >= _CLAUSE else None
    if _is_fitted(op, a, b, left, right):
        return None
    if _is_marked(op, a, b, left, right):
        return _MARKED
    if _is_fuller_name(op, a, b, left, right) or _is_name_told_otherwise(op, a, b, left, right):
        return _NAMED
    if _is_spoken(op, a, b):
        return _SPOKEN
    if _is_attribution(op, a, b, left, right):
        return None
    if _is_pointed(op, a, b, left, right):
        return _POINTED
    changed = [left.tokens[w.index] for w in a[op[1] : op[2]]]
    changed += [right.tokens[w.index] for w in b[op[3] : op[4]]]
    if any(t.surface.startswith("@") for t in changed):
        return _HANDLE
    if _is_sentence(op, a, b, left, right):
        return _SENTENCE
    if all(
        (t.pos not in CONTENT and t.tag != "MD" and t.lemma not in NEGATIONS) or t.lemma in _FILLERS for t in changed
    ):
        return _SMALL
    if _is_slip(op, a, b):
        return _SLIP
    if op[0] != "replace" and min(len(a), len(b)) <= _LIFTED and not any(t.lemma in NEGATIONS for t in changed):
        return _SMALL
    return WORDS


def _opcodes(a: Sequence[QuotedWord], b: Sequence[QuotedWord]) -> list[Opcode]:
    return list(difflib.SequenceMatcher(None, [w.key for w in a], [w.key for w in b], autojunk=False).get_opcodes())


def _sounds_alike(op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord], left: Printed, right: Printed) -> bool:
    """What nobody hears: an apostrophe or a hyphen elsewhere ("the population's", "the populations'"), one value in
    figures and in words."""
    _, i1, i2, j1, j2 = op
    changed = ((left, a[i1:i2]), (right, b[j1:j2]))
    if i1 < i2 and j1 < j2:
        printed = [_letters(fold(p.tokens[w.index].surface) for w in words) for p, words in changed]
        if printed[0] == printed[1] or _letters(w.key for w in a[i1:i2]) == _letters(w.key for w in b[j1:j2]):
            return True
        keys = [[_unmasked(p, w) for w in words] for p, words in changed]
        if len(keys[0]) == len(keys[1]) and all(
            x == y or _is_one_number(x, y) or _is_masked(x, y) for x, y in zip(*keys, strict=True)
        ):
            return True
    around = [
        [m for c in p.claims for m in c.mentions if m.kind is not MentionKind.NAME and _covers(m, p.tokens, words)]
        for p, words in changed
    ]
    return any(judge_mentions(x, y).relation is Relation.SAME for x in around[0] for y in around[1])


def _contracted(op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord]) -> frozenset[str]:
    """The two forms of a word of which one side has the contraction; none otherwise."""
    one, other = ([w.key.strip("'") for w in words] for words in _changed(op, a, b))
    return frozenset({*one, *other}) if len(one) == len(other) == 1 and {"s", "d"} & {*one, *other} else frozenset()


def _unmasked(printed: Printed, word: QuotedWord) -> str:
    """A word's plain form, with the dashes or stars that stand for its other letters: "f---"."""
    tokens, i = printed.tokens, word.index
    shown = tokens[i].surface.casefold()
    while i + 1 < len(tokens) and tokens[i + 1].start == tokens[i].end:
        i += 1
        if not _DASHES.fullmatch(tokens[i].surface):
            if tokens[i].surface[:1].isalnum():
                return word.key  # "no—and": a dash between two words
            break
        shown += tokens[i].surface
    return shown if _MASK.search(shown) else word.key


def _is_masked(x: str, y: str) -> bool:
    """ "f***ing", "fucking": one word, of which one side, or either, leaves letters out."""
    ends = [_MASK.split(word) for word in (x, y)]
    return max(map(len, ends)) > 1 and all(
        one.startswith(other) or other.startswith(one)
        for one, other in ((ends[0][0], ends[1][0]), (ends[0][-1][::-1], ends[1][-1][::-1]))
    )


def _is_one_number(x: str, y: str) -> bool:
    """ "1", "one"."""
    values = [[value for *_, value in find_numbers(word)] for word in (x, y)]
    return len(values[0]) == 1 and values[0] == values[1]


def _covers(mention: Mention, tokens: Sequence[Token], words: Sequence[QuotedWord]) -> bool:
    return not words or (
        mention.span.start <= tokens[words[0].index].start and tokens[words[-1].index].end <= mention.span.end
    )


def _letters(words: Iterable[str]) -> str:
    return "".join(c for word in words for c in word if c.isalnum())


def _is_edge(op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord]) -> bool:
    """Words that only one side has before or after everything they share."""
    kind, i1, i2, j1, j2 = op
    return kind != "replace" and ((i1 == 0 and j1 == 0) or (i2 == len(a) and j2 == len(b)))


def _is_ended(op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord], left: Printed, right: Printed) -> bool:
    """Both close their marks, after a word or two more in one of them: "a better judge than I", "than I am"; a
    sentence more ("Thank you.") is left out at will."""
    kind, i1, i2, j1, j2 = op
    at_end = kind != "replace" and i2 == len(a) and j2 == len(b)
    few = max(i2 - i1, j2 - j1) <= _LAST and min(i1, j1) >= _WHOLE
    if not (at_end and few and left.quotation.closes and right.quotation.closes):
        return False
    words, first, tokens = (a, i1, left.tokens) if i1 < i2 else (b, j1, right.tokens)
    return not any(t.surface in _STOPS for t in tokens[words[first - 1].index + 1 : words[first].index])


def _is_sentence(op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord], left: Printed, right: Printed) -> bool:
    """What one side has more begins behind a full stop and ends with one: no word of what the other has is another."""
    _, i1, i2, j1, j2 = op
    words, first, last, tokens = (a, i1, i2, left.tokens) if j1 == j2 else (b, j1, j2, right.tokens)
    if (i1 < i2) == (j1 < j2) or not 0 < first < last < len(words):
        return False
    return all(
        any(t.surface in _STOPS for t in tokens[words[at - 1].index + 1 : words[at].index]) for at in (first, last)
    )


def _is_edge_but_for_small_words(
    op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord], left: Printed, right: Printed
) -> bool:
    """The first words that both have are small ones, found again by chance after all that one side has more: "There
    will be no further readout of [the] meeting, but lines of communication", "[the] lines of communication"."""
    _, i1, i2, j1, j2 = op
    if (i1 < i2) == (j1 < j2) or min(i1, j1) > 2 or max(i2 - i1, j2 - j1) == 1:
        return False  # one word is another inside: "a [very] dangerous thing"
    before = [left.tokens[w.index] for w in a[:i1]], [right.tokens[w.index] for w in b[:j1]]
    return i1 != j1 and not any(t.pos in CONTENT for t in min(before, key=len))


def _edge_counts(op: Opcode, left: Quotation, right: Quotation) -> bool:
    """A longer opening counts where both quotations open here; an end cut short is what newsrooms do."""
    _, i1, _, j1, _ = op
    return i1 == 0 and j1 == 0 and left.opens and right.opens


def _is_lifted(op: Opcode, left: Quotation, right: Quotation) -> bool:
    """The shorter one is no sentence but a few words out of the middle: "potentially suspicious"."""
    shorter = left if op[1] == op[2] else right
    return shorter.surface[:1].islower()


def _is_fitted(op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord], left: Printed, right: Printed) -> bool:
    """A few words lifted into a sentence begin with another form of the same word: "would 'send out a message'" of
    "This sends out a message"."""
    _, i1, i2, j1, j2 = op
    if i1 == i2 or j1 == j2:
        return False
    last = left.tokens[a[i2 - 1].index], right.tokens[b[j2 - 1].index]
    lifted = ((left, i1, i2), (right, j1, j2))
    return dress_key(last[0].lemma) == dress_key(last[1].lemma) and any(
        (start, end) == (0, 1) and p.quotation.surface[:1].islower() for p, start, end in lifted
    )


def _stands_outside(
    op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord], left: Printed, right: Printed
) -> bool:
    """The extra words stand right before or behind the other side's marks: the marks moved, not the words."""
    _, i1, i2, j1, j2 = op
    extra, other, tokens = (a[i1:i2], b, right.tokens) if i1 < i2 else (b[j1:j2], a, left.tokens)
    if not other:
        return False
    before, behind = (
        [dress_key(t.surface) for t in part if any(c.isalnum() for c in t.surface)]
        for part in (tokens[: other[0].index], tokens[other[-1].index + 1 :])
    )
    return [w.key for w in extra] in (before[-len(extra) :], behind[: len(extra)])


def _is_marked(op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord], left: Printed, right: Printed) -> bool:
    """The change stands in brackets or beside an ellipsis."""
    for words, tokens, first, last in (
        (a, left.tokens, op[1], op[2]),
        (b, right.tokens, op[3], op[4]),
    ):
        if first == last:
            between = tokens[words[first - 1].index + 1 : words[first].index] if 0 < first < len(words) else ()
            if _ELLIPSIS.search("".join(t.surface for t in between)):
                return True
            continue
        start, end = words[first].index, words[last - 1].index
        opened = any(t.surface in {"[", "("} for t in tokens[max(0, start - 1) : end + 1])
        closed = any(t.surface in {"]", ")"} for t in tokens[start : end + 2])
        if opened and closed:
            return True
    return False


def _is_fuller_name(
    op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord], left: Printed, right: Printed
) -> bool:
    """Only one side has a word of a name whose next word both have: "Putin" against "Vladimir Putin"."""
    kind, i1, i2, j1, j2 = op
    if kind == "replace":
        return False
    words, first, last, tokens = (a, i1, i2, left.tokens) if i1 < i2 else (b, j1, j2, right.tokens)
    run = [tokens[w.index].pos for w in words[first : last + 1]]
    return len(run) == last - first + 1 and all(pos == "PROPN" for pos in run)


def _is_name_told_otherwise(
    op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord], left: Printed, right: Printed
) -> bool:
    """Another spelling of a name, which is never heard, its short form, or a name by which everybody knows the same:
    "al-Shabab", "al-Shabaab"; "Cdn", "Canadian"; "IS", "ISIS"."""
    _, i1, i2, j1, j2 = op
    one, other = ([p.tokens[w.index] for w in words] for p, words in ((left, a[i1:i2]), (right, b[j1:j2])))
    told = [" ".join(t.surface for t in tokens) for tokens in (one, other)]
    if not all(told) or not all(text[0].isupper() for text in told):
        return False
    known = known_as(fold(told[0]))
    if known is not None and known == known_as(fold(told[1])):
        return True
    if any(are_initials(x, y) or _is_short(x, y) for x, y in (told, told[::-1])):
        return True
    return all(t.pos == "PROPN" or t.surface.isupper() for t in (*one, *other)) and is_spelling(told[0], told[1])


def _is_short(short: str, long: str) -> bool:
    """ "Cdn": letters of "Canadian" in order, no vowel among them."""
    rest = iter(long.lower())
    return (
        long.isalpha()
        and 2 <= len(short.strip(".")) <= _SHORT < len(long)
        and not _VOWELS & set(short.lower())
        and all(c in rest for c in short.strip(".").lower())
    )


def _is_slip(op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord]) -> bool:
    """One word against one that is a letter off: "affects", "effects"."""
    one, other = _changed(op, a, b)
    if len(one) != 1 or len(other) != 1 or NEGATIONS & {one[0].key, other[0].key}:
        return False
    keys = one[0].key, other[0].key
    return max(map(len, keys)) >= _SLIPPED and all(k.isalpha() for k in keys) and OSA.distance(*keys) == 1


def _is_pointed(op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord], left: Printed, right: Printed) -> bool:
    """ "It" or "They" where the other side names it: of two sentences of the speaker, or put there by the newsroom."""
    sides = [[p.tokens[w.index] for w in words] for p, words in zip((left, right), _changed(op, a, b), strict=True)]
    pronouns = [len(side) == 1 and side[0].pos == "PRON" for side in sides]
    named = [any(t.pos in {"NOUN", "PROPN"} for t in side) for side in sides]
    return (pronouns[0] and named[1]) or (pronouns[1] and named[0])


def _is_attribution(
    op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord], left: Printed, right: Printed
) -> bool:
    """ "…," the spokesman said in a statement: marks that close and open again were lost around it."""
    words, printed = (a[op[1] : op[2]], left) if op[1] < op[2] else (b[op[3] : op[4]], right)
    if op[0] == "replace":
        return False
    spans = [
        span for claim in printed.claims for m in claim.attributions for span in (m.source_span, m.cue_span) if span
    ]
    own = [printed.tokens[w.index] for w in words]
    return any(span.start <= t.start and t.end <= span.end for t in own for span in spans)


def _is_spoken(op: Opcode, a: Sequence[QuotedWord], b: Sequence[QuotedWord]) -> bool:
    """ "gonna", "going to"; "'s gonna", "is going to"."""
    one, other = (_written([w.key.strip("'") for w in side]) for side in _changed(op, a, b))
    return one == other != ""


def _written(keys: Sequence[str]) -> str:
    """Words as they are written out, in letters."""
    verb = keys[:1] in (["s"], ["is"])
    rest = _letters(keys[verb:])
    return "is" * verb + _SPOKEN_AS.get(rest, rest)
