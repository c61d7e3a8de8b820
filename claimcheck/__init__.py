"""claimcheck: where variants of the same news story disagree."""

__version__ = "0.1.0"
