"""The part of an index's texts that joins anew where something changed.

Texts are held in lots: what linkage joins, whether or not it is one story. What becomes of a lot depends on its own
texts and on groups that join it. So a change is worked out over the lots in which something changed, beside all lots
that are linked with them, of which the order of joining is stored. Where none of those is joined with a changed one,
all of them stay as they are; where one is, it is worked out too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.engine.story_rows import Lot, StoryRows
from claimcheck.stories.likeness import log_odds_of
from claimcheck.stories.linkage import Join, Known, Linkage, Members, Pair, Scores

if TYPE_CHECKING:
    import numpy as np

    from claimcheck.stories.outlines import Outline

_PAIRS_AT_ONCE, _AT_HAND = 20_000, 5_000  # pairs to score, outlines to keep: what is held at once


@dataclass(frozen=True, slots=True)
class Region:
    """Texts worked out anew, in their order, by number; what joined among them, as places in that order."""

    numbers: tuple[int, ...]
    joins: tuple[Join, ...]


def known_pairs(lots: Iterable[Lot], without: Collection[int] = ()) -> dict[Pair, int]:
    """The log odds that lots hold, by numbers, but for those of some texts."""
    return {
        _pair(lot.numbers[n], lot.numbers[m]): lot.pairs[n * (n - 1) // 2 + m]
        for lot in lots
        for n in range(len(lot.numbers))
        if lot.numbers[n] not in without
        for m in range(n)
        if lot.numbers[m] not in without
    }


def rejoined(
    rows: StoryRows,
    seeds: Collection[int],
    whole: Callable[[Iterable[str]], Mapping[str, Outline]],
    known: Mapping[Pair, int],
) -> Region:
    """Join some texts, which are in no lot, with each other and with what is in lots, and store the lots that come of
    it. ``whole`` gives outlines by article, ``known`` is what is known of pairs, by numbers."""
    work = _Work(rows, seeds, whole, known)
    while work.widened():
        pass
    return work.stored()


class _Work:
    """The texts that are worked out, by number, wider from turn to turn."""

    def __init__(
        self,
        rows: StoryRows,
        seeds: Collection[int],
        whole: Callable[[Iterable[str]], Mapping[str, Outline]],
        known: Mapping[Pair, int],
    ) -> None:
        self._rows, self._whole = rows, whole
        self._region, self._asked = set(seeds), set[int]()
        self._taken: dict[int, Lot] = {}
        self._links: dict[Pair, int] = {}
        self._scores = Scores(self._log_odds, known)
        self._heads = {text.number: text.head for text in rows.texts_at(seeds)}
        self._outlines: dict[int, Outline] = {}
        self._order: list[int] = []
        self._joins: list[Join] = []
        self._groups: list[Members] = []

    def _log_odds(self, pairs: Sequence[Pair]) -> np.ndarray:
        import numpy as np

        found = [np.zeros(0)]
        for start in range(0, len(pairs), _PAIRS_AT_ONCE):
            some = pairs[start : start + _PAIRS_AT_ONCE]
            new = {number for pair in some for number in pair if number not in self._outlines}
            if len(self._outlines) + len(new) > _AT_HAND:
                self._outlines.clear()
                new = {number for pair in some for number in pair}
            articles = {text.number: text.article for text in self._rows.texts_at(new)}
            whole = self._whole(articles.values())
            self._outlines |= {number: whole[article] for number, article in articles.items()}
            found.append(log_odds_of([(self._outlines[a], self._outlines[b]) for a, b in some]))
        return np.concatenate(found)

    def widened(self) -> bool:
        """Join, beside what is linked; whether something that is linked joins, which is in the region from now on."""
        region, links, rows = self._region, self._links, self._rows
        found = rows.links(region - self._asked)
        self._asked |= region
        links |= found
        self._scores.known |= found
        self._scores.fill_near((a, b, logit) for (a, b), logit in links.items() if a in region and b in region)
        texts = rows.texts_at({number for pair in links for number in pair} - region)
        lots = rows.lots({text.lot for text in texts if text.lot is not None})
        self._heads |= {text.number: text.head for text in texts}
        lot_of: dict[int, int] = {}
        for key, lot in lots.items():
            self._heads |= zip(lot.numbers, lot.heads, strict=True)
            lot_of |= dict.fromkeys(lot.numbers, key)
        order = sorted({*region, *(text.number for text in texts), *lot_of}, key=lambda n: (self._heads[n], n))
        places = {number: place for place, number in enumerate(order)}
        linkage = Linkage(
            range(len(order)),
            [(places[a], places[b], logit) for (a, b), logit in links.items()],
            lambda left, right: self._scores.sums(tuple(order[n] for n in left), tuple(order[n] for n in right)),
            known=[
                Known(places[lot.numbers[j.one]], places[lot.numbers[j.other]], j.sizes, j.mean)
                for lot in lots.values()
                for j in lot.joins
            ],
        )
        self._order, self._joins = order, list(linkage)
        self._groups = [own for own in linkage.members.values() if any(order[place] in region for place in own)]
        met = {order[place] for own in self._groups for place in own} - region
        opened = {lot_of[number] for number in met if number in lot_of}
        self._taken |= rows.lots(opened, pairs=True)
        for key in opened:
            self._scores.known |= known_pairs([self._taken[key]])
        region |= met | {number for key in opened for number in lots[key].numbers}
        return bool(met)

    def stored(self) -> Region:
        """The region, its lots in place of those that were opened."""
        order, region = self._order, self._region
        joins = [join for join in self._joins if order[join.left[0]] in region]
        by_group: dict[int, list[Join]] = {}
        home = {place: n for n, own in enumerate(self._groups) for place in own}
        for join in joins:
            by_group.setdefault(home[join.left[0]], []).append(join)
        self._rows.drop_lots(self._taken)
        for n, own in sorted(by_group.items()):
            self._rows.put_lot(self._lot(sorted(self._groups[n]), own))
        numbers = [number for number in order if number in region]
        place_of = {number: place for place, number in enumerate(numbers)}

        def moved(members: Members) -> Members:
            return tuple(place_of[order[place]] for place in members)

        return Region(tuple(numbers), tuple(Join(moved(j.left), moved(j.right), j.features) for j in joins))

    def _lot(self, places: Sequence[int], joins: Sequence[Join]) -> Lot:
        numbers = [self._order[place] for place in places]
        at = {place: n for n, place in enumerate(places)}
        known = self._scores.known
        return Lot(
            tuple(numbers),
            tuple(self._heads[number] for number in numbers),
            tuple(Known(at[j.left[0]], at[j.right[0]], (len(j.left), len(j.right)), j.features[0]) for j in joins),
            tuple(known[_pair(numbers[n], numbers[m])] for n in range(len(numbers)) for m in range(n)),
        )


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one > other else (other, one)
