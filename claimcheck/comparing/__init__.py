"""Aligned claims -> typed edits: what differs in wording between two sides that say the same.

In: an ``Alignment`` and the words of both articles. Out: a ``Comparison``: matched tokens, ``Edit``s with their kind,
paired mentions with the judgement of the value algebra. Begin at ``compare.py``; ``claim_units.py`` makes one unit of
a quantity or a date, ``token_alignment.py`` aligns, ``edits.py`` types what is left, the other files answer single
questions that rules ask (agreement, polarity, shared predicates, phrases, places).
"""
