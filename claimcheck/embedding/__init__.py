"""Texts -> unit vectors by a sentence-transformers model, cached by content.

In: texts. Out: float32 rows of length 1. Begin at ``encoder.py``, the only door to torch; ``weights.py`` finds the
packaged model and checks its digest, ``cache.py`` keeps vectors, ``words.py`` gives those of single words.
"""
