"""What people decided about findings, in plain text files beside ``claimcheck.toml``: decisions, baseline, aliases,
suppressions; and how they bear on the findings of a run."""
