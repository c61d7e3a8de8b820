"""Sentences set side by side, for the tests of rules: see ``benchmarks.side_by_side``."""

from benchmarks.side_by_side import annotator, findings_of, page

__all__ = ["annotator", "findings_of", "page"]
