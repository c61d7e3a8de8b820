"""House style: lexicons in TOML, shipped or the newsroom's own, and where a text uses what they replace.

In: names of lexicons or paths. Out: a ``Lexicon`` for the rules that ask for one. Begin at ``files.py``;
``matching.py`` finds the entries' words in text.
"""
