"""A sentence-transformers model: the reference, and the way for every model but the packaged one, and for GPUs.

The only module that imports torch. On the CPU every text is encoded by itself, on one thread: in a padded batch a
vector's last bits depend on its neighbours (seen: 2e-7), and then scores would depend on the order of files and on what
the cache held. Several threads each encode texts of their own. On a GPU texts of one number of word pieces go together,
unpadded; whether its kernels give a text the same last bits in every batch is not known.
"""

from __future__ import annotations

import contextlib
import os
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from typing import TYPE_CHECKING, Any

from claimcheck.embedding.weights import PACKAGED, Weights, is_packaged, packaged_folder
from claimcheck.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

_GPU_BATCH = 256  # texts


class TorchModel:
    """The model that ``weights`` name, on a device of torch's: "cpu", "cuda", "cuda:1", "mps". Raises ModelError."""

    def __init__(self, weights: Weights, device: str) -> None:
        location = str(packaged_folder()) if is_packaged(weights.location) else weights.location
        self._device = device
        self._model = _load_model(location, device, local=weights.local)

    def sentences(self, texts: Sequence[str], workers: int) -> list[np.ndarray]:
        """Unit vectors, in the order given."""
        import numpy as np

        if self._device != "cpu":
            return self._on_gpu(texts)

        def one(text: str) -> np.ndarray:
            row = self._model.encode(text, batch_size=1, show_progress_bar=False, normalize_embeddings=True)
            return np.asarray(row, dtype=np.float32)

        with _one_thread_each(), ThreadPoolExecutor(max(1, min(workers, len(texts)))) as pool:
            return list(pool.map(one, texts))

    def _on_gpu(self, texts: Sequence[str]) -> list[np.ndarray]:
        import numpy as np

        most = self._model.max_seq_length
        length = [len(self._model.tokenizer(t, truncation=True, max_length=most)["input_ids"]) for t in texts]
        found: dict[int, np.ndarray] = {}
        for _, group in groupby(sorted(range(len(texts)), key=lambda n: (length[n], texts[n])), length.__getitem__):
            numbers = list(group)
            rows = self._model.encode(
                [texts[n] for n in numbers],
                batch_size=_GPU_BATCH,
                show_progress_bar=False,
                normalize_embeddings=True,
            )
            found.update(zip(numbers, np.asarray(rows, dtype=np.float32), strict=True))
        return [found[n] for n in range(len(texts))]

    def pieces(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """A text's word pieces as far as the model reads: places (pieces, 2) in code points, those that stand for no
        text empty, and states (pieces, 2, dimension) half-way through the layers and after the last."""
        import torch

        pieces = self._model.tokenizer(
            text,
            truncation=True,
            max_length=self._model.max_seq_length,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        places = pieces.pop("offset_mapping")[0].numpy()
        with torch.no_grad(), _one_thread_each():
            states = self._model[0].auto_model(**pieces.to(self._device), output_hidden_states=True).hidden_states
        both = torch.stack([states[(len(states) - 1) // 2][0], states[-1][0]], dim=1)
        return places, both.cpu().numpy()


def _load_model(location: str, device: str, *, local: bool) -> Any:
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
            model = SentenceTransformer(location, device=device, local_files_only=local, trust_remote_code=False)
    except ImportError as error:
        message = f"sentence-transformers cannot be imported: {error}."
        raise ModelError(message, "Run: pip install sentence-transformers") from error
    except (OSError, ValueError, KeyError, RuntimeError, AssertionError) as error:  # AssertionError: torch has no CUDA
        where = "folder" if local else "model of the hub"
        on = "" if device == "cpu" else f" on {device}"
        message = f"The {where} {location} cannot be loaded{on}: {str(error).partition(chr(10))[0]}"
        advice = "Check the name" if device == "cpu" else "Check the name and the device"
        raise ModelError(message, f'{advice}, or use "{PACKAGED}".') from error
    model.eval()
    return model


@contextlib.contextmanager
def _one_thread_each() -> Iterator[None]:
    """A matrix product split over threads may add in another order; one thread per text never does."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
