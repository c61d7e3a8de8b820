"""The packaged model's weights -> an ONNX graph, made once and kept in a cache folder.

The only module that imports ``onnx``, and only where the graph is not in the cache yet. The graph is BERT (Devlin et
al. 2019) as sentence-transformers runs it, written from the weights themselves, so that no torch is needed even for
that; its operators are those that ONNX Runtime has for BERT. A sequence comes without padding: texts of one batch have
one length.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimcheck.embedding.weights import packaged_folder
from claimcheck.errors import ModelError
from claimcheck.files.writing import write_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

# SHA-256 of the graph: another one in the cache is damaged, and is made anew.
GRAPH_SHA256 = "692a37b9f6f9030e74b38affbe20d3590abbab835a29447e3ec00c17a023da63"
HALF, LAST = "half", "last"  # outputs: states half-way through the layers and after the last, (texts, pieces, width)
_FUSED = "com.microsoft"  # ONNX Runtime's own operators
_HEADS, _LAYERS, _WIDTH, _EPSILON = 12, 6, 384, 1e-12  # config.json of the weights


def graph(cache: Path | None) -> Path | bytes:
    """The graph in the cache folder, as the file that it is: whoever reads it does not hold it twice. Else, made from
    the weights and left there, its bytes. Raises ModelError where the weights are missing or not the tested ones."""
    path = None if cache is None else cache / f"sentences-{GRAPH_SHA256[:16]}.onnx"
    if path is not None:
        with contextlib.suppress(OSError), path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == GRAPH_SHA256:
                return path
    made = exported(packaged_folder() / "model.safetensors")
    # What another version of onnx writes otherwise is as good, but not known again.
    if path is not None and hashlib.sha256(made).hexdigest() == GRAPH_SHA256:
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, made)
    return made


def exported(weights: Path) -> bytes:
    """The graph of these weights. Raises ModelError where onnx is missing."""
    try:
        from onnx import TensorProto, helper
    except ImportError as error:
        raise ModelError(f"onnx cannot be imported: {error}.", "Run: pip install onnx") from error
    made = _Nodes(_tensors(weights))
    states = made.embedded("ids")
    for n in range(_LAYERS):
        states = made.layer(n, states, {_LAYERS // 2 - 1: HALF, _LAYERS - 1: LAST}.get(n, f"states{n}"))
    asked = helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "pieces"])
    given = [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["texts", "pieces", _WIDTH]) for n in (HALF, LAST)]
    whole = helper.make_model(
        helper.make_graph(made.nodes, "sentences", [asked], given, made.constants),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)],
        ir_version=8,
        producer_name="claimcheck",
    )
    return bytes(whole.SerializeToString(deterministic=True))


class _Nodes:
    """Operators and constants, as they are added."""

    def __init__(self, weights: Mapping[str, np.ndarray]) -> None:
        self._weights = weights
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def embedded(self, ids: str) -> str:
        """Words with places; the type of a lone sentence is the same everywhere, and added to the places."""
        import numpy as np

        names = ("word", "position", "token_type")
        words, places, types = (self._weights[f"embeddings.{n}_embeddings.weight"] for n in names)
        rows = self._add("Gather", [self._constant("words", words), ids], "rows")
        self._add("Shape", [ids], "length", start=1, end=2)
        first = self._constant("first", np.zeros(1, dtype=np.int64))
        here = self._add("Slice", [self._constant("places", places + types[0]), first, "length"], "here")
        both = self._add("Add", [rows, here], "embedded")
        norm = self._norm("embeddings.LayerNorm")
        return self._add("LayerNormalization", [both, *norm], "states", axis=-1, epsilon=_EPSILON)

    def layer(self, n: int, states: str, name: str) -> str:
        """Attention, then two dense layers; each with its residual and norm."""
        import numpy as np

        own = f"encoder.layer.{n}"
        parts = [f"{own}.attention.self.{part}" for part in ("query", "key", "value")]
        joined = np.concatenate([self._weights[f"{p}.weight"] for p in parts]).T
        bias = np.concatenate([self._weights[f"{p}.bias"] for p in parts])
        self._add("MatMul", [states, self._constant(f"{own}.joined", joined)], f"{own}.projected")
        if not n:
            self._constant("thirds", np.full(3, _WIDTH, dtype=np.int64))
        thirds = [f"{own}.{part}" for part in "qkv"]
        self._add("Split", [f"{own}.projected", "thirds"], *thirds, axis=-1)
        self._constant(f"{own}.joined.bias", bias)
        heard = self._add(
            "MultiHeadAttention", [*thirds, f"{own}.joined.bias"], f"{own}.heard", domain=_FUSED, num_heads=_HEADS
        )
        heard = self._added(f"{own}.attention.output", heard, states, f"{own}.attended")
        wide = self._add("MatMul", [heard, self._dense(f"{own}.intermediate.dense")], f"{own}.wide")
        bent = self._add("BiasGelu", [wide, self._bias(f"{own}.intermediate.dense")], f"{own}.bent", domain=_FUSED)
        return self._added(f"{own}.output", bent, heard, name)

    def _added(self, part: str, new: str, old: str, name: str) -> str:
        """A dense layer over ``new``, and ``old`` beside it, normed."""
        dense = self._add("MatMul", [new, self._dense(f"{part}.dense")], f"{part}.product")
        inputs = [dense, old, *self._norm(f"{part}.LayerNorm"), self._bias(f"{part}.dense")]
        return self._add("SkipLayerNormalization", inputs, name, domain=_FUSED, epsilon=_EPSILON)

    def _add(self, operator: str, inputs: list[str], *outputs: str, domain: str = "", **options: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(operator, inputs, outputs, name=outputs[0], domain=domain, **options))
        return outputs[0]

    def _constant(self, name: str, value: np.ndarray) -> str:
        import numpy as np
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _dense(self, name: str) -> str:
        return self._constant(f"{name}.weight", self._weights[f"{name}.weight"].T)

    def _bias(self, name: str) -> str:
        return self._constant(f"{name}.bias", self._weights[f"{name}.bias"])

    def _norm(self, name: str) -> tuple[str, str]:
        return self._constant(f"{name}.weight", self._weights[f"{name}.weight"]), self._bias(name)


def _tensors(path: Path) -> dict[str, np.ndarray]:
    """The float32 arrays of a safetensors file: the length of a JSON header, the header, the bytes."""
    import numpy as np

    raw = path.read_bytes()
    begin = 8 + int.from_bytes(raw[:8], "little")
    found = {}
    for name, told in json.loads(raw[8:begin]).items():
        if told.get("dtype") == "F32":
            start, end = told["data_offsets"]
            found[name] = np.frombuffer(raw, "<f4", (end - start) // 4, begin + start).reshape(told["shape"])
    return found
