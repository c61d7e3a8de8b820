"""A whole run on more than one machine: the stages of ``engine`` over shards of a corpus, by Ray Data.

In: paths of files, local or of any file system that fsspec knows. Out: the ``Report`` that a local run gives, to the
byte, and Parquet files with what was read and found. Begin at ``run.py``, the order of a run; ``stages.py`` does what
is done for one shard, ``shards.py`` keeps the Parquet files, ``on_ray.py`` alone imports Ray, late.
"""
