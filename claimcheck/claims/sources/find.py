"""Who says it: source, cue, channel and content of the statements that a claim reports.

A trained model proposes (see :mod:`claimcheck.claims.sources.model`); what is kept is reporting proper.  PolNeAR,
which it learned from, also labels wants, plans and support; an editor who compares variants asks who *said* it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from claimcheck.claims.sources.features import View, beside, is_mark, view_of
from claimcheck.claims.sources.labels import label
from claimcheck.claims.sources.model import Found, shipped_model
from claimcheck.claims.sources.tree import Range, Tree, trimmed
from claimcheck.datamodel import Attribution, Quotation, Span, Token

_LONGEST = 500  # tokens; what is longer is a list or a table, and the work grows with the square
_SURE = 0.35  # a core verb of saying needs less evidence than another reporting verb
_LIKELY = 0.5
_NOUN_LIKELY = 0.6
_ADVERBIAL = frozenset(("prep", "advmod", "npadvmod", "advcl", "obl", "dative"))
_NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "ADJ"))
_NAME_POS = frozenset(("PROPN", "PUNCT"))
_HYPHENS = frozenset(("-", "‐", "‑", "–"))
_BEFORE_ASIDE = frozenset((",", '"', "”", "''"))
_NO_PERSON = frozenset(("DATE", "TIME", "GPE", "NORP", "LOC"))
_NOBODY, _THINGS = frozenset(("i", "we", "you", "one", "a", "an", "the")), frozenset(("that", "which"))
_REPORTS = frozenset(("report", "reports"))
_LONGEST_CLOSING = 5  # tokens
_NOT_ONE = frozenset(("nobody", "none", "nothing", "neither"))
_SHOWING = frozenset(("show", "highlight", "underline", "underscore", "signal", "imply"))
_RELATIVE = frozenset(("who", "which", "that", "whom"))


@cache
def words(kind: str) -> frozenset[str]:
    """A word list of ``words.json``: lemmas in lower case."""
    raw = json.loads(resources.files(__package__).joinpath("words.json").read_text(encoding="utf-8"))
    return frozenset(raw[kind])


def find_attributions(
    tokens: Sequence[Token], text: str, path: str, quotations: Iterable[Quotation] = ()
) -> tuple[Attribution, ...]:
    """The statements that one claim credits to somebody, in the order of their cues.

    ``tokens`` are the claim's, with offsets into ``text`` and heads into the sequence itself; ``quotations`` are the
    claim's.  ``source`` is the words of the source as they stand, "" where a passive leaves it out ("it is alleged");
    ``cue`` the verb group, noun or "according to"; ``channel`` whom or where it was told ("AFP", "at a press
    conference"); ``content`` the stretches attributed, quotation marks included, in order.  ``speaker`` is left to
    :func:`claimcheck.claims.sources.speakers.resolve_speakers`.  What somebody says inside a quotation is not
    reported, nor what the writer says ("we know").
    """
    view = view_of(tokens, sorted((q.span.start, q.span.end) for q in quotations))
    if len(tokens) > _LONGEST or all(view.quoted[n] or t.pos == "PUNCT" for n, t in enumerate(tokens)):
        return ()
    read: list[Found] = []
    for one in shipped_model().read(view, least=_SURE):
        read.append(_with_neighbour(view, _without_listener(view, one), read[-1] if read else None))
    closing = _closing(view)
    if closing is not None and not any(one.cue[1] > closing.cue[0] for one in read):
        read.append(closing)
    return tuple(
        _attribution(view, _completed(view, one), text, path)
        for one in read
        if one is closing or _is_reporting(view, one)
    )


def _closing(view: View) -> Found | None:
    """ "…, local media reports.": a source behind the last comma, whose verb may pass for a noun."""
    tokens = view.tokens
    head = len(tokens) - 1 - (bool(tokens) and tokens[-1].surface == ".")
    low = head
    while low > 0 and head - low < _LONGEST_CLOSING and tokens[low - 1].pos in _NOMINAL | {"DET"}:
        low -= 1
    if head < 1 or tokens[head].surface not in _REPORTS or not head - low > 0 or tokens[low - 1].surface != ",":
        return None
    named = tokens[head - 1].surface in words("listeners") or tokens[head - 1].pos == "PROPN"
    return Found(head, (head, head + 1), (low, head), ((0, low - 1),), (1.0, 1.0, 1.0)) if named and low > 4 else None


def _without_listener(view: View, one: Found) -> Found:
    """ "When asked about it, Smith …", "a man accused of …": the subject of a passive is not who says so."""
    token = view.tokens[one.head]
    if one.source is None or one.source[0] >= one.cue[1] or token.lemma in ("quote", "cite") or token.tag != "VBN":
        return one
    # A finite "asserted" is at times tagged as a participle; only where it hangs on something is it one.
    hangs = token.dep in ("acl", "advcl", "amod") and view.tree.child(one.head, "aux") is None
    passive = hangs or view.tree.child(one.head, "auxpass") is not None
    return replace(one, source=None) if passive else one


def _with_neighbour(view: View, one: Found, before: Found | None) -> Found:
    """With a source that the model missed: the name right after an inverted verb of saying ('…," said Ron Howard, the
    former actor …'), or that of the verb it is joined to ("calls it unfair and insists")."""
    tokens = view.tokens
    low, high = one.cue
    if one.source is not None or low == 0 or tokens[one.head].lemma not in words("core_verbs"):
        return one
    if before is not None and before.source is not None and tokens[low - 1].pos == "CCONJ":
        joined = tokens[before.head].tag == tokens[one.head].tag and before.source[1] <= before.cue[0]
        return replace(one, source=before.source) if joined else one
    if not (is_mark(tokens[low - 1]) or tokens[low - 1].surface == ",") or tokens[one.head].tag == "VBN":
        return one
    for span in beside(view, one.cue):
        if span[0] == high and any(t.pos == "PROPN" for t in tokens[slice(*span)]):
            return replace(one, source=span, content=tuple(c for c in one.content if c[1] <= low))
    return one


def _is_reporting(view: View, one: Found) -> bool:
    token = view.tokens[one.head]
    if view.quoted[one.head] or (one.source is None and not one.content):
        return False
    if (labelled := label(view)) is not None and labelled[1] == one.head:
        return True  # "Police: two men fled"
    if one.source is not None and not _may_be_source(view, one):
        return False
    if token.surface.lower() == "according":
        return one.source is not None
    before = view.tokens[one.head - 1] if one.head else None
    if before is not None and before.surface in _HYPHENS and before.end == token.start:
        return False  # "re-admitted"
    if one.source is None and not _is_impersonal(view, one.head):
        return False
    if token.pos in ("VERB", "AUX"):
        return token.lemma in words("core_verbs") or _is_reporting_verb(view, one)
    quotes = _holds_quotation(view, one)
    if one.source is None or not one.content or one.odds[0] < _NOUN_LIKELY:
        return False
    if token.pos == "NOUN":
        that = view.tokens[one.content[0][0]].lemma == "that"
        return token.lemma in words("reporting_nouns") and (that or quotes)
    return quotes


def _holds_quotation(view: View, one: Found) -> bool:
    """The content begins or ends with a quotation mark."""
    return any(is_mark(view.tokens[low]) or is_mark(view.tokens[high - 1]) for low, high in one.content)


def _is_reporting_verb(view: View, one: Found) -> bool:
    lemma = view.tokens[one.head].lemma
    if not one.content or one.odds[0] < _LIKELY:
        return False
    if any(is_mark(view.tokens[low]) for low, _ in one.content):
        return True
    if lemma == "call":
        return _calls_so(view, one)
    if lemma == "point":
        return any(view.tokens[n].lemma in ("out", "to") for n in range(*one.cue))
    has_clause = view.tree.child(one.head, "ccomp") is not None
    return lemma in words("reporting_verbs") or (has_clause and lemma in words("clausal_verbs"))


def _completed(view: View, one: Found) -> Found:
    """With whole words at the edges, without an empty "it", and with the content that the position of the cue tells."""
    tokens = view.tokens
    if one.source is not None:
        one = replace(one, source=_whole_name(tokens, trimmed(tokens, *one.source)))
    low, high = one.cue
    while low > 0 and _is_half_word(tokens, low):
        low -= 1
    while high > one.head + 1 and high < len(tokens) and _is_half_word(tokens, high):
        high -= 1
    content = tuple(
        (high, b) if one.cue[1] <= a <= one.cue[1] + 1 and high < one.cue[1] else (a, b) for a, b in one.content
    )
    content = tuple(c for c in content if not (c[1] - c[0] == 1 and tokens[c[0]].lemma == "it"))
    if not content and one.source is not None and tokens[one.head].lemma in words("core_verbs"):
        content = _by_position(view, one, (low, high))
    return replace(one, cue=(low, high), content=content)


def _is_half_word(tokens: Sequence[Token], cut: int) -> bool:
    """A cut before token ``cut`` parts a hyphened word."""
    hyphen = tokens[cut - 1].surface in _HYPHENS or tokens[cut].surface in _HYPHENS
    return hyphen and tokens[cut - 1].end == tokens[cut].start


def _by_position(view: View, one: Found, cue: Range) -> tuple[Range, ...]:
    """All before a source and cue that end the sentence ("…, an expert has warned."), else the clause after the cue."""
    tree, tokens = view.tree, view.tokens
    source = one.source or cue
    low, high = min(source[0], cue[0]), max(source[1], cue[1])
    clause = tree.child(one.head, "ccomp")
    if clause is not None and tree.left[clause] >= high:
        return (trimmed(tokens, max(tree.left[clause], high), tree.right[clause]),)
    before, after = trimmed(tokens, 0, low), trimmed(tokens, high, len(tokens))
    # Half of it may be a mere opening: "On Monday Smith said."
    closes = after[1] - after[0] <= 4 and low > 0 and tokens[low - 1].surface in _BEFORE_ASIDE
    return (before,) if closes and before[1] - before[0] >= 4 else ()


def _may_be_source(view: View, one: Found) -> bool:
    """Not a text broken off ("according to a"), not the writer ("we know"), not a thing that only shows something."""
    source = view.tokens[one.source[0] : one.source[1]] if one.source is not None else ()
    if not any(t.pos in _NOMINAL for t in source):
        return False
    if source[0].surface.lower() in _NOT_ONE or (len(source) > 1 and source[0].lemma == "no"):
        return False
    if len(source) > 1:
        return view.tokens[one.head].lemma not in _SHOWING or _can_show(view, one.source or one.cue)
    word = source[0].surface.lower()
    return word not in _NOBODY and (word not in _THINGS or view.tree.child(one.head, "ccomp") is not None)


def _can_show(view: View, source: Range) -> bool:
    """Whether what shows something is a text, a count or somebody: "the report shows"; "his role showed" credits
    nobody."""
    low, high = source
    heads = [n for n in range(low, high) if not low <= view.tree.head[n] < high or view.tree.head[n] == n]
    known = words("showing_nouns") | words("occasions") | words("reporting_nouns") | words("titles")
    known |= words("male") | words("female")
    return any(view.tokens[n].pos != "NOUN" or view.tokens[n].lemma in known for n in heads)


def _calls_so(view: View, one: Found) -> bool:
    """ "calls it a fraud", "called for a truce"; not "called a halt"."""
    named = view.tree.child(one.head, "ccomp", "oprd", "xcomp") is not None
    return named or any(view.tokens[n].lemma in ("for", "on") for n in range(*one.cue))


def _is_impersonal(view: View, head: int) -> bool:
    """ "It is alleged that …", "are believed to have crossed": a passive that leaves the source unsaid."""
    tree = view.tree
    passive = tree.child(head, "auxpass") is not None
    hearsay = view.tokens[head].lemma in words("hearsay_verbs")
    return passive and hearsay and tree.child(head, "ccomp", "xcomp") is not None


def _attribution(view: View, one: Found, text: str, path: str) -> Attribution:
    tokens = view.tokens

    def span(where: Range) -> Span:
        return Span(path, tokens[where[0]].start, tokens[where[1] - 1].end)

    def surface(where: Range | None) -> str:
        return "" if where is None else text[tokens[where[0]].start : tokens[where[1] - 1].end]

    source = one.source
    channel = channel_of(view, one)
    content = one.content if channel is None else tuple(_without(one.content, channel))
    return Attribution(
        surface(source), span(source) if source else None, surface(one.cue), span(one.cue),
        surface(channel), span(channel) if channel else None, tuple(span(c) for c in content),
    )  # fmt: skip


def _whole_name(tokens: Sequence[Token], where: Range) -> Range:
    """The source with the first words of its name, which the parser may have hung elsewhere."""
    low, high = where
    while low > 0 and (tokens[low].pos == "PROPN" or tokens[low].surface in _HYPHENS):
        before = tokens[low - 1]
        if before.surface == "." and low > 1 and tokens[low - 2].surface.lower() in words("titles"):
            low -= 2  # "Philadelphia Homicide Capt. James Clark"
            continue
        joint = _HYPHENS & {before.surface, tokens[low].surface} and before.end == tokens[low].start
        if not joint and (before.pos != "PROPN" or before.ent in _NO_PERSON or not before.surface[:1].isupper()):
            break
        if before.ent == "PERSON" or joint or before.dep in ("compound", "nsubj", "nmod"):
            low -= 1
        else:
            break
    while high < len(tokens) and tokens[high - 1].ent == tokens[high].ent == "PERSON" and tokens[high].pos in _NAME_POS:
        high += 1  # the parser has cut a name in two
    titled = tokens[high - 1].surface.lower() in words("titles") and high + 1 < len(tokens)
    if titled and tokens[high].surface == "." and tokens[high + 1].pos == "PROPN":  # "said Sgt. Marty Earley"
        high += 1
        while high < len(tokens) and tokens[high].pos == "PROPN":
            high += 1
    while high - low > 1 and tokens[high - 1].ent in ("DATE", "TIME") and tokens[high - 1].pos == "PROPN":
        high -= 1  # "said detective Joe Coffey Monday"
    return low, high


def _without(content: Iterable[Range], cut: Range) -> Iterable[Range]:
    """Content without the channel, where the channel stands at its edge."""
    for low, high in content:
        if low <= cut[0] and cut[1] <= high:
            if cut[0] == low:
                low = cut[1]
            elif cut[1] == high:
                high = cut[0]
        if low < high:
            yield low, high


def channel_of(view: View, one: Found) -> Range | None:
    """Whom a statement was made to ("AFP") or where ("at a press conference"), or None."""
    tree, tokens = view.tree, view.tokens
    verb = one.head
    if tokens[verb].pos not in ("VERB", "AUX") or tokens[verb].surface.lower() == "according":
        return None
    listener = _listener(view, one)
    if listener is not None:
        return listener
    for node in range(len(tokens)):
        if tokens[node].dep != "prep" or view.quoted[node] or tokens[node].lemma not in _PLACES:
            continue
        inner = tree.child(node, "pobj")
        if inner is None or not _is_occasion(tree, inner) or not _belongs(tree, node, one):
            continue
        span = trimmed(tokens, *_until_clause(tree, node, inner))
        if not any(low < span[0] and span[1] < high for low, high in one.content) and not _overlaps(span, one.source):
            return span
    return None


_TAKES_TO = frozenset(("respond", "reply", "point", "ask"))
_PLACES = frozenset(("in", "at", "on", "during", "via", "through", "to", "over", "by"))


def _listener(view: View, one: Found) -> Range | None:
    """Whom a statement was made to."""
    tree, tokens = view.tree, view.tokens
    for child in tree.children[one.head]:
        token = tokens[child]
        if tokens[one.head].lemma == "tell" and token.dep in ("dobj", "dative") and child > one.head:
            node = child
        elif token.dep in ("prep", "dative") and token.lemma == "to" and tree.child(child, "pobj") is not None:
            node = tree.child(child, "pobj") or child
            heard = tokens[node].lemma in words("listeners") or tokens[node].ent == "ORG" or tokens[node].pos == "PROPN"
            if not heard or tokens[one.head].lemma in _TAKES_TO or tokens[one.head].lemma not in words("core_verbs"):
                continue
        else:
            continue
        if tokens[node].pos in ("NOUN", "PROPN") and not view.quoted[node]:
            low, high = _until_clause(tree, node, node)
            if any(a <= low < b and node != one.head + 1 for a, b in one.content):
                return None
            return trimmed(tokens, low, high)
    return None


def _until_clause(tree: Tree, node: int, noun: int) -> Range:
    """The subtree of ``node``, up to a clause, an aside or a time that hangs on ``noun``."""
    high = tree.right[node]
    for child in tree.children[noun]:
        token = tree.tokens[child]
        late = token.dep in ("relcl", "acl", "appos", "advcl", "punct", "ccomp", "npadvmod", "conj", "cc")
        if child > noun and (late or (token.dep == "prep" and token.lemma in ("on", "after", "as", "during", "that"))):
            high = min(high, tree.left[child])
    return tree.left[node], max(high, noun + 1)


def _is_occasion(tree: Tree, noun: int) -> bool:
    return tree.tokens[noun].lemma in words("occasions")


def _belongs(tree: Tree, preposition: int, one: Found) -> bool:
    """The phrase hangs on the cue."""
    above = tree.head[preposition]
    return above == one.head or one.cue[0] <= above < one.cue[1]


def _overlaps(span: Range, other: Range | None) -> bool:
    return other is not None and span[0] < other[1] and other[0] < span[1]


def antecedent(tree: Tree, pronoun: int) -> int | None:
    """The noun that a relative pronoun stands for."""
    if tree.tokens[pronoun].lemma not in _RELATIVE:
        return None
    for node in tree.ancestors(pronoun):
        if tree.tokens[node].dep == "relcl":
            return tree.head[node]
    return None
