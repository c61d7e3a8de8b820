"""Texts -> unit vectors, by a sentence-transformers model.

The packaged model runs in ONNX Runtime (``onnx_model.py``), every other one, and every one on a GPU, in
sentence-transformers (``torch_model.py``). Neither is imported before there is a text to encode. A text's bytes are the
same whatever else is encoded, on any number of threads.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from claimcheck.embedding.weights import PACKAGED, Weights, find_weights, is_packaged

if TYPE_CHECKING:
    import numpy as np

_MAX_CHARS = 10_000  # the model reads 256 word pieces; tokenizing a 100 MB line to keep those would take minutes


class Model(Protocol):
    """A loaded model, whatever runs it."""

    def sentences(self, texts: Sequence[str], workers: int) -> list[np.ndarray]:
        """Unit vectors of texts, in the order given, on up to ``workers`` threads."""
        ...

    def pieces(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """A text's word pieces as far as the model reads: places (pieces, 2) in code points, those that stand for no
        text empty, and states (pieces, 2, dimension) half-way through the layers and after the last."""
        ...


class SentenceEncoder:
    """A model that loads itself when the first text comes.

    ``encode`` gives float32 unit rows, one per text in the order given; equal texts get equal bytes. ``device`` is one
    of torch's, ``workers`` the threads (0: every core), ``cache`` the folder for what is made of the weights once.
    Raises ModelError where the weights are missing or not the ones expected.
    """

    def __init__(self, weights: Weights, workers: int = 0, device: str = "cpu", cache: Path | None = None) -> None:
        self._weights = weights
        self.workers = cores(workers)
        self._device = device
        self._cache = cache
        self._lock = threading.Lock()
        self._model: Model | None = None

    @property
    def digest(self) -> str:
        """Identifies the vectors: another digest, other vectors. Before a ":" it is the weights', after it what runs
        them, where that is not sentence-transformers on a CPU: the last bits differ."""
        runtime = ":onnx" if self._in_onnx else "" if self._device == "cpu" else f":{self._device}"
        return self._weights.digest + runtime

    @property
    def forks(self) -> bool:
        """Whether a process forked after the model was loaded may go on with it: PyTorch's threads and what it holds of
        a GPU are lost there."""
        return self._in_onnx

    @property
    def _in_onnx(self) -> bool:
        return is_packaged(self._weights.location) and self._device == "cpu"

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors, shape (len(texts), dimension); (0, 0) for no texts."""
        import numpy as np

        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        distinct = sorted(set(texts), key=lambda text: (len(text), text))
        found = self.model().sentences([cleaned(text) for text in distinct], self.workers)
        rows = dict(zip(distinct, found, strict=True))
        return np.stack([rows[text] for text in texts])

    def model(self) -> Model:
        """The model, loaded once. Raises ModelError."""
        with self._lock:
            if self._model is None:
                if self._in_onnx:
                    from claimcheck.embedding.onnx_model import OnnxModel

                    self._model = OnnxModel(self._cache)
                else:
                    from claimcheck.embedding.torch_model import TorchModel

                    self._model = TorchModel(self._weights, self._device)
            return self._model


def load_encoder(
    model: str = PACKAGED, *, workers: int = 0, device: str = "cpu", cache: Path | None = None
) -> SentenceEncoder:
    """An encoder by the packaged model's name, a model folder (both offline) or a hub name. Loads nothing yet."""
    return SentenceEncoder(find_weights(model), workers, device, cache)


def cleaned(text: str) -> str:
    """A lone surrogate is no Unicode text and the tokenizer refuses it: one "?" for each, so that places stay."""
    return text[:_MAX_CHARS].encode("utf-8", "replace").decode("utf-8")


def cores(jobs: int) -> int:
    """How many cores to work on: ``jobs``, or, of 0, all that this process may use."""
    limit = os.environ.get("OMP_NUM_THREADS", "")
    if jobs or (limit.isdigit() and int(limit) > 0):
        return jobs or int(limit)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
