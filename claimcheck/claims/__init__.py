"""Articles -> claims: the sentences that can be checked, with all that they mention.

In: an ``Article`` and its ``Source``. Out: ``Claim``s with tokens, mentions (quantities, dates, names), quotations and
attributions, every span into ``Source.text``. Begin at ``extract.py``: ``claims_of`` cuts the sentences,
``annotate.py`` (the only door to spaCy) parses them, ``enrich`` finds the rest, with ``values`` and ``sources``.
"""
