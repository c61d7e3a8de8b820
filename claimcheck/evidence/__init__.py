"""What the whole story or corpus says about two words or names: swaps, aliases, referents, the ledger of names.

In: comparisons and claims. Out: ``Substitution``s, ``AliasEvidence``, ``NameUse``s, and answers about them. Begin at
``evidence.py``; ``aliases.py`` and ``referents.py`` say which names can be one,
``participants.py`` what an article says of whom.
"""
