"""Texts -> unit vectors by a sentence-transformers model, cached by content.

In: texts. Out: float32 rows of length 1. Begin at ``encoder.py``: ``onnx_model.py`` runs the packaged model,
from the graph that ``export.py`` makes of its weights, ``torch_model.py`` every other. ``weights.py`` finds the
packaged model and checks its digest, ``cache.py`` keeps vectors, ``words.py`` gives those of single words.
"""
