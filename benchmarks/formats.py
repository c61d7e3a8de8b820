"""How long every format takes, and how large it gets, on many findings: ``python -m benchmarks.formats [FINDINGS]``.

The findings are made up: pages of invented sentences with true places, of every level and status.
"""

from __future__ import annotations

import functools
import gzip
import random
import resource
import sys
import time

from claimcheck.datamodel import Article, Divergence, Finding, Place, Report, Severity, Source, Span, Story
from claimcheck.rules import RULES
from claimcheck.triage import fingerprint, identity
from claimcheck.writers import WRITERS

_WORDS = (
    "the police said on Monday that militants had left village near river after fighting which began when governor "
    "ordered army to retake province's capital where some 4,000 families live without water or power since July"
).split()
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


def main(findings: int = 30_000) -> None:
    report = synthetic(findings, known=0.1)
    rules = {rule.name: rule for rule in RULES}
    print(f"{findings:,} findings over {len(report.sources):,} files")
    print(f"{'format':<16}{'seconds':>9}{'MB':>9}{'MB gzipped':>12}")
    for name in _FORMATS:
        begun = time.perf_counter()
        text = WRITERS[name](report, rules)
        spent = time.perf_counter() - begun
        octets = text if isinstance(text, bytes) else text.encode("utf-8")
        packed = len(gzip.compress(octets, 6))
        print(f"{name:<16}{spent:>9.2f}{len(octets) / 1e6:>9.2f}{packed / 1e6:>12.2f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:2]))
