"""What the attribution models look at for content: the gaps that cue and source leave, where content may begin and end
in them, and names of features for each."""

from __future__ import annotations

from collections.abc import Iterator

from claimcheck.claims.sources.features import View, cue_key, is_mark, kind_of, path_between, top_of, word_at
from claimcheck.claims.sources.tree import Range, Tree


def top_end(tree: Tree, end: int, low: int) -> int:
    """The highest token whose subtree ends at ``end`` and begins at ``low`` or later."""
    node = end - 1
    while tree.head[node] != node and tree.right[tree.head[node]] == end and tree.left[tree.head[node]] >= low:
        node = tree.head[node]
    return node


def gaps(view: View, cue: Range, source: Range | None) -> list[tuple[str, Range]]:
    """The stretches that cue and source leave of the sentence, each named by its place: "_SC" is before both."""
    blocks = sorted([(cue, "C")] + ([(source, "S")] if source is not None else []))
    result = []
    at = 0
    letters = [letter for _, letter in blocks]
    for n, (block, _) in enumerate([*blocks, ((len(view.tokens), len(view.tokens)), "")]):
        if at < block[0]:
            result.append(("".join(letters[:n]) + "_" + "".join(letters[n:]), (at, block[0])))
        at = max(at, block[1])
    return result


def starts(view: View, head: int, gap: Range) -> list[int]:
    """Where content may begin inside a gap."""
    tree, tokens = view.tree, view.tokens
    low, high = gap
    found = []
    for index in range(low, high):
        token = tokens[index]
        before = tokens[index - 1] if index else None
        if token.pos == "PUNCT" and not is_mark(token) and token.surface not in "'‘([$#@-–—":
            continue
        if (
            index == low
            or before is None
            or before.pos in ("PUNCT", "CCONJ", "SCONJ")
            or is_mark(token)
            or tokens[top_of(tree, index, head)].dep in _BEGINS
        ):
            found.append(index)
    return found[:14]


_BEGINS = frozenset(
    """ccomp xcomp dobj pobj pcomp nsubj nsubjpass attr acomp oprd prep mark advcl ROOT conj acl relcl dative
    poss""".split()
)


def ends(view: View, start: int, gap: Range) -> list[int]:
    """Where content that begins at ``start`` may end (exclusive)."""
    tree, tokens = view.tree, view.tokens
    high = gap[1]
    found = []
    for end in range(start + 1, high + 1):
        last = tokens[end - 1]
        inner = end < high and last.pos == "PUNCT" and not is_mark(last) and last.surface not in ")]'’%.?!"
        if inner and not (last.surface == "," and is_mark(tokens[end])):
            continue
        if (
            end == high
            or tokens[end].pos in ("PUNCT", "CCONJ", "ADP", "SCONJ", "PRON", "VERB", "AUX", "ADV", "PART")
            or is_mark(last)
        ):
            found.append(end)
            continue
        if tree.head[end] < start or tokens[top_of(tree, end, start)].dep in (
            "npadvmod",
            "advcl",
            "relcl",
            "nsubj",
            "parataxis",
        ):
            found.append(end)
    return found if len(found) <= 40 else [*found[:30], *found[-10:]]


def start_features(view: View, head: int, cue: Range, place: str, gap: Range, start: int) -> Iterator[str]:
    """Features for "content begins here"."""
    tree, tokens = view.tree, view.tokens
    key = cue_key(tokens[head])
    token = tokens[start]
    top = top_of(tree, start, head)
    path = path_between(tree, head, top)
    offset = sum(1 for t in tokens[gap[0] : start] if t.pos != "PUNCT")
    mark = is_mark(token)
    yield "bias"
    yield f"g={place}"
    yield f"gp={place},{path}"
    yield f"kgp={key},{place},{path}"
    yield f"kg={key},{place}"
    yield f"go={place},{min(offset, 5)}"
    yield f"gpo={place},{path},{min(offset, 2)}"
    yield f"kgo={key},{place},{min(offset, 2)}"
    yield f"l={word_at(view, start)},{place}"
    yield f"b={word_at(view, start - 1)},{place}"
    yield f"bl={word_at(view, start - 1)},{token.pos}"
    opener = token.lemma if token.dep in ("mark", "prep", "aux") else token.pos
    yield f"klb={word_at(view, cue[1] - 1)},{opener},{min(offset, 2)}"
    yield f"q={view.quoted[start]},{mark},{view.quoted[start - 1] if start else ''},{place}"
    yield f"t={tokens[top].tag},{tokens[top].dep},{place}"
    yield f"ht={tokens[head].dep},{tokens[head].tag},{place},{path}"
    yield f"first={start == 0},{place},{tokens[head].dep}"
    yield f"hc={'.'.join(sorted({tokens[c].dep for c in tree.children[head]} & _COMPLEMENTS))},{place},{path}"
    yield f"end={gap[1] == len(tokens)},{place}"
    yield f"glen={min(gap[1] - gap[0], 8)},{place}"
    yield f"paths={place},{path},{word_at(view, start - 1)},{tokens[start].pos}"
    yield f"bb={word_at(view, start - 2)},{word_at(view, start - 1)},{place}"
    if tokens[top].dep == "prep":
        inner = tree.child(top, "pobj")
        yield f"prep={tokens[top].lemma},{kind_of(tokens[inner]) if inner is not None else ''},{place}"
    closing = place[-1] != "_" and place[0] == "_"
    if closing:
        edge = gap[1] - 1
        while edge > gap[0] and tokens[edge].pos == "PUNCT" and not is_mark(tokens[edge]):
            edge -= 1
        yield f"comma={word_at(view, gap[1] - 1)},{is_mark(tokens[edge])},{place},{start == gap[0]}"
        yield f"kcomma={key},{word_at(view, gap[1] - 1)},{start == gap[0]}"
        yield f"cover={tree.dominates(tree.root[head], start)},{tree.left[head] <= start},{place},{mark}"


def _reporting(view: View, start: int, end: int) -> str:
    """The kind of another reporting phrase inside a stretch, if it seems to hold one."""
    tokens = view.tokens
    for n in range(start + 1, min(end, len(tokens) - 1)):
        if tokens[n].surface.lower() == "according" and tokens[n + 1].lemma == "to":
            return "according"
        says = tokens[n].lemma in ("say", "add", "tell", "write") and tokens[n].tag in ("VBD", "VBZ", "VBP")
        if says and "," in (tokens[n - 1].surface, tokens[max(n - 2, 0)].surface):
            return "aside"
    return ""


_COMPLEMENTS = frozenset(("ccomp", "xcomp", "dobj", "prep", "acl", "attr", "acomp", "oprd", "agent", "pobj", "dative"))


def end_features(view: View, head: int, cue: Range, place: str, gap: Range, start: int, end: int) -> Iterator[str]:
    """Features for "content that begins at ``start`` ends before ``end``"."""
    tree, tokens = view.tree, view.tokens
    key = cue_key(tokens[head])
    top = top_of(tree, start, head)
    last = tokens[end - 1]
    after = tokens[end] if end < len(tokens) else None
    closes = top_end(tree, end, start)
    at_gap_end = all(t.pos == "PUNCT" and not is_mark(t) for t in tokens[end : gap[1]])
    at_top_end = tree.right[top] == end or (tree.right[top] > end and at_gap_end)
    opens = is_mark(tokens[start])
    marks = sum(map(is_mark, tokens[start:end])) % 2
    after_word = word_at(view, end)
    cut = path_between(tree, top, end, 4) if after is not None else "$"
    yield "bias"
    yield f"g={place},{at_gap_end}"
    yield f"top={at_top_end},{tokens[top].dep},{place}"
    yield f"gt={at_gap_end},{at_top_end},{place},{tokens[top].dep}"
    yield f"m={opens},{marks},{is_mark(last)},{place},{at_gap_end}"
    yield f"qe={view.quoted[end - 1]},{view.quoted[end] if after is not None else ''},{opens},{at_gap_end}"
    yield f"a={after_word},{place}"
    yield f"ap={after.pos if after is not None else '$'},{after.dep if after is not None else ''},{at_top_end}"
    yield f"al={after_word},{at_top_end},{at_gap_end}"
    yield f"last={last.surface if last.pos == 'PUNCT' else last.pos},{after_word if not after_word.isalpha() else 'w'}"
    yield f"lastm={last.surface if last.pos == 'PUNCT' else 'w'},{opens},{marks},{at_gap_end},{place}"
    yield f"cut={cut}"
    yield f"kcut={key},{cut}"
    yield f"cutw={cut},{after_word}"
    yield f"c={tokens[closes].dep},{at_gap_end}"
    yield f"len={min((end - start) // 3, 10)},{tokens[top].dep}"
    yield f"one={end - start == 1},{last.pos},{place}"
    over = opens and any(is_mark(tokens[n]) and tokens[n - 1].surface in ",?!" for n in range(start + 2, end - 1))
    yield f"over={over},{place},{at_gap_end}"
    yield f"ends={opens},{is_mark(last)},{tokens[end - 2].surface in ',?!' if end - start > 2 else ''},{place}"
    swallowed = _reporting(view, start, end)
    yield f"sw={swallowed},{at_gap_end}"
    yield f"swk={key},{swallowed}"
    yield f"next={_reporting(view, end, end + 4)},{swallowed}"
    inner = word_at(view, end + 1)
    yield f"a2={after_word},{inner}"
    yield f"k={key},{at_gap_end},{at_top_end}"
    yield f"commas={min(sum(t.surface == ',' for t in tokens[end : gap[1]]), 3)},{at_top_end},{place}"
    rest = top_of(tree, end, start) if after is not None else None
    if after is not None and after.surface == "," and end + 1 < len(tokens):
        rest = top_of(tree, end + 1, start)
    if rest is not None:
        yield f"r={tokens[rest].dep},{tokens[rest].tag},{after_word if after_word == ',' else ''}"
        hang = path_between(tree, head, rest, 4)
        yield f"rh={hang},{place}"
        yield f"rt={path_between(tree, top, rest, 4)},{after_word if after_word == ',' else ''}"
        yield f"rl={tokens[rest].lemma},{after_word if after_word == ',' else ''}"
