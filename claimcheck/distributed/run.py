"""The order of a distributed run: which shards there are, what each is made from, and what is made of them together.

``each`` makes the shards of one stage that are missing, wherever; this process lists files, groups by the outlines of
all articles, counts swaps and aliases, holds names against each other over the corpus and puts the report together.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimcheck import __version__
from claimcheck.claims.annotate import Annotator
from claimcheck.datamodel import AliasEvidence, Article, Claim, Finding, NameUse, Problem, Report, Source, Story
from claimcheck.distributed.shards import Job, Manifest, Shards, first_line, named, opened
from claimcheck.distributed.stages import (
    EVIDENCE,
    OUTLINE,
    Comparing,
    Echoing,
    Judging,
    Reading,
    Sketching,
    Stage,
    articles_in,
    echoes_in,
    evidence_in,
    outlines_in,
    problems_in,
    run_key,
    sources_in,
    story_row,
    verdicts_in,
    witnesses_in,
)
from claimcheck.engine.compared import Whole
from claimcheck.engine.grouping import grouped
from claimcheck.engine.judging import gathered
from claimcheck.engine.pages import Pages, Progress
from claimcheck.engine.whole_run import concluded, decide, encoder_of, pages_of
from claimcheck.errors import ConfigError
from claimcheck.evidence.evidence import Swap
from claimcheck.files.content_cache import content_key
from claimcheck.reading.fetching import is_address
from claimcheck.reading.listing import kind_of, list_files
from claimcheck.reading.pasted import NAME
from claimcheck.settings.by_path import PathSettings
from claimcheck.stories.outlines import Outline
from claimcheck.stories.relatives import EVERY_TWO

if TYPE_CHECKING:
    import pyarrow as pa

    from claimcheck.settings.loading import Settings

Each = Callable[[Stage, Sequence[Job], Callable[[int, int], None]], None]
FILES, BYTES = 25, 1_000_000  # of one article shard, at most: seconds of work, which a lost machine costs
PAIRS = 100  # of articles that one shard of stories compares, about; a larger story is a shard by itself
ALONE = 500  # articles in no story that are judged in one shard
SKETCHED, ECHOED = 100, 10  # article shards in one of sketches; of those, how many one shard of echoes looks through


def run(
    paths: Sequence[str],
    settings: Settings,
    root: Path,
    url: str,
    each: Each,
    progress: Progress | None = None,
    *,
    one_story: bool = False,
    decided: bool = True,
) -> Report:
    """The report that a local run gives on some paths: local ones, and addresses that fsspec opens. ``url`` is the
    folder of the shards; those that are there and finished are not made again. Raises ClaimcheckError."""
    shards = Shards(url)
    key = run_key(settings, encoder_of(settings))
    told = (settings, key, url, str(root))
    files, lost = listed(paths, settings, root)
    shards.ready()
    made = _Made(shards, each, progress)

    reading = made(Reading(*told), "reading articles", list(_reading_jobs(files, key)))
    place: dict[str, str] = {}  # of every article, its shard
    outlines: list[Outline] = []
    for name in reading:
        own = outlines_in(shards.read(name, OUTLINE))
        outlines += own
        place.update((one.id, name) for one in own)
    groups = grouped(outlines, settings, root, one_story=one_story)
    story_of = {a: s.id for s in groups.stories for a in s.article_ids}
    del outlines

    ruled = _digest(settings, key)
    batches = list(_batches(groups.stories))
    compared = made(Comparing(*told), "comparing stories", _story_jobs("compared", batches, place, ruled))
    witnesses: dict[Swap, set[str]] = defaultdict(set)
    for name in compared:
        for swap, who in witnesses_in(shards.read(name, ("witnesses",))).items():
            witnesses[swap] |= who
    counts = {swap: len(who) for swap, who in witnesses.items()}
    evidence = {a: own for name in reading for a, own in evidence_in(shards.read(name, ("article", *EVIDENCE))).items()}
    alone = sorted(set(place) - set(story_of))
    order = [a for s in groups.stories for a in s.article_ids] + alone
    statements: list[AliasEvidence] = [one for a in order for one in evidence[a][0]]
    ledger: list[NameUse] = [one for a in order for one in evidence[a][1]]

    corpus = content_key(ruled, repr(sorted(counts.items())), repr(statements))
    jobs = _story_jobs("judged", batches, place, corpus, compared)
    jobs += _alone_jobs(alone, place, corpus, len(jobs))
    judged = made(Judging(*told, counts, tuple(statements)), "judging stories", jobs)
    homes = content_key(ruled, *(f"{a} {s}" for a, s in sorted(story_of.items())))
    sketched = made(Sketching(*told), "gathering sketches", _sketch_jobs(reading, key))
    echoed = made(Echoing(*told, story_of), "looking for echoes", _echo_jobs(sketched, homes))

    pages = _pages(shards, reading, lost, settings)
    whole = Whole.of(pages)
    verdicts = [verdict for name in judged for verdict in verdicts_in(shards.read(name), whole)]
    report = gathered(pages, verdicts, ledger, story_of, settings, PathSettings(settings, root))
    pairs = echoes_in(shards.read(name) for name in echoed)
    report = concluded(report, pages, groups, pairs, counts, statements, settings, root)
    report = decide(report, settings, root) if decided else report
    shards.put("findings.parquet", findings_table(report.findings))
    shards.put("manifest.json", _manifest(key, made.manifests))
    shards.swept()
    return report


class _Made:
    """Makes what is missing, stage by stage, and keeps the manifests of all that the run is made of."""

    def __init__(self, shards: Shards, each: Each, progress: Progress | None) -> None:
        self._shards, self._each, self._progress = shards, each, progress
        self.manifests: dict[str, Manifest] = {}

    def __call__(self, stage: Stage, title: str, jobs: Sequence[Job]) -> list[str]:
        there = self._shards.finished()
        # the largest first, so that none is left to one worker
        missing = sorted((job for job in jobs if job.name not in there), key=lambda job: -job.cost)
        if missing:
            done = len(jobs) - len(missing)

            def told(now: int, _: int) -> None:
                if self._progress is not None:
                    self._progress(title, done + now, len(jobs))

            self._each(stage, missing, told)
            there = self._shards.finished()
        names = [job.name for job in jobs]
        gone = [name for name in names if name not in there]
        if gone:
            raise ConfigError(
                f"{len(gone)} shards were made but are not in {self._shards.url}: {gone[0]}.",
                "Give --shards a folder that every machine sees under the same name.",
            )
        self.manifests.update((name, there[name]) for name in names)
        return names


# --------------------------------------------------------------------------- which files


def listed(
    paths: Sequence[str], settings: Settings, root: Path
) -> tuple[list[tuple[str, str, str, int]], tuple[Problem, ...]]:
    """The files under some paths, in the order of reports: real path or address, as it is shown, what tells its
    version, bytes. Raises ConfigError for what a distributed run does not read."""
    local: list[str] = []
    found: list[tuple[str, str, str, int]] = []
    problems: list[Problem] = []
    for path in paths:
        if path == NAME or is_address(path):
            what = "standard input" if path == NAME else f"{path}, a page of the network"
            raise ConfigError(f"--engine ray does not read {what}.", "Save it as a file, or leave --engine out.")
        plain = path.removeprefix("file://")
        if "://" in plain:
            try:
                found += _remote(plain, settings.reading.extensions)
            except FileNotFoundError:
                problems.append(Problem(plain, f"{plain} does not exist.", "Check the address.", always=True))
            except (OSError, ValueError, ImportError, RuntimeError) as error:
                raise ConfigError(
                    f"{plain} cannot be read: {first_line(error)}.", "Check the address, its library and its rights."
                ) from error
        else:
            local.append(plain)
    files, more = list_files(local, extensions=settings.reading.extensions, base=root, count_others=True)
    for real, shown in files.items():
        try:
            state = Path(real).stat()
            found.append((real, shown, f"{state.st_size} {state.st_mtime_ns}", state.st_size))
        except OSError:
            found.append((real, shown, "", 0))  # the reader says what is wrong with it
    return sorted(set(found), key=lambda one: (one[1], one[0])), (*problems, *more)


def _remote(url: str, extensions: Sequence[str]) -> Iterator[tuple[str, str, str, int]]:
    """The files at an address: itself, or all below it that have one of the extensions; Parquet too."""
    files, path = opened(url)
    scheme = url.partition("://")[0]
    info = files.info(path)
    inside = {path: info} if info["type"] == "file" else files.find(path, detail=True)
    wanted = {*extensions, ".parquet"}
    for name, told in sorted(inside.items()):
        if info["type"] == "file" or kind_of(Path(name)) in wanted:
            yield f"{scheme}://{name.lstrip('/')}", name.lstrip("/"), files.ukey(name), int(told.get("size") or 0)


# --------------------------------------------------------------------------- which shards


def _reading_jobs(files: Sequence[tuple[str, str, str, int]], key: str) -> Iterator[Job]:
    batch: list[tuple[str, str, str, int]] = []
    number = 0
    for file in [*files, None]:
        if batch and (file is None or len(batch) == FILES or sum(f[3] for f in batch) + file[3] > BYTES):
            name = named("articles", number, key, *(part for f in batch for part in f[:3]))
            yield Job(name, {"files": [f[:2] for f in batch]}, sum(f[3] for f in batch))
            batch, number = [], number + 1
        if file is not None:
            batch.append(file)


def _batches(stories: Sequence[Story]) -> Iterator[list[Story]]:
    """Stories in order, in batches that cost about the same to compare."""
    batch: list[Story] = []
    weight = 0
    for story in stories:
        own = _compared_in(story)
        if batch and weight + own > PAIRS:
            yield batch
            batch, weight = [], 0
        batch.append(story)
        weight += own
    if batch:
        yield batch


def _compared_in(story: Story) -> int:
    """About how many pairs of its articles are compared."""
    size = len(story.article_ids)
    return size * (min(size, EVERY_TWO) - 1) // 2 + 1


def _story_jobs(
    kind: str, batches: Sequence[Sequence[Story]], place: Mapping[str, str], key: str, compared: Sequence[str] = ()
) -> list[Job]:
    jobs = []
    for number, stories in enumerate(batches):
        rows = [story_row(story) for story in stories]
        sources = sorted({place[a] for story in stories for a in story.article_ids})
        given = {"stories": rows, "shards": sources, "alone": [], "compared": compared[number] if compared else ""}
        name = named(kind, number, key, json.dumps(given, sort_keys=True))
        jobs.append(Job(name, given, sum(map(_compared_in, stories))))
    return jobs


def _alone_jobs(alone: Sequence[str], place: Mapping[str, str], key: str, number: int) -> list[Job]:
    jobs = []
    for n, start in enumerate(range(0, len(alone), ALONE), start=number):
        own = list(alone[start : start + ALONE])
        given = {"stories": [], "shards": sorted({place[a] for a in own}), "alone": own, "compared": ""}
        jobs.append(Job(named("judged", n, key, json.dumps(given, sort_keys=True)), given, len(own)))
    return jobs


def _sketch_jobs(reading: Sequence[str], key: str) -> list[Job]:
    """Article shards, SKETCHED of them in one."""
    some = [list(reading[start : start + SKETCHED]) for start in range(0, len(reading), SKETCHED)]
    return [Job(named("sketches", n, key, *own), {"shards": own}) for n, own in enumerate(some)]


def _echo_jobs(sketched: Sequence[str], key: str) -> list[Job]:
    """Every two shards of sketches, and each with itself."""
    some = [
        (mine, list(sketched[start : start + ECHOED]))
        for n, mine in enumerate(sketched)
        for start in range(n, len(sketched), ECHOED)
    ]
    return [
        Job(named("echoes", n, key, mine, *others), {"mine": mine, "others": others})
        for n, (mine, others) in enumerate(some)
    ]


def _digest(settings: Settings, key: str) -> str:
    """Names what comparing and judging depend on besides the articles: code, settings, lexicons."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256(key.encode())
    for path in sorted(package.rglob("*")):
        if path.suffix in {".py", ".json", ".tsv", ".toml"}:
            digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    told = settings.model_dump(exclude={"cache_dir", "jobs", "fail_on", "our_copy", "paper"})
    digest.update(json.dumps(told, sort_keys=True, default=str).encode())
    for name in (*settings.lexicons, *(one for o in settings.overrides for one in o.lexicons or ())):
        path = Path(name).expanduser()
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


# --------------------------------------------------------------------------- what comes out


def _pages(shards: Shards, reading: Sequence[str], lost: Sequence[Problem], settings: Settings) -> Pages:
    """All that was read, as a local run has it."""
    sources: list[Source] = []
    articles: list[tuple[Article, tuple[Claim, ...]]] = []
    unread: set[Problem] = set(pages_of((), lost, settings, Annotator(), None).problems)
    problems: list[Problem] = []
    for name in reading:
        table = shards.read(name, ("article", "source", "record", "claims"))
        bad, odd = problems_in(table)
        unread.update(bad)
        problems += odd
        sources += sources_in(table)
        articles += articles_in(table, name)
    articles.sort(key=lambda one: one[0].span.path)  # stable: of one source as they stand in it
    return Pages(
        tuple(sorted(sources, key=lambda s: s.path)),
        tuple(article for article, _ in articles),
        {article.id: claims for article, claims in articles},
        (*sorted(unread, key=lambda p: (p.path, p.message)), *problems),
    )


def findings_table(findings: Sequence[Finding]) -> bytes:
    """The findings as a Parquet file, for other programs: one a row."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    text, many = pa.string(), pa.list_(pa.string())
    schema = pa.schema(
        [(n, text) for n in ("rule", "code", "severity", "status", "story", "message", "path")]
        + [("start", pa.int64()), ("end", pa.int64()), ("articles", many), ("values", many)]
        + [("confidence", pa.float64()), ("fingerprint", text), ("identity", text)]
    )
    rows = [
        {
            "rule": f.rule, "code": f.code, "severity": f.severity.value, "status": f.status, "story": f.story_id,
            "message": f.divergence.message, "path": f.divergence.primary.span.path,
            "start": f.divergence.primary.span.start, "end": f.divergence.primary.span.end,
            "articles": list(f.article_ids), "values": list(f.divergence.values),
            "confidence": f.divergence.confidence, "fingerprint": f.fingerprint, "identity": f.identity,
        }
        for f in findings
    ]  # fmt: skip
    stream = io.BytesIO()
    table: pa.Table = pa.Table.from_pylist(rows, schema=schema)
    pq.write_table(table, stream, compression="zstd")
    return stream.getvalue()


def _manifest(key: str, shards: Mapping[str, Manifest]) -> bytes:
    told: dict[str, Any] = {
        "claimcheck": __version__,
        "key": key,
        "day": dt.date.today().isoformat(),
        "shards": {name: asdict(own) for name, own in sorted(shards.items())},
    }
    return json.dumps(told, indent=1).encode() + b"\n"


def one_by_one(stage: Stage, jobs: Sequence[Job], told: Callable[[int, int], None]) -> None:
    """Every shard here, one after the other: the plainest ``Each``."""
    for n, job in enumerate(jobs, start=1):
        made(stage, job)
        told(n, len(jobs))


def made(stage: Stage, job: Job) -> Manifest:
    """One shard, made and stored, with the CPU time that it took."""
    stage.tools  # noqa: B018 # loaded before the time counts
    begun = time.process_time()
    table = stage(job.given)
    return stage.shards.write(job.name, table, time.process_time() - begun)
