"""What grouping one more article costs as a corpus grows: ``python -m benchmarks.growth --data DIR``.

Corpora of ``benchmarks.variants``, which widen as real articles do and grow by as many articles a day, are put into an
index without their claims, which have no part in grouping; and once more as if no article had a day. Of each size,
ADDED articles from all over the corpus are kept back and then come one by one; what is counted is work (pairs of
articles scored, outlines read, rows of words met, sketches compared) and CPU time, each as a mean an addition, with the
exponent by which it grows over the sizes. At EXACT articles the stories are held against those of all at once.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import math
import resource
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.tables import Row, Table, publish
from benchmarks.variants import Page, corpus
from claimcheck.claims.extract import claims_of
from claimcheck.datamodel import Source
from claimcheck.engine.grouping import grouped
from claimcheck.engine.index import Entry, FileState, Index, StoredOutline
from claimcheck.engine.regrouping import Regrouping
from claimcheck.engine.story_rows import StoryRows
from claimcheck.reading.segment import segment
from claimcheck.settings.loading import Settings
from claimcheck.stories import likeness
from claimcheck.stories.echoes import likely, sketches_of
from claimcheck.stories.likeness import Likeness
from claimcheck.stories.outlines import Outline, outline

SIZES = (1000, 4000, 16000)
QUICK = (500, 1000, 2000)
EXACT = 3000
ADDED = 20
AIM = 0.2  # exponent of one addition
_ADDITION = "CPU ms, grouping"
_BATCH = 500


def entry_of(page: Page) -> tuple[Entry, Outline] | None:
    """A page for the index, and its outline; None where it has no article."""
    name = f"{page.name}.txt"
    digest = hashlib.sha256(page.text.encode()).hexdigest()
    source = Source(name, page.text, digest)
    found = max(((a, claims_of(a, source)) for a in segment(source)), key=lambda pair: len(pair[1]), default=None)
    if found is None:
        return None
    article, claims = found
    article = replace(article, published=page.published)
    own = outline(article, claims)
    stored = StoredOutline.of(article, digest, own)
    return Entry(article, (), stored, (), (), sketches_of(article.id, claims)), own


def undated(told: tuple[Entry, Outline]) -> tuple[Entry, Outline]:
    """The same without a day."""
    entry, own = told
    stored = replace(entry.outline, published=None)
    bare = replace(entry, article=replace(entry.article, published=None), outline=stored)
    return bare, replace(own, published=None)


def put(index: Index, entries: Sequence[Entry]) -> None:
    with index.writing():
        for entry in entries:
            path, digest = entry.article.span.path, entry.outline.digest
            index.put(path, FileState(path, 1, 1, digest), [Source(path, "", digest)], [entry], ())


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Work done meanwhile."""
    found: Counter[str] = Counter()
    between, of_pairs, few_pairs = Likeness.between, Likeness.of_pairs, likeness.few_pairs
    outlines, meetings = Index.outlines, StoryRows.meetings
    links, lots = StoryRows.links, StoryRows.lots

    def counting_between(self: Likeness, rows: Any, columns: Any, *more: Any) -> Any:
        found["pairs of articles scored"] += len(rows) * len(columns)
        return between(self, rows, columns, *more)

    def counting_few(pairs: Any) -> Any:
        found["pairs of articles scored"] += len(pairs)
        return few_pairs(pairs)

    def counting_pairs(self: Likeness, first: Any, second: Any) -> Any:
        found["pairs of articles scored"] += len(first)
        return of_pairs(self, first, second)

    def counting_outlines(self: Index, articles: Any) -> Any:
        own = outlines(self, articles)
        found["outlines read"] += len(own)
        return own

    def counting_meetings(self: StoryRows, own: Any) -> Any:
        met = meetings(self, own)
        found["articles met by a word"] += len(met[0])
        return met

    def counting_links(self: StoryRows, numbers: Any) -> Any:
        own = links(self, numbers)
        found["links read"] += len(own)
        return own

    def counting_lots(self: StoryRows, keys: Any, **more: Any) -> Any:
        own = lots(self, keys, **more)
        found["texts in lots read"] += sum(len(lot.numbers) for lot in own.values())
        return own

    with (
        mock.patch.object(Likeness, "between", counting_between),
        mock.patch.object(Likeness, "of_pairs", counting_pairs),
        mock.patch.object(likeness, "few_pairs", counting_few),
        mock.patch.object(Index, "outlines", counting_outlines),
        mock.patch.object(StoryRows, "meetings", counting_meetings),
        mock.patch.object(StoryRows, "links", counting_links),
        mock.patch.object(StoryRows, "lots", counting_lots),
    ):
        yield found


def measured(made: Sequence[tuple[Entry, Outline]], folder: Path, exact: bool) -> dict[str, float]:
    """One corpus: a mean of each figure over the additions; the whole's CPU seconds."""
    late = {round((n + 0.5) * len(made) / ADDED) for n in range(ADDED)}
    settings = Settings()
    with Index(folder, "growth") as index:
        begun = time.process_time()
        kept = [entry for n, (entry, _) in enumerate(made) if n not in late]
        for start in range(0, len(kept), _BATCH):
            put(index, kept[start : start + _BATCH])
        Regrouping(index, settings, folder).refresh()
        whole = time.process_time() - begun
        figures: defaultdict[str, float] = defaultdict(float)
        for n in sorted(late):
            entry, _ = made[n]
            put(index, [entry])
            begun = time.process_time()
            with counted() as found:
                groups = Regrouping(index, settings, folder)
                groups.refresh()
                groups.alone({entry.article.id})
            figures[_ADDITION] += 1000 * (time.process_time() - begun)
            for what, count in found.items():
                figures[what] += count
            begun = time.process_time()
            likely(list(index.sketches([entry.article.id])), index.sketches())
            figures["CPU ms, echoes"] += 1000 * (time.process_time() - begun)
        if exact:
            stories = grouped([own for _, own in made], settings, None).stories
            if tuple(index.story_rows.stories().values()) != stories:
                raise SystemExit(f"The stories of {len(made)} articles are not those of all at once.")
            print(f"{len(made)} articles: {len(stories)} stories, those of all at once")
    size = sum(path.stat().st_size for path in folder.glob("index.sqlite*"))
    return {"whole": whole, "bytes": size / len(made), **{what: sum_ / ADDED for what, sum_ in figures.items()}}


def exponent(sizes: Sequence[int], figures: Sequence[float]) -> float:
    """Of growth, by least squares over logarithms."""
    x, y = [math.log(size) for size in sizes], [math.log(max(figure, 1e-9)) for figure in figures]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)


def _peak() -> float:
    """Memory of this process, GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def _shown(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def _curve(made: Sequence[tuple[Entry, Outline]], sizes: Sequence[int], exact: bool) -> dict[str, list[float]]:
    """Every figure over the sizes."""
    found = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            found.append(measured(made[:size], Path(folder), exact))
            print(size, {what: round(figure, 1) for what, figure in found[-1].items()}, flush=True)
    curves = {what: [own[what] for own in found] for what in found[0]}
    print({what: round(exponent(sizes, own), 2) for what, own in curves.items()})
    return curves


def _row(what: str, figures: Sequence[float], sizes: Sequence[int]) -> Row:
    curve = " – ".join(_shown(figure) for figure in figures)
    return Row(what, curve, note=f"exponent {exponent(sizes, figures):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} articles, and no table is written")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    arguments = parser.parse_args()
    sizes = QUICK if arguments.quick else tuple(arguments.sizes)
    pages = itertools.islice(corpus(arguments.data), max(*sizes, EXACT))
    made = [told for told in map(entry_of, pages) if told is not None]
    held = _peak()
    found = _curve(made, sizes, exact=arguments.quick)
    peak = _peak() - held
    bare = [undated(told) for told in made]
    without = _curve(bare, sizes, exact=arguments.quick)
    if arguments.quick:
        return
    for told in (made, bare):
        with tempfile.TemporaryDirectory() as folder:
            measured(told[:EXACT], Path(folder), exact=True)
    rows = [
        *(_row(f"one addition: {what}", found[what], sizes) for what in sorted(found.keys() - {"whole", "bytes"})),
        _row("the whole: CPU seconds, grouping", found["whole"], sizes),
        Row("exponent of one addition, CPU time of grouping", exponent(sizes, found[_ADDITION]), reach=str(AIM)),
        Row("exponent of the whole, CPU time of grouping", exponent(sizes, found["whole"]), reach="1.1"),
        Row("peak memory, GB, over that of the made corpus itself", peak),
        _row(f"no article dated, one addition: {_ADDITION}", without[_ADDITION], sizes),
        _row("no article dated, the whole: CPU seconds, grouping", without["whole"], sizes),
    ]
    names = " – ".join(f"{size:,}" for size in sizes)
    note = f"Curves over corpora of {names} articles; at {EXACT:,} the stories are those of all at once."
    command = "python -m benchmarks.growth"
    if sizes != SIZES:
        command += f" --sizes {' '.join(map(str, sizes))}"
    publish(Table("growth", "Growth of grouping", command, tuple(rows), (note,)))


if __name__ == "__main__":
    main()
