"""A corpus of any size out of real articles: ``python -m benchmarks.variants --data DIR FOLDER COUNT``.

Every event of ECB+, BASIL, NewsWCL50 and the clusters of FNC-1 comes first as it is, then again and again as another
event: over all of its articles alike, names are replaced by names from elsewhere, figures by figures of as many digits,
days and months by others, and a part of the other words by words that are about as frequent, so that the copies are
other stories with as much in common as two real ones. Same data, same bytes.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from claimcheck.stories.outlines import background
from claimcheck.textforms import fold

# Kept for blind tests of other parts: not read here either.
HELD_OUT = (
    *("0d10341a", "1bb79cc1", "2ec04201", "450755dd", "47a209b0", "542cd22c", "abdel-bary-suspect", "banksy-arrest"),
    *("batmobile-stolen", "gill-rosenberg", "kim-scotland-restaurant", "isis-southern-border"),
)
_WORD = re.compile(r"[^\W_][\w'-]*")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "June", "July", "August", "September", "October", "November")
REPLACED = 0.5  # of the words that are neither name nor figure
_NEIGHBOURS = 40  # words of about the same frequency, of which one stands in


@dataclass(frozen=True)
class Page:
    """A file to write: its name and its text."""

    name: str
    text: str


def events(data: Path) -> list[list[Page]]:
    """The real articles by event, in an order that mixes the sets; events kept for blind tests left out."""
    folder = data / "articles"
    found: dict[str, list[Page]] = defaultdict(list)
    for path in sorted((folder / "ecb").glob("*/*.txt")):
        found[f"ecb-{path.parent.name}"].append(_page(path))
    modern = folder / "modern"
    with (modern / "stories.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["event"] and not _is_held_out(row["event"]):
                found[row["event"]].append(_page(modern / row["path"]))
    with (modern / "clusters.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if not _is_held_out(row["cluster"]):
                found[f"fnc-{row['cluster']}"].append(_page(modern / f"{row['file']}.txt"))
    return [found[event] for event in sorted(found, key=lambda e: hashlib.sha256(e.encode()).hexdigest())]


def _is_held_out(event: str) -> bool:
    return any(held in event for held in HELD_OUT)


def _page(path: Path) -> Page:
    return Page(f"{path.parent.name}-{path.stem}", path.read_text(encoding="utf-8", errors="replace"))


def corpus(data: Path) -> Iterator[Page]:
    """Pages without end: all events as they are, then round after round of variants."""
    real = events(data)
    for pages in real:
        yield from pages
    names = sorted({name for pages in real for name in _names(pages)})
    for n in itertools.count(1):
        for pages in real:
            yield from variant(pages, n, names)


def variant(pages: Sequence[Page], number: int, names: Sequence[str]) -> list[Page]:
    """An event told anew: every word has one stand-in over all its articles."""
    own = _names(pages)
    salt = f"{pages[0].name} {number}"
    stand_ins: dict[str, str] = {}

    def stand_in(found: re.Match[str]) -> str:
        word = found[0]
        if word not in stand_ins:
            stand_ins[word] = _stand_in(word, own, names, salt)
        return stand_ins[word]

    return [Page(f"{page.name}-{number}", _WORD.sub(stand_in, page.text)) for page in pages]


def _names(pages: Sequence[Page]) -> frozenset[str]:
    """Words of an event that are never written small."""
    words = {word for page in pages for word in _WORD.findall(page.text)}
    small = {word for word in words if word[0].islower()}
    return frozenset(w for w in words if w[0].isupper() and len(w) > 2 and w.lower() not in small)


def _stand_in(word: str, own: frozenset[str], names: Sequence[str], salt: str) -> str:
    draw = int.from_bytes(hashlib.blake2b(f"{salt} {fold(word)}".encode(), digest_size=8).digest(), "big")
    for known in (_DAYS, _MONTHS):
        if word in known:
            return known[draw % len(known)]
    if word[0].isdigit():
        return "".join(str((int(c) + draw // 10**n) % 9 + 1) if c in "0123456789" else c for n, c in enumerate(word))
    if word in own:
        return names[draw % len(names)]
    ranked, places = _ranked()
    place = places.get(fold(word), -1)
    # The hundred commonest are grammar.
    if place < 100 or draw % 1000 >= REPLACED * 1000:
        return word
    other = ranked[max(100, min(len(ranked) - 1, place + draw // 1000 % _NEIGHBOURS - _NEIGHBOURS // 2))]
    return other.capitalize() if word[0].isupper() else other


@cache
def _ranked() -> tuple[list[str], dict[str, int]]:
    counts = background()[1]
    ranked = sorted(counts, key=lambda term: (-counts[term], term))
    return ranked, {term: n for n, term in enumerate(ranked)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for page in itertools.islice(corpus(arguments.data), arguments.count):
        (arguments.folder / f"{page.name}.txt").write_text(page.text, encoding="utf-8")


if __name__ == "__main__":
    main()
