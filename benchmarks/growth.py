"""What one more article costs as a corpus grows: ``python -m benchmarks.growth --data DIR``.

A corpus of ``benchmarks.variants``, which widens as real articles do and grows by as many articles a day, is put into
an index, its claims without annotation, which has no part in grouping or in looking for echoes; and once more, up to
UNDATED articles, as if none had a day. At each size ADDED articles from all over the corpus are taken out
and come back one by one; what is counted is work (pairs of articles scored, outlines read, rows of words met, sketches
read) and CPU time, each as a mean an addition, with the exponent by which it grows over the sizes.

At each size the stories after the additions are held against those from before, which were made together, and what
the additions echo against a look through all sketches; at EXACT articles, with ``--quick`` at each size, the stories
against those that grouping without an index makes of all. ``--folder`` keeps the pages, the index and the figures of
every size: a run that was stopped goes on from there, and ``benchmarks.addition`` checks articles there.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import itertools
import json
import math
import os
import resource
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks.tables import Row, Table, publish
from benchmarks.variants import Page, corpus
from claimcheck.claims.extract import claims_of
from claimcheck.datamodel import Source
from claimcheck.engine.grouping import grouped
from claimcheck.engine.index import FOLDER, Entry, FileState, Index, StoredOutline
from claimcheck.engine.regrouping import Regrouping, outline_of
from claimcheck.engine.story_rows import StoryRows
from claimcheck.reading.segment import segment
from claimcheck.settings.loading import Settings
from claimcheck.stories import likeness
from claimcheck.stories.echo_keys import keys_of
from claimcheck.stories.echoes import SURE_WORDS, Pairs, likely, shared, sketches_of
from claimcheck.stories.likeness import Likeness
from claimcheck.stories.outlines import outline

SIZES = (1000, 10_000, 100_000)
QUICK = (500, 1000, 2000)
EXACT = 3000
UNDATED = 10_000  # up to which it is done once more without days
ADDED = 20
AIM = 0.2  # exponent of one addition
_ADDITION = "CPU ms, grouping"
_FIGURES = "figures.json"
_BATCH = 500
SETTINGS = '[reading]\non_problem = "skip"\npath_patterns = ["articles/{date}/*"]\n[corpus]\npaths = ["articles"]\n'


@dataclass(frozen=True)
class Put:
    """A page as the index takes it: its path in the corpus, its state, its source, its one article."""

    path: str
    state: FileState
    source: Source
    entry: Entry


def put_of(page: Page, root: Path | None, *, dated: bool = True) -> Put | None:
    """A page for the index, its file below ``root`` if given; None where it has no article."""
    path = f"articles/{page.published}/{page.name}.txt"
    digest = hashlib.sha256(page.text.encode()).hexdigest()
    source = Source(path, page.text, digest)
    found = max(((a, claims_of(a, source)) for a in segment(source)), key=lambda pair: len(pair[1]), default=None)
    if found is None:
        return None
    article, claims = found
    article = replace(article, published=page.published if dated else None)
    stored = StoredOutline.of(article, digest, outline(article, claims))
    entry = Entry(article, claims, stored, (), (), (sketches_of(article.id, claims), keys_of(claims)))
    size, changed = 1, 1
    if root is not None:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(page.text.encode())
        size, changed = file.stat().st_size, file.stat().st_mtime_ns
    return Put(path, FileState(path, size, changed, digest), source, entry)


def put(index: Index, told: Iterable[Put]) -> None:
    with index.writing():
        for one in told:
            index.put(one.path, one.state, [one.source], [one.entry], ())


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


def additions(index: Index, told: Sequence[Put], root: Path) -> dict[str, float]:
    """Some articles out of the index and in again one by one: a mean of each figure."""
    stories = index.story_rows.stories()
    with index.writing():
        index.drop(one.path for one in told)
    Regrouping(index, Settings(), root).refresh()
    figures: defaultdict[str, float] = defaultdict(float)
    found: dict[str, Pairs] = {}
    for one in told:
        id_, claims = one.entry.article.id, one.entry.claims
        put(index, [one])
        begun = time.process_time()
        with counted() as work:
            groups = Regrouping(index, Settings(), root)
            groups.refresh()
            groups.alone({id_})
        figures[_ADDITION] += 1000 * (time.process_time() - begun)
        for what, count in work.items():
            figures[what] += count
        begun = time.process_time()
        with index.writing():
            index.echo_rows.settle()
        near = index.echo_rows.near(keys_of(claims))
        found[id_] = likely(list(index.echo_rows.sketches([id_])), index.echo_rows.sketches(near))
        figures["CPU ms, echoes"] += 1000 * (time.process_time() - begun)
        figures["sketches read, articles"] += len(near)
    if index.story_rows.stories() != stories:
        raise SystemExit("The stories after the additions are not those from before.")
    echoing = _echoing(index, found)
    figures["claims of others that share half of the words"] = len(echoing)
    every = likely(list(index.echo_rows.sketches(found)), index.echo_rows.sketches(index.article_ids()))
    if _echoing(index, {"": every}) != echoing:
        raise SystemExit("The additions share words with claims that were not looked up.")
    return {what: sum_ / len(told) for what, sum_ in figures.items()}


def _echoing(index: Index, found: Mapping[str, Pairs]) -> set[tuple[str, int, str, int]]:
    """Of likely pairs those with half of the words in common."""
    texts = functools.lru_cache(maxsize=2000)(lambda article: {c.ordinal: c.text for c in index.claims(article)})
    return {
        (a, i, b, j)
        for pairs in found.values()
        for (a, b), claims in pairs.items()
        for i, j in claims
        if shared(texts(a)[i], texts(b)[j]) >= SURE_WORDS
    }


def whole(index: Index, told: Iterator[Put], root: Path) -> float:
    """Many articles put into an index and grouped; CPU seconds, those of making them left out."""
    seconds = 0.0
    while some := list(itertools.islice(told, _BATCH)):
        begun = time.process_time()
        put(index, some)
        seconds += time.process_time() - begun
    begun = time.process_time()
    Regrouping(index, Settings(), root).refresh()
    with index.writing():
        index.echo_rows.settle()
    return seconds + time.process_time() - begun


def exact(index: Index) -> None:
    """Whether the stories of the index are those of all its articles at once."""
    outlines = [outline_of(stored) for stored in index.outlines(index.article_ids())]
    stories = grouped(outlines, Settings(), None).stories
    if tuple(index.story_rows.stories().values()) != stories:
        raise SystemExit(f"The stories of {len(outlines)} articles are not those of all at once.")
    print(f"{len(outlines)} articles: {len(stories)} stories, those of all at once", flush=True)


def curve(
    data: Path,
    sizes: Sequence[int],
    exact_at: Collection[int],
    folder: Path,
    *,
    dated: bool = True,
    pages: bool = False,
) -> dict[str, list[float]]:
    """Every figure over the sizes, in pages, of one corpus that grows, each size in a folder of its own; with ``pages``
    its files too, and what an earlier run has done is not done again."""
    found: list[dict[str, float]] = []
    for size in sizes:
        figures = folder / str(size) / _FIGURES
        if not figures.is_file():
            told = _measured(data, folder, size, size in exact_at, dated=dated, pages=pages)
            figures.write_text(json.dumps(told), encoding="utf-8")
        found.append(json.loads(figures.read_text(encoding="utf-8")))
        print(size, {what: round(figure, 1) for what, figure in found[-1].items()}, flush=True)
    curves = {what: [own[what] for own in found] for what in found[0]}
    if len(sizes) > 1:
        print({what: round(exponent(sizes, own), 2) for what, own in curves.items()}, flush=True)
    return curves


def _measured(data: Path, folder: Path, size: int, is_exact: bool, *, dated: bool, pages: bool) -> dict[str, float]:
    """The figures of one size, from what the size before it has."""
    before = max((int(path.parent.name) for path in folder.glob(f"*/{_FIGURES}")), default=0)
    root = _grown(folder, size, before)
    late = {round((n + 0.5) * size / ADDED) for n in range(ADDED)}
    kept: list[Put] = []

    def made() -> Iterator[Put]:
        for n, page in enumerate(itertools.islice(corpus(data), size)):
            if n >= before or n in late:
                told = put_of(page, root if pages else None, dated=dated)
                kept.extend([told] if told is not None and n in late else [])
                if told is not None and n >= before:
                    yield told

    with Index(root / FOLDER, "growth") as index:
        seconds = whole(index, made(), root)
        figures = additions(index, kept, root)
        if is_exact:
            exact(index)
    if before:
        seconds += json.loads((folder / str(before) / _FIGURES).read_text(encoding="utf-8"))["whole"]
        if not pages:
            shutil.rmtree(folder / str(before) / FOLDER)
    bytes_ = sum(path.stat().st_size for path in (root / FOLDER).glob("index.sqlite*"))
    return {"whole": seconds, "bytes": bytes_ / size, "peak": _peak(), **figures}


def _grown(folder: Path, size: int, before: int) -> Path:
    """A folder for a corpus, with what the one before it has."""
    root = folder / str(size)
    shutil.rmtree(root, ignore_errors=True)
    (root / "articles").mkdir(parents=True)
    (root / "claimcheck.toml").write_text(SETTINGS, encoding="utf-8")
    if before:
        last = folder / str(before)
        shutil.copytree(last / "articles", root / "articles", copy_function=os.link, dirs_exist_ok=True)
        shutil.copytree(last / FOLDER, root / FOLDER)
    return root


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


def _row(what: str, figures: Sequence[float], sizes: Sequence[int]) -> Row:
    curve = " – ".join(_shown(figure) for figure in figures)
    return Row(what, curve, note=f"exponent {exponent(sizes, figures):.2f}" if len(sizes) > 1 else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} articles, and no table is written")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--folder", type=Path, help="where to keep the pages and indexes")
    arguments = parser.parse_args()
    sizes = QUICK if arguments.quick else tuple(arguments.sizes)
    with tempfile.TemporaryDirectory() as passing:
        folder, pages = arguments.folder or Path(passing), arguments.folder is not None
        found = curve(arguments.data, sizes, sizes if arguments.quick else (), folder, pages=pages)
        few = tuple(size for size in sizes if size <= UNDATED)
        without = curve(arguments.data, few, few if arguments.quick else (), folder / "bare", dated=False)
        if arguments.quick:
            return
        for dated in (True, False):
            curve(arguments.data, (EXACT,), (EXACT,), folder / f"exact {dated}", dated=dated)
    rows = [
        *(
            _row(f"one addition: {what}", found[what], sizes)
            for what in sorted(found.keys() - {"whole", "bytes", "peak"})
        ),
        _row("the whole: CPU seconds, grouping", found["whole"], sizes),
        _row("index, KB an article", [size / 1e3 for size in found["bytes"]], sizes),
        Row("exponent of one addition, CPU time of grouping", exponent(sizes, found[_ADDITION]), reach=str(AIM)),
        Row("exponent of the whole, CPU time of grouping", exponent(sizes, found["whole"]), reach="1.1"),
        _row("peak memory of the whole, GB", found["peak"], sizes),
        _row(f"no article dated, one addition: {_ADDITION}", without[_ADDITION], few),
        _row("no article dated, the whole: CPU seconds, grouping", without["whole"], few),
    ]
    names = " – ".join(f"{size:,}" for size in sizes)
    notes = (
        f"Curves over corpora of {names} articles, without days up to {few[-1]:,}.",
        f"At each size {ADDED} articles came one by one: the stories were those that all of them made together,",
        "and no claim of the corpus that shares half of the words with one of theirs was passed over.",
        f"At {EXACT:,} the stories are those of grouping without an index.",
    )
    command = "python -m benchmarks.growth"
    if sizes != SIZES:
        command += f" --sizes {' '.join(map(str, sizes))}"
    publish(Table("growth", "Growth of grouping", command, tuple(rows), notes))


if __name__ == "__main__":
    main()
