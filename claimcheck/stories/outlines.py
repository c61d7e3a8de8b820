"""What grouping has to know of an article: its weighed words, its runs of words, its day.

Words weigh by how rare they are in ``background.tsv``, a fixed table of document counts that ships with the package
(``python -m benchmarks.stories background``), so that an outline depends on its own article and on nothing else.
"""

from __future__ import annotations

import functools
import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from claimcheck.datamodel import Article, Claim, ClaimRole
from claimcheck.textforms import fold, plain

if TYPE_CHECKING:
    import datetime as dt

    import numpy as np

BACKGROUND = "background.tsv"
VIEWS = ("body", "names", "numbers", "lead", "lead_names")  # of the words: all, capitalised, figures, where it begins
_LEAD = 60  # words
_RUN = 5  # words
RARE = 8  # documents: a word of fewer weighs no more, or the name of any new subject would outweigh what happened
_WORD = re.compile(r"[^\W_][\w'-]*")


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """One article, as an index keeps it at hand. ``body`` hashes its words ("" where it has no claim), ``runs`` its
    runs of five words (sorted, uint64), ``terms`` its words (sorted, uint64) with the ``weights`` of each in every
    view (float32, of shape (terms, VIEWS), columns of length 1).
    """

    id: str
    published: dt.date | None
    teaser: bool
    words: int
    body: str
    runs: np.ndarray
    terms: np.ndarray
    weights: np.ndarray


def outline(article: Article, claims: Sequence[Claim], *, new_names: bool = False) -> Outline:
    """The outline of one article with its claims, headlines included. With ``new_names`` every name weighs as one that
    the table has never met: training shows both, so that next year's names join nothing by being new."""
    import numpy as np

    kept = [i for i, claim in enumerate(claims) if claim.role is not ClaimRole.HEADLINE]
    body = "\x1f".join(fold(claims[i].text) for i in kept)
    words = body.replace("\x1f", " ").split()
    runs = {_hash(" ".join(words[i : i + _RUN])) for i in range(len(words) - _RUN + 1)}
    digest = hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest() if kept else ""
    terms, weights = _weighed(views([claim.text for claim in claims]), new_names)
    return Outline(
        article.id,
        article.published,
        article.teaser,
        len(words),
        digest,
        np.array(sorted(runs), dtype=np.uint64),
        terms,
        weights,
    )


def terms_of(text: str) -> list[tuple[str, str]]:
    """The words of a text: as they stand, and folded without a possessive ending."""
    found = [(word, fold(word).removesuffix("'s").rstrip("'-")) for word in _WORD.findall(plain(text))]
    return [(word, term) for word, term in found if len(term) > 1]


def views(texts: Iterable[str]) -> dict[str, frozenset[str]]:
    """An article's terms in every view, each once however often it stands: what an article is about is said often and
    shared by every other event of its subject. A name is what is never written small."""
    found = [pair for text in texts for pair in terms_of(text)]
    small = {term for word, term in found if word[0].islower()}
    named = [(word[0].isupper() and term not in small, term) for word, term in found]
    return {
        "body": frozenset(term for _, term in found),
        "names": frozenset(term for is_name, term in named if is_name),
        "numbers": frozenset(term for _, term in found if term[0].isdigit()),
        "lead": frozenset(term for _, term in found[:_LEAD]),
        "lead_names": frozenset(term for is_name, term in named[:_LEAD] if is_name),
    }


def _weighed(told: Mapping[str, frozenset[str]], new_names: bool) -> tuple[np.ndarray, np.ndarray]:
    import numpy as np

    terms = sorted((_hash(term), term) for term in told["body"])
    new = told["names"] if new_names else frozenset()
    weights = {term: weight("" if term in new else term) for _, term in terms}
    rows = np.array([[weights[term] * (term in told[view]) for view in VIEWS] for _, term in terms])
    rows = rows.reshape(len(terms), len(VIEWS))
    rows /= np.maximum(np.sqrt((rows**2).sum(axis=0)), 1e-9)
    return np.array([key for key, _ in terms], dtype=np.uint64), rows.astype(np.float32)


def weight(term: str) -> float:
    """How much a term tells of an event: its inverse document frequency in the background."""
    documents, counts = background()
    return math.log((documents + 1) / (counts.get(term, RARE) + 1))


@functools.cache
def background() -> tuple[int, Mapping[str, int]]:
    """How many documents the background table counts, and in how many of them a term stands (more than RARE)."""
    lines = resources.files(__package__).joinpath(BACKGROUND).read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines]
    counts = {term: int(count) for term, count in pairs[1:]}
    return int(pairs[0][1]), counts


def is_common(word: str) -> bool:
    """Whether the background table has a word, so that newspapers often do."""
    return word in background()[1]


def _hash(text: str) -> int:
    # Python's own hash differs from run to run.
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
