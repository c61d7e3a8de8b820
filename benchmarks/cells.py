"""Whether an editor can trust what the page says first: cells of 223 stories' facts and of 89 more, judged by a reader.

``python -m benchmarks.cells list --data DIR`` prints what was not judged yet, each value beside its sentence: every
cell of a fact that differs, and a sample of the others. ``evaluate`` takes the verdicts of ``cell_labels.tsv`` and
writes RESULTS.md: of the cells that still stand there with the same value, how many are right, and how many marks of an
odd value are. A cell is wrong where the article does not say that, or answers another question than the row's others.

Labels: story, path, start and end of the words, kind of the fact, digest of the value, then 1 for right and 0 for wrong
of the cell, and of its mark.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.tables import Row, Table, bootstrap, publish
from claimcheck.datamodel import Claim, Report
from claimcheck.engine.whole_run import run
from claimcheck.settings.loading import Settings
from claimcheck.writers.parts.answers import Spot
from claimcheck.writers.parts.disagreements import Row as Fact
from claimcheck.writers.parts.disagreements import rows_of
from claimcheck.writers.parts.outline import by_time, outline

LABELS = Path(__file__).with_name("cell_labels.tsv")
# 89 stories that the tool itself found among the FNC-1 bodies of no cluster: of their events nothing has learned, and
# what was judged of them was drawn before anything was mended after it.
UNSEEN_STORIES = Path(__file__).with_name("unseen_stories.tsv")
UNSEEN = "unseen-"  # their names begin so
ECB_PLUS = tuple(
    "01ecbplus 02ecbplus 04ecbplus 05ecbplus 06ecbplus 07ecbplus 08ecbplus 09ecbplus 10ecbplus 11ecbplus "
    "12ecbplus 13ecbplus 14ecbplus 18ecbplus 19ecbplus 20ecbplus 21ecbplus 22ecbplus 23ecbplus 24ecbplus "
    "25ecbplus 26ecbplus 27ecbplus 28ecbplus 29ecbplus 30ecbplus 31ecbplus 32ecbplus 34ecbplus".split()
)
ECB = tuple(
    "01 02 03 04 05 06 07 08 09 10 11 12 13 14 16 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35".split()
)
CLUSTERS = (
    "20yo-burger", "abdel-bary-suspect", "abdulla-mother", "aborted-boy", "airdrop-cache", "ak-verma",
    "amazon-ad-streaming", "amazon-store", "app-store-farm", "axl-rose", "baghdadi-wife", "bali-spider",
    "banja-luka-trip", "banksy-arrest", "batmobile-stolen", "bernard-bear", "big-bank-hank", "bugatti-graffiti",
    "canseco", "cat-coats", "cctv-names", "cesar-millan", "chlorine-saqlawiya", "comcast-tor", "conal-comcast",
    "constantine", "cub-baghdadi", "culkin-hoax", "dan-olsen", "david-haines", "dulles-hazmat", "ebola-turkeys",
    "eggnog", "elon-freshman", "emwazi", "espn-panel", "ferguson-audio", "foxnewspress", "gaza-dams",
    "gill-rosenberg", "godane", "goldfish", "google-pacific-shores", "hairgate", "helmet-sniper", "homeless-lin",
    "icloud-reset", "isis-jets", "isis-southern-border", "jess-smith", "judd-nelson", "kai-dog",
    "kansas-city-ebola", "kfc-marijuana", "kfc-wings", "kim-ankles", "kim-scotland-restaurant",
    "king-abdullah-pilot", "knightscope", "lego-letter", "libya-jetliners", "luke-somers", "macklemore-isis",
    "magnet-boy", "managua-meteorite", "michelle-obama-saudi", "mohammed-islam", "nikolaev", "nun-birth",
    "nyc-marijuana", "oliver-ilic", "ottawa-shooting", "palace-mushroom", "paul-rudd-airport", "phelps-chandler",
    "pizza-tip", "planetary-alignment", "plumber-truck", "po-catfish", "pope-animals", "priest-oneal",
    "pumpkin-condom", "purdon-ebola", "ram-rahim-singh", "riquelme-mortgage", "sandoval", "scorpion-bombs",
    "seidel", "six-days-darkness", "sneeze-slapper", "snowmen-fatwa", "stan-beaton", "star-wars-release",
    "state-house-capsule", "suresh-kumar", "tbs-seinfeld", "texas-sharia", "ting-su", "vice-dinner", "vogue-rats",
    "white-house-fence", "woods-island", "yang-hu", "yeti-video", "zeppelin-contract",
)  # fmt: skip
BASIL = tuple(
    "01c59743 0c78e748 0d10341a 11c9f251 13792511 1bb79cc1 1e41e98b 1f99798f 2058ec60 2742e9c1 2a3fde8a 2b9468af "
    "2ec04201 2f3e86b6 38f7cbb7 3ae35b16 450755dd 45bd61bc 47a209b0 4f473faf 550b80db 58ed2376 58f414e5 65cb14cb "
    "6e502405 70c75d68 72fa9b13 76810849 79bf99c6 7f9c83f7 8385a996 84b3c118 85475456 87609973 8abec8d9 8dc7ccfe "
    "96b7046f 9879bbc0 a4edca3f ae243a95 b4dbeda7 b5eefefb b764f81f be026bd1 c5534b7e c6a0e65c cad4bba5 d1344998 "
    "d16050b3 d4a4bc34 dd1e6e3b e71d149d eb17fa36 ed8c136f f11c2566 f506aafc".split()
)
_GROUPS = (("differs", None), ("smaller", 3), ("doubtful", 3), ("agrees", 3))  # rows of each that are judged
_CELLS = 5  # of one value, in a row that differs; 2 in the others

Key = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class Cell:
    """A value on the page, as one article gives it."""

    key: Key
    group: str
    label: str
    value: str
    odd: bool
    sentence: str


def stories(data: Path) -> dict[str, list[str]]:
    """The files of each story, under ``data/articles``."""
    base = data / "articles"
    made = {f"ecb/{t}": sorted(f"ecb/{t}ecb/{p.name}" for p in (base / f"ecb/{t}ecb").glob("*.txt")) for t in ECB}
    for name in ECB_PLUS:
        made[f"ecb/{name}"] = sorted(f"ecb/{name}/{p.name}" for p in (base / "ecb" / name).glob("*.txt"))
    for line in (base / "modern" / "clusters.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        name, cluster = line.split("\t")
        if cluster in CLUSTERS:
            made.setdefault(cluster, []).append(f"modern/{name}.txt")
    for name in BASIL:
        made[name] = sorted(f"modern/basil/{name}/{p.name}" for p in (base / "modern/basil" / name).glob("*.txt"))
    for line in UNSEEN_STORIES.read_text(encoding="utf-8").splitlines()[1:]:
        path, name = line.split("\t")
        made.setdefault(name, []).append(path)
    return {name: sorted(files) for name, files in sorted(made.items())}


def cells(story: str, report: Report) -> Iterator[Cell]:
    """Those to judge; the same for the same report."""
    texts = {s.path: s.text for s in report.sources}
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in report.claims:
        claims[claim.article_id].append(claim)
    by_group: dict[str, list] = defaultdict(list)
    for group in outline(report).groups:
        order = [a.id for a in sorted(group.articles or report.articles, key=by_time)]
        for row in rows_of(group.facts, (*group.findings, *group.known), order):
            by_group[_group(row)].append(row)
    for name, most in _GROUPS:
        rows = by_group[name]
        if most is not None and len(rows) > most:
            rows = random.Random(story).sample(rows, most)
        for row in rows:
            for answer in row.answers:
                for spot in answer.spots[: _CELLS if name == "differs" else 2]:
                    digest = hashlib.sha256(answer.value.encode()).hexdigest()[:12]
                    key = (story, spot.span.path, str(spot.span.start), str(spot.span.end), row.kind, digest)
                    yield Cell(key, name, row.label, answer.value, answer.odd, _sentence(spot, claims, texts))


def _group(row: Fact) -> str:
    if any(f.severity.rank for f in row.findings):
        return "differs"
    return "agrees" if not row.findings else "doubtful" if row.is_doubtful else "smaller"


def _sentence(spot: Spot, claims: dict[str, list[Claim]], texts: dict[str, str]) -> str:
    claim = next((c for c in claims[spot.article_id] if c.span.contains(spot.span)), None)
    if claim is None:
        return f"[[{spot.surface}]]"
    text = texts[spot.span.path]
    before, after = text[claim.span.start : spot.span.start], text[spot.span.end : claim.span.end]
    return f"{before}[[{spot.surface}]]{after}".replace("\n", " ")


def labels() -> dict[Key, tuple[bool, bool]]:
    """Whether a cell is right, and its mark where it has one."""
    made = {}
    for line in LABELS.read_text(encoding="utf-8").splitlines()[1:]:
        *key, right, mark = line.split("\t")
        made[key[0], key[1], key[2], key[3], key[4], key[5]] = (right == "1", mark != "0")
    return made


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="?", choices=("list", "evaluate"), default="evaluate")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", default="")
    given = parser.parse_args()
    settings = Settings(cache_dir=str(Path(given.cache).resolve())) if given.cache else Settings()
    files = stories(given.data.resolve())
    os.chdir(given.data.resolve() / "articles")
    shown = [cell for story, paths in files.items() for cell in cells(story, run(paths, settings))]
    known = labels()
    if given.what == "list":
        for cell in shown:
            if cell.key not in known:
                mark = "ODD " if cell.odd else ""
                print("\t".join(cell.key), f"\n  {cell.group} | {cell.label} | {mark}«{cell.value}» {cell.sentence}")
        return
    judged = [(cell, *known[cell.key]) for cell in shown if cell.key in known]
    told = [one for one in judged if not one[0].key[0].startswith(UNSEEN)]
    unseen = [one for one in judged if one[0].key[0].startswith(UNSEEN)]
    marks = [float(right and mark) for cell, right, mark in told if cell.odd]
    rows = [
        Row(f"cells right{where}", sum(right) / len(right), None, bar, bootstrap(right), f"n={len(right)}")
        for where, groups, bar in (
            ("", {"differs", "smaller", "agrees"}, 0.95), (", of facts that differ", {"differs"}, 0.95),
            (", smaller", {"smaller"}, 0.95), (", on which they agree", {"agrees"}, 0.95),
            (", said to be of two facts perhaps", {"doubtful"}, None),
        )
        if (right := [float(r) for cell, r, _ in told if cell.group in groups])
    ]  # fmt: skip
    rows.append(Row("odd marks right", sum(marks) / len(marks), None, 0.9, bootstrap(marks), f"n={len(marks)}"))
    for what, of_unseen in (
        ("cells right", [float(right) for cell, right, _ in unseen if cell.group != "doubtful"]),
        ("odd marks right", [float(right and mark) for cell, right, mark in unseen if cell.odd]),
    ):
        if of_unseen:
            share, spread = sum(of_unseen) / len(of_unseen), bootstrap(of_unseen)
            reach = 0.95 if what == "cells right" else 0.9
            name = f"{what}, events of which nothing has learned"
            rows.append(Row(name, share, None, reach, spread, f"n={len(of_unseen)}"))
    rows.append(Row("cells not judged", len(shown) - len(judged), note=f"of {len(shown)}"))
    publish(
        Table("cells", "What the page says first: cells of 312 stories, judged by readers",
              "python -m benchmarks.cells evaluate --data DIR", tuple(rows))
    )  # fmt: skip


if __name__ == "__main__":
    main()
