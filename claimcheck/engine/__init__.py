"""The index of a corpus: a cache of everything that is dear to find out, safe to delete at any time."""
