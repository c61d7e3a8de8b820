"""Where findings are lost: ``python -m benchmarks.oracle GOLD.yaml --articles DIR`` runs a gold of pairs four times.

First the tool finds the stories among all articles; then each pair is handed in as one story; then the gold's matches
take the place of the tool's; then its quantities and dates of one slot too. What a run brings back, its stage had lost;
what none brings back is lost by rules, names, sources or reading. Counted are the labels of core rules that are found.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmarks.gold import ASIDE, score_pair
from benchmarks.tables import Row, Table, publish
from claimcheck.claims.annotate import Annotator
from claimcheck.datamodel import Alignment, Claim, Filling, Finding, Moment, Quantity, Slot, Span
from claimcheck.engine.grouping import grouped
from claimcheck.engine.judging import judge
from claimcheck.engine.whole_run import compared, embed, fill_slots, match, read, run, weigh
from claimcheck.settings.loading import Settings
from claimcheck.stories.outlines import outline

STAGES = ("all", "gold stories", "gold matches", "gold slots")
_KINDS = {"quantity": Quantity, "date": Moment}
_ONE_SLOT = {"number-conflict": "quantity", "number-precision": "quantity", "date-conflict": "date"}  # of a label
Claims = Mapping[str, Sequence[Claim]]  # by side, "left" or "right"


def claim_at(claims: Sequence[Claim], first_words: str) -> Claim | None:
    """The claim that begins with the words, else the first in which they stand."""
    wanted = re.compile(r"\s+".join(map(re.escape, first_words.split())))
    found = [(claim, hit.start()) for claim in claims if (hit := wanted.search(claim.text))]
    return min(found, key=lambda at: at[1] > 3)[0] if found else None


def gold_alignments(pair: Mapping[str, Any], claims: Claims, said: Sequence[Alignment]) -> tuple[Alignment, ...]:
    """The gold's matches as sure alignments; of ``said``, what holds no claim that the gold matches (ECB golds list
    twelve at most)."""
    left, right = (said[0].left_article, said[0].right_article) if said else ("", "")
    listed = []
    for words in pair.get("matches") or []:
        found = [claim_at(claims[side], own) for side, own in zip(("left", "right"), words, strict=True)]
        if found[0] and found[1]:
            listed.append(Alignment(left, right, (found[0],), (found[1],), 1.0))
    named = {claim.id for one in listed for claim in (*one.left, *one.right)}
    return (*listed, *(a for a in said if not any(c.id in named for c in (*a.left, *a.right))))


def gold_slots(pair: Mapping[str, Any], claims: Claims, said: Sequence[Slot]) -> tuple[Slot, ...]:
    """The gold's quantities and dates as sure slots, those of its labels too, and of ``said`` what fills none of their
    mentions."""
    entries = [(entry["kind"], entry) for entry in pair.get("slots") or []]
    entries += [(_ONE_SLOT.get(entry["rule"], ""), entry) for entry in pair.get("findings") or []]
    listed: dict[tuple[Span, Span], Slot] = {}
    for kind, entry in entries:
        found = [_filling(claims[side], entry.get(side), _KINDS.get(kind)) for side in ("left", "right")]
        if found[0] and found[1]:
            both = (found[0], found[1])
            listed[both[0].mention.span, both[1].mention.span] = Slot(kind, kind, both, 1.0)
    taken = {span for spans in listed for span in spans}
    kept = (s for s in said if s.kind not in _KINDS or not any(f.mention.span in taken for f in s.fillings))
    return (*listed.values(), *kept)


def _filling(claims: Sequence[Claim], surface: str | None, kind: type | None) -> Filling | None:
    """The first mention of the kind that the surface overlaps."""
    if not surface or kind is None:
        return None
    wanted = re.compile(r"\s+".join(map(re.escape, surface.split())))
    for claim in claims:
        for hit in wanted.finditer(claim.text):
            start, end = claim.span.start + hit.start(), claim.span.start + hit.end()
            for mention in claim.mentions:
                if isinstance(mention.value, kind) and mention.span.start < end and start < mention.span.end:
                    return Filling(claim, mention)
    return None


Outcome = tuple[Sequence[Finding], dict[str, str]]  # findings, and the sides of articles


def staged(pair: Mapping[str, Any], folder: Path, settings: Settings) -> dict[str, Outcome]:
    """Findings with the sides of their articles, for every stage but the first."""
    files = {f"{folder / pair[side]}.txt": side for side in ("left", "right")}
    cache = settings.cache_folder
    pages = read(list(files), settings, Annotator(cache / "annotations.sqlite" if cache else None), None)
    pages, vectors = embed(pages, settings, None)
    sides = {a.id: next(s for n, s in files.items() if n.endswith(a.span.path)) for a in pages.articles}
    outlines = [outline(a, pages.claims[a.id]) for a in pages.articles]
    stories = grouped(outlines, settings, None, one_story=True).stories
    said, _ = match(pages, stories, vectors)
    claims = {side: [c for i, own in pages.claims.items() if sides[i] == side for c in own] for side in files.values()}
    # the engine puts the earlier article first; the gold's left may be the later
    turned = bool(said) and sides[said[0].left_article] == "right"
    listed = {"matches": [both[::-1] if turned else both for both in pair.get("matches") or []]}
    in_order = {"left": claims["right"], "right": claims["left"]} if turned else claims
    given = gold_alignments(listed, in_order, said)
    found = {}
    for stage, alignments in zip(STAGES[1:], (said, given, given), strict=True):
        slots = fill_slots(pages, stories, vectors, alignments, settings).slots
        if stage == STAGES[-1]:
            slots = {story: gold_slots(pair, claims, own) for story, own in slots.items()}
        comparisons = weigh(compared(pages, stories, alignments), settings, None)
        report = judge(pages, stories, alignments, comparisons, slots, settings, None)
        found[stage] = (report.findings, sides)
    return found


def measure(gold: Mapping[str, Any], articles: Path, settings: Settings) -> dict[str, Counter[str]]:
    """For every stage the number of labels found, by rule; under "gold" how many there are."""
    pairs = gold["pairs"]
    files = sorted({f"{articles / pair[side]}.txt" for pair in pairs for side in ("left", "right")})
    whole = run(files, settings)
    home = {a.id: a.span.path for a in whole.articles}
    found: dict[str, Counter[str]] = {stage: Counter() for stage in ("gold", *STAGES)}
    for pair in pairs:
        bodies = {s: (articles / f"{pair[s]}.txt").read_bytes().decode("utf-8", "replace") for s in ("left", "right")}
        names = {side: f"/{pair[side]}.txt" for side in bodies}
        sides = {i: s for i, path in home.items() for s, name in names.items() if f"/{path}".endswith(name)}
        outcomes = {STAGES[0]: (whole.findings, sides), **staged(pair, articles, settings)}
        for n, (stage, (findings, side)) in enumerate(outcomes.items()):
            outcome = score_pair(findings, side, pair, bodies, ASIDE | {"detail-missing"})
            found[stage].update(entry["rule"] for entry in outcome["found"])
            if n == 0:
                found["gold"].update(entry["rule"] for key in ("found", "missed") for entry in outcome[key])
    return found


def table(found: Mapping[str, Counter[str]], name: str) -> Table:
    """A row for every rule: labels found after each stage."""
    rules = [*sorted(found["gold"]), "all core rules"]
    total = {stage: {**own, "all core rules": own.total()} for stage, own in found.items()}
    rows = [
        Row(f"{rule}: " + " / ".join(STAGES), " / ".join(str(total[stage].get(rule, 0)) for stage in STAGES),
            note=f"of {total['gold'][rule]}")
        for rule in rules
    ]  # fmt: skip
    command = f"python -m benchmarks.oracle {name}.yaml --articles ARTICLES"
    return Table(f"oracle-{name}", f"What each stage loses: {name}", command, tuple(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--articles", type=Path, required=True, help="folder of the articles that the gold names")
    parser.add_argument("--cache", type=Path, help="folder of cached tokens and vectors")
    args = parser.parse_args()
    gold = yaml.safe_load(args.gold.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(cache_dir=str(args.cache or folder), reading={"on_problem": "skip"})
        publish(table(measure(gold, args.articles, settings), args.gold.stem))


if __name__ == "__main__":
    main()
