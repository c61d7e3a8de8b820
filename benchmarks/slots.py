"""The slot model: ``python -m benchmarks.slots train``, ``calibrate``, ``agree`` and ``evaluate``.

``train`` fits ``claimcheck/facts/slot_model.json`` by distant supervision, no label read: over pairs of articles of one
event (ECB+ sub-topics, BASIL, NewsWCL50), two mentions of one value are taken for one slot, two of different values for
two; a value that an article gives several times counts its pairs by that much less. ``calibrate`` fits
``slot_confidence.json``, ``slot_worth.json`` and ``inside_confidence.json`` on ``fixtures/gold/slot_pairs.tsv``:
candidates whose values differ, scored by slot models of other topics and judged by readers who never saw the tool (C
conflict, U changes in time, P one more exact, T a trifle, O another question). What it learns is whether a candidate is
no O, and whether one that is none is C, U or P.
Numbers in which two articles agree, once one is put otherwise, are conflicts beside them, of less weight. ``agree``
fits ``slot_agreement.json`` on ``fixtures/gold/same_pairs.tsv``: pairs of one value, drawn over all likelihoods that
the slot model gives, each read and judged 1 where both answer one question. ``evaluate``
ranks, for the pairs of the golds, the candidates whose values differ and of which neither stands in the other article,
by models that never saw a topic of the pair (five folds), and prints their average precision against what the gold
lists as number-conflict, number-precision or date-conflict. The floor is the cosine of the two claims.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, roc_auc_score

from benchmarks.golds import GOLDS, pairs_of_gold
from benchmarks.name_training import store, trees_of_histograms
from benchmarks.tables import Row, Table, publish
from claimcheck.claims.annotate import Annotator
from claimcheck.datamodel import Claim, Quantity, Relation
from claimcheck.embedding.cache import CachedEncoder
from claimcheck.embedding.encoder import load_encoder
from claimcheck.engine.whole_run import embed, read
from claimcheck.facts import slot_confidence, slot_model
from claimcheck.facts.bars import AGREED, AGREED_SHOWN
from claimcheck.facts.contexts import Context, contexts_of
from claimcheck.facts.slot_confidence import DIFFER, Candidate, described
from claimcheck.facts.slot_finding import SAME, relations_of, rivals
from claimcheck.facts.slot_model import NAMES, Side, candidates
from claimcheck.facts.values import relation_of
from claimcheck.matching.align import align
from claimcheck.settings.loading import Settings

STORED = Path(slot_model.__file__).with_name(slot_model.PARAMETERS)
CALIBRATED = [[Path(slot_model.__file__).with_name(n) for n in names] for names in slot_confidence.PARAMETERS]
JUDGED = Path(__file__).parents[1] / "fixtures" / "gold" / "slot_pairs.tsv"
SAME_VALUE = JUDGED.with_name("same_pairs.tsv")
AGREEMENT = Path(slot_model.__file__).with_name(slot_confidence.AGREEMENT)
WORTH = ("C", "U", "P")
SPEAKS_FOR = frozenset(
    "slot window claim near names order run_before run_after noun_same values_same agents_same matched whose_same "
    "slip".split()
)
SPEAKS_AGAINST = frozenset("ratio noun_other values_clash agents_other told whose_other".split())
# Of values that agree: the rarer, the likelier they are one.
RARE, OFTEN = frozenset({"digits", "figures", "figures_finer"}), frozenset({"small", "weekdays"})
UNTOLD = frozenset({"conflict", "inside", "told", "unknown"})  # never of two articles' values that agree
# Events of blind tests, past and present: no slot is trained on them or judged there.
BLIND = frozenset(
    "a4f1d515 ad409798 542cd22c c9e4d35f 68748e7f 6f95dcb9 97b1305c d16050b3 df6a55fb e71d149d "
    "fnc-game-resignation fnc-willie-nelson fnc-meng-son fnc-fireworks-proposal fnc-li-zhenghua fnc-paul-rudd-airport "
    "fnc-naked-scanner fnc-taibbi fnc-ak-verma fnc-amazon-store fnc-cesar-millan fnc-culkin-hoax fnc-ebola-turkeys "
    "fnc-isis-jets fnc-kai-dog fnc-kim-snake-wine fnc-magnet-boy fnc-nyc-marijuana fnc-oliver-ilic fnc-plumber-truck "
    "fnc-pope-animals fnc-purdon-ebola fnc-suresh-kumar".split()
)
PAIRS, FOLDS, SEED = 15, 5, 1  # article pairs of one event; folds over events
ALTERED = 8  # article pairs of one event in which what agrees is put otherwise
SLIPS = 0.5  # of those with three digits or more, how many have one changed
WITHIN = 4.0  # weight of a candidate inside one article, of which few were judged, beside one between two
MADE = 0.2  # weight of a conflict that was made: sentences that agree are nearer than most that do not
COMPATIBLE = 0.3  # weight of two values that may be one, rounded
KINDS = {"number-conflict", "number-precision", "date-conflict"}


@dataclass
class Corpus:
    """Articles of the development sets: their sides, events and texts, by path."""

    sides: dict[str, Side]
    events: dict[str, str]
    texts: dict[str, str]
    claims: dict[str, tuple[Sequence[Claim], np.ndarray]]

    @classmethod
    def load(cls, data: Path, cache: str) -> Corpus:
        base = data / "articles"
        settings = Settings(cache_dir=cache, reading={"on_problem": "skip"})  # type: ignore[arg-type]
        folder = settings.cache_folder
        files = [str(p) for part in ("ecb", "modern/basil", "modern/wcl") for p in sorted((base / part).rglob("*.txt"))]
        files = [f for f in files if Path(f).parent.name not in BLIND]
        clusters = _clusters(base / "modern" / "clusters.tsv")
        fnc = [p for p in sorted(_judged_paths()) if p.startswith("modern/fnc/") and clusters.get(p) not in BLIND]
        files += [str(base / path) for path in fnc]
        annotator = Annotator(folder / "annotations.sqlite" if folder else None)
        pages, vectors = embed(read(files, settings, annotator, None, base), settings, None)
        encoder = CachedEncoder(load_encoder(settings.model), folder)
        sides, events, whole = {}, {}, {}
        for article in pages.articles:
            claims = pages.claims[article.id]
            place = {claim.id: n for n, claim in enumerate(claims)}
            contexts = contexts_of(claims)
            rows = vectors[article.id][[place[c.claim.id] for c in contexts]]
            path = article.span.path
            sides[path] = Side(contexts, encoder.encode([c.window for c in contexts]), rows)
            events[path] = clusters.get(path, str(Path(path).parent))
            whole[path] = claims, vectors[article.id]
        return cls(sides, events, {s.path: s.text for s in pages.sources}, whole)

    def matched(self, left: str, right: str) -> dict[tuple[str, str], float]:
        """The probability that two claims say the same, by their ids, of two articles."""
        (ours, rows), (theirs, others) = self.claims[left], self.claims[right]
        found = align(ours, theirs, rows, others, left, right)
        return {(a.id, b.id): one.score for one in found for a in one.left for b in one.right}


def _judged_paths() -> set[str]:
    return {path for table in (JUDGED, SAME_VALUE) for pair in _judged(table) for path in pair}


def _judged(table: Path) -> dict[tuple[str, str], list[tuple[int, int, str]]]:
    """What was judged, by the two articles: where the mentions start, and the letter."""
    by_pair: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
    for line in table.read_text(encoding="utf-8").splitlines()[1:]:
        left, left_start, right, right_start, letter = line.split("\t")
        by_pair[left, right].append((int(left_start), int(right_start), letter))
    return by_pair


def _clusters(table: Path) -> dict[str, str]:
    """The event of every article of a folder that holds many, by its path."""
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()[1:]] if table.exists() else []
    return {f"modern/{file}.txt": f"fnc-{cluster}" for file, cluster in rows}


def examples(corpus: Corpus) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Features, whether the values are one, weights, and events, over pairs of articles of one event."""
    rng = random.Random(SEED)
    rows, truth, weights, events = [], [], [], []
    for event, paths in sorted(_by_event(corpus).items()):
        pairs = list(itertools.combinations(paths, 2))
        rng.shuffle(pairs)
        for left, right in pairs[:PAIRS]:
            ours, theirs = corpus.sides[left], corpus.sides[right]
            found, features = candidates(ours, theirs)
            relations = [relation_of(ours.contexts[i].mention, theirs.contexts[j].mention) for i, j in found]
            same = [pair for pair, r in zip(found, relations, strict=True) if r is Relation.SAME]
            often = Counter(i for i, _ in same), Counter(j for _, j in same)
            for (i, j), relation, row in zip(found, relations, features, strict=True):
                dimensions = {ours.contexts[i].dimension, theirs.contexts[j].dimension}
                if relation is Relation.UNKNOWN or (relation is Relation.COMPATIBLE and len(dimensions) > 1):
                    continue  # a day and an hour of it: nothing tells whether they are one
                rows.append(row)
                truth.append(relation is Relation.SAME)
                one = 1.0 / max(often[0][i], often[1][j], 1)
                weights.append({Relation.SAME: one, Relation.COMPATIBLE: COMPATIBLE}.get(relation, 1.0))
                events.append(event)
    return np.array(rows), np.array(truth), np.array(weights), np.array(events)


def _by_event(corpus: Corpus) -> dict[str, list[str]]:
    by_event: dict[str, list[str]] = defaultdict(list)
    for path, event in sorted(corpus.events.items()):
        if not event.startswith("fnc-"):  # few of an event, chosen by what was judged
            by_event[event].append(path)
    return by_event


def fit(features: np.ndarray, truth: np.ndarray, weights: np.ndarray) -> HistGradientBoostingClassifier:
    model = HistGradientBoostingClassifier(
        max_iter=200, learning_rate=0.06, max_leaf_nodes=15, min_samples_leaf=40, l2_regularization=1.0, random_state=0
    )
    return model.fit(features, truth, sample_weight=weights)


def train(corpus: Corpus) -> None:
    features, truth, weights, events = examples(corpus)
    folds = {event: n % FOLDS for n, event in enumerate(sorted(set(events)))}
    held_out = np.zeros(len(truth))
    for fold in range(FOLDS):
        out = np.array([folds[e] == fold for e in events])
        model = fit(features[~out], truth[~out], weights[~out])
        held_out[out] = model.predict_proba(features[out])[:, 1]
    about = {
        "trained_on": "ECB+ (CC BY 3.0), BASIL, NewsWCL50: article pairs of one event, one value against another",
        "pairs": len(truth),
        "held_out": {
            "five folds over events": {
                "auc": round(float(roc_auc_score(truth, held_out, sample_weight=weights)), 4),
                "average precision": round(float(average_precision_score(truth, held_out, sample_weight=weights)), 4),
                "share of one value": round(float(truth.mean()), 4),
            }
        },
    }
    store(STORED, trees_of_histograms(fit(features, truth, weights), NAMES, about))
    print(about)


def topic_of(event: str) -> str:
    """ECB+ has two events of one sort in every number."""
    found = re.match(r"ecb/\d+", event)
    return found[0] if found else event


def models_by_fold(corpus: Corpus, fold_of: Mapping[str, int]) -> list[HistGradientBoostingClassifier]:
    """Slot models, each of all topics but those of a fold."""
    features, truth, weights, events = examples(corpus)
    folds = np.array([fold_of[topic_of(e)] for e in events])
    return [fit(*(own[folds != fold] for own in (features, truth, weights))) for fold in range(FOLDS)]


def judged(
    corpus: Corpus, models: list[HistGradientBoostingClassifier], fold_of: Mapping[str, int]
) -> tuple[list[dict[str, float]], list[str], list[int]]:
    """Features, letter and fold of every judged candidate."""
    described_, letters, folds = [], [], []
    for (left, right), told in sorted(_judged(JUDGED).items()):
        if left not in corpus.sides:
            continue  # of an event that is blind by now
        sides = corpus.sides[left], corpus.sides[right]
        pairs, features = candidates(*sides)
        fold = fold_of[topic_of(corpus.events[left])]
        scores = [round(float(p), 4) for p in models[fold].predict_proba(features)[:, 1]] if pairs else []
        found = rivals(
            *sides, pairs, relations_of(*sides, pairs), features, scores, corpus.matched(left, right)
        ).values()
        at = {(c.left.mention.span.start, c.right.mention.span.start): c for c in found}
        for left_start, right_start, letter in told:
            candidate = at.get((left_start, right_start)) or (
                at.get((right_start, left_start)) if left == right else None
            )
            if candidate is None:
                continue  # read otherwise by now, or no longer the likeliest
            described_.append(described(candidate))
            letters.append(letter)
            folds.append(fold)
    return described_, letters, folds


def agreements(
    corpus: Corpus, models: list[HistGradientBoostingClassifier], fold_of: Mapping[str, int]
) -> tuple[list[dict[str, float]], np.ndarray, np.ndarray]:
    """Features of every judged pair of one value, whether it is one slot, and folds."""
    described_, truth, folds = [], [], []
    for (left, right), told in sorted(_judged(SAME_VALUE).items()):
        if left not in corpus.sides:
            continue  # of an event that is blind by now
        sides = corpus.sides[left], corpus.sides[right]
        pairs, features = candidates(*sides)
        fold = fold_of[topic_of(corpus.events[left])]
        scores = [round(float(p), 4) for p in models[fold].predict_proba(features)[:, 1]]
        starts = [(sides[0].contexts[i].mention.span.start, sides[1].contexts[j].mention.span.start) for i, j in pairs]
        at = {start: n for n, start in enumerate(starts)}
        matched = corpus.matched(left, right)
        for left_start, right_start, letter in told:
            n = at.get((left_start, right_start))
            if n is None:
                continue  # read otherwise by now
            a, b = sides[0].contexts[pairs[n][0]], sides[1].contexts[pairs[n][1]]
            one_claim = max(matched.get((a.claim.id, b.claim.id), 0.0), matched.get((b.claim.id, a.claim.id), 0.0))
            described_.append(described(Candidate(a, b, Relation.SAME, features[n], scores[n], one_claim)))
            truth.append(letter == "1")
            folds.append(fold)
    return described_, np.array(truth), np.array(folds)


def agree(corpus: Corpus) -> None:
    topics = sorted({topic_of(event) for event in corpus.events.values()})
    fold_of = {topic: n % FOLDS for n, topic in enumerate(topics)}
    found, truth, folds = agreements(corpus, models_by_fold(corpus, fold_of), fold_of)
    names = sorted({name for own in found for name in own} - UNTOLD)
    features = np.array([[own.get(name, 0.0) for name in names] for own in found])

    def fitted(kept: np.ndarray) -> HistGradientBoostingClassifier:
        ways = [(n in SPEAKS_FOR | RARE) - (n in SPEAKS_AGAINST | OFTEN) for n in names]
        model = HistGradientBoostingClassifier(
            max_iter=200, learning_rate=0.06, max_leaf_nodes=4, min_samples_leaf=15, l2_regularization=5.0,
            monotonic_cst=ways, random_state=0,
        )  # fmt: skip
        return model.fit(features[kept], truth[kept])

    held_out = np.zeros(len(truth))
    for n in range(FOLDS):
        held_out[folds == n] = fitted(folds != n).predict_proba(features[folds == n])[:, 1]
    slot = features[:, names.index("slot")]
    quantity = features[:, names.index("quantity")] > 0
    about: dict[str, Any] = {
        "trained_on": "fixtures/gold/same_pairs.tsv: judged pairs of one value of ECB+, BASIL, FNC-1",
        "judged": {"one question": int(truth.sum()), "two": int((~truth).sum())},
        "held_out": {"five folds over topics": {
            "auc": round(float(roc_auc_score(truth, held_out)), 4),
            "auc of the slot score alone": round(float(roc_auc_score(truth, slot)), 4),
            "from the bar": {
                f"{what}, {bar}": {
                    "said": int((keep & (held_out >= bar)).sum()),
                    "right": int((keep & truth & (held_out >= bar)).sum()),
                    "of": int((keep & truth).sum()),
                }
                for what, keep in (("quantities", quantity), ("dates", ~quantity))
                for bar in (SAME, AGREED, AGREED_SHOWN)
            },
        }},
    }  # fmt: skip
    store(AGREEMENT, trees_of_histograms(fitted(np.full(len(truth), True)), names, about))
    print(json.dumps(about, indent=1))


def altered(
    corpus: Corpus, models: list[HistGradientBoostingClassifier], fold_of: Mapping[str, int]
) -> tuple[list[dict[str, float]], list[int]]:
    """Conflicts made from what agrees: features and fold of exact numbers that two articles of one event give, each
    other's likeliest and alone in both, once the one is put otherwise."""
    rng = random.Random(SEED)
    described_, folds = [], []
    for event, paths in sorted(_by_event(corpus).items()):
        pairs = list(itertools.combinations(paths, 2))
        rng.shuffle(pairs)
        for left, right in pairs[:ALTERED]:
            sides = corpus.sides[left], corpus.sides[right]
            found, features = candidates(*sides)
            if not found:
                continue
            fold = fold_of[topic_of(event)]
            scores = [round(float(p), 4) for p in models[fold].predict_proba(features)[:, 1]]
            same = [
                relation_of(sides[0].contexts[i].mention, sides[1].contexts[j].mention) is Relation.SAME
                for i, j in found
            ]
            often = Counter(i for (i, _), is_same in zip(found, same, strict=True) if is_same)
            often_right = Counter(j for (_, j), is_same in zip(found, same, strict=True) if is_same)
            best: tuple[dict[int, float], dict[int, float]] = ({}, {})
            for pair, score in zip(found, scores, strict=True):
                for n, place in enumerate(pair):
                    best[n][place] = max(score, best[n].get(place, 0.0))
            matched = corpus.matched(left, right)
            for (i, j), row, score, is_same in zip(found, features, scores, same, strict=True):
                a, b = sides[0].contexts[i], sides[1].contexts[j]
                other = _put_otherwise(b, rng)
                if not is_same or other is None or score < max(best[0][i], best[1][j]):
                    continue
                if often[i] > 1 or often_right[j] > 1 or a.mention.value != b.mention.value:
                    continue
                one_claim = max(matched.get((a.claim.id, b.claim.id), 0.0), matched.get((b.claim.id, a.claim.id), 0.0))
                described_.append(described(Candidate(a, other, Relation.CONFLICT, row, score, one_claim, 0.0)))
                folds.append(fold)
    return described_, folds


def _put_otherwise(context: Context, rng: random.Random) -> Context | None:
    """The context with another number of about its size, every other time with one digit changed where it has three or
    more, None where it has no exact one."""
    value = context.mention.value
    if not isinstance(value, Quantity) or not value.exact or value.interval.low < 2:
        return None
    size = value.interval.low
    number = size * rng.choice((0.5, 0.8, 0.9, 1.1, 1.25, 2.0))
    number = float(round(number)) if size == int(size) else round(number, 1)
    if len(digits := f"{size:.15g}") > 2 and "e" not in digits and rng.random() < SLIPS:
        at = rng.choice([i for i, digit in enumerate(digits) if digit in "123456789"])
        number = float(digits[:at] + rng.choice([d for d in "123456789" if d != digits[at]]) + digits[at + 1 :])
    if number == size:
        number += 1
    other = replace(value, interval=replace(value.interval, low=number, high=number))
    return replace(context, mention=replace(context.mention, value=other))


@dataclass(frozen=True)
class Judged:
    """Judged candidates, between two articles or ``inside`` one: features by ``names``, letters, whether worth a look,
    and the confidence in that of models that saw no candidate of their topic; ``fitted`` are the models of all, whose
    chances are multiplied."""

    inside: bool
    features: np.ndarray
    names: list[str]
    letters: list[str]
    truth: np.ndarray
    held_out: np.ndarray
    fitted: list[HistGradientBoostingClassifier]


def confidences(corpus: Corpus) -> tuple[Judged, Judged]:
    """Of candidates between two articles, and inside one."""
    topics = sorted({topic_of(event) for event in corpus.events.values()})
    fold_of = {topic: n % FOLDS for n, topic in enumerate(topics)}
    models = models_by_fold(corpus, fold_of)
    return told_by_fold(*judged(corpus, models, fold_of), *altered(corpus, models, fold_of))


def told_by_fold(
    found: list[dict[str, float]],
    letters: list[str],
    folds: list[int],
    made: list[dict[str, float]],
    made_folds: list[int],
) -> tuple[Judged, Judged]:
    """What was judged between two articles, and inside one; what was ``made`` is trained on beside it and never scored.
    Of one article little was judged: its model learns from both."""
    names = sorted({name for own in found for name in own})
    features, more = (np.array([[own.get(name, 0.0) for name in names] for own in rows]) for rows in (found, made))
    truth, fold, of_more = np.isin(letters, WORTH), np.array(folds), np.array(made_folds)
    within, one = features[:, names.index("inside")] > 0, np.array(letters) != "O"
    told = []
    for inside in (False, True):
        own, learnt = within == inside, np.full(len(truth), True) if inside else ~within

        def fitted(kept: np.ndarray, made: np.ndarray, learnt: np.ndarray = learnt, inside: bool = inside) -> list[Any]:
            kept = learnt & kept
            if inside:
                return [_fit_small(features[kept], truth[kept], made, names, np.where(within[kept], WITHIN, 1.0))]
            same = _fit_small(features[kept], one[kept], made, names)
            return [same, _fit_small(features[kept & one], truth[kept & one], made[:0], names)]

        held_out = np.zeros(len(truth))
        exclude = (features[:, names.index("conflict")] > 0) & (features[:, names.index("quantity")] > 0)
        for n in range(FOLDS):
            chances = [m.predict_proba(features[fold == n])[:, 1] for m in fitted(fold != n, more[of_more != n])]
            held_out[fold == n] = np.where(exclude[fold == n], chances[0], np.prod(chances, axis=0))
        marks = [letter for letter, is_own in zip(letters, own, strict=True) if is_own]
        models = fitted(np.full(len(truth), True), more)
        told.append(Judged(inside, features[own], names, marks, truth[own], held_out[own], models))
    return told[0], told[1]


def calibrate(own: Judged) -> None:
    features, names, truth, held_out = own.features, own.names, own.truth, own.held_out
    conflicts = features[:, names.index("conflict")] > 0
    where = "inside one article" if own.inside else "between two articles"
    about: dict[str, Any] = {
        "trained_on": f"fixtures/gold/slot_pairs.tsv: judged candidates of ECB+, BASIL, NewsWCL50, FNC-1; {where}",
        "judged": dict(sorted(Counter(own.letters).items())),
        "held_out": {"five folds over topics": {
            "average precision": round(float(average_precision_score(truth, held_out)), 4),
            "average precision of the slot score alone": round(
                float(average_precision_score(truth, features[:, names.index("slot")])), 4
            ),
            "auc": round(float(roc_auc_score(truth, held_out)), 4),
            "worth a look": round(float(truth.mean()), 4),
            "at the bar": {
                what: {
                    "bar": DIFFER,
                    "said": int((keep & (held_out >= DIFFER)).sum()),
                    "right": int((keep & truth & (held_out >= DIFFER)).sum()),
                    "of": int((keep & truth).sum()),
                }
                for what, keep in (("conflicts", conflicts), ("others", ~conflicts))
            },
            "reliability": [
                {
                    "from": round(low / 10, 1),
                    "n": int(inside.sum()),
                    "said": round(float(held_out[inside].mean()), 3),
                    "right": round(float(truth[inside].mean()), 3),
                }
                for low in range(0, 10, 2)
                if (inside := (held_out >= low / 10) & (held_out < (low + 2) / 10)).any()
            ],
        }},
    }  # fmt: skip
    for path, model in zip(CALIBRATED[own.inside], own.fitted, strict=True):
        store(path, trees_of_histograms(model, names, about))
    print(json.dumps(about, indent=1))


def _fit_small(
    features: np.ndarray, truth: np.ndarray, made: np.ndarray, names: Sequence[str], weights: np.ndarray | None = None
) -> HistGradientBoostingClassifier:
    """Few judged candidates: trees of few leaves, and what can only speak for one question, or against, does."""
    ways = [1 if name in SPEAKS_FOR else -1 if name in SPEAKS_AGAINST else 0 for name in names]
    own = np.ones(len(features)) if weights is None else weights
    model = HistGradientBoostingClassifier(
        max_iter=400, learning_rate=0.05, max_leaf_nodes=6, min_samples_leaf=15, l2_regularization=5.0,
        monotonic_cst=ways, random_state=0,
    )  # fmt: skip
    return model.fit(
        np.concatenate([features, made]),
        np.concatenate([truth, np.ones(len(made), dtype=bool)]),
        sample_weight=np.concatenate([own, np.full(len(made), MADE)]),
    )


def evaluate(corpus: Corpus, golds: Path, data: Path) -> None:
    features, truth, weights, events = examples(corpus)
    rows = []
    for name, part in GOLDS.items():
        pairs = [
            p
            for p in pairs_of_gold(name, data, golds)
            if all(f"{part}/{p[side]}.txt" in corpus.sides for side in ("left", "right"))
        ]
        topics = sorted({corpus.events[f"{part}/{p[side]}.txt"] for p in pairs for side in ("left", "right")})
        fold_of = {topic: n % FOLDS for n, topic in enumerate(topics)}
        models = []
        for fold in range(FOLDS):
            kept = np.array([fold_of.get(e, -1) != fold for e in events])
            models.append(fit(features[kept], truth[kept], weights[kept]))
        listed, scores, floor, count = [], [], [], 0
        for pair in pairs:
            paths = [f"{part}/{pair[side]}.txt" for side in ("left", "right")]
            entries = _entries(pair, [corpus.texts[p] for p in paths])
            count += sum(rule in KINDS for rule, _ in entries)
            for is_listed, row in _competing(*(corpus.sides[p] for p in paths), entries):
                listed.append(is_listed)
                scores.append(models[fold_of[corpus.events[paths[0]]]].predict_proba(row[None])[0, 1])
                floor.append(row[NAMES.index("claim")])
        note = f"{count} listed, {sum(listed)} of them among {len(listed)} candidates"
        reach = {"ecb_blind": 0.93, "modern_dev": 0.55}.get(name)
        values = [float(average_precision_score(listed, s)) for s in (scores, floor)]
        rows.append(Row(f"average precision, {name}", values[0], floor=values[1], reach=reach, note=note))
    notes = ("Pairs of modern_dev of no event of stories.tsv (FNC-1), or of an event of a blind test, are left out.",)
    title = "Slots: which two numbers or dates answer one question"
    publish(Table("slots", title, "python -m benchmarks.slots evaluate", tuple(rows), notes))


Entry = tuple[str, list[list[tuple[int, int]]]]


def _entries(pair: Mapping[str, Any], texts: list[str]) -> list[Entry]:
    """Rule and places, left and right, of every entry of a gold's pair that lies between the two articles."""

    def places(surface: str | None, text: str) -> list[tuple[int, int]]:
        pattern = r"\s+".join(map(re.escape, (surface or "").split()))
        return [m.span() for m in re.finditer(pattern, text)] if surface else []

    told = [(e["rule"], e) for e in pair.get("findings") or []] + [("optional", e) for e in pair.get("optional") or []]
    return [
        (rule, [places(e.get(side), text) for side, text in zip(("left", "right"), texts, strict=True)])
        for rule, e in told
        if not e.get("inside")
    ]


def _competing(left: Side, right: Side, entries: list[Entry]) -> list[tuple[bool, np.ndarray]]:
    """Candidates whose values differ and of which neither stands in the other article: whether listed, and features.
    What the gold lists under another rule, or as optional, is left out."""
    pairs, features = candidates(left, right)
    relations = {(i, j): relation_of(left.contexts[i].mention, right.contexts[j].mention) for i, j in pairs}
    there = {i for (i, _), r in relations.items() if r is Relation.SAME}
    here = {j for (_, j), r in relations.items() if r is Relation.SAME}
    found = []
    for (i, j), row in zip(pairs, features, strict=True):
        if relations[i, j] in {Relation.SAME, Relation.UNKNOWN} or i in there or j in here:
            continue
        spans = left.contexts[i].mention.span, right.contexts[j].mention.span
        over = {
            rule
            for rule, places in entries
            if all(
                any(s < span.end and span.start < e for s, e in own) for span, own in zip(spans, places, strict=True)
            )
        }
        if not over or over & KINDS:
            found.append((bool(over), row))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("do", nargs="?", choices=("train", "calibrate", "agree", "evaluate"), default="evaluate")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--golds", type=Path, default=Path(__file__).parents[1] / "fixtures" / "gold")
    parser.add_argument("--cache", default="auto")
    arguments = parser.parse_args()
    corpus = Corpus.load(arguments.data.resolve(), arguments.cache)
    print(f"{len(corpus.sides)} articles", file=sys.stderr)
    if arguments.do == "train":
        train(corpus)
    elif arguments.do == "calibrate":
        for own in confidences(corpus):
            calibrate(own)
    elif arguments.do == "agree":
        agree(corpus)
    else:
        evaluate(corpus, arguments.golds, arguments.data)


if __name__ == "__main__":
    main()
