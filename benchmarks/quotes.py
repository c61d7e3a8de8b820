"""Quotation and attribution on PolNeAR: exact-span F1 of source, cue and content.

``python -m benchmarks.quotes --data DIR`` measures the shipped model on the validation sentences;
``--train`` first fits it on the training articles (research use; only parameters are stored) and writes its JSON.
``--cache FOLDER`` keeps the parses.  DIR holds ``quotes/polnear_train.jsonl`` and ``quotes/polnear_valid.jsonl``.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.tables import Row, Table, publish
from claimcheck.claims.annotate import Annotator, shift
from claimcheck.claims.quotations import find_quotations
from claimcheck.claims.sentences import split_sentences
from claimcheck.claims.sources import content_features, features
from claimcheck.claims.sources import model as modelling
from claimcheck.claims.sources.features import View, view_of
from claimcheck.claims.sources.model import AttributionModel

PARAMETERS = Path(modelling.__file__).with_name("model.json")
FLOORS = {"source": "50.6 CRF, 83.2 BERT", "cue": "53.4 CRF, 75.3 BERT", "content": "28.6 CRF, 72.9 BERT"}
REACH = {"source": 0.70, "cue": 0.70, "content": 0.60, "quoted": 0.95}
STRENGTH = {"cue": 0.3, "reach-left": 0.5, "reach-right": 0.5, "source": 1.0, "start": 1.0, "end": 1.0}
SPARSITY = {"source": 1.0}
THRESHOLDS = {"cue": 0.5, "reach-left": 0.5, "reach-right": 0.5, "source": 0.4, "start": 0.4}
_BRACKETS = {
    "-LRB-": "(",
    "-RRB-": ")",
    "-LSB-": "[",
    "-RSB-": "]",
    "-LCB-": "{",
    "-RCB-": "}",
    "``": '"',
    "''": '"',
    "`": "'",
}

Range = tuple[int, int]


@dataclass(frozen=True)
class Sentence:
    """One sentence of a text: its tokens and view; ``start``/``end`` are code points. ``quoted_to`` is where a
    quotation ends, mark included, that goes on over the sentence's end."""

    start: int
    end: int
    view: View
    quoted_to: int | None = None


# --------------------------------------------------------------------------- reading


def sentence_spans(text: str) -> list[Range]:
    """The sentences of every line, as the product parts them."""
    return [
        (line.start() + low, line.start() + high)
        for line in re.finditer(r"[^\n]+", text)
        for low, high in split_sentences(line.group())
    ]


def parse(texts: Sequence[str], annotator: Annotator) -> list[list[Sentence]]:
    """Each text's sentences, with quotation marks read over the whole text."""
    jobs = [(n, low, high) for n, text in enumerate(texts) for low, high in sentence_spans(text)]
    tokens = annotator.annotate([texts[n][low:high] for n, low, high in jobs])
    quotations = [
        [q[:2] for q in find_quotations([m.span() for m in re.finditer(r"[^\n]+", text)], text)] for text in texts
    ]
    result: list[list[Sentence]] = [[] for _ in texts]
    for (n, low, high), row in zip(jobs, tokens, strict=True):
        over = next((b for a, b in quotations[n] if a < high < b), None)
        if over is not None:
            over += len(re.match(r"\s?[\"”']{0,2}", texts[n][over:])[0])  # type: ignore[index]
        result[n].append(Sentence(low, high, view_of(shift(row, low), quotations[n]), over))
    return result


def untokenised(tokens: Sequence[str]) -> tuple[str, list[Range]]:
    """The words as running text, and where each came to stand."""
    pieces: list[str] = []
    places = []
    length = 0
    glue = True
    opened = False
    for raw in tokens:
        word = _BRACKETS.get(raw, raw)
        mark = word == '"'
        closing = mark and opened
        tight = glue or closing or re.fullmatch(r"[,.;:?!%)\]}]|'\w{0,2}|n't|'", word) is not None and raw != "`"
        if not tight:
            pieces.append(" ")
            length += 1
        places.append((length, length + len(word)))
        pieces.append(word)
        length += len(word)
        glue = word in ("(", "[", "{", "$", "#") or raw == "`" or (mark and not opened)
        opened = opened != mark
    return "".join(pieces), places


# --------------------------------------------------------------------------- gold of the training articles


@dataclass(frozen=True)
class Gold:
    """One labelled attribution inside one sentence, in token indices."""

    sentence: int
    head: int
    cue: Range
    source: Range | None
    content: tuple[Range, ...]


def gold_of(article: dict[str, Any], sentences: Sequence[Sentence]) -> tuple[list[Gold], dict[int, set[int]]]:
    """The labelled attributions, and for each sentence the tokens inside anybody's content."""
    begins, finishes = {}, {}
    for s, sentence in enumerate(sentences):
        for n, token in enumerate(sentence.view.tokens):
            begins[token.start], finishes[token.end] = (s, n), (s, n + 1)
    spans = {span["id"]: span["offsets"] for span in article["spans"]}
    golds = []
    covered: dict[int, set[int]] = {}
    for link in article["links"]:
        parts = {k.lower(): v for k, v in (part.split(":") for part in link.split())}
        if "cue" not in parts or "content" not in parts:
            continue
        where = {
            kind: [(begins.get(a), finishes.get(b)) for a, b in spans[parts[kind]]]
            for kind in ("source", "cue", "content")
            if kind in parts
        }
        if any(edge is None for pairs in where.values() for pair in pairs for edge in pair):
            continue
        pieces: dict[int, list[Range]] = {}
        for low, high in where["content"]:
            for s in range(low[0], high[0] + 1):
                size = len(sentences[s].view.tokens)
                piece = (low[1] if s == low[0] else 0, high[1] if s == high[0] else size)
                pieces.setdefault(s, []).append(piece)
                covered.setdefault(s, set()).update(range(*piece))
        (s, low), (last, high) = where["cue"][0]
        source = where.get("source", [None])[0]
        if last != s or (source is not None and (source[0][0] != s or source[1][0] != s)) or len(where["cue"]) > 1:
            continue
        tree = sentences[s].view.tree
        heads = [n for n in range(low, high) if not low <= tree.head[n] < high or tree.head[n] == n]
        heads = [n for n in heads if features.may_be_cue(tree.tokens[n])] or heads
        source_range = (source[0][1], source[1][1]) if source is not None else None
        golds.append(Gold(s, heads[0], (low, high), source_range, tuple(sorted(pieces.get(s, ())))))
    return golds, covered


# --------------------------------------------------------------------------- training


Example = tuple[tuple[str, ...], int]
Article = tuple[list[Sentence], list[Gold], dict[int, set[int]]]


def examples(articles: Iterable[Article], known: set[str]) -> Iterator[tuple[str, Example]]:
    """(stage, (feature names, label)) of everything the models learn from."""
    for sentences, golds, covered in articles:
        by_sentence: dict[int, list[Gold]] = {}
        for gold in golds:
            by_sentence.setdefault(gold.sentence, []).append(gold)
        for s, sentence in enumerate(sentences):
            here = by_sentence.get(s, [])
            heads = {gold.head for gold in here}
            for n, token in enumerate(sentence.view.tokens):
                if not features.may_be_cue(token) or features.cue_key(token) not in known:
                    continue
                if n in heads or (n not in covered.get(s, ())):
                    yield "cue", (tuple(features.cue_features(sentence.view, n)), int(n in heads))
            for gold in here:
                yield from _span_examples(sentence.view, gold)


def _span_examples(view: View, gold: Gold) -> Iterator[tuple[str, Example]]:
    low, high = gold.cue
    for side, stage in (("r", "reach-right"), ("l", "reach-left")):
        edges = (
            range(gold.head + 1, min(high + 1, len(view.tokens)))
            if side == "r"
            else range(gold.head - 1, max(low - 2, -1), -1)
        )
        for edge in edges:
            so_far = (gold.head, edge) if side == "r" else (edge + 1, high)
            yield stage, (tuple(features.reach_features(view, gold.head, edge, so_far, side)), int(low <= edge < high))
    for node, span in features.source_candidates(view, gold.head, gold.cue):
        yield (
            "source",
            (tuple(features.source_features(view, gold.head, gold.cue, node, span)), int(span == gold.source)),
        )
    for place, gap in content_features.gaps(view, gold.cue, gold.source):
        wanted = [piece for piece in gold.content if gap[0] <= piece[0] < gap[1]]
        for start in content_features.starts(view, gold.head, gap):
            label = bool(wanted) and start == wanted[0][0]
            yield (
                "start",
                (tuple(content_features.start_features(view, gold.head, gold.cue, place, gap, start)), int(label)),
            )
        if wanted:
            start = wanted[0][0]
            for end in content_features.ends(view, start, gap):
                names = content_features.end_features(view, gold.head, gold.cue, place, gap, start, end)
                yield "end", (tuple(names), int(end == wanted[0][1]))


def fit(rows: Sequence[Example], strength: float, least: int, sparsity: float) -> dict[str, float]:
    """Weights of a logistic model: an L1 fit chooses the features, an L2 fit of ``strength`` weighs them.

    Features seen fewer than ``least`` times are left out; a larger ``sparsity`` keeps more of the others.
    """
    counts = Counter(name for names, _ in rows for name in set(names))
    names = sorted(name for name, count in counts.items() if count >= least)
    chosen = _logistic(rows, names, sparsity, l1=True)
    kept = [name for name in names if abs(chosen[name]) > 1e-3]
    return _logistic(rows, kept, strength, l1=False)


def _logistic(rows: Sequence[Example], names: Sequence[str], strength: float, *, l1: bool) -> dict[str, float]:
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    column = {name: n for n, name in enumerate(names)}
    columns, starts = [], [0]
    for present, _ in rows:
        columns.extend(sorted({column[name] for name in present if name in column}))
        starts.append(len(columns))
    ones = np.ones(len(columns), dtype=np.float64)
    matrix = csr_matrix(
        (ones, np.array(columns, dtype=np.int32), np.array(starts, dtype=np.int32)), (len(rows), len(names))
    )
    model = LogisticRegression(
        C=strength, l1_ratio=1.0 if l1 else 0.0, solver="liblinear", fit_intercept=False, max_iter=300, random_state=0
    )
    model.fit(matrix, np.array([label for _, label in rows]))
    return {name: float(model.coef_[0][n]) for name, n in column.items()}


# --------------------------------------------------------------------------- measuring


def tags_of(sentences: Sequence[Sentence], model: AttributionModel, places: Sequence[Range]) -> list[str]:
    """The model's reading of one validation row, as a tag for each of its words."""
    tags = ["O"] * len(places)

    def mark(kind: str, low: int, high: int) -> None:
        touched = [n for n, (a, b) in enumerate(places) if a < high and low < b]
        for n in touched:
            tags[n] = f"{'B' if n == touched[0] else 'I'}-{kind}"

    for kind, low, high in spans_of(sentences, model):
        mark(kind, low, high)
    return tags


def spans_of(sentences: Sequence[Sentence], model: AttributionModel) -> list[tuple[str, int, int]]:
    """(kind, start, end) in code points, outermost attributions only; content that quotation marks carry over a
    sentence's end is one span."""
    contents: list[Range] = []
    others: list[tuple[str, int, int]] = []
    for sentence in sentences:
        tokens = sentence.view.tokens
        quoted = tokens and all(sentence.view.quoted[n] or features.is_mark(t) for n, t in enumerate(tokens))
        if quoted and modelling.labelled_opening(sentence.view) is None:
            contents.append((tokens[0].start, tokens[-1].end))
            continue
        found = modelling.outermost(model.read(sentence.view))
        for one in found:
            contents += [
                (tokens[a].start, tokens[b - 1].end if b < len(tokens) else sentence.quoted_to or tokens[b - 1].end)
                for a, b in one.content
            ]
            others.append(("cue", tokens[one.cue[0]].start, tokens[one.cue[1] - 1].end))
            if one.source is not None:
                others.append(("source", tokens[one.source[0]].start, tokens[one.source[1] - 1].end))
    return [("content", a, b) for a, b in joined(sorted(contents), sentences)] + others


def joined(contents: Sequence[Range], sentences: Sequence[Sentence]) -> list[Range]:
    """Stretches with nothing between them become one, where a sentence ends inside the quotation."""
    opening = {s.start for s in sentences if s.view.tokens and features.is_mark(s.view.tokens[0])}
    begins = {s.start for s in sentences} - opening
    ends = {s.end for s in sentences}
    result: list[Range] = []
    for low, high in contents:
        if result and high <= result[-1][1]:
            continue
        if result and low in begins and result[-1][1] in ends and low - result[-1][1] <= 2:
            result[-1] = (result[-1][0], high)
        else:
            result.append((low, high))
    return result


def tagged_spans(tags: Sequence[str]) -> set[tuple[str, int, int]]:
    """(kind, first word, end) of every span in BIO tags."""
    spans = set()
    n = 0
    while n < len(tags):
        if tags[n] == "O":
            n += 1
            continue
        kind, end = tags[n][2:], n + 1
        while end < len(tags) and tags[end] == f"I-{kind}":
            end += 1
        spans.add((kind, n, end))
        n = end
    return spans


def measured(model: AttributionModel, rows: Sequence[dict[str, Any]], annotator: Annotator) -> dict[str, list[float]]:
    """Precision, recall and F1 by kind of span over validation rows; "quoted" is content between two marks."""
    texts = [untokenised(row["tokens"]) for row in rows]
    counts: Counter[tuple[str, str]] = Counter()
    for row, (_, places), sentences in zip(rows, texts, parse([text for text, _ in texts], annotator), strict=True):
        gold, found = tagged_spans(row["labels"]), tagged_spans(tags_of(sentences, model, places))
        for side, spans in (("gold", gold), ("found", found), ("both", gold & found)):
            for kind, low, high in spans:
                counts[kind, side] += 1
                if kind == "content" and row["tokens"][low] == "``" and row["tokens"][high - 1] == "''":
                    counts["quoted", side] += 1
    return {kind: _scores(counts, kind) for kind in ("source", "cue", "content", "quoted")}


def _scores(counts: Counter[tuple[str, str]], kind: str) -> list[float]:
    both, found, gold = (counts[kind, side] for side in ("both", "found", "gold"))
    return [both / max(1, found), both / max(1, gold), 2 * both / max(1, found + gold)]


def held_out(model: AttributionModel, articles: Iterable[Article]) -> Counter[tuple[str, str]]:
    """Counts of exact spans over articles that the model has not seen, sentence by sentence, outermost only."""
    counts: Counter[tuple[str, str]] = Counter()
    for sentences, golds, covered in articles:
        for s, sentence in enumerate(sentences):
            gold = {("cue", g.cue) for g in golds if g.sentence == s}
            gold |= {("source", g.source) for g in golds if g.sentence == s and g.source is not None}
            gold |= {("content", c) for g in golds if g.sentence == s for c in g.content}
            found: set[tuple[str, Range]] = set()
            for one in modelling.outermost(model.read(sentence.view)):
                if one.head in covered.get(s, ()) and not any(one.head == g.head for g in golds if g.sentence == s):
                    continue  # inside somebody's statement, which nobody labelled further
                found |= {("cue", one.cue)} | {("content", c) for c in one.content}
                found |= {("source", one.source)} if one.source is not None else set()
            for side, spans in (("gold", gold), ("found", found), ("both", gold & found)):
                for kind, _ in spans:
                    counts[kind, side] += 1
    return counts


def trained(articles: Sequence[Article]) -> AttributionModel:
    """The model fitted on labelled articles."""
    heads = Counter(
        features.cue_key(sentences[gold.sentence].view.tokens[gold.head])
        for sentences, golds, _ in articles
        for gold in golds
    )
    known = {key for key, count in heads.items() if count >= 2}
    rows: dict[str, list[Example]] = {stage: [] for stage in modelling.STAGES}
    for stage, example in examples(articles, known):
        rows[stage].append(example)
    weights = {
        stage: fit(rows[stage], STRENGTH[stage], least=3, sparsity=SPARSITY.get(stage, 2.0))
        for stage in modelling.STAGES
    }
    return AttributionModel(weights, frozenset(known), THRESHOLDS)


def train(path: Path, annotator: Annotator, folds: int = 3) -> None:
    """Fit on every article of ``path`` and write the parameters with their cross-validated scores."""
    raw = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    articles: list[Article] = []
    for article, sentences in zip(raw, parse([a["text"] for a in raw], annotator), strict=True):
        articles.append((sentences, *gold_of(article, sentences)))
    counts: Counter[tuple[str, str]] = Counter()
    for fold in range(folds):
        model = trained([a for n, a in enumerate(articles) if n % folds != fold])
        counts += held_out(model, [a for n, a in enumerate(articles) if n % folds == fold])
    scores = {kind: [round(x, 3) for x in _scores(counts, kind)] for kind in ("source", "cue", "content")}
    model = trained(articles)
    stored = {
        "about": "Logistic models of attribution, trained on PolNeAR by python -m benchmarks.quotes --train",
        "held_out": {"folds": folds, "precision, recall, F1 of exact spans within sentences": scores},
        "cues": sorted(model.cues),
        "thresholds": dict(model.thresholds),
        "weights": {
            s: {k: round(v, 3) for k, v in sorted(w.items()) if abs(v) >= 0.005} for s, w in model.weights.items()
        },
    }
    PARAMETERS.write_text(json.dumps(stored, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{PARAMETERS.name}: {PARAMETERS.stat().st_size / 1e6:.2f} MB, held out {scores}", file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[1] / "../shared/data")
    parser.add_argument("--train", action="store_true", help="fit the model first")
    parser.add_argument("--cache", type=Path, default=None, help="folder for parses")
    options = parser.parse_args(arguments)
    annotator = Annotator(options.cache)
    if options.train:
        train(options.data / "quotes/polnear_train.jsonl", annotator)
        modelling.shipped_model.cache_clear()
    lines = (options.data / "quotes/polnear_valid.jsonl").read_text(encoding="utf-8").splitlines()
    scores = measured(modelling.shipped_model(), [json.loads(line) for line in lines], annotator)
    rows = tuple(
        Row(
            f"{kind} exact-span F1",
            scores[kind][2],
            FLOORS.get(kind),
            REACH[kind],
            note=f"P {scores[kind][0]:.3f}, R {scores[kind][1]:.3f}",
        )
        for kind in ("source", "cue", "content", "quoted")
    )
    publish(
        Table(
            "quotes",
            "Quotations and attribution (PolNeAR, validation sentences)",
            "python -m benchmarks.quotes --data DIR",
            rows,
            (
                "“quoted” is content that begins and ends with a quotation mark.",
                "No validation article is among the training articles.",
            ),
        )
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
