"""What the attribution models look at: cues and candidate sources in one sentence, and names of features for each.

A feature is a short string; a model holds a weight for each string it knows.  Training (benchmarks/quotes.py) and
reading use the same functions, so that both see the same.  Content spans have a file of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimcheck.claims.sources.tree import Range, Tree, grow_tree
from claimcheck.datamodel import Token

_MARKS = frozenset('"“”«»„') | {"``", "''"}
_CUE_POS = frozenset(("VERB", "NOUN", "AUX", "ADP", "ADJ", "PROPN", "PART", "ADV", "SCONJ"))
_NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ", "X"))
_HANGING = frozenset(("relcl", "acl", "appos", "prep", "advcl", "punct", "parataxis", "conj", "cc"))


@dataclass(frozen=True, slots=True)
class View:
    """A sentence as the models see it: its tree, and for each token whether it stands inside quotation marks."""

    tree: Tree
    quoted: tuple[bool, ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.tree.tokens


def view_of(tokens: Sequence[Token], quotations: Sequence[tuple[int, int]]) -> View:
    """``quotations`` are sorted half-open code point ranges of the words inside quotation marks."""
    quoted = []
    at = 0
    for token in tokens:
        while at < len(quotations) and quotations[at][1] <= token.start:
            at += 1
        quoted.append(at < len(quotations) and quotations[at][0] <= token.start < quotations[at][1])
    return View(grow_tree(tokens), tuple(quoted))


def is_mark(token: Token) -> bool:
    """A double quotation mark."""
    return token.surface in _MARKS


def word_at(view: View, index: int) -> str:
    """The lemma at an index; a sign for numbers, quotation marks and the sentence's ends."""
    tokens = view.tokens
    if not 0 <= index < len(tokens):
        return "^" if index < 0 else "$"
    token = tokens[index]
    return '"' if is_mark(token) else token.lemma if token.pos != "NUM" else "0"


def kind_of(token: Token) -> str:
    """A coarse sort of a participant: its entity label, pronoun or part of speech."""
    if token.pos == "PRON":
        return token.lemma
    return token.ent or token.tag


def path_between(tree: Tree, start: int, goal: int, longest: int = 5) -> str:
    """The dependency labels from one token up and down to another; "far" beyond ``longest`` steps."""
    up = [start, *tree.ancestors(start)]
    place = {node: n for n, node in enumerate(up)}
    down = []
    node = goal
    while node not in place:
        down.append(node)
        if tree.head[node] == node or len(down) > longest:
            return "far"
        node = tree.head[node]
    rising = place[node]
    if rising + len(down) > longest:
        return "far"
    steps = ["<" + tree.tokens[n].dep for n in up[:rising]]
    steps += [">" + _label(tree, n) for n in reversed(down)]
    return "".join(steps) or "self"


def _label(tree: Tree, index: int) -> str:
    token = tree.tokens[index]
    return f"{token.dep}:{token.lemma}" if token.dep in ("prep", "agent", "mark") else token.dep


# --------------------------------------------------------------------------- cues


def may_be_cue(token: Token) -> bool:
    """A cue's head is a content word, a preposition or a colon; the model knows which."""
    return token.pos in _CUE_POS or token.surface == ":"


def cue_key(token: Token) -> str:
    return f"{token.lemma}/{token.pos if token.pos != 'AUX' else 'VERB'}"


def cue_features(view: View, index: int) -> Iterator[str]:
    """Features for "this token heads a cue"."""
    tree, tokens = view.tree, view.tokens
    token = tokens[index]
    key = cue_key(token)
    yield "bias"
    yield f"k={key}"
    yield f"t={token.tag}"
    yield f"kt={key},{token.tag}"
    yield f"d={token.dep}"
    yield f"kd={key},{token.dep}"
    yield f"q={view.quoted[index]}"
    yield f"kq={key},{view.quoted[index]}"
    head = tokens[tree.head[index]]
    yield f"h={head.lemma if head is not token else 'ROOT'},{token.dep}"
    yield f"hp={head.pos},{token.dep}"
    labels = []
    for child in tree.children[index]:
        other = tokens[child]
        side = "l" if child < index else "r"
        if other.dep == "punct":
            continue
        label = _label(tree, child)
        labels.append(side + other.dep)
        yield f"c={side}{label}"
        yield f"kc={key},{side}{label}"
        if other.dep in ("nsubj", "nsubjpass", "dobj", "agent", "poss", "dative", "attr", "acomp", "pobj"):
            yield f"cl={other.dep},{other.lemma}"
            yield f"ck={other.dep},{kind_of(other)}"
            yield f"kck={key},{other.dep},{kind_of(other)}"
        elif other.dep in ("aux", "auxpass", "neg", "advmod", "mark", "prt"):
            yield f"cw={other.dep},{other.lemma}"
            yield f"kcw={key},{other.dep},{other.lemma}"
        elif other.dep in ("ccomp", "xcomp", "acl"):
            yield f"cc={other.dep},{other.tag}"
            mark = tree.child(child, "mark")
            yield f"kcc={key},{other.dep},{other.tag},{tokens[mark].lemma if mark is not None else ''}"
    yield f"f={'.'.join(labels[:5])}"
    yield f"kf={key},{'.'.join(sorted(set(labels) & _CORE))}"
    for step in (-2, -1, 1, 2):
        yield f"w{step}={word_at(view, index + step)}"
    yield f"kw1={key},{word_at(view, index + 1)}"
    yield f"kw-1={key},{word_at(view, index - 1)}"
    yield f"w12={word_at(view, index + 1)},{word_at(view, index + 2)}"
    shared = _shared_subject(tree, index)
    if shared is not None:
        yield f"ss={kind_of(tokens[shared])},{token.dep}"
        yield f"kss={key},{kind_of(tokens[shared])}"
        yield f"ssl={tokens[shared].lemma}"
    objects = [c for c in tree.children[index] if tokens[c].dep in ("dobj", "pobj", "attr", "oprd")]
    for child in objects:
        yield f"os={tokens[child].lemma[-4:]},{tokens[child].dep}"
        inner = ".".join(
            sorted({_label(tree, c) for c in tree.children[child] if tokens[c].dep in ("prep", "acl", "relcl")})
        )
        yield f"oi={tokens[child].dep},{inner}"
        yield f"koi={key},{inner}"
    steps = list(tree.ancestors(index))
    yield f"depth={min(len(steps), 4)}"
    yield f"up={'<'.join(tokens[n].dep for n in [index, *steps[:3]])}"
    for above in steps[:3]:
        yield f"a={tokens[above].lemma}"
    near = any(is_mark(tokens[n]) for n in range(max(0, index - 6), min(len(tokens), index + 7)))
    yield f"near={near}"
    yield f"knear={key},{near}"
    yield f"suffix={token.lemma[-3:]},{token.pos}"


def _shared_subject(tree: Tree, index: int) -> int | None:
    """The subject of the verb that a verb without its own is joined to, or the noun that it describes."""
    if tree.subject(index) is not None:
        return None
    for node in (index, *tree.ancestors(index)):
        subject = tree.subject(node)
        if subject is not None:
            return subject
        if tree.tokens[node].dep in ("acl", "relcl"):
            return tree.head[node]
        if tree.tokens[node].dep not in ("conj", "advcl", "xcomp"):
            return None
    return None


_CORE = frozenset(
    """lnsubj rnsubj lnsubjpass rccomp lccomp rxcomp rdobj rprep ragent lposs racl ldobj rattr racomp rdative rprt
    lmark""".split()
)


def reach_features(view: View, head: int, edge: int, cue: Range, side: str) -> Iterator[str]:
    """Features for "the cue reaches one token further", to the token ``edge`` on ``side`` ("l" or "r")."""
    tree, tokens = view.tree, view.tokens
    token = tokens[edge]
    key = cue_key(tokens[head])
    path = path_between(tree, head, edge, 4)
    length = min(cue[1] - cue[0], 4)
    after = edge + (1 if side == "r" else -1)
    yield "bias"
    yield f"p={path}"
    yield f"pl={path},{token.lemma}"
    yield f"kp={key},{path}"
    yield f"kl={key},{token.lemma}"
    yield f"l={token.lemma}"
    yield f"t={token.tag},{token.dep}"
    yield f"n={length},{token.pos}"
    yield f"e={token.ent},{path}"
    yield f"so={'.'.join(t.pos for t in tokens[cue[0] : cue[1]][:4])},{token.pos},{side}"
    yield f"ht={tokens[head].tag},{path}"
    yield f"hp={tokens[head].pos},{token.pos}"
    yield f"a={token.pos},{word_at(view, after)}"
    yield f"la={token.lemma},{tokens[after].pos if 0 <= after < len(tokens) else '$'}"
    yield f"kids={token.pos},{'.'.join(sorted({tokens[c].dep for c in tree.children[edge] if c > edge}))}"
    following = ".".join(sorted({tokens[c].dep for c in tree.children[head] if c > head}))
    yield f"hk={tokens[head].pos},{token.dep},{following}"
    if side == "r" and tree.head[edge] == head and token.dep in ("prep", "dobj"):
        inner = tree.child(edge, "pobj", "pcomp")
        yield f"pi={token.lemma},{kind_of(tokens[inner]) if inner is not None else ''}"
        yield f"kpi={key},{token.lemma},{tokens[inner].dep if inner is not None else ''}"
        has_clause = tree.child(head, "ccomp", "xcomp") is not None
        yield f"pc={token.dep},{has_clause}"


# --------------------------------------------------------------------------- sources


def source_candidates(view: View, head: int, cue: Range) -> list[tuple[int, Range]]:
    """(head token, span) of everything that may be the source of a cue."""
    tree, tokens = view.tree, view.tokens
    found: dict[Range, int] = {}
    for node, token in enumerate(tokens):
        if token.pos not in _NOMINAL or cue[0] <= node < cue[1] or tree.root[node] != tree.root[head]:
            continue
        if path_between(tree, head, node) == "far":
            continue
        for span in _noun_phrases(tree, node, cue):
            apart = span[0] <= node < span[1] and (span[1] <= cue[0] or span[0] >= cue[1])
            if apart and not _is_cut_off(view, span, cue):
                found.setdefault(span, node)
    for span in beside(view, cue):
        inner = [n for n in range(*span) if tokens[n].pos in _NOMINAL and not span[0] <= tree.head[n] < span[1]]
        found.setdefault(span, inner[-1] if inner else span[1] - 1)
    return [(node, span) for span, node in sorted(found.items())]


def _is_cut_off(view: View, span: Range, cue: Range) -> bool:
    """ "calls Putin smart and insists": what stands right before "and" plus verb is not the verb's subject."""
    between = view.tokens[span[1] : cue[0]]
    return any(t.pos == "CCONJ" for t in between) and not any(t.pos in ("VERB", "AUX") for t in between)


def beside(view: View, cue: Range) -> Iterator[Range]:
    """What touches the cue, whatever the tree makes of it: the noun group, and all from a closing mark on."""
    tokens = view.tokens
    end = cue[0]
    while end > 0 and tokens[end - 1].surface == ",":
        end -= 1
    start = end
    while start > 0 and _in_group(tokens[start - 1]) and view.quoted[start - 1] == view.quoted[end - 1]:
        start -= 1
    while start < end and tokens[start].pos in ("ADP", "PART", "PUNCT", "CCONJ"):
        start += 1
    if start < end and tokens[end - 1].pos in ("PROPN", "NOUN", "PRON"):
        yield start, end
    marks = [n for n in range(max(0, cue[0] - 30), cue[0]) if is_mark(tokens[n])]
    if marks and not view.quoted[cue[0]] and marks[-1] + 1 < cue[0]:  # '…," Rep. Gwen Moore (D-Wis.), a critic, said'
        yield marks[-1] + 1, cue[0]
        if tokens[cue[0] - 1].surface == ",":
            yield marks[-1] + 1, cue[0] - 1
    start = end = cue[1]
    while end < len(tokens) and _in_group(tokens[end]) and view.quoted[end] == view.quoted[start]:
        end += 1
    while end > start and tokens[end - 1].pos not in ("PROPN", "NOUN", "PRON"):
        end -= 1
    if start < end and tokens[start].pos not in ("ADP", "PART", "PUNCT"):
        yield start, end


def _in_group(token: Token) -> bool:
    dated = token.ent in ("DATE", "TIME")
    joint = token.lemma == "of" or token.surface in ("-", "'s", "’s", "&")
    return not dated and (token.pos in ("PROPN", "NOUN", "ADJ", "DET", "NUM", "PRON") or joint)


def _noun_phrases(tree: Tree, node: int, cue: Range) -> Iterator[Range]:
    tokens = tree.tokens
    left, right = tree.subtree(node)
    if left < cue[1] <= node:
        left = cue[1]
    if node < cue[0] < right:
        right = cue[0]
    while left < node and tokens[left].pos == "PUNCT":
        left += 1
    tails = [right]
    tails += [
        tree.left[c] for c in tree.children[node] if c > node and tokens[c].dep in _HANGING and tree.left[c] > node
    ]
    if tokens[node].dep == "poss":
        tails.append(node + 1)
    for tail in tails:
        end = tail
        while end > node + 1 and tokens[end - 1].pos == "PUNCT":
            end -= 1
        yield left, end
        if tokens[end - 1].surface == "'s" and end - 1 > node:
            yield left, end - 1
        if end < len(tokens) and tokens[end].surface == "," and end > node + 1:
            yield left, end + 1


def source_features(view: View, head: int, cue: Range, node: int, span: Range) -> Iterator[str]:
    """Features for "this span is the cue's source"."""
    tree, tokens = view.tree, view.tokens
    key = cue_key(tokens[head])
    noun = tokens[node]
    path = path_between(tree, head, node)
    after, last = word_at(view, span[1]), tokens[span[1] - 1]
    full = span[1] == tree.right[node]
    gap = span[0] - cue[1] if span[0] >= cue[1] else cue[0] - span[1]
    side = "r" if span[0] >= cue[1] else "l"
    yield "bias"
    yield f"p={path},{side}"
    yield f"pk={path},{key}"
    yield f"pt={path},{tokens[head].tag}"
    yield f"pn={path},{kind_of(noun)}"
    yield f"k={kind_of(noun)},{side}"
    yield f"n={noun.lemma}"
    yield f"pos={noun.pos},{noun.dep}"
    yield f"gap={side},{min(gap, 6)}"
    yield f"pgap={path},{min(gap, 3)}"
    yield f"hd={tokens[head].dep},{tokens[head].tag},{path}"
    yield f"full={full}"
    yield f"after={after},{full}"
    yield f"last={last.surface if last.pos == 'PUNCT' else last.pos},{full}"
    commas = any(t.surface == "," for t in tokens[span[0] : span[1] - 1])
    yield f"comma={last.surface == ','},{commas},{side},{after if not after.isalpha() else 'w'}"
    cut = tokens[top_of(tree, span[1], node)].dep if span[1] < tree.right[node] else ""
    yield f"cut={cut}"
    yield f"cutk={cut},{after},{noun.pos}"
    before = word_at(view, span[0] - 1)
    before = before if not before.isalpha() else tokens[span[0] - 1].pos
    yield f"adj={side},{gap},{noun.pos},{before}" if gap < 2 else "adj=far"
    yield f"adjk={side},{key},{noun.pos},{before}" if gap == 0 else "adjk=far"
    yield f"b={before},{path}"
    yield f"group={side},{gap},{all(_in_group(t) for t in tokens[span[0] : span[1]])},{before},{noun.ent}"
    yield f"quoted={view.quoted[node]}"
    yield f"first={tokens[span[0]].pos},{tokens[span[0]].dep}"
    yield f"len={min(span[1] - span[0], 12)}"
    sub = tree.subject(head)
    yield f"sub={sub is not None},{path}"
    agent, passive = tree.child(head, "agent") is not None, tree.child(head, "auxpass") is not None
    yield f"psub={sub is not None},{agent},{passive},{path}"


def top_of(tree: Tree, start: int, below: int) -> int:
    """The highest token whose subtree begins at ``start`` and does not hold ``below``."""
    node = min(start, len(tree.tokens) - 1)
    while (
        tree.head[node] != node and tree.left[tree.head[node]] == start and not tree.dominates(tree.head[node], below)
    ):
        node = tree.head[node]
    return node
