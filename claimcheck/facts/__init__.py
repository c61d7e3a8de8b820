"""Mentions of a story -> slots -> fact table: which values answer one question.

In: comparisons, or the claims of a story. Out: a ``FactTable``, a row a question and a column an article; for rules,
whether two mentions fill one slot. Begin at ``table.py``; ``slots.py`` judges mentions of matched claims,
``story_values.py`` those of sentences that are not matched, ``figures.py`` reads the figures of headlines.
"""
