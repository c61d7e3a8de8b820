"""Texts -> unit vectors, by a sentence-transformers model.

The only module that imports torch, and only once there is a text to encode. Every text is encoded by itself, on one
thread: in a padded batch a vector's last bits depend on its neighbours (seen: 2e-7), and then scores would depend on
the order of files and on what the cache held. Alone, the bytes are the same whatever else is encoded, and on sentences
it is no slower (seen on one core: 104 texts/s alone, 81 in batches of 32). Several threads each encode texts of their
own.
"""

from __future__ import annotations

import contextlib
import os
import threading
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from claimcheck.embedding.weights import PACKAGED, Weights, find_weights, is_packaged, packaged_folder
from claimcheck.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

_MAX_CHARS = 10_000  # the model reads 256 word pieces; tokenizing a 100 MB line to keep those would take minutes


class SentenceEncoder:
    """A model that loads itself when the first text comes.

    ``encode`` gives float32 unit rows, one per text in the order given; equal texts get equal bytes. Raises ModelError
    where the weights are missing or not the ones expected.
    """

    def __init__(self, weights: Weights, workers: int | None = None) -> None:
        self._weights = weights
        self._workers = workers or _cores()
        self._lock = threading.Lock()
        self._model: Any = None

    @property
    def digest(self) -> str:
        """Identifies the vectors: another digest, other vectors."""
        return self._weights.digest

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors, shape (len(texts), dimension); (0, 0) for no texts."""
        import numpy as np

        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        model = self._load()
        distinct = sorted(set(texts), key=lambda text: (len(text), text))
        with one_thread_each(), ThreadPoolExecutor(min(self._workers, len(distinct))) as pool:
            rows = dict(zip(distinct, pool.map(lambda text: _encode_one(model, text), distinct), strict=True))
        return np.stack([rows[text] for text in texts])

    def _load(self) -> Any:
        with self._lock:
            if self._model is None:
                location = str(packaged_folder()) if is_packaged(self._weights.location) else self._weights.location
                self._model = _load_model(location, local=self._weights.local)
            return self._model


def load_encoder(model: str = PACKAGED) -> SentenceEncoder:
    """An encoder by the packaged model's name, a model folder (both offline) or a hub name. Loads nothing yet."""
    return SentenceEncoder(find_weights(model))


def pieces_of(model: Any, text: str) -> tuple[np.ndarray, np.ndarray]:
    """A text's word pieces as far as the model reads: places (pieces, 2) in code points, those that stand for no text
    empty, and states (pieces, 2, dimension) half-way through the layers and after the last."""
    import torch

    pieces = model.tokenizer(
        _clean(text),
        truncation=True,
        max_length=model.max_seq_length,
        return_offsets_mapping=True,
        return_tensors="pt",
    )
    places = pieces.pop("offset_mapping")[0].numpy()
    with torch.no_grad():
        states = model[0].auto_model(**pieces, output_hidden_states=True).hidden_states
    return places, torch.stack([states[(len(states) - 1) // 2][0], states[-1][0]], dim=1).numpy()


def _encode_one(model: Any, text: str) -> np.ndarray:
    import numpy as np

    vector = model.encode(_clean(text), batch_size=1, show_progress_bar=False, normalize_embeddings=True)
    return np.asarray(vector, dtype=np.float32)


def _clean(text: str) -> str:
    """A lone surrogate is no Unicode text and the tokenizer refuses it: one "?" for each, so that places stay."""
    return text[:_MAX_CHARS].encode("utf-8", "replace").decode("utf-8")


def _load_model(location: str, *, local: bool) -> Any:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    if local:  # read at import, so they must stand before it
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ["TRANSFORMERS_OFFLINE"] = "1"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

            logging.set_verbosity_error()  # type: ignore[no-untyped-call]
            logging.disable_progress_bar()  # type: ignore[no-untyped-call]
            model = SentenceTransformer(location, device="cpu", local_files_only=local, trust_remote_code=False)
    except ImportError as error:
        message = f"sentence-transformers cannot be imported: {error}."
        raise ModelError(message, "Run: pip install sentence-transformers") from error
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        where = "folder" if local else "model of the hub"
        message = f"The {where} {location} cannot be loaded: {str(error).partition(chr(10))[0]}"
        raise ModelError(message, f'Check the name, or use "{PACKAGED}".') from error
    model.eval()
    return model


@contextlib.contextmanager
def one_thread_each() -> Iterator[None]:
    """A matrix product split over threads may add in another order; one thread per text never does."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _cores() -> int:
    limit = os.environ.get("OMP_NUM_THREADS", "")
    if limit.isdigit() and int(limit) > 0:
        return int(limit)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
