"""What a run can be told: types with defaults, the file they come from, what holds for which path.

In: ``claimcheck.toml``, environment, command line. Out: ``Settings``. Begin at ``model.py``; ``loading.py`` finds and
checks the file, ``by_path.py`` applies ``[[overrides]]``, ``origins.py`` says where each value came from.
"""
