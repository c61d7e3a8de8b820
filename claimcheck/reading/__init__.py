"""Bytes -> sources -> articles: files, lines and their looks, Markdown, stories and their parts.

In: paths. Out: ``Source``s with the text that all offsets count in, ``Problem``s for what could not be read; a
``Source`` -> ``Article``s, every stretch with its role. Begin at ``files.py`` (one file a format beside it) and
``segment.py``.
"""
