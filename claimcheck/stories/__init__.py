"""Articles -> stories: which articles report one event, and which claims two stories share.

In: articles with claims, or their outlines from an index. Out: ``Story``s; pairs of claims that echo each other between
stories. Begin at ``group.py``; ``outlines.py`` says what it has to know of an article, ``likeness.py`` how alike two
are; ``echoes.py`` finds what stories share. ``events.py``, with
``event_stories.py`` and ``event_words.py``, scores whether two claims report one event: measured, and not yet part of
a run.
"""
