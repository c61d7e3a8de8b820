"""Whether two quotations print one utterance: ``python -m benchmarks.utterances --data DIR [--cache FOLDER]`` fits
``claimcheck/comparing/utterances.json`` on ``fixtures/gold/quotation_pairs.tsv``.

Pairs of quotations that share words but not all, from articles of one event (ECB+, BASIL, NewsWCL50, FNC-1), each
judged by a reader: ``one`` utterance in two forms or ``two``. Held-out scores are of folds over events; the floor is
what the rules before it said of the same pairs: recall 0.81 at precision 0.98.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from claimcheck.claims.annotate import Annotator
from claimcheck.comparing import utterances
from claimcheck.comparing.quotes import candidates, printed_in
from claimcheck.engine.whole_run import read
from claimcheck.evidence.quotations import are_two
from claimcheck.settings.loading import Settings
from claimcheck.stories.outlines import weight

STORED = Path(utterances.__file__).with_name(utterances.PARAMETERS)
JUDGED = Path(__file__).parents[1] / "fixtures" / "gold" / "quotation_pairs.tsv"
FOLDS, SEED, STRENGTH = 8, 1, 0.3


def judged(articles: Path, cache: str) -> tuple[list[dict[str, float]], np.ndarray, list[str]]:
    """Features, whether they are one, and events of the judged pairs that are still candidates."""
    table = articles / "modern" / "clusters.tsv"
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()[1:]]
    clusters = {f"modern/{file}.txt": cluster for file, cluster in rows}
    wanted: dict[tuple[str, str], dict[tuple[int, int], bool]] = defaultdict(dict)
    for line in JUDGED.read_text(encoding="utf-8").splitlines()[1:]:
        left, start, right, other, said = line.split("\t")
        wanted[left, right][int(start), int(other)] = said == "one"
    settings = Settings(cache_dir=cache, reading={"on_problem": "skip"})  # type: ignore[arg-type]
    folder = settings.cache_folder
    paths = sorted({path for pair in wanted for path in pair})
    annotator = Annotator(folder / "annotations.sqlite" if folder else None)
    pages = read([str(articles / path) for path in paths], settings, annotator, None, articles)
    printed = {a.span.path: printed_in(pages.claims[a.id]) for a in pages.articles}
    found: list[dict[str, float]] = []
    truth: list[bool] = []
    events: list[str] = []
    for (left, right), pairs in sorted(wanted.items()):
        for c in candidates(printed[left], printed[right], are_two, weight):
            a, b = printed[left][c.left], printed[right][c.right]
            said = pairs.get((a.quotation.span.start, b.quotation.span.start))
            if said is not None:
                found.append(dict(c.features))
                truth.append(said)
                events.append(clusters.get(left, str(Path(left).parent)))
    return found, np.array(truth), events


def fit(articles: Path, cache: str) -> None:
    found, truth, events = judged(articles, cache)
    names = sorted(found[0])
    features = np.array([[own[name] for name in names] for own in found])
    held_out = np.zeros(len(truth))
    for train, test in GroupKFold(FOLDS, shuffle=True, random_state=SEED).split(features, truth, events):
        held_out[test] = _model().fit(features[train], truth[train]).predict_proba(features[test])[:, 1]
    whole = _model().fit(features, truth)
    scale, regression = whole[0], whole[1]
    weights = regression.coef_[0] / scale.scale_
    said = held_out >= utterances.ONE
    about = {
        "trained_on": "fixtures/gold/quotation_pairs.tsv: judged pairs of ECB+, BASIL, NewsWCL50, FNC-1",
        "judged": {"one": int(truth.sum()), "two": int((~truth).sum())},
        "held_out": {
            f"{FOLDS} folds over events": {
                "average precision": round(float(average_precision_score(truth, held_out)), 4),
                "bar": utterances.ONE,
                "precision": round(float(truth[said].mean()), 4),
                "recall": round(float(said[truth].mean()), 4),
            }
        },
    }
    model = {
        "about": about,
        "intercept": round(float(regression.intercept_[0] - weights @ scale.mean_), 5),
        "weights": {name: round(float(w), 5) for name, w in zip(names, weights, strict=True)},
    }
    STORED.write_text(json.dumps(model, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(about, indent=1))


def _model() -> Pipeline:
    return make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=1000))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", default="")
    arguments = parser.parse_args()
    fit(arguments.data / "articles", arguments.cache)


if __name__ == "__main__":
    main()
