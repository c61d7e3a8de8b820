"""Score a run against a hand-made gold: ``python -m benchmarks.gold fixtures/gold/seeds.yaml`` (pages of one folder) or
``python -m benchmarks.gold GOLD.yaml --articles DIR`` (pairs of articles).

Pages: articles, claims that must not be, matches, findings found / missed / unlisted (at warning or error), silent
entries broken. Pairs: recall and precision of findings as ``needs`` and ``covers`` below define them, of matches and
slots how many the report holds (``held``). A gold may give places instead of words (``golds.with_words``).
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from benchmarks import peers
from benchmarks.golds import with_words
from benchmarks.tables import Row, Table, bootstrap, publish
from claimcheck.datamodel import Article, ClaimRole, Divergence, FactCell, Finding, Place, Report, Severity, Span
from claimcheck.engine.whole_run import run
from claimcheck.rules import RULES
from claimcheck.settings.loading import RuleSettings, Settings
from claimcheck.textforms import fold
from claimcheck.writers.json_report import printed_starts

Needs = list[tuple[str, list[tuple[int, int]]]]  # (article id or side, places of the surface)
Gold = Mapping[str, Any]
LOUD = {Severity.WARNING, Severity.ERROR}
# Where no page says that two names are one, the question itself is right too.
ALSO_RIGHT = {"alternate-name": {"name-conflict"}}


@dataclass
class PagesScore:
    """``unlisted`` are findings at warning or error that the gold does not have, ``broken`` those on silent entries."""

    articles: list[str] = field(default_factory=list)
    articles_missed: list[str] = field(default_factory=list)
    matches: int = 0
    matches_missed: list[str] = field(default_factory=list)
    matches_wrong: list[str] = field(default_factory=list)
    false_claims: list[str] = field(default_factory=list)
    found: dict[int, Finding] = field(default_factory=dict)
    missed: list[Gold] = field(default_factory=list)
    unlisted: list[Finding] = field(default_factory=list)
    broken: list[tuple[str, str, Finding]] = field(default_factory=list)
    stories: list[tuple[str, ...]] = field(default_factory=list)


def surface_spans(surface: str, text: str) -> list[tuple[int, int]]:
    """Every place of the surface, white space and spacing of marks apart."""
    pattern = r"\s+".join(re.escape(part) for part in surface.split())
    return [m.span() for m in re.finditer(pattern, text)]


def covers(finding: Finding, needs: Needs, side: Mapping[str, str]) -> bool:
    """Whether the finding's places overlap every surface; ``side`` maps article ids to the gold's."""
    places = [finding.divergence.primary, *finding.divergence.related]
    return bool(needs) and all(
        any(
            side.get(p.article_id) == key and any(p.span.start < e and s < p.span.end for s, e in spans) for p in places
        )
        for key, spans in needs
    )


def score_pages(report: Report, gold: Gold) -> PagesScore:
    """Score a report on a folder of pages against a gold with ``articles``, ``matches``, ``findings`` and
    ``silent``."""
    score = PagesScore()
    texts = {s.path: s.text for s in report.sources}
    claims = defaultdict(list)
    for claim in report.claims:
        claims[claim.article_id].append(claim)
    side: dict[str, str] = {}
    spans: dict[str, Article] = {}
    for entry in gold["articles"]:
        for article in report.articles:
            body = [c for c in claims[article.id] if c.role is not ClaimRole.HEADLINE]
            if (
                article.span.path.endswith(entry["page"])
                and fold(article.title or "") == fold(entry["title"])
                and (entry.get("published") is None or article.published == entry["published"])
                and body
                and fold(body[0].text).startswith(fold(entry["first"]))
                and fold(body[-1].text).rstrip("\"'").endswith(fold(entry["last"]).rstrip("\"'"))
            ):
                side[article.id] = entry["id"]
                spans[entry["id"]] = article
                score.articles.append(entry["id"])
                break
        else:
            score.articles_missed.append(entry["id"])
    banned = {fold(t) for t in gold["not_claims"]}
    score.false_claims = [c.text for c in report.claims if c.role is not ClaimRole.HEADLINE and fold(c.text) in banned]
    score.stories = [tuple(sorted(side.get(a, a) for a in s.article_ids)) for s in report.stories]

    left, right = gold["stories"][0][0], gold["stories"][0][-1]
    aligned = [
        (fold(a.left[0].text), fold(a.right[0].text), a)
        for a in report.alignments
        if a.left and a.right and (side.get(a.left_article), side.get(a.right_article)) == (left, right)
        and a.left[0].role is not ClaimRole.HEADLINE
    ]  # fmt: skip
    wanted = [(fold(a), fold(b)) for a, b in gold["matches"]]
    for a, b in wanted:
        if any(x.startswith(a) and y.startswith(b) and len(al.left) == len(al.right) == 1 for x, y, al in aligned):
            score.matches += 1
        else:
            score.matches_missed.append(f"{a} | {b}")
    score.matches_wrong = [
        f"{x} | {y}" for x, y, _ in aligned if not any(x.startswith(a) and y.startswith(b) for a, b in wanted)
    ]

    def places_of(key: str, surface: str) -> list[tuple[int, int]]:
        article = spans[key]
        return [
            (s, e)
            for s, e in surface_spans(surface, texts[article.span.path])
            if article.span.start <= s < article.span.end
        ]

    def needs(entry: Gold) -> Needs:
        return [
            (key, places_of(key, surface)) for key, surface in (entry["left"], entry["right"]) if surface is not None
        ]

    listed = [(entry, needs(entry)) for entry in gold["findings"]]
    optional = [(entry, needs(entry)) for entry in gold.get("optional", [])]
    for n, (entry, need) in enumerate(listed):
        rules = {entry["rule"]} | ALSO_RIGHT.get(entry["rule"], set())
        hit = next((f for f in report.findings if f.rule in rules and covers(f, need, side)), None)
        if hit is None:
            score.missed.append(entry)
        else:
            score.found[n] = hit
    known = [need for _, need in listed + optional]
    strange = [f for f in report.findings if not any(covers(f, need, side) for need in known)]
    score.unlisted = [f for f in strange if f.severity in LOUD]
    for a, b in gold["silent"]:
        for finding in strange:
            hits = [(left, places_of(left, a)), (right, places_of(right, b))]
            if all(spans_ for _, spans_ in hits) and covers(finding, hits, side) and _is_tight(finding):
                score.broken.append((a, b, finding))
    return score


def _is_tight(finding: Finding) -> bool:
    """A finding that shows a whole claim as context does not speak of every word in it."""
    return not any(p.surface == p.claim_text for p in (finding.divergence.primary, *finding.divergence.related))


def show(finding: Finding) -> str:
    places: Iterable[Place] = (finding.divergence.primary, *finding.divergence.related)
    return f"{finding.severity.value} {finding.rule}: " + " | ".join(repr(p.surface[:80]) for p in list(places)[:4])


def pages_table(score: PagesScore, gold: Gold, name: str) -> Table:
    total = len(gold["findings"])
    rows = [
        Row("articles", f"{len(score.articles)} / {len(gold['articles'])}", reach=f"{len(gold['articles'])}"),
        Row("furniture taken for claims", len(score.false_claims), reach=0),
        Row("matches", f"{score.matches} / {len(gold['matches'])}", reach=f"{len(gold['matches'])}"),
        Row("wrong matches", len(score.matches_wrong), reach=0),
        Row(
            "findings found / missed / unlisted",
            f"{len(score.found)} / {len(score.missed)} / {len(score.unlisted)}",
            reach=f"{total} / 0 / 0",
        ),
        Row("silent entries broken", len(score.broken), reach=0),
    ]
    per: dict[str, Counter[str]] = defaultdict(Counter)
    for n, entry in enumerate(gold["findings"]):
        per[entry["rule"]]["found" if n in score.found else "missed"] += 1
    for finding in score.unlisted:
        per[finding.rule]["unlisted"] += 1
    for rule, tally in sorted(per.items()):
        rows.append(
            Row(f"{rule}: found / missed / unlisted", f"{tally['found']} / {tally['missed']} / {tally['unlisted']}")
        )
    return Table("gold-" + name, f"Gold of {name}", f"python -m benchmarks.gold fixtures/gold/{name}.yaml", tuple(rows))


# --------------------------------------------------------------------------- pairs

ASIDE = {"claim-missing", "term-drift", "headline-differs"}


def pair_needs(entry: Gold, bodies: Mapping[str, str]) -> Needs:
    inside = entry.get("inside")
    if "first" in entry:
        sides = [(entry["article"], entry["first"]), (entry["article"], entry["second"])]
    elif inside:
        sides = [(inside, entry.get("left")), (inside, entry.get("right"))]
    else:
        sides = [("left", entry.get("left")), ("right", entry.get("right"))]
    return [(key, surface_spans(surface, bodies[key])) for key, surface in sides if surface]


def score_pair(
    findings: Sequence[Finding],
    side: Mapping[str, str],
    pair: Gold,
    bodies: Mapping[str, str],
    aside: set[str],
    *,
    any_rule: bool = False,
) -> dict[str, list[Any]]:
    """Gold entries found and missed, findings true, neutral and false, by the scoring of the shared
    ``score_gold.py``. With ``any_rule`` a finding counts for whatever rule the gold names there."""
    entries = (pair.get("findings") or []) + (pair.get("inside") or [])
    listed = [(e, pair_needs(e, bodies)) for e in entries if e["rule"] not in aside]
    others = [
        (e, pair_needs(e, bodies)) for e in (pair.get("optional") or []) + [e for e in entries if e["rule"] in aside]
    ]
    result: dict[str, list[Any]] = defaultdict(list)
    used: set[int] = set()
    for entry, need in listed:
        rules = {entry["rule"]} | {o["rule"] for o, on in others if _meet(need, on)}
        hits = {n for n, f in enumerate(findings) if (any_rule or f.rule in rules) and covers(f, need, side)}
        used |= hits
        result["found" if hits else "missed"].append(entry)
    for n, finding in enumerate(findings):
        if finding.rule in aside:
            continue
        if n in used:
            result["true"].append(finding)
        elif any(covers(finding, need, side) for _, need in listed + others):
            result["neutral"].append(finding)
        else:
            result["false"].append(finding)
    return result


def held(report: Report, side: Mapping[str, str], pair: Gold, bodies: Mapping[str, str]) -> Counter[str]:
    """Of a pair's listed ``matches`` and ``slots`` how many there are and how many the report holds, as the shared
    ``score_gold.py`` counts: one alignment with claims that hold the first words of either sentence, one row of a fact
    table with a cell over either surface. A row's cell marked odd is right where the two differ."""
    counts: Counter[str] = Counter()
    sides = ("left", "right")
    starts = printed_starts(report)
    aligned = [
        [(side[c.article_id], starts.get((c.article_id, c.span.start), c.span.start), c.span.end) for c in claims]
        for claims in ((*a.left, *a.right) for a in report.alignments)
    ]
    rows = [[(side[c.article_id], c) for c in row.cells if c] for table in report.fact_tables for row in table.rows]
    for match in pair.get("matches") or []:
        begun = [surface_spans(words, bodies[key]) for key, words in zip(sides, match, strict=True)]
        counts["matches"] += 1
        counts["matched"] += any(
            all(
                any(own == key and low - 3 <= start < high for own, low, high in one for start, _ in spans)
                for key, spans in zip(sides, begun, strict=True)
            )
            for one in aligned
        )
    for slot in pair.get("slots") or []:
        needed = pair_needs(slot, bodies)

        def over(cell: FactCell, key: str, spans: Sequence[tuple[int, int]], own: str) -> bool:
            return own == key and any(s < cell.span.end and cell.span.start < e for s, e in spans)

        hits = [
            row for row in rows if all(any(over(cell, key, spans, own) for own, cell in row) for key, spans in needed)
        ]
        counts["slots"] += 1
        counts["in one row"] += bool(hits)
        if hits:
            odd = any(cell.odd and over(cell, key, spans, own) for own, cell in hits[0] for key, spans in needed)
            differs = slot.get("relation") == "conflict"
            counts["odd, right"] += odd and differs
            counts["odd, wrong"] += odd and not differs
            counts["odd, missed"] += differs and not odd
    return counts


_SIDES = {"left": "left", "right": "right"}


def _difference(found: tuple[tuple[int, int], tuple[int, int]], n: int) -> Finding:
    """A replaced stretch of a word diff, as a finding."""
    places = [Place(Span(side, *span), "", side) for side, span in zip(_SIDES, found, strict=True)]
    divergence = Divergence("", places[0], (places[1],), (str(n),))
    return Finding("word-diff", "", Severity.WARNING, divergence, str(n))


def _difference_rows(tool: str, outcomes: Sequence[dict[str, list[Any]]] | None) -> list[Row]:
    """What marking every replaced stretch would reach."""
    if outcomes is None:
        return [Row(f"recall: {tool}", "–", peers.MISSING)]
    hits = [float(hit) for o in outcomes for hit in [1.0] * len(o["found"]) + [0.0] * len(o["missed"])]
    right = [float(hit) for o in outcomes for hit in [1.0] * len(o["true"]) + [0.0] * len(o["false"])]
    false = sum(len(o["false"]) for o in outcomes)
    return [
        peers.row("recall", tool, hits, "bare word diff, any rule"),
        peers.row("precision", tool, right, "bare word diff, any rule"),
        Row(f"false warnings and errors a pair: {tool}", "–", false / len(outcomes)),
    ]


def _meet(one: Needs, other: Needs) -> bool:
    return any(
        k == k2 and any(a < d and c < b for a, b in spans for c, d in spans2)
        for k, spans in one
        for k2, spans2 in other
    )


def run_pair(left: str, right: str, settings: Settings) -> tuple[Report, dict[str, str]]:
    """A report on two texts alone, and the sides by article id."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("left", left), ("right", right)):
            Path(folder, f"{name}.txt").write_bytes(text.encode("utf-8", "surrogatepass"))
        report = run([str(Path(folder, "left.txt")), str(Path(folder, "right.txt"))], settings)
    return report, {a.id: "left" if "left.txt" in a.span.path else "right" for a in report.articles}


def settings_of(gold: Gold, **more: Any) -> Settings:
    """The defaults, with those rules turned on that a gold of pages lists and that are off as shipped."""
    listed = {entry["rule"] for entry in gold.get("findings", ())}
    off = [rule for rule in RULES if not rule.default_on and rule.name in listed]
    return Settings(rules={rule.name: RuleSettings(severity=rule.severity.value) for rule in off}, **more)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--articles", type=Path, help="folder of the articles that a gold of pairs names")
    parser.add_argument("--pages", type=Path, help="folder of the pages (default: fixtures/<name of the gold>)")
    parser.add_argument("--detail", action="store_true", help="count detail-missing too")
    parser.add_argument("-v", "--verbose", action="store_true")
    args = parser.parse_args()
    gold = yaml.safe_load(args.gold.read_text(encoding="utf-8"))
    name = args.gold.stem
    settings = settings_of(gold)
    if "articles" in gold:
        pages = args.pages or args.gold.parent.parent / name
        score = score_pages(run([str(pages)], settings), gold)
        publish(pages_table(score, gold, name))
        for entry in score.missed:
            print("MISSED", entry["rule"], entry["left"], entry["right"])
        for finding in score.unlisted:
            print("UNLISTED", show(finding))
        for a, b, finding in score.broken:
            print("BROKEN", a, "|", b, "|", show(finding))
        for line in (*score.articles_missed, *score.matches_missed, *score.matches_wrong, *score.false_claims):
            print("ALSO", line)
        print("stories", score.stories)
        sys.exit(
            bool(
                score.missed
                or score.unlisted
                or score.broken
                or score.matches_missed
                or score.matches_wrong
                or score.articles_missed
                or score.false_claims
            )
        )
    aside = ASIDE | (set() if args.detail else {"detail-missing"})
    pairs = [with_words(pair, args.articles) for pair in gold["pairs"]]
    outcomes = []
    there: Counter[str] = Counter()
    diffs: dict[str, list[dict[str, list[Any]]] | None] = {"difflib": [], "redlines": []}
    for pair in pairs:
        bodies = {
            s: (args.articles / f"{pair[s]}.txt").read_bytes().decode("utf-8", "replace") for s in ("left", "right")
        }
        report, side = run_pair(bodies["left"], bodies["right"], settings)
        outcome = score_pair(report.findings, side, pair, bodies, aside)
        outcomes.append(outcome)
        there += held(report, side, pair, bodies)
        for tool, own in diffs.items():
            found = peers.differences(bodies["left"], bodies["right"], tool)
            if found is None or own is None:
                diffs[tool] = None
            else:
                own.append(
                    score_pair(
                        [_difference(f, n) for n, f in enumerate(found)], _SIDES, pair, bodies, aside, any_rule=True
                    )
                )
        if args.verbose:
            print(
                "==",
                pair["left"],
                pair["right"],
                f"aligned {sum(bool(a.left and a.right) for a in report.alignments)} of {pair['matched_claims']}",
            )
            for entry in outcome["missed"]:
                sides = [entry.get("left") or entry.get("first"), entry.get("right") or entry.get("second")]
                print(f"  MISS {entry['rule']}: {sides[0]!r} | {sides[1]!r}")
            for finding in outcome["false"]:
                print("  FALSE", show(finding))
    hits = [1.0 for o in outcomes for _ in o["found"]] + [0.0 for o in outcomes for _ in o["missed"]]
    right = [1.0 for o in outcomes for _ in o["true"]] + [0.0 for o in outcomes for _ in o["false"]]
    loud = [float(f.severity in LOUD) for o in outcomes for f in o["false"]]
    rows = [
        Row(
            "recall",
            sum(hits) / max(1, len(hits)),
            None,
            0.5,
            bootstrap(hits) if hits else None,
            f"{sum(hits):.0f} of {len(hits)}",
        ),
        Row(
            "precision",
            sum(right) / max(1, len(right)),
            None,
            0.88,
            bootstrap(right) if right else None,
            f"{sum(right):.0f} of {len(right)}",
        ),
        Row("false warnings and errors a pair", sum(loud) / len(pairs), None, 0.2),
    ]
    if there["matches"]:
        rows.append(
            Row("matches", there["matched"] / there["matches"], note=f"{there['matched']} of {there['matches']}")
        )
    if there["slots"]:
        note = f"{there['in one row']} of {there['slots']}"
        rows.append(Row("slots in one row", there["in one row"] / there["slots"], note=note))
        odd = " / ".join(str(there[f"odd, {what}"]) for what in ("right", "wrong", "missed"))
        rows.append(Row("odd marks: right / wrong / missed", odd))
    for tool, own in diffs.items():
        rows += _difference_rows(tool, own)
    per: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        for key in ("found", "missed"):
            for entry in outcome[key]:
                per[entry["rule"]][key] += 1
        for key in ("true", "false", "neutral"):
            for finding in outcome[key]:
                per[finding.rule][key] += 1
    rows += [
        Row(f"{rule}: found / missed / false", f"{c['found']} / {c['missed']} / {c['false']}")
        for rule, c in sorted(per.items())
    ]
    label = name + ("-detail" if args.detail else "")
    flag = " --detail" if args.detail else ""
    publish(
        Table(
            "gold-" + label,
            f"Gold of {label}",
            f"python -m benchmarks.gold {name}.yaml --articles ARTICLES{flag}",
            tuple(rows),
        )
    )


if __name__ == "__main__":
    main()
