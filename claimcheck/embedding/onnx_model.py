"""The packaged model, run by ONNX Runtime: the only module that imports it, and the tokenizer.

Texts of one number of word pieces go through the model together. None is padded and none of the operators mixes texts,
so a vector's bytes are the same whatever else is encoded, in batches of any size and on any number of threads (held by
tests/test_embedding.py); each batch runs on one thread. Within 1e-6 of sentence-transformers, which stays the
reference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimcheck.embedding.export import HALF, LAST, graph
from claimcheck.embedding.weights import tokenizer_file
from claimcheck.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

_PIECES = 256  # of a text that the model reads: max_seq_length in sentence_bert_config.json
_BATCH = 512  # pieces that go through the model at once: more gain nothing (seen: 101 GFLOP/s at 256, 98 at 4,096)


class OnnxModel:
    """The packaged model. ``cache`` is the folder that keeps its graph, None for none. Raises ModelError."""

    def __init__(self, cache: Path | None) -> None:
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelError(f"{error.name} cannot be imported: {error}.", f"Run: pip install {error.name}") from error
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file()))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_PIECES)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # of no use where every batch has a shape of its own
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(graph(cache), options, providers=["CPUExecutionProvider"])

    def sentences(self, texts: Sequence[str], workers: int) -> list[np.ndarray]:
        """Unit vectors, in the order given."""
        read = [self._tokenizer.encode(text).ids for text in texts]
        by_length: dict[int, list[int]] = defaultdict(list)
        for n, ids in enumerate(read):
            by_length[len(ids)].append(n)
        batches = [
            numbers[start : start + max(1, _BATCH // length)]
            for length, numbers in sorted(by_length.items())
            for start in range(0, len(numbers), max(1, _BATCH // length))
        ]
        rows: dict[int, np.ndarray] = {}
        with ThreadPoolExecutor(max(1, min(workers, len(batches)))) as pool:
            for numbers, vectors in zip(
                batches, pool.map(lambda some: self._means([read[n] for n in some]), batches), strict=True
            ):
                rows.update(zip(numbers, vectors, strict=True))
        return [rows[n] for n in range(len(texts))]

    def pieces(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """As ``encoder.Model`` tells."""
        import numpy as np

        read = self._tokenizer.encode(text)
        half, last = self._session.run([HALF, LAST], {"ids": np.array([read.ids], dtype=np.int64)})
        return np.array(read.offsets, dtype=np.int64), np.stack([half[0], last[0]], axis=1)

    def _means(self, ids: list[list[int]]) -> list[np.ndarray]:
        import numpy as np

        (states,) = self._session.run([LAST], {"ids": np.array(ids, dtype=np.int64)})
        means = [own.mean(axis=0) for own in states]
        return [mean / max(float(np.sqrt(mean @ mean)), 1e-12) for mean in means]
