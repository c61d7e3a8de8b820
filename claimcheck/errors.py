"""The tree of errors. Each names what it met and the next action; the command line prints both and exits 2.

ClaimcheckError
├── InputError      a path, file or text that cannot be read
├── ConfigError     a setting that is unknown or wrong
└── ModelError      weights that are missing or not the ones expected
"""

from __future__ import annotations


class ClaimcheckError(Exception):
    """``message`` says what is wrong and names the thing; ``action`` says what to do next."""

    def __init__(self, message: str, action: str) -> None:
        super().__init__(f"{message} {action}")
        self.message = message
        self.action = action


class InputError(ClaimcheckError):
    """A path, file or text that cannot be read."""


class ConfigError(ClaimcheckError):
    """A setting that is unknown or has a wrong value."""


class ModelError(ClaimcheckError):
    """Model weights that are missing, or whose digest is not the one expected."""
