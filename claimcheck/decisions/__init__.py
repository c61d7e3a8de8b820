"""What people decided about findings, in plain text files beside ``claimcheck.toml``: decisions, baseline, aliases,
suppressions; and how they bear on the findings of a run.

In: the files, and the findings of a run. Out: the findings with status and decision; changed files, written whole
under a lock. Begin at ``settling.py``, which applies all of them; ``entries.py`` reads and writes the lines.
"""
