"""The stages in order: a whole run, additions over an index, judging and triage.

In: paths, or files of a corpus that has an index, and ``Settings``. Out: a ``Report``. Begin at ``whole_run.py``,
which does every stage once; ``additions.py`` does them where something changed, over ``index.py`` (a cache, safe to
delete): ``corpus.py`` lists the files, ``opening.py`` opens their index, ``intake.py`` reads into it what is new;
``judging.py`` runs the rules over one story at a time, ``triage.py`` says which rule speaks and makes findings.
"""
