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
        super().__init__(message, action)  # what a copy in another process is made of
        self.message = message
        self.action = action

    def __str__(self) -> str:
        return f"{self.message} {self.action}"


class InputError(ClaimcheckError):
    """A path, file or text that cannot be read."""


class ConfigError(ClaimcheckError):
    """A setting that is unknown or has a wrong value."""


class ModelError(ClaimcheckError):
    """Model weights that are missing, or whose digest is not the one expected."""
