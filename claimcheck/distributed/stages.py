"""What is done for one shard, by the functions that a local run uses. A job in, an Arrow table out; no Ray here.

``Reading``: files -> articles with their claims, vectors, outlines and sketches. ``Comparing``: stories -> alignments,
comparisons and slots. ``Judging``: stories, and articles in none -> verdicts. ``Echoing``: an article shard against
those after it -> claims that two stories share. What a stage needs of the whole corpus it is made with.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimcheck import __version__
from claimcheck.claims.annotate import Annotator
from claimcheck.datamodel import (
    AliasEvidence,
    Article,
    Claim,
    NameUse,
    Problem,
    Source,
    Story,
)
from claimcheck.distributed.shards import Shards, first_line, opened
from claimcheck.engine.compared import Compared, Whole, bare_alignment, bare_comparison, compared_in
from claimcheck.engine.index_records import DamagedError, packed, unpacked
from claimcheck.engine.judging import Verdict, tellings, verdict_on
from claimcheck.engine.opening import engine
from claimcheck.engine.pages import Pages
from claimcheck.engine.whole_run import embed, encoder_of, fill_slots, match, pages_of, reading_of, weigh
from claimcheck.errors import ClaimcheckError
from claimcheck.evidence.evidence import Swap, aliases_in, ledger_of, statements_by_pair, substitutions_in
from claimcheck.files.revisions import Staged
from claimcheck.reading.files import Reading as Files
from claimcheck.reading.files import read_files
from claimcheck.settings.by_path import PathSettings
from claimcheck.stories.echoes import Echoes, Sketches, apart, echoes, joined, likely, sketches_of
from claimcheck.stories.outlines import VIEWS, Outline, outline

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from claimcheck.embedding.encoder import SentenceEncoder
    from claimcheck.settings.loading import Settings

OUTLINE = ("article", "published", "teaser", "words", "body", "runs", "terms", "weights")
SKETCHES = ("article", "ordinals", "sizes", "bits")
EVIDENCE = ("aliases", "ledger")
_Witnesses = dict[Swap, frozenset[str]]


@dataclass
class Stage:
    """A stage with what it needs of the whole. ``settings`` as the run has them; ``key`` names the code and settings
    that results depend on, which a worker must share; ``base`` is where paths count from."""

    settings: Settings
    key: str
    url: str
    base: str

    def __call__(self, given: Mapping[str, Any]) -> pa.Table:
        raise NotImplementedError

    @cached_property
    def shards(self) -> Shards:
        return Shards(self.url)

    @cached_property
    def tools(self) -> Tools:
        return tools_of(self.settings, self.key)

    def pages(self, shards: Sequence[str], articles: Collection[str]) -> tuple[Pages, dict[str, np.ndarray]]:
        """Some articles with their claims and vectors, from the shards that hold them."""
        found: list[tuple[Article, tuple[Claim, ...], np.ndarray]] = []
        for name in shards:
            found += _articles(self.shards.read(name, ("article", "record", "claims", "vectors"), articles), name)
        found.sort(key=lambda one: (one[0].span.path, one[0].span))
        claims = {article.id: own for article, own, _ in found}
        vectors = {article.id: rows for article, _, rows in found}
        return Pages((), tuple(article for article, _, _ in found), claims, ()), vectors


@dataclass(frozen=True, slots=True)
class Tools:
    """What a process loads once: nothing is cached beside the shards themselves."""

    settings: Settings
    annotator: Annotator
    encoder: SentenceEncoder


_tools: dict[str, Tools] = {}  # by key: a worker's process serves many shards


def tools_of(settings: Settings, key: str) -> Tools:
    """The models of a run. Raises ClaimcheckError where this process has another claimcheck than who asks."""
    if key not in _tools:
        encoder = encoder_of(settings.model_copy(update={"jobs": 1}))
        if (own := run_key(settings, encoder)) != key:
            raise ClaimcheckError(
                f"A worker has another claimcheck, model or pyarrow than this command ({__version__}; {own[:40]}…).",
                "Install the same versions on every machine of the cluster.",
            )
        bare = settings.model_copy(update={"cache_dir": "off", "jobs": 1})
        _tools[key] = Tools(bare, Annotator(), encoder)
    return _tools[key]


def run_key(settings: Settings, encoder: SentenceEncoder) -> str:
    """Names what shards depend on besides their input."""
    import pyarrow as pa

    return f"{engine(settings)} {encoder.digest} pyarrow {pa.__version__}"


# --------------------------------------------------------------------------- reading


@dataclass
class Reading(Stage):
    """``files``: pairs of a path or address, and as it is shown -> a row an article, and one for a source without."""

    def __call__(self, given: Mapping[str, Any]) -> pa.Table:
        settings, annotator, encoder = self.tools.settings, self.tools.annotator, self.tools.encoder
        sources, unread = _read(given["files"], reading_of(settings))
        pages = pages_of(sources, unread, settings, annotator, None)
        pages, vectors = embed(pages, settings, None, encoder)
        rows = []
        of_source: dict[str, list[Article]] = {source.path: [] for source in pages.sources}
        for article in pages.articles:
            of_source[article.span.path].append(article)
        for source in pages.sources:
            record: bytes | None = packed(Source, source)
            for article in of_source[source.path]:
                rows.append({"source": record, **_row(article, pages.claims[article.id], vectors[article.id])})
                record = None
            if record is not None:
                rows.append({"source": record})
        told = (packed(tuple[Problem, ...], p) for p in (pages.problems[: len(unread)], pages.problems[len(unread) :]))
        return _table(rows, _ARTICLES, dict(zip(("unread", "problems"), told, strict=True)))


def _read(files: Sequence[Sequence[str]], reading: Files) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """The sources of listed files; those with an address are got by it first."""
    contents: dict[Path, bytes] = {}
    lost: list[Problem] = []
    for real, shown in files:
        if "://" in real:
            try:
                system, path = opened(real)
                # one byte more than is read, so that what is too large is called so
                contents[Path(real)] = system.cat_file(path, end=reading.max_bytes + 1)
            except (OSError, ValueError, ImportError, RuntimeError) as error:
                reason = f"{shown} cannot be read: {first_line(error)}."
                lost.append(Problem(shown, reason, "Check it, or leave it out."))
    gone = {problem.path for problem in lost}
    staged = Staged(Path("/"), frozenset(), frozenset(), contents, {})
    sources, problems = read_files({real: shown for real, shown in files if shown not in gone}, reading, staged)
    return sources, (*lost, *problems)


def _row(article: Article, claims: tuple[Claim, ...], vectors: np.ndarray) -> dict[str, Any]:
    own, told = outline(article, claims), sketches_of(article.id, claims)
    return {
        "article": article.id,
        "published": article.published.isoformat() if article.published else None,
        "outlet": article.outlet,
        "title": article.title,
        "count": len(claims),
        "record": packed(Article, article),
        "claims": packed(tuple[Claim, ...], claims),
        "vectors": vectors.astype("<f4").tobytes(),
        "teaser": own.teaser,
        "words": own.words,
        "body": own.body,
        "runs": own.runs.astype("<u8").tobytes(),
        "terms": own.terms.astype("<u8").tobytes(),
        "weights": own.weights.astype("<f4").tobytes(),
        "ordinals": told.ordinals.astype("<u4").tobytes(),
        "sizes": told.sizes.astype("<u4").tobytes(),
        "bits": told.bits.astype("<u8").tobytes(),
        "aliases": packed(tuple[AliasEvidence, ...], aliases_in(claims)),
        "ledger": packed(tuple[NameUse, ...], ledger_of(claims)),
    }


_ARTICLES = {
    "article": "string", "published": "string", "outlet": "string", "title": "string", "count": "int64",
    "source": "binary", "record": "binary", "claims": "binary", "vectors": "binary",
    "teaser": "bool", "words": "int64", "body": "string", "runs": "binary", "terms": "binary", "weights": "binary",
    "ordinals": "binary", "sizes": "binary", "bits": "binary", "aliases": "binary", "ledger": "binary",
}  # fmt: skip


def _table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], told: Mapping[str, bytes]) -> pa.Table:
    import pyarrow as pa

    types = {"string": pa.string(), "binary": pa.binary(), "int64": pa.int64(), "bool": pa.bool_()}
    schema = pa.schema([(name, types[kind]) for name, kind in columns.items()], metadata=dict(told))
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema)


def problems_in(table: pa.Table) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """What was wrong with files, and with what they hold, of an article shard."""
    told = table.schema.metadata
    unread, problems = (unpacked(tuple[Problem, ...], told[name]) for name in (b"unread", b"problems"))
    return unread, problems


def sources_in(table: pa.Table) -> list[Source]:
    return [unpacked(Source, record) for record in table.column("source").to_pylist() if record is not None]


def _articles(table: pa.Table, shard: str) -> list[tuple[Article, tuple[Claim, ...], np.ndarray]]:
    import numpy as np

    try:
        found = []
        for row in table.to_pylist():
            if row["article"] is not None:
                claims = unpacked(tuple[Claim, ...], row["claims"])
                vectors = np.frombuffer(row.get("vectors") or b"", dtype="<f4").astype(np.float32)
                found.append((unpacked(Article, row["record"]), claims, vectors.reshape(len(claims), -1)))
    except DamagedError as error:
        raise ClaimcheckError(f"The shard {shard} is damaged: {error}.", "Remove it, and run again.") from error
    return found


def articles_in(table: pa.Table, shard: str) -> list[tuple[Article, tuple[Claim, ...]]]:
    """The articles of a shard and their claims."""
    return [(article, claims) for article, claims, _ in _articles(table, shard)]


def outlines_in(table: pa.Table) -> list[Outline]:
    """The outlines of a shard."""
    import numpy as np

    return [
        Outline(
            row["article"],
            dt.date.fromisoformat(row["published"]) if row["published"] else None,
            row["teaser"],
            row["words"],
            row["body"],
            np.frombuffer(row["runs"], dtype="<u8").astype(np.uint64),
            np.frombuffer(row["terms"], dtype="<u8").astype(np.uint64),
            np.frombuffer(row["weights"], dtype="<f4").astype(np.float32).reshape(-1, len(VIEWS)),
        )
        for row in table.to_pylist()
        if row["article"] is not None
    ]


def evidence_in(table: pa.Table) -> dict[str, tuple[tuple[AliasEvidence, ...], tuple[NameUse, ...]]]:
    """What the articles of a shard say of aliases, and their names."""
    return {
        row["article"]: (
            unpacked(tuple[AliasEvidence, ...], row["aliases"]),
            unpacked(tuple[NameUse, ...], row["ledger"]),
        )
        for row in table.to_pylist()
        if row["article"] is not None
    }


# --------------------------------------------------------------------------- comparing


@dataclass
class Comparing(Stage):
    """``stories`` and the ``shards`` of their articles -> a row a story."""

    def __call__(self, given: Mapping[str, Any]) -> pa.Table:
        settings, encoder = self.tools.settings, self.tools.encoder
        rows = []
        for story in stories_of(given):
            pages, vectors = self.pages(given["shards"], story.article_ids)
            alignments, comparisons = match(pages, [story], vectors, settings.matching.claim_threshold)
            comparisons = weigh(comparisons, settings, None, encoder)
            slots = fill_slots(pages, [story], vectors, alignments, settings, None, encoder).slots[story.id]
            _, witnesses = substitutions_in(comparisons)
            seen = [(kind.value, one, other, sorted(who)) for (kind, one, other), who in sorted(witnesses.items())]
            rows.append(
                {
                    "story": story.id,
                    "compared": Compared(alignments, comparisons, slots).packed(),
                    "witnesses": json.dumps(seen),
                }
            )
        return _table(rows, _COMPARED, {})


_COMPARED = {"story": "string", "compared": "binary", "witnesses": "string"}


def stories_of(given: Mapping[str, Any]) -> list[Story]:
    return [Story(id_, tuple(members), *rest) for id_, members, *rest in given["stories"]]


def story_row(story: Story) -> list[Any]:
    """A story as a job carries it."""
    return [story.id, list(story.article_ids), story.reference_id, story.similarity, story.joined]


def witnesses_in(table: pa.Table) -> _Witnesses:
    """What was swapped in the stories of a shard, and who shows it."""
    from claimcheck.datamodel import EditKind

    found: dict[Swap, set[str]] = {}
    for told in table.column("witnesses").to_pylist():
        for kind, one, other, who in json.loads(told):
            found.setdefault((EditKind(kind), one, other), set()).update(who)
    return {swap: frozenset(who) for swap, who in found.items()}


# --------------------------------------------------------------------------- judging


@dataclass
class Judging(Stage):
    """``stories`` with the shard in which they are ``compared``, or articles ``alone``, and the ``shards`` of the
    articles -> a verdict each. ``counts`` are the witnesses of every swap, ``statements`` what pages say of aliases."""

    counts: Mapping[Swap, int]
    statements: Sequence[AliasEvidence]

    def __call__(self, given: Mapping[str, Any]) -> pa.Table:
        by_pair = statements_by_pair(self.statements)
        by_path = PathSettings(self.settings, Path(self.base))
        compared = {}
        if given["compared"]:
            table = self.shards.read(given["compared"], ("story", "compared"))
            compared = {row["story"]: row["compared"] for row in table.to_pylist()}
        rows = []
        groups: list[tuple[Story | None, tuple[str, ...]]] = [(s, s.article_ids) for s in stories_of(given)]
        groups += [(None, (article,)) for article in given["alone"]]
        alone = self.pages(given["shards"], given["alone"])[0] if given["alone"] else None
        for story, members in groups:
            if story is None and alone is not None:
                (article,) = members
                pages = Pages((), tuple(a for a in alone.articles if a.id == article), alone.claims, ())
            else:
                pages, _ = self.pages(given["shards"], members)
            told = compared_in(compared[story.id], Whole.of(pages)) if story is not None else Compared()
            stories = (story,) if story is not None else ()
            slots = {story.id: told.slots} if story is not None else {}
            (telling,) = tellings(pages.articles, pages.claims, stories, told.alignments, told.comparisons, slots)
            verdict = verdict_on(telling, self.counts, by_pair, by_path)
            bare = replace(
                verdict,
                alignments=tuple(map(bare_alignment, verdict.alignments)),
                comparisons=tuple(map(bare_comparison, verdict.comparisons)),
            )
            rows.append({"key": members[0], "verdict": packed(Verdict, bare)})
        return _table(rows, {"key": "string", "verdict": "binary"}, {})


def verdicts_in(table: pa.Table, whole: Whole) -> list[Verdict]:
    """The verdicts of a shard, in its order."""
    found = []
    for stored in table.column("verdict").to_pylist():
        bare: Verdict = unpacked(Verdict, stored)
        alignments = tuple(map(whole.alignment, bare.alignments))
        found.append(replace(bare, alignments=alignments, comparisons=tuple(map(whole.comparison, bare.comparisons))))
    return found


# --------------------------------------------------------------------------- echoes


@dataclass
class Sketching(Stage):
    """Article ``shards`` -> the sketches of all, which one look-up reads at once, with the shard of each article."""

    def __call__(self, given: Mapping[str, Any]) -> pa.Table:
        rows: list[dict[str, Any]] = []
        for name in given["shards"]:
            told = self.shards.read(name, SKETCHES).to_pylist()
            rows += [{**row, "shard": name} for row in told if row["article"] is not None]
        return _table(rows, {"shard": "string", **{name: _ARTICLES[name] for name in SKETCHES}}, {})


@dataclass
class Echoing(Stage):
    """The sketches ``mine`` against those of ``others``, itself among them once -> claims that two stories share.
    ``story_of`` is the story of every article in one."""

    story_of: Mapping[str, str]

    def __call__(self, given: Mapping[str, Any]) -> pa.Table:
        mine, place = self._sketches(given["mine"])
        rows = []
        for other in given["others"]:
            theirs, more = (mine, place) if other == given["mine"] else self._sketches(other)
            if pairs := apart(likely([mine], [theirs]), self.story_of):
                named = {article for pair in pairs for article in pair}
                held = sorted({place.get(article) or more[article] for article in named})
                pages, vectors = self.pages(held, named)
                found = echoes(pairs, pages.claims.__getitem__, vectors.__getitem__)
                rows += [{"left": a, "right": b, "pairs": json.dumps(told)} for (a, b), told in found.items()]
        return _table(rows, {"left": "string", "right": "string", "pairs": "string"}, {})

    def _sketches(self, name: str) -> tuple[Sketches, dict[str, str]]:
        import numpy as np

        rows = self.shards.read(name).to_pylist()
        told = joined(
            Sketches(
                (row["article"],),
                np.array([len(row["ordinals"]) // 4]),
                np.frombuffer(row["ordinals"], dtype="<u4").astype(np.int64),
                np.frombuffer(row["sizes"], dtype="<u4").astype(np.int64),
                np.frombuffer(row["bits"], dtype="<u8").astype(np.uint64).reshape(-1, 2),
            )
            for row in rows
        )
        return told, {row["article"]: row["shard"] for row in rows}


def echoes_in(tables: Iterable[pa.Table]) -> Echoes:
    """The echoes of all shards, in one order."""
    found = {
        (row["left"], row["right"]): [(int(i), int(j), float(score)) for i, j, score in json.loads(row["pairs"])]
        for table in tables
        for row in table.to_pylist()
    }
    return dict(sorted(found.items()))
