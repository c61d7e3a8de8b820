"""Who says what: sources, cues and the content that they introduce.

In: the tokens of a claim, parsed. Out: ``Attribution``s, and the speakers of quotations. Begin at ``find.py``;
``model.py`` is the trained sequence model (``model.json``, from PolNeAR), ``speakers.py`` looks a "he" up in what was
said before.
"""
