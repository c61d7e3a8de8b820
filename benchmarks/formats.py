"""How long every format takes, and how large it gets, on many findings: ``python -m benchmarks.formats [FINDINGS]``.

The findings are made up: pages of invented sentences with true places, of every level and status.
"""

from __future__ import annotations

import functools
import gzip
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from jsonschema import Draft4Validator

from benchmarks.tables import Row, Table, publish
from claimcheck.datamodel import Article, Divergence, Finding, Place, Report, Severity, Source, Span, Story
from claimcheck.engine.triage import fingerprint, identity
from claimcheck.rules import RULES
from claimcheck.writers import WRITERS

_WORDS = (
    "the police said on Monday that militants had left village near river after fighting which began when governor "
    "ordered army to retake province's capital where some 4,000 families live without water or power since July"
).split()
_SCHEMA = Path(__file__).parents[1] / "fixtures" / "schemas" / "sarif-2.1.0.json"
_FORMATS = ("csv", "github", "github-summary", "gitlab", "json", "jsonl", "junit", "markdown", "rdjsonl", "sarif")


@functools.cache
def synthetic(findings: int, *, seed: int = 0, pages: int | None = None, known: float = 0.0) -> Report:
    """A report with so many findings over pairs of pages; a share ``known`` of them is not new. Same seed, same
    report."""
    chance = random.Random(seed)
    pages = pages or max(2, findings // 30 * 2)
    sources, articles, stories = [], [], []
    spans: dict[str, list[tuple[int, int]]] = {}
    for number in range(pages):
        path = f"corpus/{number // 2:05d}/{'ab'[number % 2]}.txt"
        lines, at = [], 0
        spans[path] = []
        for _ in range(40):
            line = " ".join(chance.choices(_WORDS, k=chance.randint(8, 24))) + "."
            spans[path].append((at, at + len(line)))
            lines.append(line)
            at += len(line) + 2
        text = "\n\n".join(lines)
        sources.append(Source(path, text, f"{number:064x}"))
        articles.append(Article(f"{path}#1", Span(path, 0, len(text)), None, None, None, None, "en", ()))
        if number % 2:
            pair = (articles[-2].id, articles[-1].id)
            stories.append(Story(f"story:{pair[0]}", pair, pair[0], 0.9))
    texts = {s.path: s.text for s in sources}
    found = []
    for number in range(findings):
        left = 2 * chance.randrange(pages // 2)
        sides = []
        for page in (left, left + 1):
            path = sources[page].path
            start, end = chance.choice(spans[path])
            word = chance.randrange(start, end - 8)
            words = Span(path, word, word + chance.randint(3, 8))
            sides.append(
                Place(words, texts[path][words.start : words.end], articles[page].id, None, texts[path][start:end])
            )
        rule = RULES[number % len(RULES)]
        message = f"Two readings of one slot: “{sides[0].surface}” against “{sides[1].surface}”"
        divergence = Divergence(
            message, sides[0], (sides[1],), (str(number),), (sides[0].surface, sides[1].surface), ("made up",)
        )
        status = chance.choice(("baselined", "accepted", "suppressed")) if chance.random() < known else "new"
        level = chance.choices(list(Severity), weights=(6, 3, 1))[0]
        found.append(
            Finding(
                rule.name,
                rule.code,
                level,
                divergence,
                fingerprint(rule.name, divergence),
                status,
                stories[left // 2].id,
                None,
                identity(rule.name, divergence),
            )
        )
    return Report(tuple(sources), tuple(articles), (), tuple(stories), (), (), (), tuple(found))


def measured(findings: int) -> Iterator[Row]:
    """Seconds and size of every format; what the services limit, held against their limits."""
    report = synthetic(findings, known=0.1)
    rules = {rule.name: rule for rule in RULES}
    for name in _FORMATS:
        begun = time.perf_counter()
        made = WRITERS[name](report, rules)
        spent = time.perf_counter() - begun
        text = made.decode("utf-8") if isinstance(made, bytes) else made
        packed = len(gzip.compress(text.encode("utf-8"), 6))
        size = f"{len(text.encode('utf-8')) / 1e6:.2f} MB, {packed / 1e6:.2f} MB gzipped"
        yield Row(f"{name}: seconds", f"{spent:.1f}", note=size)
        yield from _limits(name, text, packed)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Row("peak memory, MB", f"{peak:,.0f}", note=f"{len(report.sources):,} files of text among it")


def _limits(name: str, text: str, packed: int) -> Iterator[Row]:
    if name == "github":
        commands = Counter(line.split(" ", 1)[0] for line in text.splitlines() if line.startswith("::"))
        yield Row("github: annotations of a level", max(commands.values()), reach="≤ 10")
    elif name == "github-summary":
        yield Row("github-summary: octets", f"{len(text.encode('utf-8')):,}", reach="< 1,048,576")
    elif name == "markdown":
        yield Row("markdown: characters", f"{len(text.encode('utf-16-le')) // 2:,}", reach="< 60,000")
    elif name == "sarif":
        log = json.loads(text)
        yield Row("sarif: results", f"{len(log['runs'][0]['results']):,}", reach="≤ 25,000")
        yield Row("sarif: octets gzipped", f"{packed:,}", reach="< 10,000,000")
        schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
        yield Row(
            "sarif: violations of the schema", sum(1 for _ in Draft4Validator(schema).iter_errors(log)), reach="0"
        )


def main(findings: int = 30_000) -> None:
    publish(
        Table(
            "formats",
            "Machine formats",
            "python -m benchmarks.formats",
            tuple(measured(findings)),
            (f"{findings:,} made-up findings, every tenth known.",),
        )
    )


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:2]))
