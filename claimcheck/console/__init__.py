"""What the terminal shows: colour and width, progress on stderr, which findings, and where reports are written.

In: a ``Report`` and what the command line asked for. Out: text on stdout or stderr, files by format. Begin at
``screen.py``; ``outputs.py`` reads and writes ``--output-format``, ``narrowing.py`` is ``--story``, ``--rule``,
``--top``.
"""
