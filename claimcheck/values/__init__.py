"""Values that claims mention, one package a kind: dates and times, quantities, names.

In: tokens and text. Out: typed values with spans, how two of them stand to each other (same, compatible, conflict, with
the reason in words), and how a person reads them. Begin at ``find.py`` of a kind; ``algebra.py`` compares and
``readings.py`` puts into words. No kind knows another.
"""
