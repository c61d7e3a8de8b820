"""Quality and speed, one command a table: ``python -m benchmarks.<name> --data DIR``."""
