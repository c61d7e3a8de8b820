"""One file for every command; ``register(app)`` adds it to the command line.

In: arguments. Out: an exit code (``ending.py``), reports, lines on stderr. Begin at ``report.py``. What several
commands share stands in ``options.py`` (options), ``ending.py`` (errors, exit codes) and ``deciding.py`` (who decides,
where).
"""
