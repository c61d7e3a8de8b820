"""Other tools on the same cases (``pip install .[benchmarks]``). None stands for one that is not installed."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import warnings
from collections.abc import Callable, Iterator, Sequence

from benchmarks.tables import Row, bootstrap

MISSING = "not installed"
_WORD = re.compile(r"\w+")
_SAME_SENTENCE = 0.35  # Jaccard of words from which the word diffs set two lines against each other


def row(measure: str, tool: str, hits: Sequence[float] | None, note: str = "") -> Row:
    """A peer's own row under the same measure: its figure stands under "floor", the interval is its own."""
    if hits is None:
        return Row(f"{measure}: {tool}", "–", MISSING)
    return Row(f"{measure}: {tool}", "–", sum(hits) / len(hits), None, bootstrap(hits), note)


def quantulum3(text: str) -> list[tuple[int, int, float]] | None:
    """Start, end, value of every quantity."""
    try:
        from quantulum3 import parser
    except ImportError:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [(*q.span, q.value) for q in parser.parse(text)]
    except Exception:  # it fails on some inputs: that case is lost to it
        return []


def dateparser(text: str, reference: dt.datetime) -> list[tuple[int, int, dt.datetime]] | None:
    """Start, end, date of every date that ``search_dates`` finds."""
    try:
        from dateparser.search import search_dates
    except ImportError:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = search_dates(text, languages=["en"], settings={"RELATIVE_BASE": reference}) or []
        except Exception:  # likewise
            return []
    placed, at = [], 0
    for surface, value in found:
        start = text.find(surface, at)
        if start >= 0:
            placed.append((start, start + len(surface), value))
            at = start + len(surface)
    return placed


def name_scorers() -> dict[str, Callable[[str, str], float] | None]:
    """Similarity of two names, 0 to 1, by tool; the best threshold is the caller's to find."""
    from rapidfuzz import fuzz, utils

    def ratio(a: str, b: str) -> float:
        return (
            max(
                fuzz.token_sort_ratio(a, b, processor=utils.default_process),
                fuzz.WRatio(a, b, processor=utils.default_process),
            )
            / 100
        )

    def difference(a: str, b: str) -> float:
        return difflib.SequenceMatcher(None, a.casefold(), b.casefold(), autojunk=False).ratio()

    found: dict[str, Callable[[str, str], float] | None] = {"rapidfuzz": ratio, "difflib": difference}
    try:
        from rigour.names import normalize_name
        from rigour.text.distance import jaro_winkler, levenshtein_similarity
    except ImportError:
        found["rigour"] = None
        return found

    def rigour(a: str, b: str) -> float:
        one, other = (" ".join(sorted((normalize_name(name) or "").split())) for name in (a, b))
        if not one or not other:
            return 0.0
        return max(float(levenshtein_similarity(one, other)), float(jaro_winkler(one, other)))

    found["rigour"] = rigour
    return found


Stretches = list[tuple[tuple[int, int], tuple[int, int]]]


def differences(left: str, right: str, tool: str) -> Stretches | None:
    """Replaced stretches between each line of the left and its nearest line of the right, as places in both texts: by
    "difflib" over words, or by "redlines" over its own tokens."""
    pieces: Callable[[str, str], Iterator[tuple[int, int, int, int]]] = _by_words
    if tool == "redlines":
        try:
            import redlines  # noqa: F401
        except ImportError:
            return None
        pieces = _by_redlines
    rights = [(m.start(), m[0], set(m[0].lower().split())) for m in re.finditer(r"[^\n]+", right)]
    found: Stretches = []
    for match in re.finditer(r"[^\n]+", left):
        words = set(match[0].lower().split())
        best = max(rights, key=lambda r: len(words & r[2]) / max(1, len(words | r[2])), default=None)
        if best is None:
            continue
        sets = [set(_WORD.findall(line)) for line in (match[0], best[1])]
        if len(sets[0] & sets[1]) < _SAME_SENTENCE * len(sets[0] | sets[1]):
            continue
        for a, b, c, d in pieces(match[0], best[1]):
            found.append(((match.start() + a, match.start() + b), (best[0] + c, best[0] + d)))
    return found


def _by_words(left: str, right: str) -> Iterator[tuple[int, int, int, int]]:
    a, b = list(_WORD.finditer(left)), list(_WORD.finditer(right))
    matcher = difflib.SequenceMatcher(None, [w[0] for w in a], [w[0] for w in b], autojunk=False)
    for op, i1, i2, j1, j2 in matcher.get_opcodes():
        if op == "replace":
            yield a[i1].start(), a[i2 - 1].end(), b[j1].start(), b[j2 - 1].end()


def _by_redlines(left: str, right: str) -> Iterator[tuple[int, int, int, int]]:
    from redlines import Redlines

    at = [0, 0]
    for change in Redlines(left, right).redlines:
        if change.operation != "replace":
            continue
        places = []
        for side, (whole, part) in enumerate(((left, change.source_text), (right, change.test_text))):
            words = re.compile(r"\s+".join(map(re.escape, part.split())))
            found = words.search(whole, at[side]) or words.search(whole)
            if not part.split() or found is None:
                break
            places += [found.start(), found.end()]
            at[side] = found.end()
        else:
            yield places[0], places[1], places[2], places[3]
