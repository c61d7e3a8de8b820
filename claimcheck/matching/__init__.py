"""Claims of two articles -> alignments: which sentences say the same, m to n.

In: the claims and vectors of two articles. Out: ``Alignment``s with a score; an empty side is a claim that the other
lacks. Begin at ``align.py``; ``features.py`` compares two claims, ``model.py`` holds the trained scores
(``alignment.json``).
"""
