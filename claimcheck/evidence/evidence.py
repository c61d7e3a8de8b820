"""Corpus evidence: what is swapped for what over all comparisons, what the pages themselves call an alias, and which
spellings of names each article uses. Learned from the texts alone; no lexicon."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from claimcheck.comparing.agreement import agreement, mutual_agreement
from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.places import mention_place, side_place
from claimcheck.datamodel import (
    AliasEvidence,
    Claim,
    Comparison,
    Edit,
    EditKind,
    MentionKind,
    Name,
    NameUse,
    Place,
    Span,
    Substitution,
    Token,
)
from claimcheck.textforms import fold, plain
from claimcheck.values.names.gazetteer import lies_in

_GAP = r"[ \u00a0]"
_WORD = r"(?:(?:al|el|ad|an|ar|as|at|az|bin|ul|d|l)[-'’])?[A-Z][\w'’.-]*"  # "al-Shaabi" inside a name
_NAME = rf"{_WORD}(?:{_GAP}(?:(?:of|the|and|for|in|al|de|du|von|van){_GAP})*{_WORD}){{0,7}}"
_BEFORE = rf"(?:(?:also|better|previously|formerly|then|once|now){_GAP})?(?:known{_GAP}as{_GAP}|called{_GAP})?"
_PARENTHESIS = re.compile(rf"({_NAME}){_GAP}\({_BEFORE}((?:the{_GAP})?{_NAME})\)")
_ALIAS = re.compile(
    rf"({_NAME}),?{_GAP}(?:alias|a\.k\.a\.|aka|nicknamed|dubbed|n[ée]e|formerly|previously){_GAP}"
    rf"[“\"‘']?(?:[Tt]he{_GAP})?({_NAME})"
)
_KNOWN_AS = re.compile(
    rf"({_NAME})(?:{_GAP}?[,—–(-]+{_GAP}?|{_GAP})(?:which{_GAP}(?:is|was){_GAP}|(?:is|was){_GAP})?"
    rf"(?:also{_GAP}|then{_GAP}|better{_GAP}|formerly{_GAP})?"
    rf"(?:known{_GAP}(?:also{_GAP}|then{_GAP})?as|(?:called|named|renamed)(?:{_GAP}(?:also|then|as|to))?){_GAP}"
    rf"(?:the{_GAP})?({_NAME})(?:,?{_GAP}or{_GAP}(?:the{_GAP})?({_NAME}))?"
)
_OR = re.compile(rf"({_NAME}),{_GAP}or{_GAP}({_NAME}),")
_SAME_SENTENCE = 0.85  # share of the longer side's content words from which nothing but the name differs
_LINKS = frozenset("of in for and at on".split())
_BY_PARTICIPLE = frozenset({"known as", "alias"})
_STATEMENTS = ((_PARENTHESIS, "in brackets"), (_KNOWN_AS, "known as"), (_ALIAS, "alias"), (_OR, "or"))


def aliases_in(claims: Iterable[Claim]) -> tuple[AliasEvidence, ...]:
    """What the pages themselves say is one referent: "Daesh (ISIS)", "known also as", "X, or Y,"; "Mosul (Iraq)" says
    where it lies."""
    found: list[AliasEvidence] = []
    for claim in claims:
        for pattern, how in _STATEMENTS:
            for match in pattern.finditer(claim.text):
                first = _trimmed(match[1])
                for group in range(2, pattern.groups + 1):
                    if match[group] is None:
                        continue
                    second = _trimmed(match[group])
                    if fold(first) != fold(second) and not (
                        how in _BY_PARTICIPLE
                        and _hangs_on_another(claim, match.start(1), match.end(1), match.end())
                        or how == "in brackets"
                        and lies_in(first, second)
                    ):
                        start = claim.span.start + match.start()
                        end = claim.span.start + match.end()
                        place = Place(
                            Span(claim.span.path, start, end), match[0], claim.article_id, claim.id, claim.text
                        )
                        found.append(AliasEvidence(first, second, how, place))
    return tuple(found)


def _hangs_on_another(claim: Claim, start: int, end: int, after: int) -> bool:
    """Whether "dubbed" or "known as", behind a name at ``start`` to ``end`` of the text, is said of what the name hangs
    on by a preposition: "a patch for IE, dubbed MS08-078"."""
    base, tokens = claim.span.start, claim.tokens
    inside = [i for i, t in enumerate(tokens) if base + start <= t.start < base + end]
    top = next((i for i in inside if tokens[i].head not in inside), None)
    cue = next((t for t in tokens if base + end <= t.start < base + after and t.dep == "acl"), None)
    if top is None or cue is None or tokens[top].dep != "pobj" or tokens[tokens[top].head].lemma == "of":
        return False  # "the island of Lebata, also known as Marunga"
    return cue.head == tokens[tokens[top].head].head


def alias_pairs(left: str, right: str) -> tuple[frozenset[str], frozenset[str]]:
    """The keys under which a statement that two names are one is found: the whole names, and what they are called for
    short, their last words."""
    first, second = fold(left), fold(right)
    return frozenset((first, second)), frozenset((_for_short(first), _for_short(second)))


def _for_short(name: str) -> str:
    """The last word, unless it only tells more of what goes before: nobody is "America" for Bank of America."""
    return name if _LINKS.intersection(name.split()) else name.rpartition(" ")[2]


def statements_by_pair(aliases: Iterable[AliasEvidence]) -> dict[frozenset[str], list[AliasEvidence]]:
    """Alias statements by ``alias_pairs``, so that one swap meets only those that may concern it."""
    found: dict[frozenset[str], list[AliasEvidence]] = defaultdict(list)
    for alias in aliases:
        for key in dict.fromkeys(alias_pairs(alias.first, alias.second)):
            found[key].append(alias)
    return found


def _trimmed(name: str) -> str:
    return re.sub(r"(?:['’]s|['’]|[.,-]+)$", "", re.sub(r"^The ", "", name))


Swap = tuple[EditKind, str, str]  # what stands for what: the kind and the two sides without dress, in order


def substitutions_in(comparisons: Iterable[Comparison]) -> tuple[tuple[Substitution, ...], dict[Swap, frozenset[str]]]:
    """Names and common nouns that stand for each other in matched slots, the pair in alphabetical order; and for each
    its witnesses: a hash for every pair of claim texts, so that copies of one text are one, wherever they are met.
    """
    places: dict[tuple[EditKind, str, str], list[tuple[Place, Place]]] = defaultdict(list)
    slots: dict[tuple[EditKind, str, str], list[bool]] = defaultdict(list)
    witnesses: dict[Swap, set[str]] = defaultdict(set)
    surfaces: dict[tuple[EditKind, str], Counter[str]] = defaultdict(Counter)
    for comparison in comparisons:
        for edit in comparison.edits:
            if (
                edit.kind not in {EditKind.NAME, EditKind.TERM}
                or edit.left[0] == edit.left[1]
                or edit.right[0] == edit.right[1]
            ):
                continue
            left = side_place(comparison, "left", edit.left)
            right = side_place(comparison, "right", edit.right)
            a = substitution_key(edit.kind, comparison.left_tokens[edit.left[0] : edit.left[1]])
            b = substitution_key(edit.kind, comparison.right_tokens[edit.right[0] : edit.right[1]])
            if a == b:
                continue
            surfaces[edit.kind, a][edit.left_surface] += 1
            surfaces[edit.kind, b][edit.right_surface] += 1
            key = (edit.kind, *sorted((a, b)))
            places[key].append((left, right) if a < b else (right, left))  # type: ignore[index]
            slots[key].append(same_part(comparison, edit))  # type: ignore[index]
            said = sorted((fold(left.claim_text or ""), fold(right.claim_text or "")))
            witnesses[key].add(hashlib.sha256("\x1f".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:16])  # type: ignore[index]
    result = []
    for (kind, a, b), pairs in sorted(places.items()):
        most = [min(surfaces[kind, side].items(), key=lambda item: (-item[1], item[0]))[0] for side in (a, b)]
        seen = len(witnesses[kind, a, b])
        result.append(Substitution(kind, most[0], most[1], tuple(pairs), seen, tuple(slots[kind, a, b]), seen, (a, b)))
    return tuple(result), {swap: frozenset(seen) for swap, seen in witnesses.items()}


def same_part(comparison: Comparison, edit: Edit) -> bool:
    """Whether the two stretches of an edit play one part: the same dependency under heads that answer each other, and
    neither is the source of what is said."""
    left, right = comparison.left_tokens, comparison.right_tokens
    a, b = _head(left, edit.left), _head(right, edit.right)
    if mutual_agreement(comparison) >= _SAME_SENTENCE:
        return True  # word for word one sentence: one text has the other's source wrong
    sources = [
        x.source_span
        for c in (*comparison.alignment.left, *comparison.alignment.right)
        for x in c.attributions
        if x.source_span is not None
    ]
    for tokens, i in ((left, a), (right, b)):
        path = comparison.alignment.left[0].span.path if tokens is left else comparison.alignment.right[0].span.path
        over = tokens[tokens[i].head].start
        for span in sources:
            inside = span.path == path and span.start <= tokens[i].start < span.end
            if inside and not (tokens[i].head != i and span.start <= over < span.end):
                return False  # it is the source itself, not a name in its description
    if agreement(comparison) >= 0.75:
        return True  # everything else agrees: the parser's slip, not another part
    if _part(left[a].dep) != _part(right[b].dep):
        return False
    above = left[a].head, right[b].head
    return above in comparison.matched or left[above[0]].lemma == right[above[1]].lemma


def _head(tokens: Sequence[Token], span: tuple[int, int]) -> int:
    """The token of a range whose head lies outside it."""
    inside = range(*span)
    return next((i for i in inside if tokens[i].head not in inside or tokens[i].head == i), span[0])


def _part(dep: str) -> str:
    return {"nsubjpass": "nsubj", "nmod": "compound", "amod": "compound"}.get(dep, dep)


def substitution_key(kind: EditKind, tokens: Sequence[Token]) -> str:
    """Names by their words, common nouns by the lemma of the last (so that "jihadis" and "jihadi" are one)."""
    if kind is EditKind.TERM:
        return re.sub(r"s$", "", dress_key(tokens[-1].lemma))
    return " ".join(fold(t.surface) for t in tokens if any(c.isalnum() for c in t.surface))


def ledger_of(claims: Iterable[Claim]) -> tuple[NameUse, ...]:
    """Every spelling of every name, by article, with its places."""
    uses: dict[tuple[str, str], list[tuple[Name, Place]]] = defaultdict(list)
    for claim in claims:
        for mention in claim.mentions:
            if mention.kind is MentionKind.NAME and isinstance(mention.value, Name):
                uses[claim.article_id, plain(mention.surface)].append((mention.value, mention_place(claim, mention)))
    return tuple(
        NameUse(entries[0][0], entries[0][1].surface, article, tuple(place for _, place in entries))
        for (article, _), entries in sorted(uses.items())
    )
