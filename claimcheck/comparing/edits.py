"""What differs between two aligned sides, as typed edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from claimcheck.comparing.claim_units import Unit, units_of
from claimcheck.comparing.cues import CERTAINTY, NEGATIONS
from claimcheck.comparing.token_alignment import judge_mentions
from claimcheck.datamodel import Claim, Edit, EditKind, Mention, MentionKind, Relation, Token

Op = tuple[int | None, int | None]
_PARTLY, _MOSTLY = 0.34, 0.5  # shares of a stretch's content words that stand elsewhere
_SHORT = 3  # units: a longer insertion with a "not" in it is a new clause, not a flipped one


@dataclass(frozen=True, slots=True)
class ArticleWords:
    """The content words of every claim of an article: what an inserted or deleted stretch is looked up in; and by id
    its units, which every comparison of the claim begins with."""

    claims: tuple[frozenset[str], ...]
    units: Mapping[str, tuple[Unit, ...]]


def article_words(claims: Sequence[Claim]) -> ArticleWords:
    """Content keys (lemmas in plain dress) per claim, and its units."""
    units = {c.id: units_of([c], c.tokens) for c in claims}
    return ArticleWords(tuple(frozenset(_content_keys(units[c.id])) for c in claims), units)


@dataclass(frozen=True, slots=True)
class Sides:
    left: tuple[Unit, ...]
    right: tuple[Unit, ...]
    left_tokens: tuple[Token, ...]
    right_tokens: tuple[Token, ...]
    left_quoted: tuple[int, ...]
    right_quoted: tuple[int, ...]
    left_names: dict[int, Mention]
    right_names: dict[int, Mention]
    left_words: ArticleWords
    right_words: ArticleWords


def _content_keys(units: Sequence[Unit]) -> list[str]:
    return [u.key if u.mention is not None else u.lemma for u in units if u.is_content]


def is_same(left: Unit, right: Unit) -> bool:
    """The same word or value in whatever dress; an inflection of one lemma counts as the same word."""
    if left.key == right.key:
        return True
    if left.mention is not None and right.mention is not None:
        return judge_mentions(left.mention, right.mention).relation is Relation.SAME
    return left.mention is None and right.mention is None and left.lemma == right.lemma and not left.is_name


def edits_of(path: Sequence[Op], s: Sides) -> list[Edit]:
    edits: list[Edit] = []
    run: list[Op] = []
    at_left = at_right = 0  # token positions reached, where an insertion or deletion is anchored
    for op in [*path, (None, None)]:
        i, j = op
        same = i is not None and j is not None and is_same(s.left[i], s.right[j])
        if (i is None and j is None) or same:
            edits += _run_edits(run, s, at_left, at_right)
            run = []
            if i is not None and j is not None:
                at_left, at_right = s.left[i].last, s.right[j].last
                edits += _number_flip(i, j, s)
        else:
            run.append(op)
    return _whole_names(edits, path, s)


def _whole_names(edits: Sequence[Edit], path: Sequence[Op], s: Sides) -> list[Edit]:
    """A name edit grows to the whole name where no other word of it is matched: "Popular" against "Al" is "Popular
    Mobilization Forces" against "Al-Hashd al-Shaabi". Edits inside a grown one go with it."""
    same = [
        (s.left[i], s.right[j]) for i, j in path if i is not None and j is not None and is_same(s.left[i], s.right[j])
    ]
    kept_left = {k for a, _ in same if not a.is_mark for k in range(a.first, a.last)}
    kept_right = {k for _, b in same if not b.is_mark for k in range(b.first, b.last)}
    grown: list[Edit] = []
    for edit in edits:
        if edit.kind is EditKind.NAME and edit.left[0] < edit.left[1] and edit.right[0] < edit.right[1]:
            left = _grown(edit.left, s.left_names, kept_left)
            right = _grown(edit.right, s.right_names, kept_right)
            if (left, right) != (edit.left, edit.right):
                edit = replace(
                    edit,
                    left=left,
                    right=right,
                    left_surface=surface_of(s.left_tokens, left),
                    right_surface=surface_of(s.right_tokens, right),
                )
        grown.append(edit)
    names = [e for e in dict.fromkeys(grown) if e.kind is EditKind.NAME]
    return [
        edit
        for edit in dict.fromkeys(grown)
        if not any(edit is not n and _within(edit.left, n.left) and _within(edit.right, n.right) for n in names)
    ]


def _grown(span: tuple[int, int], names: Mapping[int, Mention], kept: set[int]) -> tuple[int, int]:
    mentions = [names[k] for k in range(*span) if k in names]
    indices = [k for k, m in names.items() if m in mentions]
    if not indices or any(k in kept for k in indices):
        return span
    return min(*indices, span[0]), max(max(indices) + 1, span[1])


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _number_flip(i: int, j: int, s: Sides) -> list[Edit]:
    """ "bombings" against "bombing": one lemma, singular against plural."""
    a, b = s.left_tokens[s.left[i].first], s.right_tokens[s.right[j].first]
    if s.left[i].mention is None and {a.tag, b.tag} == {"NN", "NNS"} and a.lemma == b.lemma:
        return [_edit(EditKind.QUANTITY, [(i, j)], s, 0, 0)]
    return []


def _run_edits(run: Sequence[Op], s: Sides, at_left: int, at_right: int) -> list[Edit]:
    """A stretch without a common word, as typed edits: paired words by their kind, what is left over as insertions and
    deletions."""
    edits: list[Edit] = []
    group: list[Op] = []
    group_kind: EditKind | None = None
    for op in run:
        kind = _op_kind(op, s)
        if group and (kind is group_kind or _joins(op, group_kind, s)):
            group.append(op)
            continue
        if (
            group
            and group_kind in {EditKind.INSERTION, EditKind.DELETION}
            and kind is EditKind.NAME
            and _all_names(group, s)
        ):
            group.append(op)
            group_kind = kind
            continue
        if group and group_kind is not None:
            edits.append(_close(group_kind, group, s, at_left, at_right))
            at_left = max([at_left, *(s.left[i].last for i, _ in group if i is not None)])
            at_right = max([at_right, *(s.right[j].last for _, j in group if j is not None)])
        group, group_kind = [op], kind
    if group and group_kind is not None:
        edits.append(_close(group_kind, group, s, at_left, at_right))
    return [part for edit in _fused(edits, s) if not _is_blank(edit, s) for part in _parts(edit, s)]


def _parts(edit: Edit, s: Sides) -> list[Edit]:
    """A long stretch that partly stands elsewhere, phrase by phrase: "flying the flag | around noon"."""
    if edit.kind not in {EditKind.INSERTION, EditKind.DELETION} or edit.elsewhere < _PARTLY:
        return [edit]
    deleted = edit.kind is EditKind.DELETION
    span, units, words = (edit.left, s.left, s.right_words) if deleted else (edit.right, s.right, s.left_words)
    inside = [u for u in units if span[0] <= u.first and u.last <= span[1]]
    phrases: list[list[Unit]] = []
    for unit in inside:
        if not phrases or unit.is_mark or unit.mention is not None or unit.pos in {"ADP", "SCONJ", "CCONJ"}:
            phrases.append([])
        phrases[-1].append(unit)
    joined: list[tuple[list[Unit], float]] = []
    for phrase in phrases:
        share = elsewhere(phrase, words)
        hollow = not any(u.is_content for u in phrase)
        if joined and (hollow or (share < _MOSTLY) == (joined[-1][1] < _MOSTLY)):
            joined[-1] = (
                joined[-1][0] + phrase,
                joined[-1][1] if hollow else elsewhere(joined[-1][0] + phrase, words),
            )
        else:
            joined.append((phrase, share))
    if len(joined) < 2:
        return [edit]
    out = []
    for phrase, share in joined:
        own = (phrase[0].first, phrase[-1].last)
        tokens = s.left_tokens if deleted else s.right_tokens
        surface = surface_of(tokens, own)
        if deleted:
            out.append(replace(edit, left=own, left_surface=surface, elsewhere=share))
        else:
            out.append(replace(edit, right=own, right_surface=surface, elsewhere=share))
    return out


def _joins(op: Op, kind: EditKind | None, s: Sides) -> bool:
    """A name's own hyphens and further parts belong to it; a deletion goes on over marks."""
    i, j = op
    if kind is EditKind.NAME and (i is None or j is None):
        unit = s.left[i] if i is not None else s.right[j] if j is not None else None
        return unit is not None and (unit.is_name or unit.surface in {"-", "'", "’"})
    if kind is EditKind.DELETION:
        return j is None
    if kind is EditKind.INSERTION:
        return i is None
    return False


def _all_names(group: Sequence[Op], s: Sides) -> bool:
    units = [s.left[i] for i, _ in group if i is not None] + [s.right[j] for _, j in group if j is not None]
    return all(u.is_name or u.surface in {"-", "'", "’"} for u in units)


def _op_kind(op: Op, s: Sides) -> EditKind:
    i, j = op
    if j is None:
        return EditKind.DELETION
    if i is None:
        return EditKind.INSERTION
    a, b = s.left[i], s.right[j]
    if a.mention is not None or b.mention is not None:
        kinds = {u.mention.kind for u in (a, b) if u.mention is not None}
        if kinds == {MentionKind.QUANTITY}:
            return EditKind.QUANTITY
        return EditKind.DATE if kinds == {MentionKind.DATE} else EditKind.WORDING
    if a.is_mark or b.is_mark:
        return EditKind.STYLE
    if a.lemma in NEGATIONS or b.lemma in NEGATIONS:
        return EditKind.POLARITY
    if a.lemma in CERTAINTY or b.lemma in CERTAINTY:
        return EditKind.CERTAINTY
    if _is_title(a, s.left_names, s.left_tokens) and _is_title(b, s.right_names, s.right_tokens):
        return EditKind.TITLE
    opening = (a.first == 0 and a.first not in s.left_names) or (b.first == 0 and b.first not in s.right_names)
    peoples = a.pos == b.pos == "ADJ"  # "Chilean" against "Peruvian"
    if (a.is_name or b.is_name or peoples) and a.surface[:1].isupper() and b.surface[:1].isupper() and not opening:
        return EditKind.NAME
    if a.is_function or b.is_function:
        return EditKind.STYLE
    if a.pos in {"NOUN", "PROPN"} and b.pos in {"NOUN", "PROPN"}:
        return EditKind.TERM
    return EditKind.WORDING


def _is_title(unit: Unit, names: Mapping[int, Mention], tokens: Sequence[Token]) -> bool:
    """A capitalised word before a name that does not count it as its own: "Inspector", "Mr", "Finance Minister"."""
    if unit.first in names or not unit.surface[:1].isupper():
        return False
    after = unit.last
    while after < min(len(tokens), unit.last + 2) and after not in names and tokens[after].surface[:1].isupper():
        after += 1
    return after in names


def _close(kind: EditKind, group: Sequence[Op], s: Sides, at_left: int, at_right: int) -> Edit:
    units = [s.left[i] for i, _ in group if i is not None] + [s.right[j] for _, j in group if j is not None]
    if kind in {EditKind.INSERTION, EditKind.DELETION} and sum(not u.is_mark for u in units) <= _SHORT:
        if any(u.lemma in NEGATIONS for u in units):
            kind = EditKind.POLARITY
        elif any(u.lemma in CERTAINTY for u in units):
            kind = EditKind.CERTAINTY
    return _edit(kind, group, s, at_left, at_right)


def _edit(kind: EditKind, group: Sequence[Op], s: Sides, at_left: int, at_right: int) -> Edit:
    lefts = [s.left[i] for i, _ in group if i is not None]
    rights = [s.right[j] for _, j in group if j is not None]
    left = (lefts[0].first, lefts[-1].last) if lefts else (at_left, at_left)
    right = (rights[0].first, rights[-1].last) if rights else (at_right, at_right)
    share = 0.0
    if not rights:
        share = elsewhere(lefts, s.right_words)
    elif not lefts:
        share = elsewhere(rights, s.left_words)
    return Edit(
        kind,
        left,
        right,
        surface_of(s.left_tokens, left),
        surface_of(s.right_tokens, right),
        _inside(s.left_quoted, left) and _inside(s.right_quoted, right),
        share,
    )


def _fused(edits: Sequence[Edit], s: Sides) -> list[Edit]:
    """A deletion next to an insertion is one rewording where both say something."""
    fused: list[Edit] = []
    for edit in edits:
        last = fused[-1] if fused else None
        gaps = {EditKind.INSERTION, EditKind.DELETION}
        if last is not None and {last.kind, edit.kind} == gaps and not _is_blank(last, s) and not _is_blank(edit, s):
            a, b = (last, edit) if last.kind is EditKind.DELETION else (edit, last)
            fused[-1] = Edit(
                EditKind.WORDING, a.left, b.right, a.left_surface, b.right_surface,
                _inside(s.left_quoted, a.left) and _inside(s.right_quoted, b.right), max(a.elsewhere, b.elsewhere),
            )  # fmt: skip
        else:
            fused.append(edit)
    return fused


def _is_blank(edit: Edit, s: Sides) -> bool:
    """Only marks: no edit."""
    tokens = s.left_tokens[edit.left[0] : edit.left[1]] + s.right_tokens[edit.right[0] : edit.right[1]]
    return not any(c.isalnum() for token in tokens for c in token.surface)


def elsewhere(units: Sequence[Unit], words: ArticleWords) -> float:
    """Share of the units' content words that one claim of the other article has, 1 where they have none."""
    keys = set(_content_keys(units))
    return max((len(keys & claim) / len(keys) for claim in words.claims), default=0.0) if keys else 1.0


def _inside(quoted: Sequence[int], span: tuple[int, int]) -> bool:
    """Whether a stretch lies inside quotation marks; an empty one does if the tokens around it share a quotation."""
    first, last = span
    if first < last:
        return quoted[first] >= 0 and quoted[first] == quoted[last - 1]
    before = quoted[first - 1] if first else -1
    after = quoted[first] if first < len(quoted) else -1
    return before >= 0 and before == after


def surface_of(tokens: Sequence[Token], span: tuple[int, int]) -> str:
    """The words of a token range with their own spacing, white space collapsed to one space."""
    out: list[str] = []
    for before, token in zip([None, *tokens[span[0] : span[1]]], tokens[span[0] : span[1]], strict=False):
        if before is not None and token.start > before.end:
            out.append(" ")
        out.append(token.surface)
    return "".join(out)
