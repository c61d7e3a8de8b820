"""role-differs (N104): the rank, title or description of a person differs in substance.

What it finds
    Beside one name, matched claims put descriptions that share no word ("a specialist on extremist movements",
    "a defence analyst"), or a role that only one of them calls former, acting or deputy. Anywhere in the story, one
    person has two ranks ("General", "Major General"), two offices of which a house gives one at a time ("general
    manager", "president"), two parties or nations, is a leader here and a dictator there, is called former or acting by
    one article alone, has contrary words before one noun. All places that show one such difference are one finding.

Why it matters
    A former minister is not the minister; what someone is called decides how much their word weighs.

Example
    - Omar Haddad, the former head of the port authority, said the crane had been repaired twice.
    - Omar Haddad, the head of the port authority, said the crane had been repaired twice.
    -> role-differs: "former" / "head of the port authority"

Not reported
    The same title in short and long form ("Gen.", "General"); a title that one side leaves out; in reports written
    independently, other descriptions than these; two nouns of one office ("attorney", "lawyer"); an office that one
    article gives with the other's ("president and general manager"); "late" and "then".

Options
    none.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from claimcheck.comparing.dress import dress_key
from claimcheck.comparing.places import place_in, side_place
from claimcheck.datamodel import (
    Comparison,
    Divergence,
    EditKind,
    Evidence,
    Mention,
    MentionKind,
    Name,
    Place,
    Relation,
    Rule,
    Severity,
    Token,
)
from claimcheck.evidence.aliases import is_title
from claimcheck.facts.contrasts import contrast, turning_words, words_of
from claimcheck.facts.persons import is_person
from claimcheck.facts.roles import people, roles_of
from claimcheck.textforms import fold

_COURTESY = frozenset({"mister", "mrs", "ms", "miss", "sir", "lady", "lord", "doctor", "inspector"})


@dataclass(frozen=True, slots=True)
class RoleDiffers(Rule):
    code: ClassVar[str] = "N104"
    name: ClassVar[str] = "role-differs"
    severity: Severity = Severity.NOTE

    def check(self, comparison: Comparison) -> Iterator[Divergence]:
        if not comparison.is_derived:
            return
        yield from self._turned(comparison)
        yield from _ranks(comparison)
        for pair in comparison.pairs:
            if pair.left.kind is not MentionKind.NAME or pair.judgement.relation not in {
                Relation.SAME,
                Relation.COMPATIBLE,
            }:
                continue
            if not isinstance(pair.left.value, Name) or pair.left.value.kind not in {"person", "unknown"}:
                continue
            a = _description(comparison.left_tokens, pair.left)
            b = _description(comparison.right_tokens, pair.right)
            if not a or not b or _share_a_word(a, b):
                continue
            left = place_in(comparison.alignment.left, a[0].start, a[-1].end)
            right = place_in(comparison.alignment.right, b[0].start, b[-1].end)
            yield _divergence(
                left, right, f"“{pair.left.surface}” is “{left.surface}” in one article, “{right.surface}” in the other"
            )

    def check_story(self, evidence: Evidence) -> Iterator[Divergence]:
        """What articles call one person or body where the words agree but one."""
        claims = {claim.id: claim for claim in evidence.claims}
        derived = [c.alignment for c in evidence.comparisons if c.is_derived]
        seen = {frozenset((a.id, b.id)) for x in derived for a in x.left for b in x.right}  # by ``check``
        for referent in people(evidence.referents):
            roles = [role for role in roles_of(referent, claims) if role.facet != "age"]
            said: dict[str, set[str]] = {}
            for role in roles:
                said.setdefault(role.claim.article_id, set()).update(words_of(role))
            told: dict[str, tuple[list[Place], list[Place]]] = {}
            for a, b in itertools.combinations(roles, 2):
                articles = a.claim.article_id, b.claim.article_id
                found = contrast(a, b) if a.facet == b.facet else None
                if found is None or articles[0] == articles[1]:
                    continue
                if found.kind.startswith("turned") and frozenset((a.claim.id, b.claim.id)) in seen:
                    continue
                if found.right in said[articles[0]] or found.left in said[articles[1]]:
                    continue  # the other article says it too
                left, right = (place_in((r.claim,), r.span.start, r.span.end) for r in (a, b))
                sides = told.setdefault(found.kind, ([], []))
                turned = left in sides[1] or right in sides[0]
                for side, place in zip(sides, (right, left) if turned else (left, right), strict=True):
                    side += [] if place in side else [place]
            for lefts, rights in told.values():
                one, other = lefts[0], rights[0]
                message = f"“{referent.name}” is “{one.surface}” in one article, “{other.surface}” in the other"
                yield _divergence(one, other, message, (*lefts[1:], *rights[1:]))

    def _turned(self, comparison: Comparison) -> Iterator[Divergence]:
        """ "the former head" against "the head": the role word itself is matched."""
        pairs = dict(comparison.matched)
        back = {j: i for i, j in comparison.matched}
        sides = (
            (comparison.left_tokens, comparison.right_tokens, pairs, True),
            (comparison.right_tokens, comparison.left_tokens, back, False),
        )
        for tokens, others, matched, is_left in sides:
            for i, token in enumerate(tokens):
                if (
                    token.surface.lower() not in turning_words()
                    or i in matched
                    or token.dep not in {"amod", "compound", "nmod"}
                ):
                    continue
                role = token.head
                if (
                    role == i
                    or role not in matched
                    or tokens[role].tag not in {"NN", "NNP"}
                    or tokens[role].lemma in turning_words()
                    or not (
                        is_person(tokens[role].lemma.lower())
                        and (tokens[role].tag == "NN" or is_title(tokens[role].surface))
                    )
                ):
                    continue
                j = matched[role]
                before = others[max(0, j - 3) : j]  # "ex-girlfriend": the parser ties its parts as it likes
                if any(t.lemma.lower() in turning_words() for t in (*before, *(t for t in others if t.head == j))):
                    continue
                own, other = comparison.alignment.left, comparison.alignment.right
                if not is_left:
                    own, other = other, own
                turned = place_in(own, token.start, max(token.end, tokens[role].end))
                plain = place_in(other, others[j].start, others[j].end)
                first, second = (turned, plain) if is_left else (plain, turned)
                yield _divergence(first, second, f"“{turned.surface}” in one article is “{plain.surface}” in the other")


def _ranks(comparison: Comparison) -> Iterator[Divergence]:
    """ "Colonel Adams" against "General Adams"; a courtesy title against a rank is no difference."""
    for edit in comparison.edits:
        if edit.kind is not EditKind.TITLE or edit.left[0] == edit.left[1] or edit.right[0] == edit.right[1]:
            continue
        if {dress_key(edit.left_surface), dress_key(edit.right_surface)} & _COURTESY:
            continue
        if not all(map(_has_noun, ((comparison.left_tokens, edit.left), (comparison.right_tokens, edit.right)))):
            continue  # "When Su arrived", "But Ting saw"
        left, right = side_place(comparison, "left", edit.left), side_place(comparison, "right", edit.right)
        yield _divergence(left, right, f"“{edit.left_surface}” in one article, “{edit.right_surface}” in the other")


def _has_noun(side: tuple[Sequence[Token], tuple[int, int]]) -> bool:
    tokens, (start, end) = side
    return any(t.pos in {"NOUN", "PROPN", "ADJ"} for t in tokens[start:end])


def _divergence(left: Place, right: Place, message: str, others: Sequence[Place] = ()) -> Divergence:
    return Divergence(
        message=message,
        primary=left,
        related=(right, *others),
        key=("role", *sorted((fold(left.surface), fold(right.surface)))),
        values=(left.surface, right.surface),
        evidence=("both stand beside the same name or role",),
    )


def _description(tokens: Sequence[Token], mention: Mention) -> list[Token]:
    """The apposition of a name: "Hisham al-Hashemi, a specialist on extremist movements, …", up to its closing
    comma."""
    inside = [i for i, t in enumerate(tokens) if t.start < mention.span.end and mention.span.start < t.end]
    if not inside:
        return []
    heads = [
        i for i, t in enumerate(tokens) if t.dep == "appos" and t.head in inside and t.pos == "NOUN" and i > inside[-1]
    ]
    if not heads:
        return []
    start = inside[-1] + 1
    while start < len(tokens) and tokens[start].pos == "PUNCT":
        start += 1
    end = heads[0] + 1
    while (
        end < len(tokens)
        and tokens[end].surface not in {",", ";", "—", "–", "--"}
        and tokens[end].tag not in {"WP", "WDT"}
    ):
        end += 1
    stretch = list(tokens[start:end])
    return (
        stretch if stretch and not any(t.tag in {"VBD", "VBZ", "VBP", "MD"} for t in tokens[start : heads[0]]) else []
    )


def _share_a_word(a: Sequence[Token], b: Sequence[Token]) -> bool:
    left, right = ({dress_key(t.lemma) for t in side if t.pos in {"NOUN", "PROPN", "ADJ"}} for side in (a, b))
    return bool(left & right)
