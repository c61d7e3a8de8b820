"""A slot's answers: which values its mentions give, who gives which, and whether two of them compete."""

from __future__ import annotations

from dataclasses import dataclass

from claimcheck.comparing.places import mention_place
from claimcheck.datamodel import Claim, Filling, Mention, Moment, Place, Quantity, Relation, Slot
from claimcheck.facts.bars import AGREED
from claimcheck.facts.values import judge, relation_of
from claimcheck.textforms import plain
from claimcheck.values.dates.algebra import read_moment
from claimcheck.values.quantities.algebra import read_quantity


@dataclass(frozen=True, slots=True)
class Answer:
    """One value of a slot in words, with every mention that gives it."""

    reading: str
    fillings: tuple[Filling, ...]

    @property
    def articles(self) -> frozenset[str]:
        return frozenset(f.claim.article_id for f in self.fillings)


@dataclass(frozen=True, slots=True)
class Rivals:
    """Two answers of one slot that differ, the one that more articles give first, how they stand to each other and
    why."""

    first: Answer
    second: Answer
    relation: Relation
    reason: str


def answers_of(slot: Slot) -> tuple[Answer, ...]:
    """The distinct values of a slot, the one that most articles give first, then by place; without what only perhaps
    answers what others of its value do."""
    groups: list[list[Filling]] = []
    for filling in (f for f in slot.fillings if f.sure >= AGREED):
        own = next((g for g in groups if relation_of(g[0].mention, filling.mention) is Relation.SAME), None)
        if own is None:
            groups.append([filling])
        else:
            own.append(filling)
    answers = [Answer(reading_of(group[0]), tuple(group)) for group in groups]
    return tuple(sorted(answers, key=lambda a: (-len(a.articles), a.fillings[0].mention.span)))


def rivals_in(slot: Slot) -> tuple[Rivals, ...]:
    """Every answer that differs from the first, where both stand in articles of their own; none where nothing says that
    the difference is worth a look."""
    inside = len(slot.articles) == 1
    if not slot.is_told:
        return ()
    answers = answers_of(slot)
    found = []
    for first, other in ((answers[0], other) for other in answers[1:]):
        if first.articles & other.articles and not inside:
            continue  # one article gives both: they answer two questions
        judgement = judge(first.fillings[0].mention.value, other.fillings[0].mention.value)
        if judgement.reason:
            found.append(Rivals(first, other, judgement.relation, judgement.reason))
    return tuple(found)


def places_of(rivals: Rivals) -> tuple[Place, ...]:
    """Every place of both answers, the first one of each at the head."""
    fillings = [*rivals.first.fillings[:1], *rivals.second.fillings[:1]]
    fillings += [*rivals.first.fillings[1:], *rivals.second.fillings[1:]]
    return tuple(mention_place(f.claim, f.mention) for f in fillings)


def told(rivals: Rivals) -> str:
    """Both answers as they stand, with how many articles give each where more than two speak."""
    parts = [
        (named(a.fillings[0].claim, a.fillings[0].mention), len(a.articles)) for a in (rivals.first, rivals.second)
    ]
    if sum(n for _, n in parts) == 2 or rivals.first.articles == rivals.second.articles:
        return " against ".join(f"“{surface}”" for surface, _ in parts)
    return " against ".join(f"“{surface}” ({n} {'article' if n == 1 else 'articles'})" for surface, n in parts)


def named(claim: Claim, mention: Mention) -> str:
    """A mention as a message shows it: a number of one word with what it counts, where that stands next: "one" alone
    reads like a pronoun, "one chapter" does not."""
    value, surface = mention.value, mention.surface
    if isinstance(value, Quantity) and value.dimension == "count" and value.noun and surface.isalpha():
        end = mention.span.end - claim.span.start
        whole = claim.text[end : end + len(value.noun) + 1]
        if whole.lower() == f" {value.noun}":
            return surface + whole
    return surface


def reading_of(filling: Filling) -> str:
    """A mention's value in words."""
    value, surface = filling.mention.value, plain(filling.mention.surface)
    if isinstance(value, Quantity):
        return read_quantity(value)
    return (read_moment(value) or surface) if isinstance(value, Moment) else surface
