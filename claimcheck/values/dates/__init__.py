"""Dates and times: a phrase -> a tree -> an interval, resolved against the article's date.

In: text and a frame of reference. Out: ``Moment``s. Begin at ``find.py``, which finds phrases; ``phrases.py`` and the
files it calls read a phrase into ``nodes.py``'s tree, ``resolving.py`` turns the tree into an interval, ``algebra.py``
compares.
"""
