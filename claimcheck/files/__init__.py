"""What lies on disk or in git, without what it means: safe writing, content caches, globs, revisions, line numbers.

In: paths and bytes. Out: paths and bytes. Begin at ``writing.py``, which replaces a file as a whole under a lock;
``content_cache.py`` keeps bytes by the hash of what they were made from, ``revisions.py`` asks git what changed,
``tree.py`` shows the disk and the next commit alike.
"""
