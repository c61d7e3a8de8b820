"""Articles -> stories; claims of two articles -> alignments."""
