"""Whether probabilities mean what they say: ``python -m benchmarks.reliability --data DIR``.

For every model whose probability users see or that decides what they see: pairs scored by a model that saw neither of
them (folds), sorted by the probability said, in bins of one width; in each bin the share that is true. Drawn to
``reliability.svg``, written to RESULTS.md. ECE is the mean distance of the two, weighted by pairs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.tables import Row, Table, bootstrap, publish

PICTURE = Path(__file__).with_name("reliability.svg")
BINS = 10
ROW = 4  # curves
_SMALL = 'font-size="11"'
FEW = 20  # pairs below which a bin's share says little: drawn pale, and not in the largest gap


@dataclass(frozen=True)
class Curve:
    """``said`` are probabilities, ``truth`` 0 or 1. ``shown`` says where a user meets the figure."""

    name: str
    said: np.ndarray
    truth: np.ndarray
    shown: str

    def bins(self) -> list[tuple[float, float, int]]:
        """(mean probability said, share that is true, pairs) of every bin that has pairs."""
        at = np.minimum((self.said * BINS).astype(int), BINS - 1)
        return [
            (float(self.said[at == b].mean()), float(self.truth[at == b].mean()), int((at == b).sum()))
            for b in range(BINS)
            if (at == b).any()
        ]

    def expected_error(self) -> float:
        return sum(abs(p - share) * n for p, share, n in self.bins()) / len(self.said)

    def largest_gap(self) -> float:
        return max((abs(p - share) for p, share, n in self.bins() if n >= FEW), default=0.0)

    def brier(self) -> np.ndarray:
        return np.asarray((self.said - self.truth) ** 2)


def contradiction(data: Path) -> list[Curve]:
    """Platt's line fitted on the other folds' held-out logits; of the pairs that the rule would report, apart."""
    from sklearn.linear_model import LogisticRegression

    from benchmarks.contradiction import cross_validated
    from claimcheck.rules.contradiction import Contradiction

    scored = cross_validated(data)
    said = np.zeros(len(scored.truth))
    for fold in np.unique(scored.folds):
        mine = scored.folds == fold
        platt = LogisticRegression().fit(scored.logits[~mine][:, None], scored.truth[~mine])
        said[mine] = platt.predict_proba(scored.logits[mine][:, None])[:, 1]
    bar = Contradiction().confidence
    reported = said >= bar
    return [
        Curve("contradiction", said, scored.truth, "confidence of a contradiction finding"),
        Curve(f"contradiction, {bar} and more", said[reported], scored.truth[reported], "the figures that are shown"),
    ]


def slots(data: Path) -> list[Curve]:
    """What differs in one slot, judged by readers; of what is told, apart."""
    from benchmarks.slots import Corpus, confidences
    from claimcheck.facts.slot_confidence import DIFFER

    between, inside = confidences(Corpus.load(data.resolve(), "auto"))
    told = between.held_out >= DIFFER
    shown = "confidence of a number's or a date's finding that the slot model makes"
    return [
        Curve("slots", between.held_out, between.truth.astype(float), "every judged candidate"),
        Curve("slots, told", between.held_out[told], between.truth[told].astype(float), shown),
        Curve("slots of one article", inside.held_out, inside.truth.astype(float), "the same, inside one article"),
    ]


def sources(data: Path) -> list[Curve]:
    """Candidates of the golds, and those that readers judged by themselves, a stricter measure."""
    from benchmarks.sources import examples, held_out

    known = examples(Path(__file__).parents[1] / "fixtures" / "gold", data.resolve(), "auto")
    said, kept = held_out(known), ~np.array(known.neutral)
    truth, gold = np.array([float(bool(labels)) for labels in known.labels]), np.array(known.gold) != ""
    shown = "confidence of an attribution-dropped finding"
    return [
        Curve("sources, golds", said[kept & gold], truth[kept & gold], shown),
        Curve("sources, read strictly", said[kept & ~gold], truth[kept & ~gold], shown),
    ]


def alignment(data: Path) -> list[Curve]:
    from benchmarks.alignment import out_of_fold, training_cells

    cells = training_cells(data.parent, Path(".claimcheck"))
    said = np.concatenate([p[c.kept] for c, p in zip(cells, out_of_fold(cells), strict=True)])
    truth = np.concatenate([c.labels[c.kept] for c in cells])
    return [Curve("alignment", said, truth, "score of an alignment in the JSON report")]


def names(data: Path) -> list[Curve]:
    from benchmarks import name_training as training

    sets = training.NameSets(training.read_bench(data / "names" / "name_bench.csv"))
    return [Curve("same name", sets.out_of_fold(), sets.truth.astype(float), "not shown; decides name rules")]


MODELS: dict[str, Callable[[Path], list[Curve]]] = {
    "contradiction": contradiction,
    "slots": slots,
    "sources": sources,
    "alignment": alignment,
    "names": names,
}


def table(curves: Sequence[Curve]) -> Table:
    rows = []
    for curve in curves:
        errors = curve.brier()
        rows.append(Row(f"{curve.name}: ECE", curve.expected_error(), note=f"{len(curve.said)} pairs; {curve.shown}"))
        rows.append(Row(f"{curve.name}: largest gap of a bin of {FEW} or more", curve.largest_gap()))
        rows.append(Row(f"{curve.name}: Brier score", float(errors.mean()), interval=bootstrap(errors)))
        for p, share, n in curve.bins():
            rows.append(Row(f"{curve.name}: said {p:.2f}, true", share, note=f"{n} pairs"))
    mixes = ", ".join(f"{curve.name} {curve.truth.mean():.1%}" for curve in curves)
    notes = (
        "![Reliability](reliability.svg)",
        "",
        f"Share of these pairs that is true: {mixes}. Where it is another, a probability means another share.",
        "Every pair is scored by a model that was fitted without it.",
        "Findings of contradiction, of the slot model and of attribution-dropped state such a confidence; others none.",
    )
    return Table("reliability", "Reliability of probabilities", "python -m benchmarks.reliability", tuple(rows), notes)


def draw(curves: Sequence[Curve]) -> str:
    """The curves in rows as SVG: the diagonal is what a calibrated model follows, dots grow with their pairs."""
    size, gap, top = 200, 50, 40
    width, height = ROW * (size + gap) + gap, -(-len(curves) // ROW) * (size + top + 50)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for n, curve in enumerate(curves):
        x0, y0 = gap + n % ROW * (size + gap), n // ROW * (size + top + 50) + top + size

        def at(p: float, share: float, x0: int = x0, y0: int = y0) -> str:
            return f"{x0 + p * size:.1f},{y0 - share * size:.1f}"

        out.append(f'<text x="{x0}" y="{y0 - size - 14}" font-size="13">{curve.name}</text>')
        out.append(f'<rect x="{x0}" y="{y0 - size}" width="{size}" height="{size}" fill="none" stroke="#999"/>')
        out.append(f'<polyline points="{at(0, 0)} {at(1, 1)}" stroke="#bbb" stroke-dasharray="4 3" fill="none"/>')
        bins = curve.bins()
        points = " ".join(at(p, share) for p, share, _ in bins)
        out.append(f'<polyline points="{points}" stroke="#1a5fb4" stroke-width="1.5" fill="none"/>')
        for p, share, count in bins:
            x, y = at(p, share).split(",")
            radius = 2 + 5 * (count / len(curve.said)) ** 0.5
            fill = "#1a5fb4" if count >= FEW else "#c6d8f0"
            out.append(f'<circle cx="{x}" cy="{y}" r="{radius:.1f}" fill="{fill}"/>')
        for tick in (0, 0.5, 1):
            x, _ = at(tick, 0).split(",")
            _, y = at(0, tick).split(",")
            out.append(f'<text x="{x}" y="{y0 + 15}" {_SMALL} text-anchor="middle">{tick:g}</text>')
            out.append(f'<text x="{x0 - 6}" y="{y}" {_SMALL} text-anchor="end" dy="4">{tick:g}</text>')
        out.append(f'<text x="{x0 + size / 2}" y="{y0 + 32}" {_SMALL} text-anchor="middle">probability said</text>')
    return "\n".join([*out, "</svg>"]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    curves = [curve for model in MODELS.values() for curve in model(options.data)]
    PICTURE.write_text(draw(curves), encoding="utf-8")
    publish(table(curves))


if __name__ == "__main__":
    main()
