"""Errors a user can mend; the command line prints them as one line."""


class LogicRLError(Exception):
    """Base of this package's errors; `exit_code` is what the command line returns."""

    exit_code = 1


class UsageError(LogicRLError, ValueError):
    """Bad input: the message says what, where and how to mend it."""

    exit_code = 2


class RunFailed(LogicRLError, RuntimeError):
    """The work itself failed."""


class NotFinite(RunFailed):
    """Weights or logits are NaN or infinite."""
