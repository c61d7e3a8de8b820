"""Names: where they stand, their parts, and whether two are one.

In: tokens. Out: ``Name``s with given name, particles, family name and kind. Begin at ``find.py`` and ``parsing.py``;
``algebra.py`` judges two names, with trained models for words (``spelling.py``, ``transducer.py``) and whole names
(``matching.py``); ``referents.py`` joins the names of a story: ``identity.py`` says which forms are one,
``name_pairs.py`` which an editor would make one.
"""
