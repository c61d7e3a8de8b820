"""The tables of an index that hold what grouping found: texts with their heaviest words, links, groups and stories.

SQL and nothing else; what is to be written is decided in ``regrouping``. ``found`` is what the score groups, ``story``
what stands once editors' decisions are applied.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimcheck.datamodel import Story
from claimcheck.engine.index_records import DamagedError, batches, marks, whole
from claimcheck.files.content_cache import sealed
from claimcheck.stories.linkage import Known
from claimcheck.stories.neighbours import APART, FIRST, HEAVIEST, KEPT, UNDATED, Keywords

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Text:
    """A text that articles have, by number, with the article that stands for it."""

    number: int
    body: str
    article: str
    lot: int | None = None

    @property
    def head(self) -> int:
        """The beginning of its hash, which puts texts in order."""
        return int(self.body[:_HEAD], 16)


@dataclass(frozen=True, slots=True)
class Lot:
    """Texts that linkage joins, in order, by number; the beginning of each one's hash; the joins in their order; and,
    where asked for, the log odds of every text with those before it, in millionths."""

    numbers: tuple[int, ...]
    heads: tuple[int, ...]
    joins: tuple[Known, ...]
    pairs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Twin:
    """An article with a text, and what tells which one stands for it."""

    article: str
    body: str
    published: str | None
    teaser: bool
    words: int
    digest: str


class StoryRows:
    """Reads and writes over an open connection. Call what writes inside a transaction."""

    def __init__(self, rows: sqlite3.Connection) -> None:
        self._rows = rows

    # ----------------------------------------------------------------------- what changed

    def changed(self) -> list[tuple[str, str]]:
        """Texts and articles that came, went or were read anew since the last grouping."""
        return list(self._rows.execute("SELECT body, article FROM changed"))

    def settle(self) -> None:
        """What changed is grouped."""
        self._rows.execute("DELETE FROM changed")

    def told(self) -> list[str]:
        """Up to three texts that can join."""
        found = self._rows.execute("SELECT body FROM outlines WHERE body > '' AND teaser = 0 LIMIT 3")
        return [body for (body,) in found]

    def bodies(self) -> list[str]:
        return [body for (body,) in self._rows.execute("SELECT DISTINCT body FROM outlines WHERE body > ''")]

    def twins(self, bodies: Iterable[str]) -> list[Twin]:
        """Every article with one of some texts, teasers too, in order of text and id."""
        return self._twins("outlines.body IN ({})", bodies)

    def twins_like(self, start: str) -> list[Twin]:
        """Every article whose text begins so."""
        found = self._rows.execute(
            f"{_TWIN} WHERE outlines.body >= ? AND outlines.body < ? ORDER BY outlines.body, article",
            (start, start + "g"),
        )
        return [_twin(*row) for row in found]

    def twins_of(self, articles: Iterable[str]) -> list[Twin]:
        """Some articles by id; those that the index has."""
        return self._twins("outlines.article IN ({})", articles)

    def _twins(self, where: str, values: Iterable[str]) -> list[Twin]:
        return [
            _twin(*row)
            for batch in batches(values)
            for row in self._rows.execute(
                f"{_TWIN} WHERE {where.format(marks(batch))} ORDER BY outlines.body, article", batch
            )
        ]

    def in_sources(self, paths: Iterable[str]) -> set[str]:
        """The articles of some sources."""
        return {
            article
            for batch in batches(paths)
            for (article,) in self._rows.execute(f"SELECT id FROM articles WHERE source IN ({marks(batch)})", batch)
        }

    # ----------------------------------------------------------------------- texts and links

    def texts(self, bodies: Iterable[str]) -> list[Text]:
        """Texts that are linked, by body."""
        return [
            Text(*row)
            for batch in batches(bodies)
            for row in self._rows.execute(
                f"SELECT number, body, article, lot FROM texts WHERE body IN ({marks(batch)})", batch
            )
        ]

    def texts_at(self, numbers: Iterable[int]) -> list[Text]:
        """By number."""
        return [
            Text(*row)
            for batch in batches(numbers)
            for row in self._rows.execute(
                f"SELECT number, body, article, lot FROM texts WHERE number IN ({marks(batch)})", batch
            )
        ]

    def keywords(self) -> Iterator[tuple[int, Keywords]]:
        """Of every text, by number."""
        for number, day, stored in self._rows.execute("SELECT number, day, terms FROM texts ORDER BY number"):
            yield number, _keywords(stored, day)

    def count(self) -> int:
        return int(self._rows.execute("SELECT COUNT(*) FROM texts").fetchone()[0])

    def links(self, numbers: Iterable[int]) -> dict[tuple[int, int], int]:
        """Between some texts and all others: log odds in millionths, by pair, the higher number first."""
        return {
            (max(one, other), min(one, other)): logit
            for batch in batches(numbers)
            for one, other, logit in self._rows.execute(
                f"SELECT one, other, logit FROM links WHERE one IN ({marks(batch)})", batch
            )
        }

    def remove(self, numbers: Collection[int]) -> None:
        """Texts with their words and links."""
        for batch in batches(numbers):
            for number, day, stored in self._rows.execute(
                f"SELECT number, day, terms FROM texts WHERE number IN ({marks(batch)})", batch
            ).fetchall():
                self._rows.executemany(
                    "DELETE FROM words WHERE term = ? AND place = ? AND day = ? AND number = ?",
                    [(term, place, day, number) for term, place, _ in _word_rows(_keywords(stored, day))],
                )
                others = [other for (other,) in self._rows.execute("SELECT other FROM links WHERE one = ?", (number,))]
                self._rows.executemany("DELETE FROM links WHERE one = ? AND other = ?", [(o, number) for o in others])
                self._rows.execute("DELETE FROM links WHERE one = ?", (number,))
                self._rows.execute("DELETE FROM texts WHERE number = ?", (number,))

    def add(self, texts: Sequence[tuple[str, str, Keywords]]) -> list[int]:
        """Texts (body, article, heaviest words) -> their numbers."""
        numbers = []
        words = []
        for body, article, told in texts:
            stored = told.terms.astype("<u8").tobytes() + told.weights.astype("<u2").tobytes()
            added = self._rows.execute(
                "INSERT INTO texts (body, article, day, terms) VALUES (?, ?, ?, ?)", (body, article, told.day, stored)
            )
            number = int(added.lastrowid or 0)
            numbers.append(number)
            day, needed = told.day, told.needed
            words += [(term, place, day, number, weight, needed) for term, place, weight in _word_rows(told)]
        # in the order of the table, so that a large addition writes each page of it once
        self._rows.executemany("INSERT INTO words VALUES (?, ?, ?, ?, ?, ?)", sorted(words))
        return numbers

    def link(self, links: Iterable[tuple[int, int, int]]) -> None:
        """Store two texts and their log odds in millionths, each."""
        both = sorted({link for a, b, logit in links for link in ((a, b, logit), (b, a, logit))})
        self._rows.executemany("INSERT OR REPLACE INTO links VALUES (?, ?, ?)", both)

    def lots(self, keys: Iterable[int], *, pairs: bool = False) -> dict[int, Lot]:
        """By key; with ``pairs`` their log odds too."""
        columns = "key, joins, pairs" if pairs else "key, joins, NULL"
        return {
            key: _lot(joins, logits)
            for batch in batches(keys)
            for key, joins, logits in self._rows.execute(
                f"SELECT {columns} FROM lots WHERE key IN ({marks(batch)})", batch
            )
        }

    def put_lot(self, lot: Lot) -> None:
        """A lot; its texts are in it from now on."""
        joins, pairs = _packed_lot(lot)
        key = self._rows.execute("INSERT INTO lots (joins, pairs) VALUES (?, ?)", (joins, pairs)).lastrowid
        self._rows.executemany("UPDATE texts SET lot = ? WHERE number = ?", [(key, number) for number in lot.numbers])

    def drop_lots(self, lots: Mapping[int, Lot]) -> None:
        """Lots by key; their texts are in none from now on."""
        numbers = [(number,) for lot in lots.values() for number in lot.numbers]
        self._rows.executemany("UPDATE texts SET lot = NULL WHERE number = ?", numbers)
        self._rows.executemany("DELETE FROM lots WHERE key = ?", [(key,) for key in lots])

    def meetings(self, told: Keywords) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The texts that share a heaviest word with an article, either way round, or of months apart one of the first:
        numbers, strength, and whether as many words are shared as it takes (see ``stories.neighbours``); a text may
        come twice."""
        import numpy as np

        early, late = told.day - APART, told.day + APART
        season, others = [(UNDATED, UNDATED), (early, late)], [(UNDATED + 1, early - 1), (late + 1, _EVER)]
        if told.day == UNDATED:
            season, others = [(UNDATED, _EVER)], []
        needed = str(told.needed)
        found = [
            *self._meetings(told, HEAVIEST, (_HEAVIEST, _KEPT), season, needed),
            *self._meetings(told, KEPT, (_HEAVIEST,), season, "MAX(needed)"),
            *self._meetings(told, FIRST, (_FIRST,), others, f"MIN({needed}, MAX(needed))"),
        ]
        table = np.array(found, dtype=np.int64).reshape(-1, 3)
        return table[:, 0], table[:, 1], table[:, 2] > 0

    def _meetings(
        self, told: Keywords, most: int, places: Sequence[int], spans: Sequence[tuple[int, int]], needed: str
    ) -> list[tuple[int, int, int]]:
        """The texts that have some of an article's ``most`` heaviest words in one of some ``places`` and are of the
        days of one of the ``spans``."""
        import numpy as np

        terms = told.terms[:most].view(np.int64).tolist()
        if not terms or not spans:
            return []
        own = ", ".join(["(?, ?)"] * len(terms))
        values = [value for pair in zip(terms, told.weights[:most].tolist(), strict=True) for value in pair]
        return self._rows.execute(
            f"WITH own (term, own_weight) AS (VALUES {own}), "
            f"wanted (place) AS (VALUES {', '.join(f'({place})' for place in places)}), "
            f"spans (early, late) AS (VALUES {', '.join(f'({early}, {late})' for early, late in spans)}) "
            f"SELECT number, SUM(weight * own_weight), COUNT(*) >= {needed} FROM own CROSS JOIN wanted "
            "CROSS JOIN spans CROSS JOIN words ON words.term = own.term AND words.place = wanted.place "
            "AND words.day BETWEEN spans.early AND spans.late GROUP BY number",
            values,
        ).fetchall()

    # ----------------------------------------------------------------------- groups and stories

    def homes(self, articles: Iterable[str]) -> dict[str, str]:
        """The story of every article that is in one."""
        return self._homes("story", articles)

    def found_homes(self, articles: Iterable[str]) -> dict[str, str]:
        """The group that the score found for every article that is in one."""
        return self._homes("found", articles)

    def _homes(self, column: str, articles: Iterable[str]) -> dict[str, str]:
        return {
            article: home
            for batch in batches(articles)
            for article, home in self._rows.execute(
                f"SELECT article, {column} FROM homes WHERE {column} IS NOT NULL AND article IN ({marks(batch)})",
                batch,
            )
        }

    def groups(self, ids: Iterable[str]) -> list[Story]:
        """What the score found, by id."""
        return [
            Story(id_, tuple(_listed(members)), *told)
            for batch in batches(ids)
            for id_, members, *told in self._rows.execute(
                f"SELECT id, members, reference, similarity, joined FROM groups WHERE id IN ({marks(batch)})", batch
            )
        ]

    def replace_groups(self, gone: Collection[str], made: Iterable[Story]) -> None:
        """Groups by id, and those that take their place."""
        for group in self.groups(gone):
            self._rows.executemany("UPDATE homes SET found = NULL WHERE article = ?", [(a,) for a in group.article_ids])
        self._rows.executemany("DELETE FROM groups WHERE id = ?", [(id_,) for id_ in gone])
        for group in made:
            self._rows.execute(
                "INSERT INTO groups VALUES (?, ?, ?, ?, ?)",
                (group.id, json.dumps(group.article_ids), group.reference_id, group.similarity, group.joined),
            )
            self._put_homes("found", group)

    def stories(self, ids: Iterable[str] | None = None) -> dict[str, Story]:
        """Stories by key; some of them by id, or all."""
        select = "SELECT key, id, members, reference, similarity, joined FROM stories"
        if ids is None:
            rows = list(self._rows.execute(select))
        else:
            rows = [
                row
                for batch in batches(ids)
                for row in self._rows.execute(f"{select} WHERE id IN ({marks(batch)})", batch)
            ]
        return {key: Story(row[0], tuple(_listed(row[1])), *row[2:]) for key, *row in sorted(rows, key=lambda r: r[1])}

    def uncompared(self) -> dict[str, Story]:
        """Stories by key that are to be compared."""
        return self.stories([id_ for (id_,) in self._rows.execute("SELECT id FROM stories WHERE NOT compared")])

    def replace_stories(self, gone: Mapping[str, Story], made: Mapping[str, Story]) -> None:
        """Stories by key, and those that take their place; one with the same key keeps what was compared."""
        for key in sorted(set(gone) - set(made)):
            self._rows.execute("DELETE FROM stories WHERE key = ?", (key,))
        for _, story in sorted(gone.items()):
            self._rows.executemany("UPDATE homes SET story = NULL WHERE article = ?", [(a,) for a in story.article_ids])
        for key, story in sorted(made.items()):
            told = (story.id, json.dumps(story.article_ids), story.reference_id, story.similarity, story.joined)
            self._rows.execute(
                "INSERT INTO stories (key, id, members, reference, similarity, joined) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET id = excluded.id, members = excluded.members, "
                "reference = excluded.reference, similarity = excluded.similarity, joined = excluded.joined",
                (key, *told),
            )
            self._put_homes("story", story)
        left = [(a,) for story in gone.values() for a in story.article_ids]
        self._rows.executemany("DELETE FROM homes WHERE article = ? AND found IS NULL AND story IS NULL", left)

    def _put_homes(self, column: str, story: Story) -> None:
        self._rows.executemany(
            f"INSERT INTO homes (article, {column}) VALUES (?, ?) "
            f"ON CONFLICT (article) DO UPDATE SET {column} = excluded.{column}",
            [(article, story.id) for article in story.article_ids],
        )


_HEAD = 16  # hexadecimal digits
_JOIN = [("one", "<u4"), ("other", "<u4"), ("left", "<u4"), ("right", "<u4"), ("mean", "<f8")]
_MEMBER = [("number", "<u4"), ("head", "<u8")]
_SEAL = "lot"


def _packed_lot(lot: Lot) -> tuple[bytes, bytes]:
    """Texts and joins; log odds of pairs."""
    import numpy as np

    members = np.zeros(len(lot.numbers), dtype=_MEMBER)
    members["number"], members["head"] = lot.numbers, lot.heads
    joins = np.array([(j.one, j.other, *j.sizes, j.mean) for j in lot.joins], dtype=_JOIN)
    pairs = np.array(lot.pairs, dtype="<i4")
    return sealed(_SEAL, members.tobytes() + joins.tobytes()), sealed(_SEAL, pairs.tobytes())


def _lot(joins: bytes, pairs: bytes | None) -> Lot:
    """What ``_packed_lot`` made. Raises DamagedError."""
    import numpy as np

    told = whole(_SEAL, joins)
    logits = b"" if pairs is None else whole(_SEAL, pairs)
    member, join = np.dtype(_MEMBER), np.dtype(_JOIN)
    # one join less than texts
    count, rest = divmod(len(told) + join.itemsize, member.itemsize + join.itemsize)
    if rest:
        raise DamagedError("a lot of texts")
    members = np.frombuffer(told, dtype=member, count=count)
    found = np.frombuffer(told, dtype=join, offset=count * member.itemsize)
    return Lot(
        tuple(members["number"].tolist()),
        tuple(members["head"].tolist()),
        tuple(Known(one, other, (left, right), mean) for one, other, left, right, mean in found.tolist()),
        tuple(np.frombuffer(logits, dtype="<i4").tolist()),
    )


_TWIN = (
    "SELECT outlines.article, outlines.body, articles.published, outlines.teaser, outlines.words, articles.digest "
    "FROM outlines JOIN articles ON articles.id = outlines.article"
)


def _twin(article: str, body: str, published: str | None, teaser: int, words: int, digest: str) -> Twin:
    return Twin(article, body, published, bool(teaser), words, digest)


_KEPT, _HEAVIEST, _FIRST = range(3)  # places of a word among those of its text; the first stand twice
_EVER = 10_000_000  # later than any day


def _word_rows(told: Keywords) -> list[tuple[int, int, int]]:
    """A word, its place, its weight."""
    import numpy as np

    terms = told.terms.view(np.int64).tolist()
    rows = list(zip(terms, told.weights.tolist(), strict=True))
    return [
        *((term, _HEAVIEST if n < HEAVIEST else _KEPT, weight) for n, (term, weight) in enumerate(rows)),
        *((term, _FIRST, weight) for term, weight in rows[:FIRST]),
    ]


def _keywords(stored: bytes, day: int) -> Keywords:
    import numpy as np

    count, rest = divmod(len(stored), 10)
    if rest:
        raise DamagedError("the words of a text")
    terms = np.frombuffer(stored, dtype="<u8", count=count).astype(np.uint64)
    return Keywords(terms, np.frombuffer(stored, dtype="<u2", offset=8 * count).astype(np.int64), day)


def _listed(told: str) -> list[str]:
    try:
        found = json.loads(told)
        return [str(item) for item in found]
    except (ValueError, TypeError) as error:
        raise DamagedError(f"a list: {error}") from error
