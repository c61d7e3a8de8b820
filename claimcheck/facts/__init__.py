"""Mentions of a story -> slots -> fact table: which values answer one question.

In: the claims of a story's articles, with vectors. Out: ``Slot``s, and a ``FactTable``, a row a question and a column
an article. Begin at ``slot_finding.py``: ``contexts.py`` says what stands around a mention, ``slot_model.py`` judges
two of them (trained, ``slot_model.json``), ``answers.py`` reads a slot's values, ``table.py`` makes the rows.
``people.py`` and ``roles.py`` make slots of the story's referents.
``slots.py`` judges mentions of matched claims, ``figures.py`` reads the figures of headlines.
"""
