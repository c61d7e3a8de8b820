"""Claims -> vectors: sentence-transformers, and a cache of vectors by content."""
